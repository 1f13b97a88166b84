"""What hangs below a challenge in the database: for moving all of it, and for taking all of it away."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db import models

from challenges.models import Challenge

APPS = ["challenges", "scoping", "preparation", "casereview", "onsite", "feedback", "reports", "evaluation"]


def rows_of(challenges: list[int]) -> Iterator[models.QuerySet]:
    """The rows of every model of ours that belong to these challenges, those of Challenge itself among them."""
    for app in APPS:
        for model in apps.get_app_config(app).get_models(include_auto_created=True):
            path = "pk" if model is Challenge else _path_to_challenge(model)
            if path:
                yield model._base_manager.filter(**{f"{path}__in": challenges})


def _path_to_challenge(model: type[models.Model], depth: int = 3) -> str:
    """The lookup that leads from a model to the challenge its rows cannot be without, or nothing."""
    foreign = [field for field in model._meta.fields if isinstance(field, models.ForeignKey)]
    for field in foreign:
        if field.related_model is Challenge:
            return field.name
    if depth:
        for field in foreign:
            if not field.null and field.related_model._meta.app_label in APPS:
                further = _path_to_challenge(field.related_model, depth - 1)
                if further:
                    return f"{field.name}__{further}"
    return ""
