"""Loads, moves on and clears the demo."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.apps import apps
from django.db import models, transaction

from challenges import actions
from challenges.models import AuditEvent, Challenge, Council, Job, OutboundMail, Programme, StoredFile, User
from challenges.next_actions import work_out
from peerchallenge.demo import story, worcestershire
from peerchallenge.demo.cast import make_cast

PROGRAMME = "lga-childrens-services"
APPS = ["challenges", "scoping", "preparation", "casereview", "onsite", "feedback", "reports", "evaluation"]


def load() -> Iterator[str]:
    """Make what is missing and move the rest to today. Safe to run at every start."""
    cast = make_cast()
    moved = move_to_today()
    if moved:
        yield f"moved the demo on by {moved.days} days"
    programme = Programme.objects.newest().get(code=PROGRAMME)
    for name, stage, offset in story.CHALLENGES:
        if Challenge.objects.filter(is_demo=True, council__name=name).exists():
            continue
        with transaction.atomic():
            council = _council(name, cast)
            story.tell(council, programme, stage, story.first_day(offset), cast)
        yield f"made {name}, standing at {stage.label.lower()}"
    if not Challenge.objects.filter(is_demo=True, council__name=worcestershire.COUNCIL).exists():
        with transaction.atomic():
            worcestershire.tell(_council(worcestershire.COUNCIL, cast), cast)
        yield f"made {worcestershire.COUNCIL}, finished"


def move_to_today() -> datetime.timedelta | None:
    """Move the invented challenges on by whole weeks, so that each stands as near to its stage as it did at first."""
    weeks = None
    for name, _stage, offset in story.CHALLENGES:
        challenge = Challenge.objects.filter(is_demo=True, council__name=name).first()
        if challenge:
            weeks = (story.first_day(offset) - challenge.starts_on).days // 7
            break
    if not weeks or weeks < 0:
        return None
    shift = datetime.timedelta(weeks=weeks)
    names = [name for name, _stage, _offset in story.CHALLENGES]
    challenges = list(Challenge.objects.filter(is_demo=True, council__name__in=names))
    with transaction.atomic():
        for model, path in _models_below():
            _shift(model.objects.filter(**{f"{path}in": challenges}), model, shift)
        _shift(AuditEvent.objects.filter(challenge_id__in=[each.pk for each in challenges]), AuditEvent, shift)
    for challenge in challenges:
        work_out(challenge)
    return shift


@transaction.atomic
def clear() -> int:
    """Take away everything the demo made; returns how many challenges went."""
    challenges = Challenge.objects.filter(is_demo=True)
    keys = list(challenges.values_list("pk", flat=True))
    for file in StoredFile.objects.filter(challenge__in=keys):
        file.content.delete(save=False)
    jobs = list(Job.objects.filter(document__challenge__in=keys).values_list("pk", flat=True))
    for model, path in reversed(list(_models_below())):
        if model is not Challenge:
            rows = model._base_manager.filter(**{f"{path}in": keys})
            rows._raw_delete(rows.db)
    for challenge in challenges:
        challenge.delete()
    Job.objects.filter(pk__in=jobs).delete()
    AuditEvent.objects.filter(challenge_id__in=keys).delete()
    Council.objects.filter(is_demo=True, challenges=None).delete()
    OutboundMail.objects.filter(person__is_demo=True).delete()
    User.objects.filter(is_demo=True, memberships=None).delete()
    return len(keys)


def _council(name: str, cast) -> Council:
    return Council.objects.filter(name=name).first() or actions.add_council(
        name=name, by=cast.programme_manager, is_demo=True
    )


def _models_below() -> Iterator[tuple[type[models.Model], str]]:
    """Every model of ours that hangs below a challenge, with the lookup that leads there."""
    for app in APPS:
        for model in apps.get_app_config(app).get_models(include_auto_created=True):
            if model is Challenge:
                yield model, "pk__"
                continue
            path = _path_to_challenge(model)
            if path:
                yield model, path


def _path_to_challenge(model: type[models.Model], depth: int = 3) -> str:
    foreign = [field for field in model._meta.fields if isinstance(field, models.ForeignKey)]
    for field in foreign:
        if field.related_model is Challenge:
            return f"{field.name}__"
    if depth:
        for field in foreign:
            if not field.null and field.related_model._meta.app_label in APPS and field.related_model is not User:
                further = _path_to_challenge(field.related_model, depth - 1)
                if further:
                    return f"{field.name}__{further}"
    return ""


def _shift(rows: models.QuerySet, model: type[models.Model], shift: datetime.timedelta) -> None:
    names = [field.name for field in model._meta.concrete_fields if isinstance(field, models.DateField)]
    if not names:
        return
    changed = []
    for row in rows:
        for name in names:
            value = getattr(row, name)
            if value is not None:
                setattr(row, name, value + shift)
        changed.append(row)
    model._base_manager.bulk_update(changed, names, batch_size=200)
