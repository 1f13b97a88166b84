"""The reminder a month after the final report: one mail each, and none once it is no longer needed."""

import datetime

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command

from challenges import outbox
from challenges.clock import CLOCK
from challenges.lifecycle import Stage
from challenges.models import AuditEvent, Challenge, OutboundMail, Programme, User
from challenges.moments import now
from evaluation import actions, scheduled
from tests.evaluation.factories import EvaluationInterviewFactory, IssuedReportFactory, other_programme
from tests.factories import ChallengeFactory

pytestmark = pytest.mark.django_db


def at(year, month, day, hour=8, minute=30):
    return datetime.datetime(year, month, day, hour, minute, tzinfo=datetime.UTC)


def remind():
    return actions.remind_about_evaluation(by=User.objects.clock())


@pytest.fixture
def issued(person):
    """A challenge in evaluation with its people, whose final report was issued on this day."""

    def make(issued_on=datetime.date(2027, 4, 30)):
        challenge = IssuedReportFactory(issued_on=issued_on).challenge
        for role in ["sponsor", "challenge_manager", "programme_manager", "organiser", "adviser", "lead_peer"]:
            person(role, challenge)
        return challenge

    return make


def holder(challenge, role):
    return challenge.memberships.get(role=role).user


@time_machine.travel(at(2027, 5, 30))
def test_a_month_on_the_sponsor_and_the_challenge_manager_are_reminded(issued):
    challenge = issued()

    remind()

    mails = OutboundMail.objects.order_by("pk")
    assert [each.person for each in mails] == [holder(challenge, "sponsor"), holder(challenge, "challenge_manager")]
    assert {(each.kind, each.due_on) for each in mails} == {("evaluation.reminder", datetime.date(2027, 5, 30))}
    address = f"http://localhost:8000/challenges/{challenge.slug}/evaluation/"
    assert [address in each.body for each in mails] == [True, True]
    assert AuditEvent.objects.filter(what="evaluation.reminded", by_name="The clock").count() == 2


@time_machine.travel(at(2027, 5, 29, 22))
def test_a_day_early_nobody_is_reminded(issued):
    issued()

    assert remind() == []
    assert not OutboundMail.objects.exists()


@pytest.mark.parametrize(
    ("issued_on", "moment", "due_on"),
    [
        (datetime.date(2027, 1, 31), at(2027, 2, 28), datetime.date(2027, 2, 28)),
        (datetime.date(2028, 1, 31), at(2028, 2, 29), datetime.date(2028, 2, 29)),
        (datetime.date(2027, 11, 25), at(2027, 12, 25), datetime.date(2027, 12, 25)),  # a bank holiday
        (datetime.date(2027, 4, 30), at(2027, 9, 1), datetime.date(2027, 5, 30)),  # the clock stood still
        (datetime.date(2027, 5, 30), at(2027, 6, 29, 23, 30), datetime.date(2027, 6, 30)),  # already 30 June in London
    ],
)
def test_the_reminder_bears_the_day_it_was_due(issued, issued_on, moment, due_on):
    with time_machine.travel(moment):
        issued(issued_on)

        remind()

    assert set(OutboundMail.objects.values_list("due_on", flat=True)) == {due_on}


@pytest.mark.parametrize("times", [2, 10])
def test_however_often_the_clock_runs_each_is_reminded_once(issued, times):
    issued()

    for day in range(times):
        with time_machine.travel(at(2027, 6, 1) + datetime.timedelta(days=day)):
            remind()

    assert OutboundMail.objects.count() == 2


@time_machine.travel(at(2027, 6, 1))
def test_a_sponsor_who_came_later_is_reminded_too(issued, person):
    challenge = issued()
    remind()
    challenge.memberships.filter(role="sponsor").update(ended_at=now(), ended_by=challenge.created_by)
    successor = person("sponsor", challenge)

    remind()

    assert OutboundMail.objects.latest("pk").person == successor
    assert OutboundMail.objects.count() == 3


@time_machine.travel(at(2027, 6, 1))
def test_who_holds_both_roles_gets_one_mail(person):
    challenge = IssuedReportFactory().challenge
    both = person("challenge_manager", challenge)
    challenge.memberships.create(user=both, role="sponsor", added_at=now(), added_by=both)

    remind()

    assert OutboundMail.objects.get().subject == "How did the peer challenge help? A conversation with you"


@time_machine.travel(at(2027, 6, 1))
def test_nobody_is_reminded_of_an_interview_that_is_recorded(issued):
    EvaluationInterviewFactory(challenge=issued())

    assert remind() == []
    assert not OutboundMail.objects.exists()


@pytest.mark.parametrize("stage", [Stage.REPORTING, Stage.CLOSED])
@time_machine.travel(at(2027, 6, 1))
def test_only_challenges_in_evaluation_are_reminded_of(issued, stage):
    challenge = issued()
    closed_at = now() if stage == Stage.CLOSED else None
    Challenge.objects.filter(pk=challenge.pk).update(stage=stage, closed_at=closed_at)

    assert remind() == []


@time_machine.travel(at(2027, 6, 1))
def test_a_challenge_whose_report_was_not_issued_waits(person):
    challenge = ChallengeFactory(stage=Stage.EVALUATION)
    person("sponsor", challenge)

    assert remind() == []


@time_machine.travel(at(2027, 6, 1))
def test_one_challenge_that_fails_does_not_stop_the_others(issued, caplog):
    broken, sound = issued(), issued()
    broken_programme = Programme.objects.create(
        code="broken", version=1, name="Broken", content={"code": 1}, sha256="0" * 64, loaded_at=now()
    )
    Challenge.objects.filter(pk=broken.pk).update(programme=broken_programme)

    done = remind()

    assert set(OutboundMail.objects.values_list("challenge", flat=True)) == {sound.pk}
    assert done[0] == f"could not remind anybody about {broken}: the log says why"
    assert f"Nobody could be reminded about the evaluation of {broken}" in caplog.text


@time_machine.travel(at(2027, 6, 1))
def test_the_clock_says_what_it_would_do(issued, capsys):
    challenge = issued()
    sponsor, manager = holder(challenge, "sponsor"), holder(challenge, "challenge_manager")

    call_command("clock", "remind_about_evaluation", "--dry-run")

    assert capsys.readouterr().out.splitlines() == [
        f"would remind {sponsor} about {challenge}, due on 30 May 2027",
        f"would remind {manager} about {challenge}, due on 30 May 2027",
    ]
    assert not OutboundMail.objects.exists()


@time_machine.travel(at(2027, 6, 1))
def test_the_clock_reminds_under_its_own_name(issued):
    challenge = issued()

    done = CLOCK["remind_about_evaluation"]()

    assert done == [
        f"reminded {holder(challenge, 'sponsor')} about {challenge}",
        f"reminded {holder(challenge, 'challenge_manager')} about {challenge}",
    ]


@time_machine.travel(at(2027, 6, 1))
def test_the_beat_finds_the_task_by_its_name(issued):
    issued()

    assert scheduled.remind_about_evaluation_task.name == "evaluation.remind_about_evaluation"
    scheduled.remind_about_evaluation_task()

    assert OutboundMail.objects.count() == 2


# At the moment of sending it is asked once more.


@pytest.fixture
def waiting(issued):
    """A challenge whose two reminders wait in the outbox."""
    with time_machine.travel(at(2027, 6, 1)):
        challenge = issued()
        remind()
        yield challenge


def states():
    return sorted(OutboundMail.objects.values_list("state", flat=True))


def test_reminders_that_are_needed_are_sent_once(waiting):
    outbox.send_due()
    outbox.send_due()

    assert len(mail.outbox) == 2
    assert mail.outbox[0].to == [holder(waiting, "sponsor").email]


def test_an_interview_recorded_meanwhile_stops_the_mail(waiting):
    EvaluationInterviewFactory(challenge=waiting)

    outbox.send_due()

    assert (mail.outbox, states()) == ([], ["not_needed", "not_needed"])


def test_a_challenge_closed_meanwhile_stops_the_mail(waiting):
    actions.close_challenge(waiting, by=holder(waiting, "challenge_manager"), override_reason="The sponsor has left.")

    outbox.send_due()

    assert (mail.outbox, states()) == ([], ["not_needed", "not_needed"])


def test_who_no_longer_holds_the_role_is_not_written_to(waiting):
    sponsor = waiting.memberships.get(role="sponsor")
    waiting.memberships.filter(pk=sponsor.pk).update(ended_at=now(), ended_by=waiting.created_by)

    outbox.send_due()

    assert [each.to for each in mail.outbox] == [[holder(waiting, "challenge_manager").email]]


def test_a_programme_of_three_months_says_so(issued):
    challenge = issued()
    evaluation = challenge.programme.content["evaluation"] | {"months_after": 3}
    Challenge.objects.update(programme=other_programme(evaluation=evaluation))

    with time_machine.travel(at(2027, 7, 29)):
        assert remind() == []
    with time_machine.travel(at(2027, 7, 30)):
        remind()

    reminder = OutboundMail.objects.earliest("pk")
    assert "It is about 3 months since the final report of your peer challenge." in reminder.body
    assert reminder.due_on == datetime.date(2027, 7, 30)
