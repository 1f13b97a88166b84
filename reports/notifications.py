"""The mails of the report stage. Those that speak for the LGA to a council are read and edited before they go."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from challenges import outbox
from challenges.models import Challenge, OutboundMail, User
from reports.models import Report


@dataclass(frozen=True)
class Letter:
    """What is proposed; the sender may change it."""

    subject: str
    text: str


def draft_for_council(report: Report, *, window_ends_on) -> Letter:
    challenge = report.challenge
    link = settings.SITE_URL + reverse("reports:accuracy", args=[challenge.slug])
    return Letter(
        f"Draft report of your peer challenge: {challenge.council}",
        "Dear Director of Children’s Services\n\n"
        "The draft report of your peer challenge is ready for you to check. For each passage you can say that it is "
        "correct, or what is not correct and what is.\n\n"
        f"{link}\n\n"
        f"We would like your answers by {window_ends_on:%-d %B %Y}. Passages that have no answer by the end of that day "
        "count as correct.\n\n"
        "This step is about facts. If you would like to talk about how something is put, call the lead peer or the "
        "challenge manager.\n",
    )


def final_report(report: Report) -> Letter:
    challenge = report.challenge
    link = settings.SITE_URL + reverse("reports:report", args=[challenge.slug])
    return Letter(
        f"Final report of your peer challenge: {challenge.council}",
        "Dear Director of Children’s Services\n\n"
        "The final report of your peer challenge is issued. You can read and download it here:\n\n"
        f"{link}\n\n"
        "The report belongs to the council. If it goes to your executive, a scrutiny committee or a health body it "
        "becomes a public document.\n\n"
        "In about a month we will ask you how the challenge helped.\n",
    )


def send(kind: str, *, to: User, challenge: Challenge, subject: str, text: str, by: User) -> OutboundMail | None:
    return outbox.write(kind, to=to, challenge=challenge, subject=subject, body=text, by=by)
