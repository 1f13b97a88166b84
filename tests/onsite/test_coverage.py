"""What the week speaks to: key lines and lines of enquiry with their sessions, and the gaps, told to whom they concern."""

import pytest
from django.urls import reverse

from challenges.action_tools import ActionRefused, SavedByAnother
from challenges.lifecycle import LEFT_TO_DO, Stage
from challenges.models import Audience, AuditEvent, Role
from challenges.next_actions import left_to_do
from onsite import actions, coverage
from onsite.models import Session
from tests.casereview.factories import CaseMessageFactory, CaseReviewReportFactory
from tests.casereview.test_views import words_of
from tests.factories import ChallengeFactory
from tests.onsite.factories import SessionFactory
from tests.scoping.factories import KeyLineFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def challenge(db):
    return ChallengeFactory(stage="onsite")


def line_in(challenge, *, shared=True, **fields):
    audience = Audience.COUNCIL if shared else Audience.TEAM
    return CaseMessageFactory(challenge=challenge, kind="line", audience=audience, **fields)


def page(client, challenge):
    return client.get(reverse("onsite:coverage", args=[challenge.slug]))


def test_each_line_stands_with_its_sessions_and_what_has_none_is_a_gap(challenge, person, log_in_as):
    session = SessionFactory(challenge=challenge, title="Team managers")
    key_line = KeyLineFactory(challenge=challenge, question="Do plans change lives?")
    taken_up = line_in(challenge, text="How do managers decide?", number=1)
    line_in(challenge, text="How are fathers asked?", number=2)
    manager = person(Role.CHALLENGE_MANAGER, challenge)
    actions.speak_to_line(taken_up, sessions=[session], by=manager)

    shown = page(log_in_as(manager), challenge)

    found = shown.context["coverage"]
    assert [(row.name, row.is_gap) for row in found.lines] == [("M-01", False), ("M-02", True)]
    assert [(row.of, row.is_gap) for row in found.key_lines] == [(key_line, True)]
    assert "2 lines have no session yet." in words_of(shown)
    assert f"{reverse('onsite:session_add', args=[challenge.slug])}?key_lines={key_line.pk}" in shown.content.decode()


@pytest.mark.parametrize("role", [Role.ORGANISER, Role.SPONSOR, Role.CO_ORDINATOR])
def test_a_line_reaches_the_council_with_the_report_only(challenge, person, log_in_as, role):
    line_in(challenge, text="Shared with the report.")
    line_in(challenge, text="For the team alone.", shared=False)

    told = words_of(page(log_in_as(person(role, challenge)), challenge))

    assert "Shared with the report." in told
    assert "For the team alone." not in told


def test_an_organiser_who_saves_a_session_leaves_what_they_cannot_read(challenge, person, log_in_as):
    organiser = person(Role.ORGANISER, challenge)
    hidden, seen = line_in(challenge, shared=False), line_in(challenge)
    session = SessionFactory(challenge=challenge)
    session.lines.set([hidden, seen])
    client = log_in_as(organiser)
    where = reverse("onsite:session_edit", args=[challenge.slug, session.pk])
    form = client.get(where).context["form"]
    assert [line.pk for line in form.fields["lines"].queryset] == [seen.pk]
    typed = {name: form.initial[name] for name in ("title", "kind", "who", "track", "day", "version")}
    typed |= {"starts": f"{session.starts:%H:%M}", "ends": f"{session.ends:%H:%M}", "room": ""}

    response = client.post(where, typed)

    assert response.status_code == 302
    assert set(session.lines.all()) == {hidden}


def test_lines_cannot_be_reached_by_whoever_does_not_read_them(challenge, person, log_in_as):
    hidden = line_in(challenge, shared=False)
    organiser = person(Role.ORGANISER, challenge)
    session = SessionFactory(challenge=challenge)

    assert (
        log_in_as(organiser).get(reverse("onsite:coverage_line", args=[challenge.slug, hidden.pk])).status_code == 404
    )
    with pytest.raises(ActionRefused, match="that you can read"):
        actions.speak_to_line(hidden, sessions=[session], by=organiser)


def test_sessions_are_chosen_on_a_page_and_the_history_of_lines_is_the_teams(challenge, person, log_in_as):
    line, session = line_in(challenge), SessionFactory(challenge=challenge)
    client = log_in_as(person(Role.CHALLENGE_MANAGER, challenge))

    client.post(reverse("onsite:coverage_line", args=[challenge.slug, line.pk]), {"sessions": [session.pk]})

    assert list(line.sessions.all()) == [session]
    event = AuditEvent.objects.get(what="session.line_taken_up")
    assert event.audience == Audience.TEAM


def test_a_page_of_the_session_that_was_open_meanwhile_does_not_undo_it(challenge, person):
    manager = person(Role.CHALLENGE_MANAGER, challenge)
    key_line, session = KeyLineFactory(challenge=challenge), SessionFactory(challenge=challenge)
    actions.speak_to_key_line(key_line, sessions=[session], by=manager)

    with pytest.raises(SavedByAnother):
        actions.edit_session(
            session,
            version=1,
            title=session.title,
            kind=session.kind,
            day=session.day,
            starts=session.starts,
            ends=session.ends,
            by=manager,
        )

    assert list(session.key_lines.all()) == [key_line]


def test_sessions_of_another_challenge_are_refused(challenge, person):
    with pytest.raises(ActionRefused, match="of this challenge"):
        actions.speak_to_key_line(
            KeyLineFactory(challenge=challenge),
            sessions=[SessionFactory()],
            by=person(Role.CHALLENGE_MANAGER, challenge),
        )


def gaps(challenge):
    return [(todo.sentence, todo.gates) for todo in left_to_do(challenge) if todo.page == "onsite:coverage"]


def test_the_challenge_manager_is_told_of_lines_without_a_session(challenge):
    assert Stage.ON_SITE in LEFT_TO_DO
    lines = [line_in(challenge, number=number) for number in (1, 2, 3)]
    assert gaps(challenge) == []  # there is no timetable to put them into

    SessionFactory(challenge=challenge).lines.add(lines[0])
    assert gaps(challenge) == [("2 lines of enquiry have no session yet", False)]

    Session.objects.get().lines.set(lines)
    assert gaps(challenge) == []


def test_while_cases_are_read_only_once_the_report_is_shared():
    challenge = ChallengeFactory(stage="casereview")
    line_in(challenge, shared=False)
    SessionFactory(challenge=challenge)
    assert coverage.lines_left_to_plan(challenge) == []

    CaseReviewReportFactory(challenge=challenge, shared=True)
    assert [todo.sentence for todo in coverage.lines_left_to_plan(challenge)] == [
        "1 line of enquiry has no session yet"
    ]


@pytest.mark.parametrize("how_many", [1, 30])
def test_the_page_costs_the_same_for_every_number(challenge, person, log_in_as, how_many, django_assert_num_queries):
    for number in range(how_many):
        session = SessionFactory(challenge=challenge)
        session.lines.add(line_in(challenge, number=number + 1))
        session.key_lines.add(KeyLineFactory(challenge=challenge, number=number + 1))
    client = log_in_as(person(Role.CHALLENGE_MANAGER, challenge))
    page(client, challenge)

    with django_assert_num_queries(11):
        page(client, challenge)
