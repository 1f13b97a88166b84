"""The dates of a challenge as its programme plans them, before anybody moves one."""

from __future__ import annotations

import datetime

from challenges.moments import working_days_from
from challenges.programme_files import FINAL_REPORT, MilestoneSpec, ProgrammeFile


def last_day(plan: ProgrammeFile, starts_on: datetime.date, *, shape: str = "single") -> datetime.date:
    """The last on-site day of a challenge that starts on this day."""
    days = plan.days_in(shape)
    return working_days_from(starts_on, days - 1) if days > 1 else starts_on


def planned_dates(
    plan: ProgrammeFile, starts_on: datetime.date, *, shape: str = "single"
) -> list[tuple[MilestoneSpec, datetime.date]]:
    """Each milestone of the programme with its day, in working days from its anchor, in the order of the file."""
    anchors = {"first_day": starts_on, "last_day": last_day(plan, starts_on, shape=shape)}
    issued = next((each for each in plan.milestones if each.code == FINAL_REPORT), None)
    anchors[FINAL_REPORT] = (
        working_days_from(anchors[issued.anchor], issued.working_days) if issued else anchors["last_day"]
    )
    return [(each, working_days_from(anchors[each.anchor], each.working_days)) for each in plan.milestones]
