"""What belongs to a challenge: its rows in every table, and its files."""

from __future__ import annotations

from collections.abc import Iterable

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import models, transaction

from challenges.models import Challenge

APPS = ["challenges", "scoping", "preparation", "casereview", "onsite", "feedback", "reports", "evaluation"]


def rows_of(challenges: list[int]) -> list[models.QuerySet]:
    """The rows of these challenges, model by model: Challenge first, then what hangs by it, then what hangs by that."""
    models_of_apps = [each for app in APPS for each in apps.get_app_config(app).get_models(include_auto_created=True)]
    paths = {model: "pk" if model is Challenge else _path_to_challenge(model) for model in models_of_apps}
    below = sorted((model for model, path in paths.items() if path), key=lambda model: paths[model].count("__"))
    below.sort(key=lambda model: model is not Challenge)
    return [model._base_manager.filter(**{f"{paths[model]}__in": challenges}) for model in below]


def remove_files(names: Iterable[str]) -> None:
    """Take files away, once the transaction that takes their rows away has committed."""
    listed = list(names)

    def remove() -> None:
        for name in listed:
            default_storage.delete(name)

    transaction.on_commit(remove)


def _path_to_challenge(model: type[models.Model], depth: int = 3) -> str:
    """The lookup that leads to the challenge which rows of this model cannot be without; nothing for other models."""
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
