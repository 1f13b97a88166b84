"""The one door through which rows leave the tables that only grow: the history, who opened what, who accepted
which ground rules, the certificates.

The database refuses UPDATE, DELETE and TRUNCATE on them (challenges/migration_tools.py). Rows that have reached their
date, and those of the demo when it is cleared, leave through `purging`. No door lets a row change.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from challenges.migration_tools import DOOR

TABLES = [
    "challenges_auditevent",
    "challenges_opening",
    "challenges_acceptance",
    "challenges_retentioncertificate",
]


@contextmanager
def purging(using: str = "default") -> Iterator[None]:
    """Let rows leave, for as long as the block runs and for this connection alone.

    Opens a transaction, and closes the door before it commits.
    """
    connection = connections[using]
    with transaction.atomic(using=using):
        _set(connection, open_=True)
        try:
            yield
        except BaseException:
            connection.purging = False  # type: ignore[attr-defined]  # PostgreSQL forgets it with what is rolled back
            raise
        _set(connection, open_=False)


def _set(connection: BaseDatabaseWrapper, *, open_: bool) -> None:
    connection.purging = open_  # type: ignore[attr-defined]  # SQLite asks for it, by the function below
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config(%s, %s, true)", [DOOR, "on" if open_ else "off"])


def _teach_sqlite(sender, connection: BaseDatabaseWrapper, **kwargs) -> None:
    """SQLite has no settings of a transaction; its triggers ask a function, which every connection is given."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(
            "peerchallenge_purging", 0, lambda: int(getattr(connection, "purging", 0))
        )


connection_created.connect(_teach_sqlite, dispatch_uid="peerchallenge_purging")
