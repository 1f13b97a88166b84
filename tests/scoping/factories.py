"""Rows of the scoping stage for tests, minimal: to get there by the real steps, see peerchallenge/demo/scoping.py."""

import datetime

import factory
from factory.django import DjangoModelFactory

from challenges.models import Audience, Job, RenderedDocument, StoredFile, Theme
from challenges.moments import now
from scoping.meetings import Said
from scoping.models import ChosenTheme, KeyLineOfEnquiry, ProposalComment, ScopingProposal
from scoping.queries import scope_of
from tests.factories import ChallengeFactory, UserFactory


class ChosenThemeFactory(DjangoModelFactory):
    class Meta:
        model = ChosenTheme

    challenge = factory.SubFactory(ChallengeFactory)
    theme = factory.LazyAttribute(lambda chosen: Theme.objects.get(programme=chosen.challenge.programme, code="C1"))
    chosen_at = factory.LazyFunction(now)
    chosen_by = factory.SubFactory(UserFactory)


class KeyLineFactory(DjangoModelFactory):
    """A complete key line."""

    class Meta:
        model = KeyLineOfEnquiry

    challenge = factory.SubFactory(ChallengeFactory)
    number = factory.Sequence(lambda n: n + 1)
    question = "How well does the front door work for children?"
    already_known = "Contacts have risen."
    outcome_wanted = "Two or three things to change first."
    measure = "Repeat contacts fall."
    owner = "Head of service"
    audience = Audience.COUNCIL
    written_by = factory.SubFactory(UserFactory)
    written_at = factory.LazyFunction(now)
    changed_by = factory.SelfAttribute("written_by")
    changed_at = factory.LazyFunction(now)


class ScopingProposalFactory(DjangoModelFactory):
    """A version that freezes the scope as it stands; its PDF is queued, or there when `ready`."""

    class Meta:
        model = ScopingProposal

    class Params:
        ready = False

    challenge = factory.SubFactory(ChallengeFactory)
    number = factory.Sequence(lambda n: n + 1)
    scope = factory.LazyAttribute(lambda proposal: scope_of(proposal.challenge))
    made_at = factory.LazyFunction(now)
    made_by = factory.SubFactory(UserFactory)
    sent_by = factory.LazyAttribute(lambda proposal: proposal.made_by if proposal.sent_at else None)
    sent_at = None
    agreed_by = factory.LazyAttribute(lambda proposal: proposal.made_by if proposal.agreed_at else None)
    agreed_at = None
    document = factory.LazyAttribute(lambda proposal: make_document(proposal))


class ProposalCommentFactory(DjangoModelFactory):
    """A comment on the team, not answered."""

    class Meta:
        model = ProposalComment

    proposal = factory.SubFactory(ScopingProposalFactory)
    challenge = factory.SelfAttribute("proposal.challenge")
    section = "team"
    text = "Who leads the team?"
    audience = Audience.COUNCIL
    written_by = factory.SubFactory(UserFactory)
    written_at = factory.LazyFunction(now)
    changed_by = factory.SelfAttribute("written_by")
    changed_at = factory.LazyFunction(now)


SAID = Said(held_on=datetime.date(2026, 11, 30), present="The director")
TERMS = {
    "peers": 5,
    "team_needed": "A peer from health.",
    "formats": ["report"],
    "feedback_to": "The director.",
    "own_agreement": True,
    "confidentiality": "No recordings.",
    "responsibilities": "The council books rooms.",
}


def stored(proposal, name, sha256):
    return StoredFile.objects.create(
        challenge=proposal.challenge,
        name=name,
        content="aa/not-there",
        media_type="application/pdf",
        size=1000,
        sha256=sha256,
        stored_at=now(),
        stored_by=proposal.made_by,
    )


def make_document(proposal):
    file = stored(proposal, "Scoping proposal.pdf", f"{proposal.number - 1:x}"[-1] * 64) if proposal.ready else None
    word = stored(proposal, "Scoping proposal.docx", "a" * 64) if proposal.ready else None
    return RenderedDocument.objects.create(
        challenge=proposal.challenge,
        kind="scoping_proposal",
        title=f"Scoping proposal, version {proposal.number}",
        permission="scoping.view_proposal" if proposal.sent_at else "scoping.view_unsent_proposal",
        html='<section id="team"><h2>The team</h2><p>Five peers.</p></section><section id="probes"><h2>Probes</h2></section>',
        html_sha256="0" * 64,
        template_version="0",
        asked_at=now(),
        asked_by=proposal.made_by,
        job=Job.objects.create(task="challenges.render_document", queued_at=now()),
        file=file,
        word=word,
        with_word=True,
    )
