"""The rules hold together: each leads somewhere, and what goes leaves nothing behind that points at it."""

import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from challenges.clock import CLOCK
from challenges.models import Challenge, StoredFile
from challenges.retention import GROUPS, RULES, WHOLE, HeldBy, OwnDate, Period, With, duration, labels_of
from challenges.retention.belongings import path_to_challenge
from challenges.retention.rules import parent_of, periods
from challenges.retention.told import draw

ROOT = Path(__file__).parents[2]
# Keys of programme files that no group has, and what becomes of them.
OTHER_KEYS = {
    "child_lists": "lists of children: nothing here takes them in yet",
    "child_access": "closes pages about single children; deletes nothing",
    "audit": "the days of the history and of the openings, each line from its own date",
}
# A parent that no row may be without, and that is not to be deleted in passing: the purge takes the child first.
PROTECTED = {"reports.Report.challenge"}


def rules_of(kind):
    return [(label, rule) for label, rules in RULES.items() for rule in rules if isinstance(rule, kind)]


def columns_at(model):
    """Every column that points at a model, as (label, field)."""
    return [
        (each._meta.label, field)
        for each in apps.get_models(include_auto_created=True)
        for field in each._meta.fields
        if field.is_relation and field.related_model is model
    ]


@pytest.mark.parametrize(("label", "rule"), rules_of(With))
def test_what_goes_with_its_parent_cannot_be_without_it(label, rule):
    field = apps.get_model(label)._meta.get_field(rule.parent)

    assert isinstance(field, models.ForeignKey)
    assert not field.null or f"'{rule.parent}__isnull', False" in str(rule.rows), (
        "a row without its parent would stay for good: say which rows have one"
    )
    if f"{label}.{rule.parent}" not in PROTECTED:
        assert field.remote_field.on_delete is models.CASCADE


@pytest.mark.parametrize("label", RULES)
def test_every_way_up_ends_at_something_with_a_rule_of_its_own(label):
    seen = set()
    while label not in seen and all(isinstance(rule, With) for rule in RULES[label]):
        seen.add(label)
        label = parent_of(label, RULES[label][0])._meta.label

    assert label not in seen, "these go with each other, and with nothing else"


@pytest.mark.parametrize("held", sorted({label for label, _rule in rules_of(HeldBy)}))
def test_everything_that_points_at_what_is_held_is_named_as_a_holder(held):
    named = {holder for label, rule in rules_of(HeldBy) if label == held for holder in rule.holders}

    pointing = {f"{label}.{field.name}" for label, field in columns_at(apps.get_model(held))}

    assert named == pointing, "what holds it: name every column that points at it in its HeldBy rule"


@pytest.mark.parametrize(("label", "rule"), rules_of(Period))
def test_a_period_takes_rows_of_a_challenge(label, rule):
    assert rule.key in GROUPS
    assert path_to_challenge(apps.get_model(label))


@pytest.mark.parametrize(("label", "rule"), rules_of(OwnDate))
def test_a_date_of_its_own_is_a_date_that_a_job_of_the_clock_looks_at(label, rule):
    field = apps.get_model(label)._meta.get_field(rule.field)

    assert isinstance(field, models.DateTimeField)
    assert rule.job in CLOCK
    assert rule.since
    assert rule.reason


@pytest.mark.parametrize("key", [key for key in GROUPS if key != WHOLE])
def test_what_a_period_takes_leaves_nothing_behind_that_points_at_it(key):
    """A row of another rule would be deleted with it, unseen, or would hold it back."""
    going = labels_of(key)

    astray = [
        f"{label}.{field.name} points at {gone}"
        for gone in going
        for label, field in columns_at(apps.get_model(gone))
        if label not in going
        and not apps.get_model(label)._meta.auto_created
        and field.remote_field.on_delete is not models.SET_NULL
        and f"{label}.{field.name}" not in {holder for _held, rule in rules_of(HeldBy) for holder in rule.holders}
    ]

    assert astray == []


@pytest.mark.parametrize("key", [key for key in GROUPS if key != WHOLE])
def test_files_are_held_only_by_rows_that_a_period_takes_by_itself(key):
    """The purge asks these for their files; what goes in their train is not asked."""
    holding = {holder.rpartition(".")[0] for holder in RULES_OF_FILES}

    assert holding & labels_of(key) <= set(periods(key))


RULES_OF_FILES = [
    holder for rule in RULES[StoredFile._meta.label] if isinstance(rule, HeldBy) for holder in rule.holders
]


@pytest.mark.parametrize(
    "path", sorted((ROOT / "challenges" / "programmes").glob("*.toml")), ids=lambda path: path.stem
)
def test_every_period_of_a_programme_has_something_to_take(path):
    keys = tomllib.loads(path.read_text()).get("retention", {})

    assert set(keys) - set(GROUPS) - set(OTHER_KEYS) == set(), "no rule takes these: they promise what nothing does"


def test_everything_of_a_challenge_goes_with_it_at_last():
    ours = [model for model in apps.get_models() if path_to_challenge(model) and model is not Challenge]

    assert [
        model._meta.label for model in ours if not any(isinstance(rule, With) for rule in RULES[model._meta.label])
    ] == [], "With(...) says what it goes with"


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "0 days"), (1, "1 day"), (30, "30 days"), (61, "two months"), (182, "six months"), (365, "one year"),
     (731, "two years"), (2192, "six years"), (400, "400 days")],
)  # fmt: skip
def test_days_in_words(days, words):
    assert duration(days) == words


def test_the_drawn_rules_are_current():
    assert (ROOT / "docs" / "retention.md").read_text() == draw(), "draw them again: bin/fix"
