"""What is left to do about second readings, and about cases somebody should not read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.urls import reverse

from casereview.models import Case
from casereview.queries.reports import shared_report
from casereview.queries.sampled import number_of_second_readings
from casereview.queries.second_readings import to_settle
from challenges.lifecycle import ToDo
from challenges.models import Challenge, Role, User

if TYPE_CHECKING:
    import datetime

PAGE = "casereview:case_list"
# The history is read by more people than may know of a case: it names none.
UNSETTLED = "Settle where first and second readers differ"
OPEN = {Case.SecondState.NOT_STARTED, Case.SecondState.ALONE}


def given_back(challenge: Challenge, every: Sequence[Case], due_on: datetime.date | None) -> list[ToDo]:
    """Cases that need another reader since theirs should not read them."""
    todos = []
    for case in every:
        assign = reverse("casereview:case_assign", args=[challenge.slug, case.pk])
        of_first = case.reviewer_barred or (case.reviewer_id is None and case.has_conflicts)
        if of_first and case.state != Case.State.FINISHED:
            sentence = f"Give case {case.code} to somebody else"
            todos.append(_given(sentence, "cases", assign, due_on))
        if case.second_barred and case.second_state != Case.SecondState.FINISHED:
            sentence = f"Give the second reading of case {case.code} to somebody else"
            todos.append(_given(sentence, "second readings", assign, due_on))
    return todos


def _given(sentence: str, what: str, url: str, due_on: datetime.date | None) -> ToDo:
    in_history = f"Give {what} to somebody else, since their reader should not read them"
    return ToDo(sentence, PAGE, Role.CHALLENGE_MANAGER, url=url, due_on=due_on, in_history=in_history)


def second_readings_left(
    challenge: Challenge, every: Sequence[Case], team: Sequence[User], due_on: datetime.date | None
) -> list[ToDo]:
    """Second readings whose turn it is, those whose reader left, and what is to be settled.

    Whoever waits for the first reader has nothing to do: that case is the first reader's to finish. What was not begun
    when the report was shared is left out, since nobody can read alone then.
    """
    twice = [case for case in every if case.second_reader_id and not case.second_barred]
    if not twice:
        return []
    too_late = shared_report(challenge) is not None
    in_team = {person.pk for person in team}
    turn = [
        case
        for case in twice
        if case.second_state == Case.SecondState.BESIDE or (case.second_state in OPEN and not too_late)
    ]
    todos = []
    behind = [
        case
        for case in twice
        if case.second_reader_id not in in_team
        and case.second_state != Case.SecondState.FINISHED
        and (case in turn or case.second_state == Case.SecondState.WAITS)
    ]
    if behind:
        codes = ", ".join(case.code for case in behind[:8]) + (" and more" if len(behind) > 8 else "")
        who = "to someone in the team, since their reader has left it"
        sentence, on_record = f"Give these second readings {who}: {codes}", f"Give second readings {who}"
        todos.append(ToDo(sentence, PAGE, Role.CHALLENGE_MANAGER, due_on=due_on, in_history=on_record))
    for person in team:
        own = [case for case in turn if case.second_reader_id == person.pk]
        if own:
            # To the list, which says which is next: whoever sees to the challenge follows this link, too.
            sentence = f"Finish {number_of_second_readings(len(own))}"
            todos.append(ToDo(sentence, PAGE, Role.PEER, person_id=person.pk, due_on=due_on))
    for each in to_settle(challenge, every):
        if {each.first.pk, each.second.pk} <= in_team:  # otherwise nobody can, and the first reader's tag counts
            url = reverse("casereview:case", args=[challenge.slug, each.case_id]) + "#both"
            for person, other in ((each.first, each.second), (each.second, each.first)):
                if number := each.left_to(person):
                    aspects = "1 aspect" if number == 1 else f"{number} aspects"
                    sentence = f"Settle {aspects} of case {each.code} with {other.name}"
                    todos.append(
                        ToDo(
                            sentence,
                            PAGE,
                            Role.PEER,
                            url=url,
                            person_id=person.pk,
                            due_on=due_on,
                            in_history=UNSETTLED,
                        )
                    )
    return todos
