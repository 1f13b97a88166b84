"""What belongs to a challenge: its rows in every table."""

from __future__ import annotations

from collections.abc import Iterable

from django.apps import apps
from django.db import models

from challenges.models import Challenge

APPS = ["challenges", "scoping", "preparation", "casereview", "onsite", "feedback", "reports", "evaluation"]


def rows_of(challenges: Iterable[int]) -> list[models.QuerySet]:
    """The rows of these challenges, model by model: Challenge first, then what hangs by it, then what hangs by that.

    The logs, which hold a number in a challenge's place, are not among them.
    """
    keys = list(challenges)
    models_of_apps = [each for app in APPS for each in apps.get_app_config(app).get_models(include_auto_created=True)]
    paths = {model: path_to_challenge(model) for model in models_of_apps}
    below = sorted((model for model, path in paths.items() if path), key=lambda model: paths[model].count("__"))
    below.sort(key=lambda model: model is not Challenge)
    return [model._base_manager.filter(**{f"{paths[model]}__in": keys}) for model in below]


def path_to_challenge(model: type[models.Model]) -> str:
    """The lookup that leads from a row of this model to its challenge; nothing for models that belong to none."""
    return "pk" if model is Challenge else _path(model, depth=3)


def _path(model: type[models.Model], depth: int) -> str:
    foreign = [field for field in model._meta.fields if isinstance(field, models.ForeignKey)]
    for field in foreign:
        if field.related_model is Challenge:
            return field.name
    if depth:
        for field in foreign:
            if not field.null and field.related_model._meta.app_label in APPS:
                further = _path(field.related_model, depth - 1)
                if further:
                    return f"{field.name}__{further}"
    return ""
