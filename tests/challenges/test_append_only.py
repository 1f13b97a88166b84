"""The history, openings, acceptances and certificates only grow: the database refuses, on PostgreSQL and on SQLite."""

import ast
import datetime
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError

from challenges.append_only import TABLES, purging
from challenges.models import Acceptance, AgreementText, AuditEvent, Opening, RetentionCertificate
from challenges.moments import now
from tests.factories import ChallengeFactory

ROOT = Path(__file__).parents[2]
# The tables, and a column of theirs that somebody might like to change.
LOGS = {AuditEvent: "by_name", Opening: "by_name", RetentionCertificate: "by_name", Acceptance: "accepted_at"}
OTHERWISE = {"by_name": "Nobody", "accepted_at": datetime.datetime(2001, 1, 1, tzinfo=datetime.UTC)}
REFUSED = (IntegrityError, DatabaseError)
# Who may open the door, and why.
MAY_PURGE = {
    "challenges/append_only.py": "the door itself",
    "challenges/actions/retention.py": "rows that have reached their date",
    "challenges/actions/erasing.py": "what a person said of themselves, when their account is erased; the row comes back without",
    "peerchallenge/demo/load.py": "invented challenges, when the demo is cleared or put in order",
    "peerchallenge/demo/moving.py": "invented challenges, when they are moved to today",
    "tests/conftest.py": "what a test committed",
    "tests/preparation/test_ground_rules.py": "puts somebody back to before they accepted",
}


def make(model):
    """A row of this log."""
    if model is Acceptance:
        challenge = ChallengeFactory()
        text = {"challenge": challenge, "kind": "ground_rules", "version": 1, "text": "Words"}
        text = AgreementText.objects.create(**text, written_at=now(), written_by=challenge.created_by)
        row = Acceptance.objects.create(challenge=challenge, user=challenge.created_by, text=text, accepted_at=now())
        connection.check_constraints()  # now, not at the end of the transaction: nothing else stands in the way
        return row
    row = {"at": now(), "by_id": 1, "by_name": "Someone", "challenge_id": 1}
    row |= {
        AuditEvent: {"what": "thing.done", "sentence": "did a thing", "target": "A thing"},
        Opening: {"how": "page", "target": "A thing"},
        RetentionCertificate: {"rule": "case_notes", "title": "Notes", "reason": "Their date"},
    }[model]
    return model.objects.create(**row)


def otherwise(row):
    """{column: the value somebody might like to put there}"""
    return {LOGS[type(row)]: OTHERWISE[LOGS[type(row)]]}


def raw(sql, row):
    with connection.cursor() as cursor:
        cursor.execute(sql.replace("THE_LOG", row._meta.db_table))


def change(row):
    for column, value in otherwise(row).items():
        setattr(row, column, value)
    row.save()


WAYS = {
    "change one by the ORM": change,
    "change by a queryset": lambda row: type(row).objects.filter(pk=row.pk).update(**otherwise(row)),
    "change many by the ORM": lambda row: type(row).objects.bulk_update([row], [*otherwise(row)]),
    "change by SQL": lambda row: raw(f"UPDATE THE_LOG SET {LOGS[type(row)]} = '2001-01-01 00:00:00+00:00'", row),  # noqa: S608
    "put in the place of": lambda row: type(row).objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["id"], update_fields=[*otherwise(row)]
    ),
    "delete one by the ORM": lambda row: row.delete(),
    "delete by a queryset": lambda row: type(row).objects.all().delete(),
    "delete without asking the ORM": lambda row: type(row).objects.all()._raw_delete("default"),
    "delete by SQL": lambda row: raw("DELETE FROM THE_LOG", row),
}
ONLY_ON = {
    "empty by SQL": ("postgresql", lambda row: raw("TRUNCATE THE_LOG", row)),
    "replace by SQL": (
        "sqlite",
        lambda row: raw("INSERT OR REPLACE INTO THE_LOG SELECT * FROM THE_LOG", row),
    ),
}
WAYS |= {name: way for name, (vendor, way) in ONLY_ON.items() if connection.vendor == vendor}


@pytest.mark.django_db
@pytest.mark.parametrize("model", LOGS)
@pytest.mark.parametrize("way", WAYS)
def test_a_row_stays_as_it_was_written_whatever_is_tried(model, way):
    row = make(model)
    stood = model.objects.values().get()

    with pytest.raises(REFUSED, match="append-only"), transaction.atomic():
        WAYS[way](row)

    assert model.objects.values().get() == stood


@pytest.mark.django_db
@pytest.mark.parametrize("model", LOGS)
@pytest.mark.parametrize("way", [name for name in WAYS if name.startswith("delete")])
def test_rows_leave_through_the_door_alone(model, way):
    row = make(model)

    with purging():
        WAYS[way](row)

    assert not model.objects.exists()
    make(model)
    with pytest.raises(REFUSED, match="append-only"), transaction.atomic():
        model.objects.all().delete()


@pytest.mark.django_db
@pytest.mark.parametrize("model", LOGS)
@pytest.mark.parametrize("way", [name for name in WAYS if not name.startswith(("delete", "empty"))])
def test_no_row_changes_even_through_the_door(model, way):
    row = make(model)
    stood = model.objects.values().get()

    with pytest.raises(REFUSED, match="append-only"), transaction.atomic(), purging():
        WAYS[way](row)

    assert model.objects.values().get() == stood


@pytest.mark.django_db
def test_the_door_shuts_when_what_went_through_it_fails():
    make(AuditEvent)

    with pytest.raises(ZeroDivisionError), purging():
        AuditEvent.objects.all().delete() and 1 / 0

    assert AuditEvent.objects.count() == 1
    with pytest.raises(REFUSED, match="append-only"), transaction.atomic():
        AuditEvent.objects.all().delete()


@pytest.mark.django_db(transaction=True)
def test_a_flush_from_the_command_line_is_refused_too(monkeypatch):
    make(AuditEvent)
    operations = connection.ops
    monkeypatch.setattr(
        operations, "execute_sql_flush", type(operations).execute_sql_flush.__wrapped__.__get__(operations)
    )

    with pytest.raises(Exception, match="flush"):
        call_command("flush", interactive=False, verbosity=0)

    assert AuditEvent.objects.count() == 1


@pytest.mark.django_db
def test_every_table_that_only_grows_has_its_triggers():
    """On SQLite a change of the table makes it anew, without them: migration_tools.append_only puts them back."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgrelid::regclass::text, count(*) FROM pg_trigger WHERE NOT tgisinternal GROUP BY 1")
        else:
            cursor.execute("SELECT tbl_name, count(*) FROM sqlite_master WHERE type = 'trigger' GROUP BY 1")
        found = dict(cursor.fetchall())

    expected = 2 if connection.vendor == "postgresql" else 3
    assert {table: found.get(table, 0) for table in TABLES} == dict.fromkeys(TABLES, expected)
    assert {model._meta.db_table for model in LOGS} == set(TABLES)


def test_few_open_the_door():
    files = [
        path
        for folder in ROOT.iterdir()
        if folder.is_dir() and (folder / "__init__.py").exists()
        for path in folder.rglob("*.py")
    ]
    found = {
        str(path.relative_to(ROOT))
        for path in files
        if path.name != "test_append_only.py"
        and "purging" in {node.name for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.alias)}
    }

    assert found - set(MAY_PURGE) == set(), (
        "only what has reached its date leaves: say here why this one opens the door"
    )
