"""Draws the sample of cases: random within each part, spread over teams, ages and groups, and open to anyone's check.

Pure: no Django, no database, no clock. The same children, the same plan and the same seed give the same sample, on any
computer, in whatever order the rows stood. docs/adr/0030 says why it is a tournament; METHOD is how people are told.
"""

from casereview.sampling.comparison import NOT_KNOWN, Compared, compared
from casereview.sampling.drawing import (
    VERSION,
    Drawn,
    Plan,
    Sample,
    Stratum,
    draw_one_more,
    draw_sample,
    fair_chance,
    shared_out,
)
from casereview.sampling.frames import TRAITS, ListRow, latest_rows, strata_of
from casereview.sampling.strata import Part, leaned, lists_in
from casereview.sampling.tournament import Entry, Limits

METHOD = """
Each part of the sample is drawn by itself, by chance, from every child in its lists.
Every child of a part starts with the same chance. Children who are most alike, by team, age, gender, ethnicity, \
disability and status, meet two by two; chance decides which of the two goes on, with the chance of both. So nobody is \
favoured, and the cases drawn differ from one another.
Children of one family meet first, then those of one worker. That keeps the limits without changing anyone’s chance, \
unless one worker or family holds so much of a list that it must: their children are then less likely to be drawn.
Who is drawn into one part is drawn into no other, and counts for the limits of the parts drawn after it. Parts are \
drawn in an order of chance.
The numbers come from the seed by SHA-256. The same lists and the same seed give the same sample.
""".strip().split("\n")

__all__ = [
    "METHOD",
    "NOT_KNOWN",
    "TRAITS",
    "VERSION",
    "Compared",
    "Drawn",
    "Entry",
    "Limits",
    "ListRow",
    "Part",
    "Plan",
    "Sample",
    "Stratum",
    "compared",
    "draw_one_more",
    "draw_sample",
    "fair_chance",
    "latest_rows",
    "leaned",
    "lists_in",
    "shared_out",
    "strata_of",
]
