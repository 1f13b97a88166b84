"""How much one person is told of the council's lists of names, by asking the text check.

Whoever writes must be warned of a name, and so can ask whether one is on a list. Nobody can ask for many: a person is
told of so many different names a day, and asks so often a minute; each is kept in the security log. Beyond that a text
is still refused where it is shared, and says that a name stands in it, not which.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.core.cache import cache
from django.http import HttpRequest

from challenges import security_log
from challenges.moments import now
from challenges.text_check.marks import Kind
from challenges.text_check.sharing import Found

MOST_NAMES = 40  # different names in one challenge told to one person in a day
MOST_CHECKS = 60  # texts looked at for one person in a minute, while they type
DAY, MINUTE = 24 * 60 * 60, 60
NAMES = {Kind.CHILD, Kind.WORKER}
TOO_MANY_NAMES = (
    f"You have been shown {MOST_NAMES} names from the council’s lists today. No more are marked until tomorrow: leave out "
    "every name. A text with a name in it still cannot be shared."
)
TOO_OFTEN = "The text has been checked very often in the last minute. It is checked again when you save."


def asks_too_often(request: HttpRequest) -> bool:
    """Counts one question, while somebody types; True once there are too many in this minute."""
    minute = int(now().timestamp()) // MINUTE
    key = f"text-check:{_asker(request)}:{minute}"
    if cache.add(key, 1, timeout=2 * MINUTE):
        return False
    return cache.incr(key) > MOST_CHECKS


def tellable(request: HttpRequest, found: Iterable[Found]) -> tuple[list[Found], bool]:
    """What of these marks this person is told, and whether names were left out. Costs nothing where no name is."""
    listed = list(found)
    names = {each.digest for each in listed if each.mark.kind in NAMES}
    if not names:
        return listed, False
    challenge = request.challenge  # type: ignore[attr-defined]  # set by challenge_view
    key = f"names-told:{challenge.pk}:{_asker(request)}:{now().date()}"
    told = set(cache.get(key, []))
    new = [each.digest for each in listed if each.mark.kind in NAMES and each.digest not in told]
    added = list(dict.fromkeys(new))[: max(0, MOST_NAMES - len(told))]
    if added:
        told |= set(added)
        cache.set(key, sorted(told), timeout=DAY)
        security_log.note("names.told", request, new=len(added), today=len(told))
    left_out = names - told
    if left_out:
        security_log.note("limit.reached", request, limit="names told", left_out=len(left_out))
    kept = [each for each in listed if each.mark.kind not in NAMES or each.digest in told]
    return kept, bool(left_out)


def _asker(request: HttpRequest) -> int | None:
    return (getattr(request, "real_user", None) or request.user).pk
