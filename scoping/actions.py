"""What may be done in scoping: choose themes, write key lines, make, send and agree the proposal."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from challenges import audit, documents, text_check
from challenges.action_tools import ActionRefused, check_clean, locked, plain, save_edit
from challenges.actions import end_stage, open_document_to
from challenges.lifecycle import Stage
from challenges.models import Audience, Challenge, RenderedDocument, Role, Theme, User
from challenges.moments import now, today
from challenges.queries import people
from scoping import assembly, notifications, queries
from scoping.models import ChosenTheme, KeyLineOfEnquiry, ScopingProposal


@transaction.atomic
def lay_out_themes(challenge: Challenge, *, by: User) -> list[ChosenTheme]:
    """The core elements and fixed themes of the programme are looked at from the start."""
    standing = ChosenTheme.objects.filter(challenge=challenge).values("theme")
    fixed = Theme.objects.filter(programme=challenge.programme_id).exclude(kind=Theme.Kind.MODULE)
    laid_out = _choose(challenge, list(fixed.exclude(pk__in=standing).order_by("position")), by)
    if laid_out:
        audit.record(
            "themes.laid_out",
            f"laid out the {len(laid_out)} themes every challenge of this programme looks at",
            by=by,
            challenge=challenge,
            target=challenge,
            audience=Audience.COUNCIL,
        )
    return laid_out


@transaction.atomic
def choose_modules(challenge: Challenge, *, modules: Collection[Theme], seen: Collection[int], by: User) -> None:
    """Choose the modules this challenge looks at. `seen` are those that stood on the page, so that no choice is lost."""
    challenge = _in_scoping(challenge)
    offered = {theme.pk: theme for theme in queries.modules(challenge)}
    standing = {theme.pk: theme for theme in queries.chosen_themes(challenge) if theme.pk in offered}
    wanted = {theme.pk for theme in modules}
    if wanted - set(offered):
        raise ActionRefused("Choose modules of this programme.")
    if wanted == set(standing):
        return
    if set(seen) != set(standing):
        raise ActionRefused("Someone changed the modules while you were choosing. Load the page again, then choose.")
    out = [theme for pk, theme in standing.items() if pk not in wanted]
    line = KeyLineOfEnquiry.objects.filter(challenge=challenge, theme__in=out).select_related("theme").first()
    if line:
        raise ActionRefused(f"Key line {line.number} belongs to “{line.theme}”. Change the key line first.")
    ChosenTheme.objects.filter(challenge=challenge, theme__in=out).delete()
    _choose(challenge, [offered[pk] for pk in sorted(wanted - set(standing))], by)
    audit.record(
        "modules.chosen",
        "chose the modules: " + (", ".join(each.name for pk, each in offered.items() if pk in wanted) or "none"),
        by=by,
        challenge=challenge,
        target=challenge,
        audience=Audience.COUNCIL,
        was={"modules": [theme.name for theme in standing.values()]},
        becomes={"modules": [theme.name for pk, theme in offered.items() if pk in wanted]},
    )


@transaction.atomic
def add_key_line(
    challenge: Challenge,
    *,
    question: str,
    by: User,
    theme: Theme | None = None,
    already_known: str = "",
    outcome_wanted: str = "",
    measure: str = "",
    owner: str = "",
) -> KeyLineOfEnquiry:
    """Write a key line of enquiry; it takes the next number."""
    challenge = _in_scoping(challenge)
    _check_theme(challenge, theme)
    words = {
        "question": question,
        "already_known": already_known,
        "outcome_wanted": outcome_wanted,
        "measure": measure,
        "owner": owner,
    }
    text_check.must_be_clean(challenge, words, audience=Audience.COUNCIL)
    last = KeyLineOfEnquiry.objects.filter(challenge=challenge).aggregate(number=Max("number"))["number"] or 0
    key_line = KeyLineOfEnquiry(
        challenge=challenge,
        number=last + 1,
        question=question,
        theme=theme,
        already_known=already_known,
        outcome_wanted=outcome_wanted,
        measure=measure,
        owner=owner,
        audience=Audience.COUNCIL,
        written_by=by,
        written_at=now(),
        changed_by=by,
        changed_at=now(),
    )
    check_clean(key_line)
    key_line.save()
    audit.record(
        "key_line.added",
        f"added key line {key_line.number}",
        by=by,
        challenge=challenge,
        target=key_line,
        audience=Audience.COUNCIL,
        becomes=_words(key_line),
    )
    return key_line


@transaction.atomic
def edit_key_line(
    key_line: KeyLineOfEnquiry,
    *,
    version: int,
    question: str,
    by: User,
    theme: Theme | None = None,
    already_known: str = "",
    outcome_wanted: str = "",
    measure: str = "",
    owner: str = "",
) -> KeyLineOfEnquiry:
    """Change a key line while the scope is being written."""
    challenge = _in_scoping(key_line.challenge)
    _check_theme(challenge, theme)
    changes = {
        "question": question,
        "theme": theme,
        "already_known": already_known,
        "outcome_wanted": outcome_wanted,
        "measure": measure,
        "owner": owner,
    }
    words = {name: text for name, text in changes.items() if isinstance(text, str)}
    text_check.must_be_clean(challenge, words, audience=Audience.COUNCIL)
    edited, was, becomes = save_edit(_standing(key_line), by=by, version=version, changes=changes)
    audit.record(
        "key_line.edited",
        f"edited key line {edited.number}",
        by=by,
        challenge=challenge,
        target=edited,
        audience=Audience.COUNCIL,
        was=was,
        becomes=becomes,
    )
    return edited


@transaction.atomic
def remove_key_line(key_line: KeyLineOfEnquiry, *, version: int, by: User) -> None:
    """Take a key line out; the later ones move up. What it said stays in the history."""
    challenge = _in_scoping(key_line.challenge)
    key_line = locked(_standing(key_line))
    if key_line.version != version:
        raise ActionRefused(f"Key line {key_line.number} was changed since you opened this page. Read it again first.")
    audit.record(
        "key_line.removed",
        f"removed key line {key_line.number}",
        by=by,
        challenge=challenge,
        target=key_line,
        audience=Audience.COUNCIL,
        was=_words(key_line),
    )
    number = key_line.number
    key_line.delete()
    later = KeyLineOfEnquiry.objects.filter(challenge=challenge, number__gt=number).order_by("number")
    for each in later:  # one by one, upwards: no two ever have the same number
        each.number -= 1
        each.save(update_fields=["number"])


@transaction.atomic
def make_proposal(challenge: Challenge, *, by: User) -> ScopingProposal:
    """Freeze the scope as it reads now as the next version, and have it made into a PDF."""
    challenge = _in_scoping(challenge)
    newest = queries.newest_proposal(challenge)
    number = newest.number + 1 if newest else 1
    scope = queries.scope_of(challenge)
    if newest and newest.scope == scope:
        raise ActionRefused(f"Nothing has changed since version {newest.number}. Use that one.")
    document = documents.ask_for(
        challenge,
        kind="scoping_proposal",
        title=f"Scoping proposal, version {number}",
        permission="scoping.view_unsent_proposal",
        template="scoping/pdf/proposal.html",
        context=assembly.pdf_context(challenge, scope, number=number, made_on=today()) | {"title": "Scoping proposal"},
        by=by,
    )
    proposal = ScopingProposal.objects.create(
        challenge=challenge, number=number, document=document, scope=scope, made_at=now(), made_by=by
    )
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
    challenge = _in_scoping(proposal.challenge)
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
    """Agree this very version of the proposal, which ends scoping."""
    challenge = _in_scoping(proposal.challenge)
    proposal = locked(proposal)
    if proposal.sent_at is None:
        raise ActionRefused(f"Version {proposal.number} has not been sent to the sponsor yet.")
    newest = queries.newest_sent_number(challenge)
    if newest and newest > proposal.number:
        raise ActionRefused(f"Version {newest} was sent since. Read it, then agree that one.")
    proposal.agreed_at, proposal.agreed_by = now(), by
    proposal.save(update_fields=["agreed_at", "agreed_by"])
    audit.record(
        "proposal.agreed",
        f"agreed version {proposal.number} of the scoping proposal",
        by=by,
        challenge=challenge,
        target=proposal,
        audience=Audience.COUNCIL,
    )
    end_stage(challenge, Stage.SCOPING, by=by, override_reason=override_reason)
    return proposal


def _in_scoping(challenge: Challenge) -> Challenge:
    """The challenge, locked, while its scope may still change."""
    challenge = locked(challenge)
    if challenge.stage != Stage.SCOPING:
        raise ActionRefused("Scoping has ended. Themes, key lines and the proposal stand as they are.")
    return challenge


def _standing(key_line: KeyLineOfEnquiry) -> KeyLineOfEnquiry:
    if not KeyLineOfEnquiry.objects.filter(pk=key_line.pk).exists():
        raise ActionRefused("This key line was removed meanwhile.")
    return key_line


def _choose(challenge: Challenge, themes: list[Theme], by: User) -> list[ChosenTheme]:
    moment = now()
    return ChosenTheme.objects.bulk_create(
        ChosenTheme(challenge=challenge, theme=theme, chosen_at=moment, chosen_by=by) for theme in themes
    )


def _check_theme(challenge: Challenge, theme: Theme | None) -> None:
    if theme and not queries.chosen_themes(challenge).filter(pk=theme.pk).exists():
        raise ActionRefused(f"“{theme}” is not a theme of this challenge.")


def _words(key_line: KeyLineOfEnquiry) -> dict[str, Any]:
    fields = ["question", "theme", *KeyLineOfEnquiry.WANTED]
    return {field: plain(getattr(key_line, field)) for field in fields}
