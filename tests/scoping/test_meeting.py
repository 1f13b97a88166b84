"""The scoping meeting: who records it, who reads it, and what follows from what was decided."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from challenges.action_tools import ActionRefused, SavedByAnother
from challenges.models import Audience, AuditEvent
from scoping import actions, queries
from scoping.meetings import Said
from scoping.models import ScopingMeeting
from tests.factories import ChallengeFactory, UserFactory
from tests.scoping.factories import SAID, KeyLineFactory, ScopingProposalFactory
from tests.scoping.pages import text_of, url

pytestmark = pytest.mark.django_db
MET = {"held_on": datetime.date(2026, 11, 30), "present": "The director"}
FORM = {
    "version": 0,
    "held_on_day": "30",
    "held_on_month": "11",
    "held_on_year": "2026",
    "present": "The director",
}


@pytest.fixture
def challenge():
    return ChallengeFactory()


def record(challenge, *, version=0, shared=False, **said):
    return actions.record_meeting(challenge, Said(**MET | said), version=version, shared=shared, by=UserFactory())


def test_a_record_stays_with_the_lga_until_it_is_shared_and_then_stays_shared(challenge):
    kept = record(challenge, focus="The front door")
    assert kept.audience == Audience.LGA
    assert AuditEvent.objects.get(what="meeting.recorded").audience == Audience.LGA

    shared = record(challenge, version=1, shared=True, focus="The front door")
    assert shared.audience == Audience.COUNCIL
    assert AuditEvent.objects.latest("pk").audience == Audience.LGA  # what it said before was not theirs to read

    again = record(challenge, version=2, shared=False, focus="Early help")
    assert again.audience == Audience.COUNCIL
    event = AuditEvent.objects.latest("pk")
    assert (event.audience, event.was, event.now) == (
        Audience.COUNCIL,
        {"focus": "The front door"},
        {"focus": "Early help"},
    )


def test_who_decided_and_when_is_kept_and_told(challenge):
    by = UserFactory()

    decided = actions.record_meeting(challenge, Said(**MET, decision="go_on"), version=0, shared=False, by=by)

    assert decided.decided_by == by
    assert AuditEvent.objects.latest("pk").sentence == "decided that the challenge goes on"

    undecided = actions.record_meeting(challenge, SAID, version=1, shared=False, by=by)
    assert (undecided.decided_by, undecided.decided_at) == (None, None)


def test_not_now_needs_a_reason(challenge):
    with pytest.raises(ActionRefused, match="Say why the challenge does not go on now."):
        record(challenge, decision="not_now")


def test_an_inspection_window_runs_forwards(challenge):
    window = {"inspection_on": datetime.date(2027, 5, 2), "inspection_until_on": datetime.date(2027, 5, 1)}

    with pytest.raises(ActionRefused, match="The last day of the inspection window is before the first."):
        record(challenge, inspection_expected="yes", **window)

    assert record(challenge, inspection_expected="no", **window).inspection_on is None


def test_two_who_record_the_meeting_at_once_lose_nothing(challenge):
    record(challenge, focus="Theirs")

    with pytest.raises(SavedByAnother) as refused:
        record(challenge, focus="Mine")

    assert refused.value.theirs["focus"] == "Theirs"


def test_a_decision_comes_with_who_and_when(challenge):
    kept = record(challenge)

    with pytest.raises(IntegrityError), transaction.atomic():
        ScopingMeeting.objects.filter(pk=kept.pk).update(decision="go_on")


def test_a_record_is_never_for_the_team_alone(challenge):
    kept = record(challenge)

    with pytest.raises(IntegrityError), transaction.atomic():
        ScopingMeeting.objects.filter(pk=kept.pk).update(audience="team")


def test_after_not_now_no_version_is_made(challenge):
    KeyLineFactory(challenge=challenge, number=1)
    record(challenge, decision="not_now", decision_reason="The inspection comes first.")

    with pytest.raises(ActionRefused, match="It was decided not to go on now."):
        actions.make_proposal(challenge, by=UserFactory())


# Pages


@pytest.mark.parametrize("role", ["sponsor", "organiser", "peer"])
def test_the_council_and_the_team_read_a_record_once_it_is_shared(challenge, person, log_in_as, role):
    record(challenge, focus="The front door")
    client = log_in_as(person(role, challenge))
    assert "The front door" in text_of(log_in_as(person("adviser", challenge)).get(url("meeting", challenge)))

    assert "No record of the meeting is shared yet." in text_of(client.get(url("meeting", challenge)))

    record(challenge, version=1, shared=True, focus="The front door")
    assert "The front door" in text_of(client.get(url("meeting", challenge)))


def test_the_programme_manager_records_the_meeting(challenge, person, log_in_as):
    client = log_in_as(person("programme_manager", challenge))
    assert "Record the meeting" in text_of(client.get(url("meeting", challenge)))

    response = client.post(url("meeting_record", challenge), FORM | {"focus": "The front door", "decision": "go_on"})

    assert response.url == url("meeting", challenge)
    kept = queries.meeting(challenge)
    assert (kept.held_on, kept.focus, kept.audience) == (datetime.date(2026, 11, 30), "The front door", "lga")
    page = text_of(client.get(url("meeting", challenge)))
    assert "The challenge goes on." in page

    client.post(url("meeting_record", challenge), FORM | {"version": 1, "shared": "on"})
    assert queries.meeting(challenge).audience == Audience.COUNCIL
    assert "Once it is shared it stays shared." not in text_of(client.get(url("meeting_record", challenge)))


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"present": ""}, "Fill in “Who was there”"),
        ({"decision": "not_now"}, "Say why the challenge does not go on now"),
        (
            {"inspection_expected": "yes", "inspection_until_on_day": "1", "inspection_until_on_month": "5"}
            | {"inspection_until_on_year": "2027"},
            "Give the first day of the inspection window too",
        ),
    ],
    ids=["present", "reason", "window"],
)
def test_what_is_missing_in_the_record_is_told_at_its_field(challenge, person, log_in_as, typed, told):
    client = log_in_as(person("challenge_manager", challenge))

    response = client.post(url("meeting_record", challenge), FORM | typed)

    assert told in text_of(response)
    assert queries.meeting(challenge) is None


def test_somebody_elses_record_is_shown_beside_ones_own(challenge, person, log_in_as):
    record(challenge, focus="Theirs")
    client = log_in_as(person("challenge_manager", challenge))

    page = text_of(client.post(url("meeting_record", challenge), FORM | {"focus": "Mine"}))

    assert "Theirs" in page
    assert "Mine" in page


def test_guidance_for_councils_in_intervention_stands_where_the_proposal_is_made_and_sent(challenge, person, log_in_as):
    KeyLineFactory(challenge=challenge, number=1)
    ScopingProposalFactory(challenge=challenge, number=1)
    record(challenge, in_intervention="yes", shared=True)
    manager, sponsor = (log_in_as(person(role, challenge)) for role in ["challenge_manager", "sponsor"])
    pages = [url("meeting", challenge), url("proposal", challenge), url("proposal_send", challenge, 1)]

    assert ["The council is in intervention" in text_of(manager.get(page)) for page in pages] == [True, True, True]
    assert "The council is in intervention" not in text_of(sponsor.get(url("proposal", challenge)))


def test_after_not_now_the_pages_lead_to_pausing_and_to_no_proposal(challenge, person, log_in_as):
    KeyLineFactory(challenge=challenge, number=1)
    record(challenge, decision="not_now", decision_reason="The inspection comes first.", shared=True)
    client = log_in_as(person("programme_manager", challenge))

    meeting = client.get(url("meeting", challenge))
    proposal = text_of(client.get(url("proposal", challenge)))

    assert "The inspection comes first." in text_of(meeting)
    assert reverse("challenges:challenge_pause", args=[challenge.slug]) in meeting.content.decode()
    assert "It was decided not to go on now." in proposal
    assert "Make version 1" not in proposal


def test_an_inspection_near_by_is_pointed_out(challenge, person, log_in_as):
    record(challenge, inspection_expected="yes", inspection_on=datetime.date(2027, 3, 1))

    page = text_of(log_in_as(person("adviser", challenge)).get(url("meeting", challenge)))

    assert "The inspection window touches the weeks of this challenge" in page
