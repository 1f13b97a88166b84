"""Who can be given a case at all; refusals in words."""

from __future__ import annotations

from collections.abc import Sequence

from casereview import queries
from casereview.models import Case
from challenges.action_tools import ActionRefused
from challenges.models import Challenge, User


def _must_be_in_team(challenge: Challenge, people: Sequence[User]) -> None:
    in_team = {person.pk for person in queries.readers(challenge)}
    strangers = [person.name for person in people if person.pk not in in_team]
    if strangers:
        raise ActionRefused(f"{strangers[0]} is not in the peer team now. Choose again.")


def _must_be_free_of_conflict(case: Case, reader: User) -> None:
    """Refuse to give a case to somebody who should not read it, with the reason, or who is to be replaced."""
    if conflict := queries.conflict_of(case, reader):
        raise ActionRefused(f"{reader} should not read {case}: “{conflict.because}”. Choose somebody else.")
    if reader.pk in queries.given_nothing(case.challenge):
        raise ActionRefused(
            f"{reader} gets no more cases, as the challenge manager decided about their interests. Choose somebody else."
        )
