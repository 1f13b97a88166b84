"""Moving the dates of a challenge in one move: what would move, what stays, what clashes, and who gets which mail.

Everything that moves, moves by the same number of working days, so the order and the distances in working days stay as
they are, and moving there and back gives the same dates. Nothing lands on a weekend or a bank holiday.
"""

from challenges.redating.clashes import Clash, clashes_of
from challenges.redating.moving import DATED, MOST, Dated, Moved, Row, Shift, Wish, on_site_can_move, rows_of, shift_for
from challenges.redating.preview import Letter, Redating, work_out

__all__ = [
    "DATED",
    "MOST",
    "Clash",
    "Dated",
    "Letter",
    "Moved",
    "Redating",
    "Row",
    "Shift",
    "Wish",
    "clashes_of",
    "on_site_can_move",
    "rows_of",
    "shift_for",
    "work_out",
]
