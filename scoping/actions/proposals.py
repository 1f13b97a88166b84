"""The proposal: made, sent to the sponsor, agreed."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from challenges import audit, documents
from challenges.action_tools import ActionRefused, locked
from challenges.actions import end_stage, open_document_to, settle_report
from challenges.lifecycle import Stage
from challenges.models import Audience, Challenge, RenderedDocument, Role, User
from challenges.moments import now, today
from challenges.queries import people
from scoping import assembly, notifications, queries
from scoping.models import ProposalComment, ScopingProposal
from scoping.scope_changes import changes
from scoping.standing import in_scoping


@transaction.atomic
def make_proposal(challenge: Challenge, *, by: User) -> ScopingProposal:
    """Freeze the scope as it reads now as the next version, and have it made into a PDF."""
    challenge = in_scoping(challenge)
    if queries.stands_in_the_way(challenge):
        raise ActionRefused("It was decided not to go on now. Change the decision in the scoping meeting first.")
    newest = queries.newest_proposal(challenge)
    number = newest.number + 1 if newest else 1
    scope = queries.scope_of(challenge)
    if newest and not changes(newest.scope, scope):
        raise ActionRefused(f"Nothing has changed since version {newest.number}. Use that one.")
    document = documents.ask_for(
        challenge,
        kind="scoping_proposal",
        title=f"Scoping proposal, version {number}",
        permission="scoping.view_unsent_proposal",
        template="scoping/pdf/proposal.html",
        context=assembly.pdf_context(
            challenge, scope, number=number, made_on=today(), sent=queries.newest_sent(challenge)
        ),
        by=by,
        with_word=True,
    )
    proposal = ScopingProposal.objects.create(
        challenge=challenge, number=number, document=document, scope=scope, made_at=now(), made_by=by
    )
    promised = ProposalComment.objects.filter(challenge=challenge, outcome=ProposalComment.Outcome.CHANGED)
    promised.filter(changed_in=None).update(changed_in=proposal)
    audit.record(
        "proposal.made",
        f"made version {number} of the scoping proposal",
        by=by,
        challenge=challenge,
        target=proposal,
        audience=Audience.LGA,
        becomes={"sha256": document.html_sha256},
    )
    return proposal


@transaction.atomic
def send_proposal(proposal: ScopingProposal, *, subject: str, body: str, by: User) -> ScopingProposal:
    """Send a version to the sponsor: the council can read it from now on."""
    challenge = in_scoping(proposal.challenge)
    proposal = locked(proposal)
    if proposal.sent_at:
        raise ActionRefused(f"Version {proposal.number} was sent on {timezone.localdate(proposal.sent_at):%-d %B %Y}.")
    newest = queries.newest_proposal(challenge)
    if newest and newest.number > proposal.number:
        raise ActionRefused(f"Version {newest.number} is newer. Send that one.")
    if documents.state_of(proposal.document) == RenderedDocument.State.FAILED:
        raise ActionRefused(f"The PDF of version {proposal.number} was not made. Try again to make it first.")
    sponsors = list(people(challenge, Role.SPONSOR))
    if not sponsors:
        raise ActionRefused("Nobody is sponsor of this challenge. Add the sponsor under People first.")
    proposal.sent_at, proposal.sent_by = now(), by
    proposal.save(update_fields=["sent_at", "sent_by"])
    open_document_to(proposal.document, permission="scoping.view_proposal", by=by)
    for sponsor in sponsors:
        notifications.send_proposal(proposal, to=sponsor, subject=subject, body=body, by=by)
    queries.comments(challenge).to_tell().update(told_at=now())  # the mail says what came of them
    audit.record(
        "proposal.sent",
        f"sent version {proposal.number} of the scoping proposal to the sponsor",
        by=by,
        challenge=challenge,
        target=proposal,
        audience=Audience.COUNCIL,
    )
    return proposal


@transaction.atomic
def agree_proposal(proposal: ScopingProposal, *, by: User, override_reason: str = "") -> ScopingProposal:
    """Agree this very version of the proposal, which ends scoping. The fingerprint of its PDF is kept."""
    challenge = in_scoping(proposal.challenge)
    proposal = locked(proposal)
    if proposal.sent_at is None:
        raise ActionRefused(f"Version {proposal.number} has not been sent to the sponsor yet.")
    newest = queries.newest_sent_number(challenge)
    if newest and newest > proposal.number:
        raise ActionRefused(f"Version {newest} was sent since. Read it, then agree that one.")
    file = proposal.document.file
    if file is None:
        raise ActionRefused(f"The PDF of version {proposal.number} is not ready. Read it first, then agree it.")
    proposal.agreed_at, proposal.agreed_by, proposal.agreed_sha256 = now(), by, file.sha256
    proposal.save(update_fields=["agreed_at", "agreed_by", "agreed_sha256"])
    audit.record(
        "proposal.agreed",
        f"agreed version {proposal.number} of the scoping proposal, the PDF with the fingerprint {file.sha256}",
        by=by,
        challenge=challenge,
        target=proposal,
        audience=Audience.COUNCIL,
        becomes={"version": proposal.number, "sha256": file.sha256},
    )
    for reader in people(challenge, Role.SPONSOR, Role.CHALLENGE_MANAGER, Role.PROGRAMME_MANAGER):
        notifications.tell_of_agreement(proposal, to=reader, by=by)
    end_stage(challenge, Stage.SCOPING, by=by, override_reason=override_reason)
    # With feedback in person only there is no report to write, and none of its dates; after the end, since dates are scope.
    settle_report(challenge, written=queries.is_written(challenge, proposal.scope), by=by)
    return proposal
