"""What the parts of a programme file say about each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Any

from challenges.programme_files.places import KeyPath
from challenges.programme_files.specs import (
    FINAL_REPORT,
    LABELS,
    NEEDED_BY_STAGE,
    STAGES,
    CaseReviewSpec,
    EvaluationSpec,
    ProgrammeFile,
    ReportSpec,
    SlotSpec,
)

# Which stage can follow which, as challenges.lifecycle moves a challenge: only these two can be left out.
MAY_BE_LEFT_OUT = ("casereview", "reports")


def contradictions(plan: ProgrammeFile) -> Iterator[tuple[KeyPath, str]]:
    yield from _stages_wrong(plan)
    yield from _codes_wrong(plan)
    yield from _milestones_wrong(plan)
    yield from _documents_wrong(plan)
    yield from _timetables_wrong(plan)
    yield from _sections_wrong(plan)
    yield from _afterwards_wrong(plan)
    for key in plan.labels:
        if key not in LABELS:
            yield ("labels", key), f" is called nowhere; what can have a name is {', '.join(sorted(LABELS))}."
    for place, team_place in enumerate(plan.team):
        if team_place.least > team_place.most:
            yield ("team", place, "least"), f": {team_place.least} is more than the most, {team_place.most}."
    yield from _twice((("agreements", place, "kind"), spec.kind) for place, spec in enumerate(plan.agreements))
    review = plan.case_review
    strata = sum(stratum.cases for stratum in review.strata)
    if strata != review.cases:
        yield ("case_review", "strata"), f" add up to {strata} cases, and there are {review.cases}."


def _stages_wrong(plan: ProgrammeFile) -> Iterator[tuple[KeyPath, str]]:
    order = [STAGES.index(stage) for stage in plan.stages]
    if order != sorted(set(order)):
        yield ("stages",), f" must be in this order, each once: {', '.join(STAGES)}."
    missing = [stage for stage in STAGES if stage not in plan.stages and stage not in MAY_BE_LEFT_OUT]
    if missing:
        yield (
            ("stages",),
            f" must have {' and '.join(missing)}; only {' and '.join(MAY_BE_LEFT_OUT)} can be left out.",
        )
    for stage, key in NEEDED_BY_STAGE:
        value = getattr(plan, key)
        if stage in plan.stages and value in ((), CaseReviewSpec(), ReportSpec(), EvaluationSpec()):
            yield (key,), f" is missing; the programme has the stage {stage}."


def _codes_wrong(plan: ProgrammeFile) -> Iterator[tuple[KeyPath, str]]:
    listed: list[tuple[KeyPath, Sequence[Any]]] = [
        (("milestones",), plan.milestones),
        (("team",), plan.team),
        (("themes",), plan.themes),
        (("documents",), plan.documents),
        (("session_kinds",), plan.session_kinds),
        (("shapes",), plan.shapes),
        (("formats",), plan.formats),
        (("evaluation", "forms"), plan.evaluation.forms),
        (("case_review", "aspects"), plan.case_review.aspects),
        (("case_review", "timescales"), plan.case_review.timescales),
        (("case_review", "conversation"), plan.case_review.conversation),
        (("report", "sections"), plan.report.sections),
        (("evaluation", "questions"), plan.evaluation.questions),
    ]
    for path, specs in listed:
        yield from _twice((((*path, place, "code"), spec.code) for place, spec in enumerate(specs)))
    yield from _twice(
        (("themes", at, "probes", place, "code"), probe.code)
        for at, theme in enumerate(plan.themes)
        for place, probe in enumerate(theme.probes)
    )
    yield from _twice(
        (("case_review", "strata", place, "name"), stratum.name)
        for place, stratum in enumerate(plan.case_review.strata)
    )


def _twice(codes: Iterable[tuple[KeyPath, str]]) -> Iterator[tuple[KeyPath, str]]:
    seen = set()
    for path, code in codes:
        if code in seen:
            yield path, f": “{code}” is there twice."
        seen.add(code)


def _milestones_wrong(plan: ProgrammeFile) -> Iterator[tuple[KeyPath, str]]:
    final = [each for each in plan.milestones if each.code == FINAL_REPORT]
    for place, each in enumerate(plan.milestones):
        if each.stage not in plan.stages:
            yield ("milestones", place, "stage"), f": the programme does not have the stage {each.stage}."
        if each.anchor == FINAL_REPORT and not (final and final[0].anchor != FINAL_REPORT):
            yield (
                ("milestones", place, "anchor"),
                ": it counts from the final report, so a milestone final_report must count from an on-site day.",
            )


def _documents_wrong(plan: ProgrammeFile) -> Iterator[tuple[KeyPath, str]]:
    codes = {theme.code for theme in plan.themes}
    for place, document in enumerate(plan.documents):
        for at, code in enumerate(document.themes):
            if code not in codes:
                yield ("documents", place, "themes", at), f": there is no theme “{code}”."
    always = [each for each in plan.documents if each.importance == "must_read" and not each.themes]
    if len(always) > plan.limits.must_read:
        yield (
            ("limits", "must_read"),
            f": {len(always)} documents are must read for every challenge, and the limit is {plan.limits.must_read}.",
        )


def _timetables_wrong(plan: ProgrammeFile) -> Iterator[tuple[KeyPath, str]]:
    yield from _timetable_wrong(plan, plan.timetable, plan.onsite.days, ())
    for place, shape in enumerate(plan.shapes):
        if shape.days and not shape.timetable:
            yield ("shapes", place, "timetable"), " is missing: a shape with days of its own has its own timetable."
        elif shape.timetable and not shape.days:
            yield (
                ("shapes", place, "days"),
                " is missing: a shape with a timetable of its own says how many days it has.",
            )
        else:
            yield from _timetable_wrong(plan, shape.timetable, shape.days, ("shapes", place))


def _timetable_wrong(
    plan: ProgrammeFile, timetable: tuple[SlotSpec, ...], days: int, above: KeyPath
) -> Iterator[tuple[KeyPath, str]]:
    kinds = {kind.code for kind in plan.session_kinds}
    for place, slot in enumerate(timetable):
        path = (*above, "timetable", place)
        if slot.day > days:
            yield (*path, "day"), f": there is no day {slot.day}; on site are {days}."
        if slot.kind not in kinds:
            yield (*path, "kind"), f": there is no session kind “{slot.kind}”."
        if slot.ends > 24 * 60:
            yield (*path, "minutes"), f": it starts at {slot.starts} and ends after midnight."
    for (_, one), (place, two) in combinations(enumerate(timetable), 2):
        beside = "All" not in (one.track, two.track) and one.track != two.track
        if one.day == two.day and not beside and one.begins < two.ends and two.begins < one.ends:
            path = (*above, "timetable", place, "starts")
            yield path, f": at {two.starts} “{one.title}” is still on in the same track."


def _sections_wrong(plan: ProgrammeFile) -> Iterator[tuple[KeyPath, str]]:
    """Passages are numbered through the report, so what is printed last must stand last."""
    appendix = None
    for place, section in enumerate(plan.report.sections):
        if section.is_appendix:
            appendix = appendix or section
        elif appendix:
            yield (
                ("report", "sections", place),
                f": “{section.heading}” stands behind “{appendix.heading}”, which is printed as an appendix.",
            )


def _afterwards_wrong(plan: ProgrammeFile) -> Iterator[tuple[KeyPath, str]]:
    """What happens after the visit: follow-ups have a date, a written format has its stage, a moderator has a route."""
    codes = {each.code for each in plan.milestones}
    for place, each in enumerate(plan.follow_ups):
        if each.milestone not in codes:
            yield ("follow_ups", place, "milestone"), f": there is no milestone “{each.milestone}”."
    for place, each_format in enumerate(plan.formats):
        if each_format.is_written and "reports" not in plan.stages:
            yield (
                ("formats", place, "code"),
                f": a {each_format.code} is written in the stage reports, which the programme does not have.",
            )
    if plan.moderator and not plan.escalation.steps:
        yield ("escalation",), " is missing: a programme with a moderator says how a disputed finding comes to them."
