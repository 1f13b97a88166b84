"""How long each kind of row is kept, and why: rules as values (`rules`), and what they say of today (`due`).

Pure: nothing here deletes anything. The clock's job and the holds are challenges/actions/retention.py; docs/retention.md
is drawn from the rules, docs/adr/0017 says why they are as they are.
"""

from challenges.retention.due import (
    Due,
    due_groups,
    held,
    kept_until,
    not_on_hold,
    own_date_rows,
    unused_accounts,
    when_it_went,
)
from challenges.retention.hooks import BEFORE_IT_GOES, before_it_goes
from challenges.retention.kinds import ForGood, Group, HeldBy, OwnDate, Period, Rule, WhileUsed, With, duration
from challenges.retention.rules import GROUPS, RULES, WHOLE, labels_of

__all__ = [
    "BEFORE_IT_GOES",
    "GROUPS",
    "RULES",
    "WHOLE",
    "Due",
    "ForGood",
    "Group",
    "HeldBy",
    "OwnDate",
    "Period",
    "Rule",
    "WhileUsed",
    "With",
    "before_it_goes",
    "due_groups",
    "duration",
    "held",
    "kept_until",
    "labels_of",
    "not_on_hold",
    "own_date_rows",
    "unused_accounts",
    "when_it_went",
]
