"""What any stage may ask about a challenge."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from challenges.lifecycle import WORKING_STAGES, Stage, ToDo
from challenges.models import (
    COUNCIL_ROLES,
    LGA_ROLES,
    Challenge,
    Membership,
    Opening,
    Role,
    StoredFile,
    UnfinishedUpload,
    User,
)
from challenges.models.people import CLOCK_EMAIL


def people(challenge: Challenge, *roles: str) -> QuerySet[User]:
    """Who holds one of these roles in the challenge now, by name."""
    held = Membership.objects.holding(*roles).filter(challenge=challenge)
    return User.objects.filter(pk__in=held.values("user")).order_by("name", "pk")


def actors(challenge: Challenge, *, all_of_them: bool = True) -> list[tuple[int, str]]:
    """Whose acts a log of this challenge may hold, as (key, name) by name: who takes part now, or with `all_of_them`
    also who did, the programme office and the clock."""
    held = Membership.objects.filter(challenge=challenge) if all_of_them else challenge.memberships.current()
    who = Q(pk__in=held.values("user"))
    if all_of_them:
        who |= Q(is_programme_office=True) | Q(email=CLOCK_EMAIL)
    return list(User.objects.filter(who).order_by("name", "pk").values_list("pk", "name"))


def first_person(challenge: Challenge, role: str) -> User | None:
    """The one who has held this role longest, or None."""
    held = Membership.objects.holding(role).filter(challenge=challenge).select_related("user").order_by("pk").first()
    return held.user if held else None


def observers_waiting(challenge: Challenge, reader: User) -> list[Membership]:
    """Observers the council has not agreed to yet: for the council, which decides, and the LGA, which put them forward."""
    if not reader.roles_in(challenge) & (LGA_ROLES | COUNCIL_ROLES):
        return []
    return list(challenge.memberships.waiting_for_the_council().select_related("user").order_by("pk"))


def observers_to_decide(challenge: Challenge) -> list[ToDo]:
    """Observers who wait for the council's word: one next action each, whatever the stage."""
    if challenge.stage in {Stage.CLOSED, Stage.WITHDRAWN}:
        return []
    waiting = challenge.memberships.waiting_for_the_council().select_related("user").order_by("pk")
    return [
        ToDo(
            f"Say whether {membership.user} may observe",
            "challenges:person_list",
            Role.SPONSOR,
            url=reverse("challenges:observer_decide", args=[challenge.slug, membership.pk]),
        )
        for membership in waiting
    ]


def milestone_date(challenge: Challenge, code: str) -> datetime.date | None:
    """When a milestone of the plan falls, or None where the programme has none."""
    return challenge.milestones.filter(code=code).values_list("due_on", flat=True).first()


def has_reached(challenge: Challenge, stage: Stage) -> bool:
    """Whether the challenge stands in this stage or a later one."""
    if challenge.stage == Stage.CLOSED:
        return True
    return challenge.stood_in in WORKING_STAGES[WORKING_STAGES.index(stage) :]


HELD_SHOWN = 100


def files_waiting_for_a_scan() -> list[StoredFile]:
    """Uploads the virus scanner has not looked at yet, the oldest first; at most 100."""
    files = StoredFile.objects.filter(state=StoredFile.State.PENDING).order_by("pk")
    return list(files.select_related("challenge__council", "stored_by", "scan")[:HELD_SHOWN])


def blocked_files() -> list[StoredFile]:
    """Uploads the virus scanner found something in, the newest first, at most 100; `opened`: who had opened it, when first."""
    blocked = StoredFile.objects.filter(state=StoredFile.State.BLOCKED).order_by("-pk")
    files: list[Any] = list(blocked.select_related("challenge__council", "stored_by")[:HELD_SHOWN])
    opened: dict[int | None, dict[int, Opening]] = {}
    label, keys = StoredFile._meta.label, [file.pk for file in files]
    for each in Opening.objects.filter(target_type=label, target_id__in=keys).order_by("pk"):
        opened.setdefault(each.target_id, {}).setdefault(each.by_id, each)
    for file in files:
        file.opened = list(opened.get(file.pk, {}).values())
    return files


def uploads_to_finish(challenge: Challenge, owner: User, place: str) -> list[UnfinishedUpload]:
    """What this person began to upload in a form and has not finished; `place` is the form's address."""
    mine = UnfinishedUpload.objects.filter(challenge=challenge, owner=owner, place=place, file=None, received__gt=0)
    return list(mine.order_by("pk"))
