"""What the parts of a programme file say about each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Any

from challenges.programme_files.places import KeyPath
from challenges.programme_files.specs import (
    FINAL_REPORT,
    NEEDED_BY_STAGE,
    STAGES,
    CaseReviewSpec,
    EvaluationSpec,
    ProgrammeFile,
    ReportSpec,
)


def contradictions(plan: ProgrammeFile) -> Iterator[tuple[KeyPath, str]]:
    yield from _stages_wrong(plan)
    yield from _codes_wrong(plan)
    yield from _milestones_wrong(plan)
    yield from _documents_wrong(plan)
    yield from _timetable_wrong(plan)
    yield from _sections_wrong(plan)
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
        (("case_review", "aspects"), plan.case_review.aspects),
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


def _timetable_wrong(plan: ProgrammeFile) -> Iterator[tuple[KeyPath, str]]:
    kinds = {kind.code for kind in plan.session_kinds}
    for place, slot in enumerate(plan.timetable):
        if slot.day > plan.onsite.days:
            yield ("timetable", place, "day"), f": there is no day {slot.day}; on site are {plan.onsite.days}."
        if slot.kind not in kinds:
            yield ("timetable", place, "kind"), f": there is no session kind “{slot.kind}”."
        if slot.ends > 24 * 60:
            yield ("timetable", place, "minutes"), f": it starts at {slot.starts} and ends after midnight."
    for (_, one), (place, two) in combinations(enumerate(plan.timetable), 2):
        beside = "All" not in (one.track, two.track) and one.track != two.track
        if one.day == two.day and not beside and one.begins < two.ends and two.begins < one.ends:
            yield ("timetable", place, "starts"), f": at {two.starts} “{one.title}” is still on in the same track."


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
