"""The reminders of the evaluation, which the clock may send: asked again at the moment of sending (apps.py)."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.urls import reverse

from challenges import outbox
from challenges.lifecycle import Stage
from challenges.models import Challenge, OutboundMail, User
from evaluation.queries import REMINDER


def remind_sponsor(challenge: Challenge, *, to: User, due_on: datetime.date, by: User) -> OutboundMail | None:
    body = (
        "Dear Director of Children’s Services\n\n"
        f"It is about {_how_long(challenge)} since {_the_report_of(challenge)}your peer challenge. We would like to hear how it helped, and what "
        "we can do better.\n\n"
        "It is a talk on the telephone, with no form to fill in. The challenge manager agrees a time with you. These "
        "are the questions, beside what you wanted from the challenge:\n\n"
        f"{_link(challenge)}\n\n"
        "If you have agreed a time already, there is nothing you need to do.\n"
    )
    subject = "How did the peer challenge help? A conversation with you"
    return outbox.write(REMINDER, to=to, challenge=challenge, subject=subject, body=body, by=by, due_on=due_on)


def remind_challenge_manager(challenge: Challenge, *, to: User, due_on: datetime.date, by: User) -> OutboundMail | None:
    body = (
        "Hello\n\n"
        f"It is about {_how_long(challenge)} since {_the_report_of(challenge)}the peer challenge of {challenge.council}. It is "
        "time to hear from the sponsor how it helped.\n\n"
        "Agree a time, then go through the questions here, beside what was agreed at scoping:\n\n"
        f"{_link(challenge)}\n\n"
        "Once the interview is recorded you can close the challenge.\n"
    )
    subject = f"Evaluation interview to hold: {challenge.council}"
    return outbox.write(REMINDER, to=to, challenge=challenge, subject=subject, body=body, by=by, due_on=due_on)


def _link(challenge: Challenge) -> str:
    return settings.SITE_URL + reverse("evaluation:interview", args=[challenge.slug])


def _how_long(challenge: Challenge) -> str:
    months = challenge.programme.plan.evaluation.months_after
    return "a month" if months == 1 else f"{months} months"


def _the_report_of(challenge: Challenge) -> str:
    return "the final report of " if Stage.REPORTING in challenge.stages else ""
