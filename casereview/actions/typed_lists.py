"""What the organiser says of children in the lists, by code: which cases were audited, who are brothers and sisters."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence

from django.db import transaction

from casereview import queries
from casereview.models import ChildLists, ListedChild
from challenges import audit
from challenges.action_tools import ActionRefused, locked
from challenges.models import Audience, User

DRAWN = (
    "The sample is drawn from the lists as they are. If one of its cases was audited, or two are brothers and sisters, "
    "tell the challenge manager: a case can be replaced with a reason."
)
BATCH = 2000


@transaction.atomic
def say_of_lists(
    child_lists: ChildLists, *, audited: Mapping[str, datetime.date], families: Sequence[Sequence[str]], by: User
) -> ChildLists:
    """Set what the lists do not say themselves. It takes the place of what was said before; what the lists say stays."""
    child_lists = locked(child_lists)
    if not child_lists.kept_at:
        raise ActionRefused("Keep the lists first: the codes are made then.")
    if queries.sample(child_lists.challenge):
        raise ActionRefused(DRAWN)
    rows = list(child_lists.rows.order_by("pk"))
    known = {row.code for row in rows}
    said = {*audited, *(code for codes in families for code in codes)}
    if strangers := sorted(said - known):
        raise ActionRefused(f"“{strangers[0]}” is no code of your key. Nothing was kept.")
    before = child_lists.typed.get("before", {})
    for row in rows:
        if was := before.get(str(row.pk)):
            row.audited_on = datetime.date.fromisoformat(was[0]) if was[0] else None
            row.family = was[1]
    tokens = _tokens(rows, families)
    changed, kept = [], {}
    for row in rows:
        day, family = audited.get(row.code, row.audited_on), tokens.get(row.code, row.family)
        if (day, family) != (row.audited_on, row.family):
            kept[str(row.pk)] = [row.audited_on.isoformat() if row.audited_on else "", row.family]
            row.audited_on, row.family = day, family
            changed.append(row)
    undone = [row for row in rows if str(row.pk) in before and str(row.pk) not in kept]
    ListedChild.objects.bulk_update([*changed, *undone], ["audited_on", "family"], batch_size=BATCH)
    child_lists.typed = {
        "audited": {code: day.isoformat() for code, day in audited.items()},
        "families": [list(codes) for codes in families],
        "before": kept,
    }
    child_lists.save(update_fields=["typed"])
    audit.record(
        "child_lists.added_to",
        f"said which cases were audited ({len(audited)}) and who are brothers and sisters ({len(families)} families)",
        by=by,
        challenge=child_lists.challenge,
        target=child_lists,
        audience=Audience.LGA,
    )
    return child_lists


def _tokens(rows: Sequence[ListedChild], families: Sequence[Sequence[str]]) -> dict[str, str]:
    """One token for everyone of a family: who was named together, and whom the lists have together with one of them."""
    groups: list[set[str]] = []
    by_token: dict[str, set[str]] = {}
    for row in rows:
        if row.family:
            by_token.setdefault(row.family, set()).add(row.code)
    for codes in families:
        together = set(codes)
        together.update(*(each for each in by_token.values() if each & together))
        apart = [group for group in groups if not group & together]
        together.update(*(group for group in groups if group & together))
        groups = [*apart, together]
    return {code: f"G-{number:03}" for number, group in enumerate(groups, start=1) for code in group}
