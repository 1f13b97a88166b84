"""What is left to do in the case review."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.urls import reverse

from casereview.models import Case
from casereview.queries.conversations import conversations_left
from casereview.queries.lists import child_lists, key_waits
from casereview.queries.messages import messages_left
from casereview.queries.reports import REPORT_PARTS, report
from casereview.queries.sampled import cases, number_of_cases, readers
from casereview.queries.samples import can_draw, sample
from casereview.queries.second_todos import given_back, second_readings_left
from challenges.lifecycle import Stage, ToDo
from challenges.models import Challenge, Role, User

if TYPE_CHECKING:
    import datetime


def left_to_do(challenge: Challenge) -> list[ToDo]:
    """What the case review cannot end without, in the order people do it."""
    every = list(cases(challenge))
    # The first date of the stage is for the cases, the last for the report.
    due = list(challenge.milestones.filter(stage=Stage.CASE_REVIEW).order_by("due_on").values_list("due_on", flat=True))
    cases_due, report_due = (due[0], due[-1]) if due else (None, None)
    todos = _lists_left(challenge, cases_due) if not every else []
    team = readers(challenge) if every else []
    todos += _cases_left(challenge, every, cases_due, team)
    written = report(challenge)
    if not (written and written.shared_at):
        todos += conversations_left(challenge, every, team)
    todos += messages_left(challenge, every, written, report_due)
    if written is None or not all(getattr(written, part).strip() for part in REPORT_PARTS):
        todos.append(
            ToDo("Write the case review report", "casereview:report", Role.CHALLENGE_MANAGER, due_on=report_due)
        )
    elif not written.shared_at:
        todos.append(
            ToDo(
                "Share the case review report with the council",
                "casereview:report",
                Role.CHALLENGE_MANAGER,
                due_on=report_due,
            )
        )
    return todos


def _lists_left(challenge: Challenge, due_on: datetime.date | None) -> list[ToDo]:
    """What the organiser does about the lists; the stage can end without them, since cases can be added by hand."""
    page = "casereview:child_lists"
    lists = child_lists(challenge)
    if lists is None:
        return []
    if lists.state in {lists.State.READ, lists.State.FAILED}:
        return [ToDo("Decide about the lists of children", page, Role.ORGANISER, due_on=due_on, gates=False)]
    if lists.kept_at and key_waits(lists):
        return [ToDo("Take the key to the codes", page, Role.ORGANISER, due_on=due_on, gates=False)]
    return []


def _cases_left(
    challenge: Challenge, every: Sequence[Case], due_on: datetime.date | None, team: Sequence[User]
) -> list[ToDo]:
    page = "casereview:case_list"
    if not every:
        if sample(challenge):
            return [ToDo("Lock the sample", "casereview:sample", Role.CHALLENGE_MANAGER, due_on=due_on)]
        if can_draw(challenge):
            return [ToDo("Draw the sample", "casereview:sample", Role.CHALLENGE_MANAGER, due_on=due_on)]
        url = reverse("casereview:case_add", args=[challenge.slug])
        return [ToDo("Add the cases of the sample", page, Role.CHALLENGE_MANAGER, url=url, due_on=due_on)]
    todos = []
    todos += given_back(challenge, every, due_on)
    free = [case for case in every if case.reviewer_id is None and not case.has_conflicts]
    if free:
        url = reverse("casereview:case_share_out", args=[challenge.slug])
        todos.append(
            ToDo(f"Share out {number_of_cases(len(free))}", page, Role.CHALLENGE_MANAGER, url=url, due_on=due_on)
        )
    open_cases = [case for case in every if case.reviewer_id and case.state != Case.State.FINISHED]
    in_team = {person.pk for person in team}
    left_behind = [case for case in open_cases if case.reviewer_id not in in_team and not case.reviewer_barred]
    if left_behind:
        codes = ", ".join(case.code for case in left_behind[:8]) + (" and more" if len(left_behind) > 8 else "")
        who = "to someone in the team, since their reviewer has left it"
        sentence, on_record = f"Give these cases {who}: {codes}", f"Give cases {who}"
        todos.append(ToDo(sentence, page, Role.CHALLENGE_MANAGER, due_on=due_on, in_history=on_record))
    for person in team:
        own = [case for case in open_cases if case.reviewer_id == person.pk and not case.reviewer_barred]
        if own:
            todos.append(
                ToDo(f"Finish {number_of_cases(len(own))}", page, Role.PEER, person_id=person.pk, due_on=due_on)
            )
    return todos + second_readings_left(challenge, every, team, due_on)
