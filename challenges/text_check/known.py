"""What a challenge knows: the names its council watches for. Keys are made from the secret key, one for each challenge."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.crypto import salted_hmac

from challenges.models import Challenge, WatchedList, WatchedName
from challenges.text_check import names
from challenges.text_check.names import Names

AT_ONCE = 5000  # hashes looked up in one query


def key_of(challenge: Challenge) -> bytes:
    """The key of one challenge: the same name in two challenges gives two hashes that cannot be compared."""
    return salted_hmac("challenges.text_check", f"challenge {challenge.pk}", algorithm="sha256").digest()


def key_check(key: bytes) -> str:
    """Kept beside a list, so that names hashed under an older secret key are seen to be out of use."""
    return names.hashed(key, "\0key check")


def names_for(challenge: Challenge, texts: Iterable[str]) -> Names | None:
    """The watched names that stand in these texts; None where the council watches for none. At most two queries
    for texts of usual length."""
    key = key_of(challenge)
    lists = WatchedList.objects.filter(challenge=challenge, key_check=key_check(key))
    whose = dict(lists.values_list("pk", "whose"))
    if not whose:
        return None
    digests = [names.hashed(key, words) for words in names.looked_up(texts)]
    found = {digest: whose[pk] for pk, digest in _known(list(whose), digests)}
    return Names(key, found)


def _known(lists: list[int], digests: list[str]) -> Iterator[tuple[int, str]]:
    for first in range(0, len(digests), AT_ONCE):
        rows = WatchedName.objects.filter(watched_list__in=lists, digest__in=digests[first : first + AT_ONCE])
        # Workers first, so that a child of the same name has the last word.
        yield from rows.order_by("-watched_list__whose").values_list("watched_list", "digest")


def is_in_use(watched_list: WatchedList) -> bool:
    """Whether texts are checked for its names: not when the site's secret key was changed since they were given."""
    return watched_list.key_check == key_check(key_of(watched_list.challenge))
