"""The sample: drawn, drawn again with a reason, one child replaced, locked."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass, field

from django.db import transaction
from django.db.models import Max

from casereview import notifications, queries, sampling
from casereview.actions.cases import SAMPLE_CHANGED, _ask_interests_again, _is_being_read
from casereview.actions.conversations import withdraw_conversations_about
from casereview.models import Case, Sample, SampledChild
from challenges import audit, text_check
from challenges.action_tools import ActionRefused, locked
from challenges.models import Audience, Challenge, Role, User
from challenges.moments import now
from challenges.queries import people

State = SampledChild.State
LOCKED = "The sample is locked. Replace single cases, with a reason."
MOST_CASES = 100


@dataclass(frozen=True)
class Wanted:
    """What somebody asks of a sample: the number of each part by its name, and the limits."""

    numbers: dict[str, int] = field(default_factory=dict)
    per_worker: int = 1
    per_family: int = 1
    to_validate: int = 0
    reserves: int = 5


@transaction.atomic
def draw_sample(challenge: Challenge, *, wanted: Wanted, by: User, because: str = "", seed: str = "") -> Sample:
    """Draw the sample, or draw it again with a reason until it is locked. The seed is kept with it.

    seed: one to draw with, for who checks a sample; otherwise a new one.
    """
    challenge = locked(challenge)
    if not queries.can_draw(challenge):
        raise ActionRefused("There are no lists to draw from yet. The organiser uploads them.")
    before = queries.sample(challenge)
    because = " ".join(because.split())
    if before and before.is_locked:
        raise ActionRefused(LOCKED)
    if before and not because:
        raise ActionRefused("Say why the sample is drawn again. The reason is kept with it.")
    text_check.must_be_clean(challenge, {"because": because}, audience=Audience.TEAM)
    parts = [
        sampling.Part(part.name, part.lists, wanted.numbers.get(part.name, 0) if part.lists else 0)
        for part in queries.proposed_parts(challenge)
    ]
    total = sum(part.number for part in parts)
    if not 0 < total <= MOST_CASES:
        raise ActionRefused(f"A sample has from 1 to {MOST_CASES} cases. These numbers add up to {total}.")
    times = before.times_drawn + 1 if before else 1
    if before:
        before.delete()
    made = Sample(
        challenge=challenge,
        seed=seed or secrets.token_hex(8),
        method=sampling.VERSION,
        parts=[asdict(part) | {"lists": list(part.lists)} for part in parts],
        per_worker=wanted.per_worker,
        per_family=wanted.per_family,
        to_validate=wanted.to_validate,
        reserves=wanted.reserves,
        drawn_at=now(),
        drawn_by=by,
        times_drawn=times,
        drawn_again_because=because if before else "",
    )
    frame = queries.frame_of(challenge, parts)
    drawn = sampling.draw_sample(frame.strata, queries.plan_of(made))
    if not drawn.chosen:
        raise ActionRefused(
            "Nobody could be drawn: the lists of these parts are empty. Check the lists and the numbers."
        )
    made.remarks = {
        "short": drawn.short,
        "listed": {stratum.name: len(stratum.entries) for stratum in frame.strata},
        "less_likely": {
            name: sum(chance < sampling.fair_chance(frame.stratum(name)) for chance in bent.values())
            for name, bent in drawn.less_likely.items()
        },
        "children": frame.children,
        "audited": frame.audited,
    }
    made.compared = queries.compared(frame, [(each.stratum, each.code) for each in drawn.chosen])
    made.save()
    SampledChild.objects.bulk_create(
        _child(made, each, frame, state, position)
        for position, (each, state) in enumerate(
            [*((each, State.CHOSEN) for each in drawn.chosen), *((each, State.RESERVE) for each in drawn.reserves)],
            start=1,
        )
    )
    audit.record(
        "cases.sample_drawn" if times == 1 else "cases.sample_drawn_again",
        f"drew the sample: {queries.number_of_cases(len(drawn.chosen))}"
        if times == 1
        else f"drew the sample again: {queries.number_of_cases(len(drawn.chosen))}",
        by=by,
        challenge=challenge,
        target=challenge,
        audience=Audience.TEAM,
        was={"seed": before.seed} if before else None,
        becomes={"seed": made.seed, "method": made.method, "because": because}
        | {part.name: part.number for part in parts},
    )
    return made


def _child(
    sample: Sample, drawn: sampling.Drawn, frame: queries.Frame, state: SampledChild.State, position: int
) -> SampledChild:
    row = frame.rows[drawn.stratum][drawn.code]
    return SampledChild(
        sample=sample,
        code=drawn.code,
        stratum=drawn.stratum,
        position=position,
        state=state,
        to_validate=drawn.to_validate,
        facts={"worker": row.worker, "list": row.number, "dates": dict(row.dates)} | dict(row.shows),
    )


@transaction.atomic
def replace_sampled(child: SampledChild, *, because: str, by: User) -> SampledChild:
    """Take a child out of the sample with a reason; the next in reserve of the same part comes in, or one more is drawn.

    Once the sample is locked this changes its cases too, while nobody has begun to read the one that goes.
    """
    sample = locked(child.sample)
    child = locked(child)
    challenge = sample.challenge
    because = " ".join(because.split())
    if child.state != State.CHOSEN:
        raise ActionRefused(f"{child} is not in the sample any more. Look at the page again.")
    if not because:
        raise ActionRefused("Say why the case is replaced. The reason is kept with it.")
    text_check.must_be_clean(challenge, {"because": because}, audience=Audience.TEAM)
    if child.case and _is_being_read(child.case):
        raise ActionRefused(f"{child} is being read, so it stays in the sample.")
    parts = queries.parts_in(sample)
    frame = queries.frame_of(challenge, parts)
    came = sample.children.filter(stratum=child.stratum, state=State.RESERVE).order_by("position", "pk").first()
    if came is None:
        came = _one_more(sample, child, frame)
    came.state, came.in_place_of, came.position = State.CHOSEN, child, child.position
    case, child.case = child.case, None
    child.state, child.replaced_because = State.REPLACED, because
    child.save(update_fields=["state", "replaced_because", "case"])
    if case:
        came.case = _case(challenge, came, case.position)
        withdraw_conversations_about(case, by=by)
        case.delete()
    came.save()
    chosen = sample.children.filter(state=State.CHOSEN).values_list("stratum", "code")
    if frame.children:
        sample.compared = queries.compared(frame, chosen)
        sample.save(update_fields=["compared"])
    audit.record(
        "cases.replaced",
        f"replaced case {child} with {came} in the sample",
        by=by,
        challenge=challenge,
        target=challenge,
        audience=Audience.TEAM,
        was={"case": child.code},
        becomes={"case": came.code, "because": because},
    )
    if sample.is_locked:
        _ask_interests_again(challenge, SAMPLE_CHANGED, by=by)
    return came


def _one_more(sample: Sample, child: SampledChild, frame: queries.Frame) -> SampledChild:
    """Draw one more for a part whose reserves are used up."""
    stratum = frame.stratum(child.stratum)
    everyone = list(sample.children.all())
    others = [each for each in everyone if each.state != State.REPLACED and each.pk != child.pk]
    entries = [entry for each in others if (entry := frame.entry(each.code, each.stratum))]
    code = stratum and sampling.draw_one_more(
        stratum,
        queries.plan_of(sample),
        others=entries,
        out=[each.code for each in everyone],
        time=sum(each.state == State.REPLACED for each in everyone) + 1,
    )
    if not code:
        raise ActionRefused(
            "Nobody is left to take its place: the lists of this part have no other child within the limits."
        )
    drawn = sampling.Drawn(child.stratum, code)
    return _child(sample, drawn, frame, State.RESERVE, child.position)


@transaction.atomic
def lock_sample(challenge: Challenge, *, by: User) -> list[Case]:
    """Lock the sample: its children become the cases, and the organiser sees what to arrange."""
    challenge = locked(challenge)
    sample = Sample.objects.select_for_update(of=("self",)).filter(challenge=challenge).first()
    if sample is None:
        raise ActionRefused("Draw the sample first.")
    if sample.is_locked:
        raise ActionRefused("The sample is locked already.")
    chosen = list(sample.children.filter(state=State.CHOSEN))
    standing = set(challenge.cases.values_list("code", flat=True))
    if twice := sorted(standing & {child.code for child in chosen}):
        raise ActionRefused(f"There is a case {twice[0]} already. Take it out of the cases first.")
    last = challenge.cases.aggregate(last=Max("position"))["last"] or 0
    cases = []
    for position, child in enumerate(chosen, start=last + 1):
        child.case = _case(challenge, child, position)
        child.save(update_fields=["case"])
        cases.append(child.case)
    sample.locked_at, sample.locked_by = now(), by
    sample.save(update_fields=["locked_at", "locked_by"])
    audit.record(
        "cases.sample_locked",
        f"locked the sample: {queries.number_of_cases(len(cases))}",
        by=by,
        challenge=challenge,
        target=challenge,
        audience=Audience.TEAM,
        becomes={"codes": [case.code for case in cases], "seed": sample.seed},
    )
    _ask_interests_again(challenge, SAMPLE_CHANGED, by=by)
    for organiser in people(challenge, Role.ORGANISER):
        notifications.sample_locked(challenge, to=organiser, number=len(cases), by=by)
    return cases


def _case(challenge: Challenge, child: SampledChild, position: int) -> Case:
    return Case.objects.create(
        challenge=challenge,
        code=child.code,
        stratum=child.stratum,
        age_band=child.facts.get("age_band", ""),
        to_validate=child.to_validate,
        position=position,
    )
