"""Puts the report together from the findings: one passage for each piece that can be agreed and checked by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from casereview.queries import progress, report_in_words, shared_report
from challenges.models import Challenge, Role, Theme
from challenges.queries import first_person
from feedback.queries import findings, key_messages
from onsite.queries import week_in_numbers
from preparation.queries import documents_read, team_places
from reports.queries import passages_that_say_something
from scoping.queries import chosen_themes, key_lines

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from challenges.programme_files import SectionSpec
    from feedback.models import Finding
    from reports.models import Passage, Report

NOT_AN_INSPECTION = (
    "A peer challenge is not an inspection. The peer team are critical friends: they used their experience and knowledge "
    "to reflect on what they heard, saw and read."
)
NEXT_STEPS = (
    "We thank everyone who took part for their openness and the care with which the week was prepared.\n\n"
    "The council will want to reflect on these findings and decide how to take them forward. The Local Government "
    "Association’s improvement adviser will agree with the council what support would help. About a month after this "
    "report we will ask the director of children’s services what was useful and what we could do better."
)

FOLLOWING = {"findings", "good_practice", "next_steps"}  # chapters that begin on the page where the one before ends
SHORT = 900  # characters, about a third of a page


@dataclass(frozen=True)
class Piece:
    """A passage to be: where it stands and what it says."""

    section: str
    heading: str = ""
    text: str = ""
    finding: Finding | None = None
    theme: Theme | None = None


def pieces(challenge: Challenge) -> list[Piece]:
    """The whole draft, in the order of the programme's report sections."""
    found = list(findings(challenge))
    sections = challenge.programme.plan.report.sections
    summary = next((section for section in sections if section.kind == "prose"), None)
    by_kind = {
        "prose": lambda section: [Piece(section.code, text=key_messages(challenge) if section == summary else "")],
        "scope": lambda section: _scope(challenge, section),
        "findings": lambda section: _of_kinds(section, found, "strength", "area"),
        "good_practice": lambda section: _of_kinds(section, found, "good_practice"),
        "recommendations": lambda section: _of_kinds(section, found, "recommendation"),
        "next_steps": lambda section: [Piece(section.code, text=NEXT_STEPS)],
        "case_review": lambda section: _case_review(challenge, section),
        "appendix": lambda section: [Piece(section.code)],
    }
    return [piece for section in sections for piece in by_kind[section.kind](section)]


def _of_kinds(section: SectionSpec, found: list[Finding], *kinds: str) -> list[Piece]:
    return [
        Piece(section.code, heading=finding.headline, text=finding.detail, finding=finding, theme=finding.theme)
        for finding in found
        if finding.kind in kinds
    ]


def _scope(challenge: Challenge, section: SectionSpec) -> list[Piece]:
    themes = list(chosen_themes(challenge))
    lines = list(key_lines(challenge))
    asked = f"{challenge.council} asked for this {challenge.programme.name}. It looked at:\n\n"
    asked += "\n".join(f"- {theme.name}" for theme in themes)
    if lines:
        asked += "\n\nThe council also asked the team to look into:\n\n"
        asked += "\n".join(f"{number}. {line.question}" for number, line in enumerate(lines, start=1))
    who = "\n".join(f"- {place.place}" for place in team_places(challenge) if place.state == "accepted")
    manager = first_person(challenge, Role.CHALLENGE_MANAGER)
    team = "The peer team were:\n\n" + who if who else ""
    if team and manager and manager.job_title:
        team += f"\n- {manager.job_title}"
    return [
        Piece(section.code, "What the challenge looked at", asked),
        *([Piece(section.code, "The peer team", team)] if team else []),
        Piece(section.code, "How the team worked", f"{_how(challenge)}\n\n{NOT_AN_INSPECTION}"),
    ]


def _how(challenge: Challenge) -> str:
    week, cases, read = week_in_numbers(challenge), progress(challenge), documents_read(challenge)
    texts = [_counted(read, "document", "documents"), _counted(cases.finished, "case file", "case files")]
    texts = [text for text in texts if text]
    did = [f"read {' and '.join(texts)}"] if texts else []
    if week.held:
        sessions = _counted(week.held, "session", "sessions")
        did.append(f"held {sessions} on site: meetings, focus groups, visits and observations")
    if not did:
        return "The team read documents and met people across the council and its partners."
    codes = " It knew each case by a code only." if cases.finished else ""
    return f"The team {', and '.join(did)}.{codes}"


def _case_review(challenge: Challenge, section: SectionSpec) -> list[Piece]:
    report = shared_report(challenge)
    if report is None:
        return []
    return [Piece(section.code, heading, text) for heading, text in report_in_words(report)]


def pdf_context(report: Report) -> dict[str, Any]:
    """Everything the PDF shows, section by section, with the appendices after the chapters."""
    sections = sections_of(report, passages_that_say_something(report))
    chapters = [section for section in sections if not section["is_appendix"]]
    appendices = [section for section in sections if section["is_appendix"]]
    contents: list[dict[str, Any]] = []
    before: dict[str, Any] | None = None
    for number, section in enumerate(chapters, start=1):
        section["title"] = f"{number}. {section['heading']}"
        section["follows"] = before is not None and (section["kind"] in FOLLOWING or _is_short(before))
        before = section
        entries = [
            {"id": f"theme-{group['theme'].code}", "label": group["theme"].name}
            for group in section["themes"]
            if group["theme"] and section["kind"] == "findings"
        ]
        contents.append({"id": section["code"], "label": section["title"], "entries": entries})
    for number, section in enumerate(appendices, start=1):
        section["title"] = f"Appendix{f' {number}' if len(appendices) > 1 else ''}: {section['heading']}"
        contents.append({"id": section["code"], "label": section["title"]})
    return {"report": report, "sections": chapters, "appendices": appendices, "contents": contents}


def _is_short(section: dict[str, Any]) -> bool:
    """Whether the next chapter can begin on the same page: a page with a paragraph or two on it looks empty."""
    return sum(len(passage.heading) + len(passage.text) for passage in section["passages"]) < SHORT


def sections_of(report: Report, passages: QuerySet[Passage]) -> list[dict[str, Any]]:
    """These passages under the report's sections, in the programme's order, each grouped by theme."""
    by_section: dict[str, list[Passage]] = {}
    related = passages.select_related("finding", "theme", "accuracy_point__written_by")
    for passage in related.order_by("position"):
        by_section.setdefault(passage.section, []).append(passage)
    return [
        {"code": spec.code, "heading": spec.heading, "kind": spec.kind, "is_appendix": spec.is_appendix}
        | {"themes": by_theme(by_section[spec.code]), "passages": by_section[spec.code]}
        for spec in report.challenge.programme.plan.report.sections
        if spec.code in by_section
    ]


def by_theme(passages: list[Passage]) -> list[dict[str, Any]]:
    """Passages under their themes, strengths apart from areas for consideration, with how many of each."""
    themes: dict[int | None, dict[str, Any]] = {}
    for passage in passages:
        group = themes.setdefault(
            passage.theme_id, {"theme": passage.theme, "strengths": [], "areas": [], "others": []}
        )
        kind = passage.finding.kind if passage.finding else ""
        group[{"strength": "strengths", "area": "areas"}.get(kind, "others")].append(passage)
    for group in themes.values():
        counts = [
            _counted(len(group["strengths"]), "strength", "strengths"),
            _counted(len(group["areas"]), "area for consideration", "areas for consideration"),
        ]
        group["counted"] = ", ".join(count for count in counts if count)
    return list(themes.values())


def _counted(count: int, one: str, many: str) -> str:
    """As: 1 strength, 4 strengths; nothing for none."""
    return f"{count} {one if count == 1 else many}" if count else ""


def sections_that_say_nothing(report: Report) -> list[str]:
    """Sections that people write themselves and nobody has written yet."""
    written = set(passages_that_say_something(report).values_list("section", flat=True))
    sections = report.challenge.programme.plan.report.sections
    return [spec.heading for spec in sections if spec.kind in {"prose", "next_steps"} and spec.code not in written]
