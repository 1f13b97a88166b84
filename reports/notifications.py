"""The mails of the report stage. They speak for the LGA to a council, so they are read and edited before they go."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from challenges import outbox
from challenges.models import Challenge, OutboundMail, User
from reports.models import Report


@dataclass(frozen=True)
class Letter:
    """What is proposed; the sender may change it."""

    subject: str
    text: str


def draft_for_council(report: Report, *, window_ends_on: datetime.date, by: User) -> Letter:
    challenge = report.challenge
    url = settings.SITE_URL + reverse("reports:accuracy", args=[challenge.slug])
    context = {"url": url, "window_ends_on": window_ends_on, "by": by}
    return Letter(
        f"Draft report of your peer challenge: {challenge.council}",
        render_to_string("reports/emails/draft_for_council.txt", context),
    )


def final_report(report: Report, *, by: User) -> Letter:
    challenge = report.challenge
    url = settings.SITE_URL + reverse("reports:report", args=[challenge.slug])
    return Letter(
        f"Final report of your peer challenge: {challenge.council}",
        render_to_string("reports/emails/final_report.txt", {"url": url, "by": by}),
    )


def send(kind: str, *, to: User, challenge: Challenge, subject: str, text: str, by: User) -> OutboundMail | None:
    return outbox.write(kind, to=to, challenge=challenge, subject=subject, body=text, by=by)
