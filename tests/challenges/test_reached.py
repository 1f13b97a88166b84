"""Milestones that the stages know to be done, and what moves with the dates in the stages that own it."""

import datetime

import pytest

from challenges import actions, redating
from challenges.milestones import State, reached_by_now, state_of
from challenges.models import Milestone, Role
from challenges.moments import acting_at, now
from preparation.models import AskedOf
from tests.casereview.factories import CaseFactory, CaseReviewFactory, CaseReviewReportFactory
from tests.evaluation.factories import EvaluationInterviewFactory
from tests.factories import ChallengeFactory
from tests.feedback.factories import PresentationFactory
from tests.onsite.factories import SessionFactory
from tests.preparation.factories import DocumentRequestFactory, TeamPlaceFactory
from tests.reports.factories import ReportFactory

pytestmark = pytest.mark.django_db
BEFORE = datetime.datetime(2026, 9, 1, 9, tzinfo=datetime.UTC)


@pytest.fixture
def challenge():
    return ChallengeFactory(stage="preparation")


def test_nothing_is_reached_at_first(challenge):
    assert reached_by_now(challenge) == set()


def test_peers_are_sought_once_one_is_invited_and_the_team_stands_once_all_answered(challenge):
    lead = TeamPlaceFactory(challenge=challenge, role="lead_peer")
    sought = reached_by_now(challenge)
    lead.state, lead.answered_at = "accepted", now()
    lead.save()

    assert sought == {"peers_sought"}
    assert reached_by_now(challenge) == {"peers_sought", "team_accepted"}


def test_documents_are_in_once_no_must_read_is_wanted(challenge):
    DocumentRequestFactory(challenge=challenge, is_in=True)
    DocumentRequestFactory(challenge=challenge, importance="reference")
    wanted = DocumentRequestFactory(challenge=challenge)
    before = reached_by_now(challenge)
    wanted.delete()

    assert before == {"document_list"}
    assert reached_by_now(challenge) == {"document_list", "documents_due"}


def test_cases_reviews_and_their_report(challenge):
    case = CaseFactory(challenge=challenge)
    sampled = reached_by_now(challenge)
    CaseReviewFactory(case=case, challenge=challenge, finished=True)
    reviewed = reached_by_now(challenge)
    CaseReviewReportFactory(challenge=challenge, audience="council", shared_at=now(), shared_by=challenge.created_by)

    assert (sampled, reviewed - sampled) == ({"child_lists"}, {"case_review"})
    assert reached_by_now(challenge) - reviewed == {"case_report"}


def test_the_timetable_and_the_week(challenge):
    session = SessionFactory(challenge=challenge)
    drafted = reached_by_now(challenge)
    session.held_at, session.held_by = now(), challenge.created_by
    session.save()

    assert drafted == {"draft_timetable"}
    assert reached_by_now(challenge) == {"draft_timetable", "final_timetable", "observation_list", "first_day"}


def test_the_presentation_and_the_interview(challenge):
    PresentationFactory(challenge=challenge, given=True)
    EvaluationInterviewFactory(challenge=challenge)

    assert reached_by_now(challenge) == {"presentation", "evaluation"}


@pytest.mark.parametrize(
    ("state", "reached"),
    [
        ("drafting", set()),
        ("quality_assurance", {"draft_report"}),
        ("ready_for_council", {"draft_report", "quality_assured"}),
        ("factual_accuracy", {"draft_report", "quality_assured", "draft_sent"}),
        ("answered", {"draft_report", "quality_assured", "draft_sent", "accuracy_ends"}),
        ("final", {"draft_report", "quality_assured", "draft_sent", "accuracy_ends", "final_report"}),
    ],
)
def test_a_report_has_reached_what_lies_behind_it(challenge, state, reached):
    by = challenge.created_by
    facts = {}
    if state != "drafting":
        facts |= {"agreed_at": now(), "agreed_by": by}
    if "draft_sent" in reached:
        facts |= {"sent_at": now(), "sent_by": by, "window_ends_on": datetime.date(2027, 4, 30)}
    if "accuracy_ends" in reached:
        facts |= {"answered_at": now()}
    if state == "final":
        facts |= {"issued_at": now(), "issued_by": by}
    ReportFactory(challenge=challenge, state=state, **facts)

    assert reached_by_now(challenge) == reached


@pytest.mark.parametrize(
    ("stage", "of", "due_on", "state"),
    [
        ("preparation", "scoping", "2027-01-04", State.DONE),
        ("preparation", "preparation", "2026-08-31", State.LATE),
        ("preparation", "preparation", "2026-09-01", State.DUE),
        ("preparation", "reports", "2026-08-31", State.LATE),
        ("closed", "evaluation", "2027-01-04", State.DONE),
        ("withdrawn", "preparation", "2026-08-31", State.NOT_REACHED),
    ],
)
def test_the_state_of_a_date(stage, of, due_on, state):
    challenge = ChallengeFactory(stage=stage)
    milestone = Milestone(code="x", stage=of, due_on=datetime.date.fromisoformat(due_on))

    with acting_at(BEFORE):
        assert state_of(milestone, challenge, reached=set()) == state


# What moves besides


def move(challenge, **wish):
    by = challenge.created_by
    wish = redating.Wish(**wish)
    with acting_at(BEFORE):
        seen = redating.work_out(challenge, wish, reader=by)
        actions.move_dates(challenge, wish, fingerprint=seen.fingerprint, reason="Ofsted comes.", by=by)
    return seen


def test_documents_that_are_not_in_move_and_their_contributors_are_told(challenge, person):
    contributor = person("contributor", challenge)
    wanted = DocumentRequestFactory(challenge=challenge, code="3", title="Data")
    given = DocumentRequestFactory(challenge=challenge, is_in=True)
    AskedOf.objects.create(request=wanted, contributor=contributor, asked_at=now(), asked_by=contributor)

    seen = move(challenge, working_days=5)

    wanted.refresh_from_db()
    given.refresh_from_db()
    (letter,) = [each for each in seen.letters if each.told.person == contributor]
    assert (wanted.due_on, given.due_on) == (datetime.date(2027, 2, 16), datetime.date(2027, 2, 9))
    assert letter.lines == ("Item 3. Data: 9 February 2027 becomes 16 February 2027",)


def test_who_is_invited_and_has_not_answered_is_told_without_the_reason(challenge, person):
    place = TeamPlaceFactory(challenge=challenge, user=person("stranger", name="Ivy Invited"))

    move(challenge, working_days=5)

    mail = place.user.mails.get()
    assert "On site: 16 to 19 March 2027 (was 9 to 12 March 2027)." in mail.body
    assert "Ofsted" not in mail.body


def test_sessions_that_were_held_stay(challenge):
    held = SessionFactory(challenge=challenge, held_at=now(), held_by=challenge.created_by)
    challenge.milestones.create(
        code="evaluation", name="Interview", stage="evaluation", owner=Role.SPONSOR, due_on="2027-06-01", position=1
    )
    before = held.starts_at

    move(challenge, working_days=5)

    held.refresh_from_db()
    assert held.starts_at == before
