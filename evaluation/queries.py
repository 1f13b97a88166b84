"""What is left to do in the evaluation, and who is to be reminded of it."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from challenges.lifecycle import Stage, ToDo
from challenges.models import Challenge, Membership, OutboundMail, Role, User
from challenges.moments import months_after
from challenges.queries import milestone_date
from evaluation.models import EvaluationInterview, InterviewAnswer
from reports.queries import issued_on

if TYPE_CHECKING:
    from challenges.models import Milestone
    from challenges.programme_files import FollowUpSpec, QuestionSpec

PAGE = "evaluation:interview"
REMINDER = "evaluation.reminder"
REMINDED = [Role.SPONSOR, Role.CHALLENGE_MANAGER]


def interview_of(challenge: Challenge) -> EvaluationInterview | None:
    """The interview, once someone has recorded it."""
    found = EvaluationInterview.objects.filter(challenge=challenge)
    return found.select_related("spoken_to", "changed_by").first()


def answers_to(interview: EvaluationInterview) -> dict[str, str]:
    """What was said to each question, by its code."""
    return dict(InterviewAnswer.objects.filter(interview=interview).values_list("question", "text"))


def unanswered(challenge: Challenge, interview: EvaluationInterview) -> list[QuestionSpec]:
    """The questions of the programme that have no answer yet."""
    said = answers_to(interview)
    return [each for each in challenge.programme.plan.evaluation.questions if not said.get(each.code, "").strip()]


def a_month_on(challenge: Challenge) -> datetime.date | None:
    """A calendar month (or what the programme says) after the final report was issued; None before it is.

    Where a programme has no report, the month is counted from the last on-site day.
    """
    since = issued_on(challenge)
    if since is None and Stage.REPORTING not in challenge.stages:
        since = challenge.ends_on
    return months_after(since, challenge.programme.plan.evaluation.months_after) if since else None


def interview_due_on(challenge: Challenge) -> datetime.date | None:
    """When the interview is due: a month on, or on the day the plan has for it."""
    return a_month_on(challenge) or milestone_date(challenge, "evaluation")


def follow_ups(challenge: Challenge) -> list[tuple[FollowUpSpec, Milestone]]:
    """What is looked at again after the visit, each with its date, soonest first."""
    specs = {each.milestone: each for each in challenge.programme.plan.follow_ups}
    dates = challenge.milestones.filter(code__in=specs).order_by("due_on", "position")
    return [(specs[each.code], each) for each in dates]


def left_to_do(challenge: Challenge) -> list[ToDo]:
    """The interview to hold and to write down, and what is looked at again before it."""
    return [*_interview_to_hold(challenge), *_follow_ups_to_hold(challenge)]


def _follow_ups_to_hold(challenge: Challenge) -> list[ToDo]:
    """Those due by the interview, such as two councils meeting again after six weeks; done once somebody says so."""
    by = interview_due_on(challenge)
    return [
        ToDo(str(milestone), "challenges:milestone_list", Role(milestone.owner), due_on=milestone.due_on, gates=False)
        for spec, milestone in follow_ups(challenge)
        if not spec.optional and milestone.done_at is None and by is not None and milestone.due_on <= by
    ]


def _interview_to_hold(challenge: Challenge) -> list[ToDo]:
    interview = interview_of(challenge)
    if interview is None:
        due_on = interview_due_on(challenge)
        return [
            ToDo("Hold the evaluation interview with the sponsor", PAGE, Role.CHALLENGE_MANAGER, due_on=due_on),
            ToDo("Agree a time for the evaluation interview", PAGE, Role.SPONSOR, due_on=due_on, gates=False),
        ]
    empty = len(unanswered(challenge, interview))
    if not empty:
        return []
    questions = "1 question has" if empty == 1 else f"{empty} questions have"
    sentence = f"Finish the record of the evaluation interview: {questions} no answer yet"
    return [ToDo(sentence, PAGE, Role.CHALLENGE_MANAGER)]


def waiting_for_interview() -> QuerySet[Challenge]:
    """Challenges in evaluation whose interview nobody has recorded."""
    waiting = Challenge.objects.going_on().filter(stage=Stage.EVALUATION, evaluation_interview=None)
    return waiting.select_related("council", "programme").order_by("pk")


def people_to_remind(challenge: Challenge, *, day: datetime.date) -> list[tuple[User, str, datetime.date]]:
    """Who is to be reminded by this day and has not been: each with the role they hold and the day it was due."""
    due_on = a_month_on(challenge)
    if due_on is None or due_on > day:
        return []
    written = OutboundMail.objects.filter(challenge=challenge, kind=REMINDER, due_on=due_on).values("person")
    holding = Membership.objects.holding(*REMINDED).filter(challenge=challenge, user__is_active=True)
    found: dict[User, str] = {}
    for membership in holding.exclude(user__in=written).select_related("user").order_by("pk"):
        if membership.user not in found or membership.role == Role.SPONSOR:
            found[membership.user] = membership.role
    return [(user, role, due_on) for user, role in found.items()]


def reminder_still_needed(mail: OutboundMail) -> bool:
    """Asked when the reminder is about to be sent: not once the interview is recorded, or the person has left."""
    challenge = mail.challenge
    if challenge.stage != Stage.EVALUATION or EvaluationInterview.objects.filter(challenge=challenge).exists():
        return False
    return Membership.objects.holding(*REMINDED).filter(challenge=challenge, user=mail.person).exists()
