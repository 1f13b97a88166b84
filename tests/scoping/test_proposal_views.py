"""A version read, compared and told apart from other files; and what it says besides the scope."""

import hashlib

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from challenges.action_tools import SavedByAnother
from challenges.models import AuditEvent
from challenges.moments import now
from scoping import actions, queries
from scoping.models import ProposalTerms
from scoping.reading import sections
from tests.factories import ChallengeFactory, UserFactory
from tests.scoping.factories import TERMS, KeyLineFactory, ScopingProposalFactory
from tests.scoping.pages import text_of, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def challenge():
    return ChallengeFactory()


# Reading and comparing


def test_what_was_not_sent_is_read_by_the_lga_alone(challenge, person, log_in_as):
    ScopingProposalFactory(challenge=challenge, number=1)
    manager, sponsor = (log_in_as(person(role, challenge)) for role in ["challenge_manager", "sponsor"])
    assert "Five peers." in text_of(manager.get(url("proposal_read", challenge, 1)))

    assert sponsor.get(url("proposal_read", challenge, 1)).status_code == 404


def test_the_sections_of_the_frozen_words_come_clean():
    html = '<section id="team"><h2>The <b>team</b></h2><p onclick="x()">Five<script>alert(1)</script></p></section>'

    ((key, (title, clean)),) = sections(html).items()

    assert (key, title, str(clean)) == ("team", "The team", "<p>Five</p>")


def test_the_words_that_changed_are_marked(challenge, person, log_in_as):
    line = KeyLineFactory(challenge=challenge, number=1, measure="Fewer repeat contacts")
    ScopingProposalFactory(challenge=challenge, number=1, sent_at=now())
    line.measure = "Half as many repeat contacts"
    line.save()
    ScopingProposalFactory(challenge=challenge, number=2)
    ScopingProposalFactory(challenge=challenge, number=3, sent_at=now())
    manager, sponsor = (log_in_as(person(role, challenge)) for role in ["challenge_manager", "sponsor"])

    page = text_of(sponsor.get(url("proposal_changes", challenge, 3)))

    assert "Beside version 1." in page  # the one the council had
    assert "Key line 1 changed: measure." in page
    assert "[taken out: Fewer ]" in page
    assert "Beside version 2." in text_of(manager.get(url("proposal_changes", challenge, 3)))
    assert sponsor.get(url("proposal_changes", challenge, 1)).status_code == 404
    assert sponsor.get(url("proposal_changes", challenge, 2)).status_code == 404


# What is said besides the scope


def test_terms_are_set_and_stand_in_the_next_version(challenge):
    by = UserFactory()
    first = actions.make_proposal(challenge, by=by)

    terms = actions.set_terms(challenge, version=0, by=by, **TERMS)

    assert terms.formats == ["report"]
    assert queries.changes_since(first, challenge) == [
        "The team changed: peers on site.",
        "The team changed: what this scope asks of the team.",
        "Who does what changed: what else was agreed on who does what.",
        "Confidentiality changed: confidentiality agreement of the council.",
        "Confidentiality changed: what else was agreed on confidentiality.",
        "Feedback changed: forms of feedback.",
        "Feedback changed: who receives the feedback.",
    ]


def test_two_who_set_the_terms_at_once_lose_nothing(challenge):
    actions.set_terms(challenge, version=0, by=UserFactory(), **TERMS)

    with pytest.raises(SavedByAnother) as refused:
        actions.set_terms(challenge, version=0, by=UserFactory(), **TERMS | {"team_needed": "Mine"})
    assert refused.value.theirs["team_needed"] == "A peer from health."

    edited = actions.set_terms(challenge, version=1, by=UserFactory(), **TERMS | {"team_needed": "Mine"})
    assert (edited.team_needed, edited.version) == ("Mine", 2)
    assert AuditEvent.objects.latest("pk").was == {"team_needed": "A peer from health."}


def test_forms_of_feedback_the_programme_has_not_are_left_out(challenge):
    terms = actions.set_terms(challenge, version=0, by=UserFactory(), **TERMS | {"formats": ["report", "verbal"]})

    assert terms.formats == ["report"]


def test_the_challenge_manager_sets_the_terms(challenge, person, log_in_as):
    client = log_in_as(person("challenge_manager", challenge))
    form = client.get(url("terms_edit", challenge)).context["form"]
    assert form.initial["formats"] == ["slides", "report"]  # what the programme suggests

    response = client.post(
        url("terms_edit", challenge), {"version": 0, "peers": 5, "formats": ["letter"], "team_needed": "A nurse."}
    )

    assert response.url == url("proposal", challenge)
    assert ProposalTerms.objects.get().peers == 5
    page = text_of(client.get(url("proposal", challenge)))
    assert "5 peers on site." in page
    assert "Letter to the director" in page


def test_a_scope_that_is_too_much_is_said_before_the_proposal_is_made(challenge, person, log_in_as):
    for number in range(1, 40):
        KeyLineFactory(challenge=challenge, number=number)
    client = log_in_as(person("challenge_manager", challenge))

    page = text_of(client.get(url("proposal", challenge)))

    assert "It is too much for the time." in page
    assert "Make version 1" in page


# Is this the agreed file?


@pytest.fixture
def agreed(challenge):
    """Version 2 is agreed; version 1 was sent before, version 3 is the LGA's."""
    made = {}
    for number in (1, 2, 3):
        sent_at = now() if number < 3 else None
        proposal = ScopingProposalFactory(challenge=challenge, number=number, sent_at=sent_at, ready=True)
        for kind in ["file", "word"]:
            content = f"{kind} {number}".encode()
            file = getattr(proposal.document, kind)
            file.content.save("x", ContentFile(content), save=False)
            file.sha256 = hashlib.sha256(content).hexdigest()
            file.save()
        made[number] = proposal
    second = made[2]
    second.agreed_at, second.agreed_by, second.agreed_sha256 = now(), UserFactory(name="The Director"), ""
    second.agreed_sha256 = second.document.file.sha256
    second.save()
    return made


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"file 2", "This is the PDF of version 2, which The Director agreed on"),
        (b"file 1", "This is the PDF of version 1. Version 2 is the agreed one."),
        (b"word 2", "This is the Word file of version 2 as it was made here, unchanged."),
        (b"file 2 ", "This is no file of this challenge’s proposal as it was made here."),
        (b"file 3", "This is no file of this challenge’s proposal as it was made here."),
    ],
    ids=["agreed", "older", "word", "changed", "not sent"],
)
def test_a_file_or_its_fingerprint_is_told_apart(challenge, agreed, person, log_in_as, content, told):
    client = log_in_as(person("sponsor", challenge))
    fingerprint = hashlib.sha256(content).hexdigest()
    spaced = " ".join(fingerprint[at : at + 8] for at in range(0, 64, 8)).upper()

    by_file = client.post(url("proposal_verify", challenge), {"file": SimpleUploadedFile("proposal.pdf", content)})
    by_words = client.post(url("proposal_verify", challenge), {"fingerprint": spaced})

    assert told in text_of(by_file)
    assert told in text_of(by_words)
    assert fingerprint in text_of(by_file)


def test_the_lga_is_told_of_a_version_that_was_not_sent(challenge, agreed, person, log_in_as):
    client = log_in_as(person("adviser", challenge))

    page = client.post(url("proposal_verify", challenge), {"file": SimpleUploadedFile("proposal.pdf", b"file 3")})

    assert "This is the PDF of version 3. Version 2 is the agreed one." in text_of(page)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({}, "Choose a file, or type its fingerprint"),
        ({"fingerprint": "abc"}, "A fingerprint has 64 characters: numbers, and letters from a to f"),
    ],
    ids=["nothing", "no fingerprint"],
)
def test_what_cannot_be_compared_is_said(challenge, person, log_in_as, typed, told):
    client = log_in_as(person("sponsor", challenge))

    assert told in text_of(client.post(url("proposal_verify", challenge), typed))


def test_a_file_larger_than_any_of_ours_is_not_ours(challenge, person, log_in_as, settings):
    settings.MAX_UPLOAD_BYTES = 10
    client = log_in_as(person("sponsor", challenge))

    page = client.post(url("proposal_verify", challenge), {"file": SimpleUploadedFile("large.pdf", b"x" * 11)})

    assert "The file is larger than 10" in text_of(page)


def test_the_fingerprint_stands_where_the_agreed_version_stands(challenge, agreed, person, log_in_as):
    client = log_in_as(person("peer", challenge))

    for page in [url("proposal", challenge), url("proposal_verify", challenge)]:
        assert agreed[2].agreed_sha256 in text_of(client.get(page))


def test_the_word_file_is_offered_beside_the_pdf(challenge, agreed, person, log_in_as):
    client = log_in_as(person("sponsor", challenge))
    document = agreed[2].document
    where = f"/challenges/{challenge.slug}/documents/{document.pk}/word/"
    assert where in client.get(url("proposal", challenge)).content.decode()

    answer = client.get(where)

    assert b"".join(answer.streaming_content) == b"word 2"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    answer.close()
