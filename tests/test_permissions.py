"""Who may do what: every app's part of the permission table, tried for every role. docs/permissions.md is drawn from it."""

from importlib import import_module
from pathlib import Path

import pytest

from challenges.lifecycle import Stage
from challenges.models import Challenge, Role
from tests.factories import ChallengeFactory

APPS = ["challenges", "scoping", "preparation", "casereview", "onsite", "feedback", "reports", "evaluation"]
MATRIX = [row for app in APPS for row in import_module(f"tests.{app}.permission_table").MATRIX]
DRAWN = Path(__file__).parent.parent / "docs" / "permissions.md"
STRANGER = "stranger"
EVERYONE = [*Role.values, STRANGER]


@pytest.mark.parametrize(
    ("permission", "stage", "allowed"), MATRIX, ids=lambda value: str(value).replace(" ", "+")[:60]
)
def test_who_may(permission, stage, allowed, person):
    challenge = ChallengeFactory(stage=stage)

    may = {role for role in EVERYONE if person(role, challenge).has_perm(permission, challenge)}

    assert may == set(allowed.split())


@pytest.mark.parametrize("role", EVERYONE)
def test_lists_agree_with_rules(role, person):
    challenge = ChallengeFactory()
    ChallengeFactory()  # one that nobody here belongs to
    user = person(role, challenge)

    listed = set(Challenge.objects.visible_to(user))

    assert listed == {each for each in Challenge.objects.all() if user.has_perm("challenges.view_challenge", each)}


def test_every_permission_stands_in_the_table():
    import rules.permissions  # noqa: PLC0415  # its registry, after all apps have started

    tabled = {permission for permission, _stage, _allowed in MATRIX}
    outside_a_challenge = {
        "challenges.add_challenge",
        "challenges.edit_programme",
        "challenges.view_programme",
        "challenges.take_second_step_away",
        "challenges.answer_about_data",
        "challenges.view_held_files",
        "challenges.view_certificates",
        "preparation.answer_invitation",
    }

    missing = set(rules.permissions.permissions) - tabled - outside_a_challenge

    assert missing == set(), "add rows for these to tests/<app>/permission_table.py"


def test_the_drawn_table_is_current():
    assert DRAWN.read_text() == draw(), "draw it again: bin/fix"


def draw() -> str:
    """The table as Markdown, for people who do not read tests."""
    lines = [
        "# Who may do what",
        "",
        "Drawn from tests/*/permission_table.py, where each row is a test. The programme office is",
    ]
    lines += [
        "programme manager in every challenge. Nobody else may do any of this, and a stranger learns of no challenge.",
        "",
    ]
    for app in APPS:
        rows = [row for row in MATRIX if row[0].startswith(f"{app}.")]
        lines += [f"## {app}", "", "| permission | stage | who may |", "|---|---|---|"]
        for permission, stage, allowed in rows:
            who = ", ".join(Role(role).label for role in allowed.split()) or "nobody"
            lines.append(f"| {permission.split('.')[1]} | {Stage(stage).label} | {who} |")
        lines.append("")
    return "\n".join(lines)
