"""Write alone first: what several people write about the same thing is hidden from each until their own is in.

Then it is brought together, then shared. The stage says which phase a piece of work is in and how a reader stands to it;
this file alone says what follows. `visible_to` and `readable_by` of the stages come out of it, and so does the history.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING

from django.db.models import Q

if TYPE_CHECKING:
    from challenges.models import Challenge, User


class Phase(Enum):
    ALONE = "each writes alone"
    TOGETHER = "brought together"


class Reader(Enum):
    """How a person who may read the work at all stands to it."""

    STILL_WRITES = "has something of their own to hand in"
    HAS_WRITTEN = "theirs is in, or they were asked for nothing more"
    BRINGS_TOGETHER = "makes one piece out of what everyone wrote"
    LOOKS_ON = "neither writes nor brings together"


def reads_others(phase: Phase, reader: Reader) -> bool:
    """Whether this reader sees what the others wrote. What they wrote themselves they always see."""
    match phase, reader:
        case Phase.ALONE, Reader.STILL_WRITES:
            return False
        case Phase.ALONE, Reader.LOOKS_ON:
            return False
        case Phase.ALONE, (Reader.HAS_WRITTEN | Reader.BRINGS_TOGETHER):
            return True
        case Phase.TOGETHER, _:
            return True
    raise ValueError(f"no rule for {phase}, {reader}")


# Which events a person may not read yet, since they tell what others wrote: function(user, challenge) -> Q or None.
HELD_BACK: list[Callable[[User, Challenge], Q | None]] = []


def hold_back(events: Callable[[User, Challenge], Q | None]) -> None:
    """Register, from an app's ready(), which events of its own wait until their reader's part is in."""
    HELD_BACK.append(events)


def held_back_from(user: User, challenge: Challenge) -> Q:
    """The events of this challenge that this person may not read yet; an empty Q where there are none."""
    held = Q()
    for events in HELD_BACK:
        held |= events(user, challenge) or Q()
    return held
