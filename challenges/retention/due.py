"""What the rules say of today: since when a period runs, what is past its last day, what is on hold."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from challenges.lifecycle import Stage
from challenges.models import (
    AuditEvent,
    Challenge,
    Invitation,
    Membership,
    Programme,
    RetentionCertificate,
    RetentionHold,
    StageEnding,
    User,
)
from challenges.models.people import CLOCK_EMAIL
from challenges.moments import today
from challenges.retention.belongings import path_to_challenge, rows_of
from challenges.retention.kinds import PURGE, Group, OwnDate, WhileUsed
from challenges.retention.rules import GROUPS, RULES, WHOLE, labels_of, periods

if TYPE_CHECKING:
    from challenges.programme_files.specs import RetentionSpec

# The names of the history and of the openings for their challenge: a number, so that they outlive it.
LOGS = {"challenges.AuditEvent", "challenges.Opening"}
ANCHOR_STAGES = {Stage.CASE_REVIEW: "case_review", Stage.REPORTING: "final_report"}


@dataclass(frozen=True)
class Due:
    """A group of one challenge whose last day has passed."""

    challenge: Challenge
    group: Group
    spec: RetentionSpec
    kept_until: datetime.date


# Holds


def held() -> QuerySet[Any]:
    """The challenges on hold, as keys for a subquery."""
    return RetentionHold.objects.standing().values("challenge")


def not_on_hold(rows: QuerySet) -> QuerySet:
    """These rows without those of a challenge on hold; rows that belong to none stay in."""
    return _without(rows, held())


# Periods


def spec_of(programme: Programme, group: Group) -> RetentionSpec:
    """What the programme's file says of a group, or our own where it says nothing."""
    return programme.plan.retention.get(group.key, group.default)


def anchors_of(challenges: Iterable[Challenge]) -> dict[int, dict[str, datetime.date]]:
    """By challenge: the days from which its periods run, as far as they have come. One query for any number.

    A challenge that never had the stage in question counts from its close; one that was withdrawn from that day.
    """
    listed = {each.pk: each for each in challenges}
    found: dict[int, dict[str, datetime.date]] = {pk: {} for pk in listed}
    endings = StageEnding.objects.filter(challenge__in=listed, stage__in=ANCHOR_STAGES).order_by("ended_at", "pk")
    for pk, stage, at in endings.values_list("challenge", "stage", "ended_at"):
        found[pk][ANCHOR_STAGES[Stage(stage)]] = timezone.localdate(at)
    for pk, each in listed.items():
        if over_at := each.closed_at or each.withdrawn_at:
            found[pk]["closed"] = timezone.localdate(over_at)
        if over := found[pk].get("closed"):
            for anchor in ANCHOR_STAGES.values():
                found[pk].setdefault(anchor, over)
    return found


def kept_until(challenge: Challenge) -> dict[str, datetime.date | None]:
    """By the key of each group: the last day its rows are kept, or None while what it counts from is still to come."""
    anchors = anchors_of([challenge])[challenge.pk]
    return {key: _last_day(anchors, spec_of(challenge.programme, group)) for key, group in GROUPS.items()}


def _last_day(anchors: dict[str, datetime.date], spec: RetentionSpec) -> datetime.date | None:
    anchor = anchors.get(spec.after)
    return anchor + datetime.timedelta(days=spec.days) if anchor else None


def due_groups(*, demo: bool = False) -> list[Due]:
    """What every challenge has that is past its last day, apart from those on hold, in the order in which it is to go.

    The demo's challenges are left out: their days move every week, and `demo clear` takes them away.
    """
    over = Q(stage__in=[Stage.CLOSED, Stage.WITHDRAWN]) | Q(stage_endings__stage__in=ANCHOR_STAGES)
    rows = Challenge.objects.filter(over, is_demo=demo).exclude(pk__in=held())
    challenges = {each.pk: each for each in rows.select_related("council").distinct().order_by("pk")}
    programmes = Programme.objects.in_bulk({each.programme_id for each in challenges.values()})
    anchors = anchors_of(challenges.values())
    due = []
    for group in GROUPS.values():
        past: dict[int, Due] = {}
        for pk, challenge in challenges.items():
            spec = spec_of(programmes[challenge.programme_id], group)
            last_day = _last_day(anchors[pk], spec)
            if last_day is not None and last_day < today():
                past[pk] = Due(challenge, group, spec, last_day)
        left = set(past) if group.key == WHOLE else with_something_left(group.key, past)
        due += [past[pk] for pk in sorted(left)]
    return due


def due_group(challenge: Challenge, key: str) -> Due | None:
    """The same for one challenge and one group, whether or not something is left; on hold nothing is due."""
    group = GROUPS[key]
    spec = spec_of(challenge.programme, group)
    last_day = _last_day(anchors_of([challenge])[challenge.pk], spec)
    if last_day is None or last_day >= today() or challenge.retention_holds.standing().exists():
        return None
    return Due(challenge, group, spec, last_day)


def with_something_left(key: str, challenges: Iterable[int]) -> set[int]:
    """Those of these challenges in which a period still has rows to take, or words in the history."""
    keys = list(challenges)
    if not keys:
        return set()
    left: set[int] = {pk for pk in words_of_what_went(key, keys).values_list("challenge_id", flat=True) if pk}
    for rows, path in taken_by(key, keys):
        left |= set(rows.order_by().values_list(path, flat=True).distinct())
    return left


def taken_by(key: str, challenges: Iterable[int]) -> list[tuple[QuerySet, str]]:
    """The rows that a period takes by itself in these challenges, each with its path to the challenge.

    In the order in which they can be deleted: what points at a row goes before it.
    """
    wanted = {apps.get_model(label): rows for label, rows in periods(key).items()}
    ordered = sorted(wanted, key=lambda model: sum(model in _pointed_at(other) for other in wanted))
    found = []
    for model in ordered:
        path = path_to_challenge(model)
        found.append((model._base_manager.filter(wanted[model], **{f"{path}__in": list(challenges)}), path))
    return found


def _pointed_at(model) -> set:
    return {field.related_model for field in model._meta.fields if field.is_relation and field.related_model != model}


def words_of_what_went(key: str, challenges: Iterable[int]) -> QuerySet[AuditEvent]:
    """Events of the history that still carry words of rows which this period has taken, or which went before it."""
    words = ~Q(was={}) | ~Q(now={}) | ~Q(reason="")
    about = Q()
    for label in labels_of(key):
        standing = apps.get_model(label)._base_manager.filter(pk=OuterRef("target_id"))
        about |= Q(~Exists(standing), target_type=label)
    for what in GROUPS[key].events:
        about |= Q(what__startswith=what)
    return AuditEvent.objects.filter(words, about, challenge_id__in=list(challenges))


# Dates of their own


def own_date_rows(label: str, rule: OwnDate) -> QuerySet:
    """The rows of a model that are past their own last day and not on hold."""
    model = apps.get_model(label)
    rows = _without_the_demo(not_on_hold(model._base_manager.filter(rule.rows, **{f"{rule.field}__isnull": False})))
    if not rule.key:
        return rows.filter(**{f"{rule.field}__lt": _begin(rule.days)})
    usual, past = Q(), Q()
    for days, programmes in _programmes_with_other_days(rule).items():
        theirs = Q(challenge_id__in=Challenge.objects.filter(programme__in=programmes).values("pk"))
        past |= theirs & Q(**{f"{rule.field}__lt": _begin(days)})
        usual &= ~(theirs & Q(challenge_id__isnull=False))
    return rows.filter(past | (usual & Q(**{f"{rule.field}__lt": _begin(rule.days)})))


def purged_by_date() -> list[tuple[str, OwnDate]]:
    """The rules with a date of their own that the purge itself looks after."""
    return [
        (label, rule)
        for label, rules in RULES.items()
        for rule in rules
        if isinstance(rule, OwnDate) and rule.job == PURGE and label != "challenges.Leftover"
    ]


def _begin(days: int) -> datetime.datetime:
    """The first moment of the first day whose rows are still kept: their last day is today or later."""
    day = today() - datetime.timedelta(days=days)
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))


def _programmes_with_other_days(rule: OwnDate) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for programme in Programme.objects.all():
        spec = programme.plan.retention.get(rule.key)
        if spec and spec.after == "written" and spec.days != rule.days:
            found.setdefault(spec.days, []).append(programme.pk)
    return found


def _without_the_demo(rows: QuerySet) -> QuerySet:
    """The demo tells of invented days, and is taken away as a whole."""
    return _without(rows, Challenge.objects.filter(is_demo=True).values("pk"))


def _without(rows: QuerySet, challenges: QuerySet) -> QuerySet:
    label = rows.model._meta.label
    path = "challenge_id" if label in LOGS else path_to_challenge(rows.model)
    return rows.exclude(Q(**{f"{path}__in": challenges}) & Q(**{f"{path}__isnull": False})) if path else rows


# Accounts


def unused_accounts() -> QuerySet[User]:
    """People nobody has seen for as long as an account is kept, and who take part in nothing, nor did lately."""
    rule = next(rule for rule in RULES["challenges.User"] if isinstance(rule, WhileUsed))
    since = _begin(rule.days)
    long_over = Q(closed_at__lt=since) | Q(withdrawn_at__lt=since)
    theirs = Membership.objects.filter(user=OuterRef("pk"))
    taking_part = theirs.standing().exclude(challenge__in=Challenge.objects.filter(long_over).values("pk"))
    asked = Invitation.objects.open().filter(person=OuterRef("pk"))
    unseen = Q(last_login__lt=since) | Q(last_login=None)
    people = User.objects.filter(
        unseen, date_joined__lt=since, erased_at=None, is_demo=False, is_programme_office=False
    )
    people = people.filter(~Exists(taking_part), ~Exists(asked)).exclude(pk__in=_people_held())
    return people.exclude(email=CLOCK_EMAIL).order_by("pk")


def _people_held() -> set[int]:
    """Everybody who stands in a row of a challenge on hold: closing their account would change it."""
    challenges = list(held().values_list("challenge", flat=True))
    found: set[int] = set()
    for rows in rows_of(challenges) if challenges else []:
        for each in rows.model._meta.fields:
            if each.related_model is User:
                found |= set(rows.order_by().values_list(each.attname, flat=True).distinct()) - {None}
    return found


# What went


def when_it_went(challenge: Challenge, *keys: str) -> dict[str, RetentionCertificate]:
    """By key: the last certificate of each of these groups. No query while nothing of the challenge can have gone."""
    if challenge.stage not in {Stage.EVALUATION, Stage.CLOSED, Stage.WITHDRAWN}:
        return {}
    certificates = RetentionCertificate.objects.of(challenge).filter(rule__in=keys).order_by("pk")
    return {each.rule: each for each in certificates}
