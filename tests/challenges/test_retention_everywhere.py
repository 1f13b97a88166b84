"""The strongest promise: once a word has gone by its rule, it stands nowhere in the database, in no file and in no log.

A challenge goes its whole way by real actions whose texts are marks (tests/visibility.py). Each period is then purged on
its day, and everything that is left, table by table and file by file, is searched for the marks that stood in what went.
"""

import re
from collections import defaultdict
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.db import connection

import preparation.actions
from challenges import actions, text_check
from challenges.actions.kept_words import Reason
from challenges.lifecycle import Stage
from challenges.models import Challenge, Opening, RetentionCertificate, StoredFile, User
from challenges.moments import acting_at, now
from challenges.retention import GROUPS, WHOLE, kept_until, labels_of
from preparation.models import DocumentRequest
from tests.challenges.purging import day_after
from tests.test_visibility_matrix import LAST_DAY, make_world, way

pytestmark = pytest.mark.django_db

# What people typed; the code of a case is no word: the council alone knows which child it is, and the history keeps it.
WORD = re.compile(rb"zq\d{5}k", re.IGNORECASE)


# Columns whose words stay elsewhere, and why.
STAYS = {
    ("preparation.TeamPlace", "place"): "what a place is called, such as health peer: the report tells who came",
    ("preparation.Candidate", "place"): "the same, of who was proposed",
    ("preparation.PositionStatement", "content"): "the council's own text stays for its next challenge",
    ("challenges.RenderedDocument", "html"): "the same, as its PDF was made of it",
}


def words_of(value):
    if value is None:
        return set()
    raw = bytes(value) if isinstance(value, memoryview | bytes) else str(value).encode()
    return {each.decode().lower() for each in WORD.findall(raw)}


def tables():
    """Every table with its rows: {table: [{column: value}, ...]}. Through SQL: no manager, no field leaves anything out."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608  # the database's own names
            columns = [each[0] for each in cursor.description]
            found[table] = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    return found


def everywhere(folder):
    """{word: {where it stands, ...}}, in every column of every table and in every file, its name included."""
    places = defaultdict(set)
    for table, rows in tables().items():
        for row in rows:
            for column, value in row.items():
                for word in words_of(value):
                    places[word].add(f"{table}.{column}")
    for path in Path(folder).rglob("*"):
        for word in words_of(path.name) | (words_of(path.read_bytes()) if path.is_file() else set()):
            places[word].add(f"file {path.name}")
    return places


def words_in_rows(key, challenge):
    """The words that stand in rows this period has to do with, by their table and key."""
    found = defaultdict(set)
    kept = tables()
    for label in labels_of(key):
        for row in kept[apps.get_model(label)._meta.db_table]:
            said = (words_of(value) for column, value in row.items() if (label, column) not in STAYS)
            found[label, row["id"]] = set().union(*said)
    return found


def file_in(item, name, words, *, by):
    kept = preparation.actions.upload_documents(item, [ContentFile(words.encode(), name=name)], by=by)
    assert (kept.kept, kept.refusals) == ([name], [])


def more_words(world):
    """What the steps of the visibility tables leave out: files with words inside and in their names, and kept words."""
    challenge = world.challenge
    items = list(challenge.document_requests.order_by("pk"))
    restricted, other = items[0], items[1]
    DocumentRequest.objects.filter(pk=restricted.pk).update(importance="restricted")
    for item in (restricted, other):
        name = f"About {world.say()}.txt"
        file_in(item, name, f"What we know: {world.say()}", by=world.organiser)
        file = StoredFile.objects.get(name=name)
        Opening.objects.create(
            at=now(),
            by_id=world.peer.pk,
            by_name=world.peer.name,
            challenge_id=challenge.pk,
            target_type="challenges.StoredFile",
            target_id=file.pk,
            target=name,
            how="saved",
        )
    phone = text_check.found_in(challenge, {"text": "Ring 01632 960 001."}, audience="team")[0]
    said = world.say()
    reason = Reason(audience="team", kind=phone.mark.kind, digest=phone.digest, reason=f"A switchboard {said}")
    actions.keep_words(challenge, reasons=[reason], by=world.writer)


@pytest.fixture
def world(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}},
    }
    with acting_at(LAST_DAY):
        world = make_world()
        for where in way(world):
            if where.startswith(Stage.PREPARATION.label) and not StoredFile.objects.filter(name__startswith="About"):
                more_words(world)
        return world


def test_once_a_word_has_gone_it_stands_nowhere(world, tmp_path, django_capture_on_commit_callbacks):
    challenge = world.challenge
    assert challenge.stage == Stage.CLOSED
    by = User.objects.clock()
    for hold in challenge.retention_holds.standing():
        actions.lift_hold(hold, by=world.office)
    for key in GROUPS:
        if key == WHOLE:
            continue
        before = words_in_rows(key, challenge)
        with acting_at(day_after(kept_until(challenge)[key])), django_capture_on_commit_callbacks(execute=True):
            assert actions.purge_group(challenge, key, by=by), f"nothing went of {key}"
        after = words_in_rows(key, challenge)
        gone = set().union(*(words for row, words in before.items() if row not in after))
        assert gone, f"no step of tests/*/visibility_table.py writes a word that goes with {key}"
        left = everywhere(tmp_path)
        assert {word: left[word] for word in gone if word in left} == {}, f"words of {key} are still there"

    # and at last the challenge itself, with every word anybody ever wrote in it
    assert everywhere(tmp_path)
    with acting_at(day_after(kept_until(challenge)[WHOLE])), django_capture_on_commit_callbacks(execute=True):
        assert actions.purge_group(challenge, WHOLE, by=by)
    assert everywhere(tmp_path) == {}
    assert not Challenge.objects.filter(pk=challenge.pk).exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    assert RetentionCertificate.objects.of(challenge).count() == len(GROUPS)
