"""What may be done in the evaluation: record the interview, close the challenge, remind people."""

from __future__ import annotations

import datetime
import logging

from django.db import transaction

from challenges import audit, text_check
from challenges.action_tools import ActionRefused, SavedByAnother, check_clean, locked, save_edit
from challenges.actions import end_stage
from challenges.lifecycle import Stage
from challenges.models import Audience, Challenge, Role, User
from challenges.moments import now, today
from challenges.queries import people
from evaluation import notifications, queries
from evaluation.models import EvaluationInterview, InterviewAnswer

logger = logging.getLogger(__name__)


@transaction.atomic
def record_interview(
    challenge: Challenge,
    *,
    held_on: datetime.date,
    spoken_to: User,
    answers: dict[str, str],
    version: int,
    by: User,
) -> EvaluationInterview:
    """Keep what the sponsor said, by question; again and again until the challenge closes.

    version: that of the record the page was loaded with, 0 when there was none.
    """
    challenge = _in_evaluation(challenge)
    interview = EvaluationInterview.objects.filter(challenge=challenge).first()
    _check_held_on(challenge, held_on)
    _check_spoken_to(challenge, spoken_to, interview)
    said = {each.code: answers.get(each.code, "").strip() for each in challenge.programme.plan.evaluation.questions}
    words = {f"answer_{code}": text for code, text in said.items()}
    text_check.must_be_clean(challenge, words, audience=Audience.COUNCIL)
    if interview is None:
        interview = EvaluationInterview(
            challenge=challenge,
            held_on=held_on,
            spoken_to=spoken_to,
            audience=Audience.COUNCIL,
            written_by=by,
            written_at=now(),
            changed_by=by,
            changed_at=now(),
        )
        check_clean(interview)
        interview.save()
        _keep_answers(interview, said)
        audit.record(
            "interview.recorded",
            f"recorded the evaluation interview held on {held_on:%-d %B %Y}",
            by=by,
            challenge=challenge,
            target=interview,
            audience=Audience.COUNCIL,
        )
        return interview
    standing = queries.answers_to(interview)
    was_said = {code: standing.get(code, "") for code in said}
    try:
        if interview.version != version and was_said != said:
            raise SavedByAnother(interview, ["held_on", "spoken_to"])
        interview, was, becomes = save_edit(
            interview, by=by, version=version, changes={"held_on": held_on, "spoken_to": spoken_to}
        )
    except SavedByAnother as refusal:
        refusal.theirs["held_on"] = f"{interview.held_on:%-d %B %Y}"
        refusal.theirs |= {f"answer_{code}": text for code, text in was_said.items()}
        raise
    _keep_answers(interview, said)
    changed = [code for code in said if said[code] != was_said[code]]
    audit.record(
        "interview.edited",
        "edited the record of the evaluation interview",
        by=by,
        challenge=challenge,
        target=interview,
        audience=Audience.LGA,  # it carries the words, which only the LGA and the sponsor read
        was=was | {code: was_said[code] for code in changed},
        becomes=becomes | {code: said[code] for code in changed},
    )
    return interview


@transaction.atomic
def close_challenge(challenge: Challenge, *, by: User, override_reason: str = "") -> Challenge:
    """End the evaluation, which closes the challenge."""
    return end_stage(challenge, Stage.EVALUATION, by=by, override_reason=override_reason)


@transaction.atomic
def remind_about_evaluation(*, by: User) -> list[str]:
    """Write the reminders that are due, each once; returns what it did. One challenge never keeps the others waiting."""
    done = []
    for challenge in queries.waiting_for_interview():
        try:
            with transaction.atomic():
                reminded = _remind(challenge, by=by)
        except Exception:  # whatever it is, the others get their reminder, and the log says what it was
            logger.exception("Nobody could be reminded about the evaluation of %s", challenge)
            done.append(f"could not remind anybody about {challenge}: the log says why")
            continue
        done += [f"reminded {user} about {challenge}" for user in reminded]
    return done


def _remind(challenge: Challenge, *, by: User) -> list[User]:
    challenge = locked(challenge)
    if challenge.stage != Stage.EVALUATION or queries.interview_of(challenge):
        return []
    reminded = []
    for user, role, due_on in queries.people_to_remind(challenge, day=today()):
        write = notifications.remind_sponsor if role == Role.SPONSOR else notifications.remind_challenge_manager
        if write(challenge, to=user, due_on=due_on, by=by):
            reminded.append(user)
            audit.record(
                "evaluation.reminded",
                f"wrote to {user} about the evaluation interview",
                by=by,
                challenge=challenge,
                target=challenge,
                audience=Audience.LGA,
            )
    return reminded


def _in_evaluation(challenge: Challenge) -> Challenge:
    challenge = locked(challenge)
    if challenge.stage != Stage.EVALUATION:
        raise ActionRefused(
            f"The challenge is at “{challenge.get_stage_display()}”. The interview is recorded in the evaluation."
        )
    return challenge


def _check_held_on(challenge: Challenge, held_on: datetime.date) -> None:
    if held_on > today():
        raise ActionRefused("The date of the interview lies ahead. Record it once it is held.")
    if held_on < challenge.ends_on:
        raise ActionRefused(
            f"The team was on site until {challenge.ends_on:%-d %B %Y}. The interview is held after that."
        )


def _check_spoken_to(challenge: Challenge, spoken_to: User, interview: EvaluationInterview | None) -> None:
    if interview and interview.spoken_to_id == spoken_to.pk:
        return
    if not people(challenge, Role.SPONSOR).filter(pk=spoken_to.pk).exists():
        raise ActionRefused(f"{spoken_to} is not sponsor of this challenge. The interview is held with the sponsor.")


def _keep_answers(interview: EvaluationInterview, said: dict[str, str]) -> None:
    for position, each in enumerate(interview.challenge.programme.plan.evaluation.questions):
        InterviewAnswer.objects.update_or_create(
            interview=interview,
            question=each.code,
            defaults={"question_text": each.text, "text": said[each.code], "position": position},
        )
