"""What the tests of the actions share."""

import datetime

from challenges.models import AuditEvent
from tests.onsite.factories import (
    TUESDAY,
    at,
)

EVENING = at(18)


def facts(**changes):
    return {
        "title": "Social workers, group 1",
        "kind": "focus_group",
        "who": "Six to ten social workers",
        "track": "A",
        "day": TUESDAY,
        "starts": datetime.time(10, 30),
        "ends": datetime.time(11, 30),
        "room": "Committee room 1",
    } | changes


def last_event():
    return AuditEvent.objects.order_by("pk").last()
