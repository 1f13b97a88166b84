"""Keeps the copy of what is left to do true: worked out again after everything that is recorded.

The stages are the truth (lifecycle.LEFT_TO_DO); NextAction rows are their answer, kept so that lists stay quick.
"""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction
from django.urls import reverse

from challenges.action_tools import locked
from challenges.lifecycle import ENDINGS, LEFT_TO_DO, WHATEVER_THE_STAGE, WHILE_PAUSED, Stage, ToDo
from challenges.models import Challenge, NextAction


def what_is_missing(challenge: Challenge) -> list[ToDo]:
    """What the current stage cannot end without, as the stage answers now."""
    return [todo for todo in _answer(challenge) if todo.gates]


def left_to_do(challenge: Challenge) -> list[ToDo]:
    """Everything left to do in the current stage, its ending too once nothing is missing, and what no stage holds up."""
    answer = _answer(challenge)
    ending = ENDINGS.get(Stage(challenge.stage))
    if ending and not challenge.paused_at and not any(todo.gates for todo in answer):
        url = reverse(ending.page, args=[challenge.slug])
        answer = [ToDo(ending.sentence, ending.page, ending.role, url=url, ends_stage=True), *answer]
    return answer


def _answer(challenge: Challenge) -> list[ToDo]:
    """The stage's answer and what waits in any stage, each with the address of its page; while it is paused, that it is."""
    stage = Stage(challenge.stage)
    todos = list(LEFT_TO_DO[stage](challenge)) if stage in LEFT_TO_DO and not challenge.paused_at else []
    duties = WHILE_PAUSED if challenge.paused_at else WHATEVER_THE_STAGE
    todos += [replace(todo, gates=False) for duty in duties for todo in duty(challenge)]
    return [replace(todo, url=todo.url or reverse(todo.page, args=[challenge.slug])) for todo in todos]


@transaction.atomic
def work_out(challenge: Challenge) -> None:
    """Write what is left to do, under the challenge's lock so that the last one to write saw everything."""
    challenge = locked(challenge)
    rows = [
        NextAction(
            challenge=challenge,
            person_id=todo.person_id,
            role=todo.role,
            sentence=todo.sentence,
            page=todo.page,
            url=todo.url,
            due_on=todo.due_on,
            gates=todo.gates,
            ends_stage=todo.ends_stage,
            position=position,
        )
        for position, todo in enumerate(left_to_do(challenge))
    ]
    standing = list(NextAction.objects.filter(challenge=challenge).order_by("position"))
    if [_facts(row) for row in standing] == [_facts(row) for row in rows]:
        return
    NextAction.objects.filter(challenge=challenge).delete()
    NextAction.objects.bulk_create(rows)


def _facts(row: NextAction) -> tuple:
    who = row.person_id, row.role
    return who, row.sentence, row.page, row.url, row.due_on, row.gates, row.ends_stage, row.position


def work_out_after_commit(challenge: Challenge) -> None:
    """Once per transaction and challenge, however much it records."""
    connection = transaction.get_connection()
    mark = f"next actions of challenge {challenge.pk}"
    waiting = {getattr(function, "mark", None) for _sids, function, _robust in connection.run_on_commit}
    if mark in waiting and connection.in_atomic_block:
        return

    def run() -> None:
        work_out(challenge)

    run.mark = mark  # type: ignore[attr-defined]
    transaction.on_commit(run, robust=True)
