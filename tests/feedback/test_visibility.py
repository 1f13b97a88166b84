"""Who must not read what: each test makes the thing that could leak, then shows that it does not."""

import pytest
from django.urls import reverse

from challenges.lifecycle import Stage
from challenges.models import Audience, AuditEvent
from challenges.moments import acting_at, now
from feedback import actions
from tests.factories import ChallengeFactory
from tests.feedback.factories import (
    CaseFactory,
    DocumentFactory,
    FindingFactory,
    NoteFactory,
    PresentationFactory,
    SessionFactory,
    theme_of,
)
from tests.feedback.test_actions import LAST_DAY

pytestmark = pytest.mark.django_db

SECRET = "A worker told us that supervision is often cancelled."
COUNCIL = ["sponsor", "organiser"]


@pytest.fixture
def challenge():
    return ChallengeFactory(stage=Stage.FEEDBACK)


def text_of(client, name, challenge, *args, **query):
    return client.get(reverse(f"feedback:{name}", args=[challenge.slug, *args]), query).text


def test_a_note_kept_by_its_author_is_seen_by_no_one_else(challenge, person, log_in_as):
    author, lead = person("peer", challenge), person("lead_peer", challenge)
    note = NoteFactory(challenge=challenge, written_by=author, audience=Audience.AUTHOR, text=SECRET)

    assert SECRET in text_of(log_in_as(author), "note_list", challenge)
    for reader in (lead, person("programme_manager", challenge), person("office")):
        client = log_in_as(reader)
        for query in ({}, {"whose": "kept"}, {"cited": "no"}, {"kind": "strength"}):
            assert SECRET not in text_of(client, "note_list", challenge, **query)
        assert client.get(reverse("feedback:note_edit", args=[challenge.slug, note.pk])).status_code == 404
        assert client.post(reverse("feedback:note_share", args=[challenge.slug, note.pk])).status_code == 404
        assert SECRET not in text_of(client, "finding_add", challenge, note=note.pk)


def test_a_note_kept_by_its_author_cannot_be_cited_by_its_id(challenge, person, log_in_as):
    note = NoteFactory(challenge=challenge, audience=Audience.AUTHOR, text=SECRET)
    values = {"kind": "area", "headline": "Supervision", "theme": theme_of(challenge).pk, "evidence": [note.pk]}

    page = log_in_as(person("lead_peer", challenge)).post(
        reverse("feedback:finding_add", args=[challenge.slug]), values
    )

    assert page.status_code == 200
    assert SECRET not in page.text
    assert not challenge.findings.exists()


@pytest.mark.parametrize("role", COUNCIL)
def test_the_council_sees_nothing_of_evidence_and_findings(challenge, person, log_in_as, role):
    finding = FindingFactory(challenge=challenge, evidence=[NoteFactory(challenge=challenge, text=SECRET)])
    client = log_in_as(person(role, challenge))

    pages = [("note_list",), ("finding_list",), ("finding", finding.pk), ("presentation",)]
    codes = {
        name: client.get(reverse(f"feedback:{name}", args=[challenge.slug, *args])).status_code for name, *args in pages
    }

    assert set(codes.values()) == {403}


@pytest.mark.parametrize("role", COUNCIL)
def test_once_given_the_council_reads_the_presentation_and_nothing_behind_it(challenge, person, log_in_as, role):
    note = NoteFactory(challenge=challenge, text=SECRET)
    shown = FindingFactory(challenge=challenge, headline="Supervision varies", kind="area", evidence=[note])
    FindingFactory(challenge=challenge, headline="A strength")
    FindingFactory(
        challenge=challenge, headline="Left out of it", set_aside_at=now(), set_aside_because="One voice only."
    )
    PresentationFactory(challenge=challenge)
    with acting_at(LAST_DAY):
        actions.give_presentation(challenge, by=person("lead_peer", challenge), given_on=LAST_DAY.date())
    client = log_in_as(person(role, challenge))

    page = text_of(client, "presentation", challenge)

    assert "Supervision varies" in page
    assert SECRET not in page
    assert "Left out of it" not in page
    assert "piece of evidence" not in page
    for name, *args in [("note_list",), ("finding_list",), ("finding", shown.pk)]:
        assert client.get(reverse(f"feedback:{name}", args=[challenge.slug, *args])).status_code == 403


def test_a_stage_ended_without_a_presentation_opens_nothing_to_the_council(person, log_in_as):
    challenge = ChallengeFactory(stage=Stage.REPORTING)
    FindingFactory(challenge=challenge)
    PresentationFactory(challenge=challenge)

    page = log_in_as(person("sponsor", challenge)).get(reverse("feedback:presentation", args=[challenge.slug]))

    assert page.status_code == 403


@pytest.mark.parametrize("role", ["contributor", "co_ordinator", "moderator"])
def test_others_in_the_challenge_see_none_of_it(challenge, person, log_in_as, role):
    client = log_in_as(person(role, challenge))

    codes = {
        client.get(reverse(f"feedback:{name}", args=[challenge.slug])).status_code
        for name in ("note_list", "finding_list", "presentation")
    }

    assert codes == {403}


def test_a_stranger_learns_of_no_challenge(challenge, person, log_in_as):
    client = log_in_as(person("stranger"))

    assert client.get(reverse("feedback:note_list", args=[challenge.slug])).status_code == 404


@pytest.mark.parametrize(
    ("role", "reads"), [("peer", True), ("challenge_manager", True), ("adviser", False), ("observer", False)]
)
@pytest.mark.parametrize("source", ["case", "restricted document"])
def test_what_was_noted_from_a_case_is_read_by_those_who_work_with_cases(
    challenge, person, log_in_as, role, reads, source
):
    case = CaseFactory(challenge=challenge) if source == "case" else None
    document = None if case else DocumentFactory(challenge=challenge, importance="restricted")
    note = NoteFactory(challenge=challenge, session=None, case=case, document=document, text=SECRET)
    other = NoteFactory(challenge=challenge, text="Staff are proud of their work.")
    finding = FindingFactory(challenge=challenge, evidence=[note, other])
    client = log_in_as(person(role, challenge))

    for page in (text_of(client, "note_list", challenge), text_of(client, "finding", challenge, finding.pk)):
        assert "Staff are proud of their work." in page
        assert (SECRET in page) is reads


def test_notes_and_findings_of_another_challenge_are_out_of_reach(challenge, person, log_in_as):
    other = ChallengeFactory(stage=Stage.FEEDBACK)
    note, finding = NoteFactory(challenge=other), FindingFactory(challenge=other)
    client = log_in_as(person("office"))

    pages = [
        ("note_edit", note.pk),
        ("finding", finding.pk),
        ("finding_edit", finding.pk),
        ("finding_set_aside", finding.pk),
    ]

    assert {client.get(reverse(f"feedback:{name}", args=[challenge.slug, pk])).status_code for name, pk in pages} == {
        404
    }


def test_the_history_shows_nobody_that_a_note_is_kept(challenge, person):
    author, lead = person("peer", challenge), person("lead_peer", challenge)
    session = SessionFactory(challenge=challenge)
    actions.write_note(challenge, by=author, kind="area", text=SECRET, session=session)

    assert not AuditEvent.objects.readable_by(lead, challenge).exists()
    assert AuditEvent.objects.readable_by(author, challenge).exists()


def test_the_history_of_findings_is_the_teams(challenge, person):
    note = NoteFactory(challenge=challenge)
    lead, sponsor = person("lead_peer", challenge), person("sponsor", challenge)
    actions.write_finding(challenge, by=lead, kind="area", headline=SECRET, theme=theme_of(challenge), evidence=[note])

    assert not AuditEvent.objects.readable_by(sponsor, challenge).exists()
    assert AuditEvent.objects.readable_by(lead, challenge).exists()
