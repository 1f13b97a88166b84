"""Setting a challenge up and moving it on."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils.crypto import get_random_string

from challenges import audit, next_actions
from challenges.action_tools import ActionRefused, check_clean, check_move, locked
from challenges.lifecycle import ON_ENTERING, STAGE_MOVES, Stage, stage_after
from challenges.models import (
    Audience,
    Challenge,
    ChallengeGroup,
    Council,
    Membership,
    Milestone,
    Programme,
    Role,
    StageEnding,
    User,
)
from challenges.moments import is_working_day, now
from challenges.planned_dates import last_day, planned_dates
from challenges.queries import has_reached


@transaction.atomic
def create_challenge(
    *,
    council: Council,
    programme: Programme,
    starts_on: datetime.date,
    by: User,
    group: ChallengeGroup | None = None,
    is_demo: bool = False,
) -> Challenge:
    """Start a challenge: its dates are planned back from the first on-site day, in working days."""
    if not is_working_day(starts_on):
        raise ActionRefused("The first on-site day must be a working day in England. Choose another date.")
    plan = programme.plan
    shape = group.shape if group else "single"
    challenge = Challenge(
        council=council,
        programme=programme,
        group=group,
        slug=f"{council.slug}-{starts_on.year}-{get_random_string(5, 'abcdefghjkmnpqrstuvwxyz23456789')}",
        stage=Stage(plan.stages[0]),
        starts_on=starts_on,
        ends_on=last_day(plan, starts_on, shape=shape),
        created_at=now(),
        created_by=by,
        is_demo=is_demo or by.is_demo,
    )
    check_clean(challenge)
    challenge.save()
    Membership.objects.create(challenge=challenge, user=by, role=Role.PROGRAMME_MANAGER, added_at=now(), added_by=by)
    by.__dict__.pop("roles_by_challenge", None)
    Milestone.objects.bulk_create(_milestones(challenge))
    audit.record(
        "challenge.created",
        f"set up the challenge of {council} under the programme “{programme}”, on site from {starts_on:%-d %B %Y}",
        by=by,
        challenge=challenge,
        target=challenge,
        audience=Audience.COUNCIL,
    )
    for lay_out in ON_ENTERING[Stage(challenge.stage)]:
        lay_out(challenge, by=by)
    return challenge


def _milestones(challenge: Challenge) -> list[Milestone]:
    """The dates of a challenge as its programme plans them, not kept yet."""
    planned = planned_dates(challenge.programme.plan, challenge.starts_on, shape=challenge.shape)
    return [
        Milestone(
            challenge=challenge,
            code=spec.code,
            name=spec.name,
            stage=spec.stage,
            owner=spec.owner,
            due_on=due_on,
            position=position,
        )
        for position, (spec, due_on) in enumerate(planned)
    ]


@transaction.atomic
def settle_report(challenge: Challenge, *, written: bool, by: User) -> Challenge:
    """Leave the report stage out with its dates, or take it in again, as it was agreed in which form feedback is given.

    `written`: whether something written is wanted. Does nothing where the programme has no report, or it stands so.
    """
    challenge = locked(challenge)
    has_report = Stage.REPORTING in challenge.programme.plan.stages
    if not has_report or challenge.without_report is not written or has_reached(challenge, Stage.REPORTING):
        return challenge
    challenge.without_report = not written
    challenge.save(update_fields=["without_report"])
    if written:
        Milestone.objects.bulk_create(each for each in _milestones(challenge) if each.stage == Stage.REPORTING)
    else:
        challenge.milestones.filter(stage=Stage.REPORTING).delete()
    what = "with a written report" if written else "without a report: feedback is given in person only"
    audit.record(
        "challenge.report_settled",
        f"settled that the challenge goes on {what}",
        by=by,
        challenge=challenge,
        target=challenge,
        audience=Audience.COUNCIL,
    )
    return challenge


@transaction.atomic
def move_to_stage(challenge: Challenge, stage: Stage, *, by: User) -> Challenge:
    """Move a challenge on. The stage that is ending calls end_stage, which calls this, after its own checks."""
    challenge = locked(challenge)
    check_move(STAGE_MOVES, Stage(challenge.stage), stage)
    was, challenge.stage = challenge.stage, stage
    challenge.closed_at = now() if stage == Stage.CLOSED else None
    challenge.save(update_fields=["stage", "closed_at"])
    audit.record(
        "challenge.stage_changed",
        f"moved the challenge from {Stage(was).label.lower()} to {stage.label.lower()}",
        by=by,
        challenge=challenge,
        target=challenge,
        audience=Audience.COUNCIL,
        was={"stage": was},
        becomes={"stage": stage},
    )
    for lay_out in ON_ENTERING[stage]:
        lay_out(challenge, by=by)
    return challenge


@transaction.atomic
def end_stage(challenge: Challenge, stage: Stage, *, by: User, override_reason: str = "") -> Challenge:
    """End a stage and move on to the next one of the programme.

    With something missing it takes a reason, which is kept with the sentences that stood open.
    """
    challenge = locked(challenge)
    if challenge.stage != stage:
        raise ActionRefused(f"The challenge is at “{challenge.get_stage_display()}”, not at “{stage.label}”.")
    missing = list(dict.fromkeys(todo.on_record for todo in next_actions.what_is_missing(challenge)))
    if missing and not override_reason.strip():
        raise ActionRefused("Something is still missing: " + "; ".join(missing) + ". Mend it, or say why it can wait.")
    ending = StageEnding.objects.create(
        challenge=challenge,
        stage=stage,
        ended_at=now(),
        ended_by=by,
        missing=missing,
        override_reason=override_reason.strip() if missing else "",
    )
    audit.record(
        "stage.ended",
        f"ended {stage.label.lower()}" + (f" with this missing: {'; '.join(missing)}" if missing else ""),
        by=by,
        challenge=challenge,
        target=ending,
        audience=Audience.COUNCIL if not missing else Audience.LGA,
        reason=ending.override_reason,
    )
    return move_to_stage(challenge, stage_after(challenge.stages, stage), by=by)
