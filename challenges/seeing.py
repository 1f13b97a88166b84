"""Who looks on as whom, while one request is answered ("See as", challenges/see_as.py)."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import connection

if TYPE_CHECKING:
    from challenges.models import Challenge, User

WRITTEN_TO = re.compile(r"\s*(?:INSERT (?:OR \w+ )?INTO|UPDATE|DELETE FROM)\s+\W?(\w+)", re.IGNORECASE)
READS = ("SELECT", "WITH", "SAVEPOINT", "RELEASE", "ROLLBACK", "EXPLAIN", "PRAGMA", "SHOW", "SET")
# What is kept all the same: that somebody looked, their session, and our copies of what the rows say.
KEPT = (
    "challenges_auditevent",
    "challenges_opening",
    "challenges_nextaction",
    "django_session",
    "usersessions_usersession",
    "cache",
)


@dataclass(frozen=True)
class Seeing:
    """Someone who sees a challenge as one of its people does."""

    real: User
    person: User
    challenge: Challenge
    until: datetime.datetime


_seeing: ContextVar[Seeing | None] = ContextVar("seeing", default=None)


def who_acts(by: User) -> tuple[User, str]:
    """Who is answerable for an act, and the words that follow its sentence: never the person whose view it was."""
    seeing = _seeing.get()
    if seeing is None:
        return by, ""
    return seeing.real, f", seeing it as {seeing.person}"


@contextmanager
def looking_on(seeing: Seeing) -> Iterator[None]:
    """While this lasts the database takes no word of the person who is seen, whatever a page tries."""
    mark = _seeing.set(seeing)
    try:
        with connection.execute_wrapper(_only_reads):
            yield
    finally:
        _seeing.reset(mark)


def _only_reads(execute: Any, sql: str, params: Any, many: Any, context: Any) -> Any:
    reads = sql.lstrip(" (").upper().startswith(READS)
    table = WRITTEN_TO.match(sql)
    if not reads and not (table and table[1] in KEPT):
        raise PermissionDenied("Nothing is changed while you see as somebody else.")
    return execute(sql, params, many, context)
