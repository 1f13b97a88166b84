"""The names the council watches for in texts. They are hashed here and forgotten."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from challenges import audit
from challenges.action_tools import ActionRefused, locked
from challenges.models import Audience, Challenge, User, WatchedList, WatchedName
from challenges.moments import now
from challenges.text_check.known import key_check, key_of
from challenges.text_check.names import hashed, parts_to_keep

MOST = 20_000  # names in one list


@transaction.atomic
def watch_names(challenge: Challenge, *, whose: str, names: Iterable[str], by: User) -> WatchedList:
    """Watch for these full names (“Amina Okonkwo” or “Okonkwo, Amina”) in everything that is written here.

    Keeps only keyed hashes. Each call makes one list, which is taken away as a whole. Refuses names of one word.
    """
    challenge = locked(challenge)
    full = {" ".join(name.split()) for name in names if name.strip()}
    if len(full) > MOST:
        raise ActionRefused(f"A list can have {MOST:,} names. Give them in more than one list.")
    parts = [kept for kept in map(parts_to_keep, full) if kept]
    if not parts:
        raise ActionRefused("Give at least one full name: a first name and a surname.")
    key = key_of(challenge)
    made = WatchedList.objects.create(
        challenge=challenge,
        whose=WatchedList.Whose(whose),
        how_many=len(parts),
        key_check=key_check(key),
        added_at=now(),
        added_by=by,
    )
    digests = {hashed(key, words) for kept in parts for words in kept}
    WatchedName.objects.bulk_create(
        (WatchedName(watched_list=made, digest=digest) for digest in sorted(digests)), batch_size=2000
    )
    audit.record(
        "watched_list.added",
        f"gave {_counted(made)} to watch for in texts",
        by=by,
        challenge=challenge,
        target=made,
        audience=Audience.COUNCIL,
    )
    return made


@transaction.atomic
def stop_watching(watched_list: WatchedList, *, by: User) -> None:
    """Delete a list of watched names; texts are no longer checked for them."""
    audit.record(
        "watched_list.removed",
        f"took away {_counted(watched_list)} that texts were checked for",
        by=by,
        challenge=watched_list.challenge,
        target=watched_list,
        audience=Audience.COUNCIL,
    )
    watched_list.delete()


def _counted(watched_list: WatchedList) -> str:
    whose = "children" if watched_list.whose == WatchedList.Whose.CHILD else "members of staff"
    names = "1 name" if watched_list.how_many == 1 else f"{watched_list.how_many:,} names"
    return f"{names} of {whose}"
