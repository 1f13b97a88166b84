"""What a real deployment must not forget: said by `manage.py check --deploy`, beside Django's own checks."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.core.checks import Tags, Warning, register  # noqa: A004  # Django's name

from challenges.moments import today

NOT_FOR_REAL_DATA = {
    "peerchallenge.W001": (lambda: settings.DEMO, "DEMO=1 lets anyone in by one button. Set DEMO=0."),
    "peerchallenge.W002": (lambda: settings.SECOND_FACTOR == "off", "Nobody needs a second step. Unset SECOND_FACTOR."),
    "peerchallenge.W003": (
        lambda: "*" in settings.ALLOWED_HOSTS,
        "The site answers to any name. Put its own into ALLOWED_HOSTS.",
    ),
    "peerchallenge.W004": (
        lambda: not settings.SECURITY_CONTACT.startswith(("mailto:", "https://")),
        "Nobody can report a weakness. Set SECURITY_CONTACT to mailto:... or https://...",
    ),
    "peerchallenge.W005": (
        lambda: not _holds(settings.SECURITY_EXPIRES),
        "SECURITY_EXPIRES is a day from tomorrow to a year ahead, such as 2027-06-30.",
    ),
}


@register(Tags.security, deploy=True)
def ready_for_real_data(app_configs: Any = None, **kwargs: Any) -> list[Warning]:
    return [Warning(sentence, id=key) for key, (is_so, sentence) in NOT_FOR_REAL_DATA.items() if is_so()]


def _holds(day: str) -> bool:
    try:
        return not day or today() < datetime.date.fromisoformat(day) <= today() + datetime.timedelta(days=366)
    except ValueError:
        return False
