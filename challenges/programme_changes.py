"""What two versions of a programme say differently, in words for people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from challenges.milestones import in_words
from challenges.models import Role
from challenges.programme_files import LABELS, MilestoneSpec, ProgrammeFile
from challenges.word_diff import Piece, pieces

NAMES, DATES, THEMES, DOCUMENTS, REST = "Names", "Dates", "Themes and probes", "Documents", "Everything else"
TIMES, CONVERSATION = "Statutory times", "Questions of the conversation"
IMPORTANCE = {
    "must_read": "Must read",
    "reference": "Reference",
    "restricted": "Restricted",
    "working": "For the arrangements",
}
TOLD_IN_WORDS = {"labels", "milestones", "themes", "documents", "version"}
OF_CASES_TOLD_IN_WORDS = {"timescales", "conversation"}
ASKED = {"worker": "the worker", "manager": "the manager", "both": "the worker and the manager"}


@dataclass(frozen=True)
class Change:
    """One thing that is said differently: where, what it was and what it becomes; empty where it is new or gone."""

    section: str
    place: str
    was: str
    becomes: str

    @property
    def pieces(self) -> list[Piece]:
        """Both texts in one, with what goes and what comes."""
        return pieces(self.was, self.becomes)


def changes(was: ProgrammeFile, becomes: ProgrammeFile) -> list[Change]:
    """Everything that differs, section by section, in the order of the new version; what is gone comes last in each."""
    before, after = dict(_facts(was)), dict(_facts(becomes))
    found = [
        Change(*key, before.get(key, ""), after.get(key, ""))
        for key in [*after, *(key for key in before if key not in after)]
        if before.get(key, "") != after.get(key, "")
    ]
    found += _orders(was, becomes)
    order = [NAMES, DATES, THEMES, DOCUMENTS, TIMES, CONVERSATION, REST]
    return sorted(found, key=lambda each: order.index(each.section))


def _facts(plan: ProgrammeFile) -> Iterator[tuple[tuple[str, str], str]]:
    for key, ours in LABELS.items():
        yield (NAMES, ours[0].upper() + ours[1:]), plan.label(key)
    for milestone in plan.milestones:
        yield (DATES, milestone.name), f"{counted(milestone)}. {owner(plan, milestone)}"
    for theme in plan.themes:
        yield (THEMES, f"Theme {theme.code}"), theme.name
        yield (THEMES, f"Theme {theme.code}, whose wording"), whose_wording(derived=theme.derived)
        for probe in theme.probes:
            yield (THEMES, f"Probe {probe.code}"), probe.text
    names = {theme.code: theme.name for theme in plan.themes}
    for document in plan.documents:
        place = f"Document {document.code}"
        yield (DOCUMENTS, place), document.title
        yield (DOCUMENTS, f"{place}, why"), document.why
        yield (DOCUMENTS, f"{place}, importance"), IMPORTANCE[document.importance]
        yield (DOCUMENTS, f"{place}, due"), in_words(document.working_days, "first_day")
        yield (DOCUMENTS, f"{place}, only with"), ", ".join(names[code] for code in document.themes)
        yield (DOCUMENTS, f"{place}, whose wording"), whose_wording(derived=document.derived)
    for timescale in plan.case_review.timescales:
        place = f"Time {timescale.code}"
        yield (TIMES, place), f"{timescale.name}: {timescale.in_words}"
        yield (TIMES, f"{place}, what follows"), timescale.then
        yield (TIMES, f"{place}, source"), timescale.source
        yield (TIMES, f"{place}, whose wording"), whose_wording(derived=timescale.derived)
    for question in plan.case_review.conversation:
        place = f"Question {question.code}"
        yield (CONVERSATION, place), question.text
        yield (CONVERSATION, f"{place}, asked of"), ASKED[question.asked]
        yield (CONVERSATION, f"{place}, whose wording"), whose_wording(derived=question.derived)
    for key, value in asdict(plan).items():
        if key == "case_review":
            value = {name: each for name, each in value.items() if name not in OF_CASES_TOLD_IN_WORDS}
        if key not in TOLD_IN_WORDS:
            for place, text in _rest(key.replace("_", " ").capitalize(), value):
                yield (REST, place), text


def _rest(place: str, value: Any) -> Iterator[tuple[str, str]]:
    """What has no words of its own here: by its key in the file."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _rest(f"{place}, {key.replace('_', ' ')}", each)
    elif isinstance(value, tuple | list):
        for number, each in enumerate(value, start=1):
            name = (
                next((each[key] for key in ("code", "name", "kind", "milestone", "who") if key in each), number)
                if (isinstance(each, dict))
                else number
            )
            yield from _rest(f"{place}, {name}", each)
    else:
        yield place, {True: "Yes", False: "No"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def _orders(was: ProgrammeFile, becomes: ProgrammeFile) -> Iterator[Change]:
    """Lists whose items stand in another order; what came or went is told elsewhere."""
    before = {theme.code: [probe.code for probe in theme.probes] for theme in was.themes}
    for theme in becomes.themes:
        codes = [probe.code for probe in theme.probes]
        yield from _order(THEMES, f"Theme {theme.code}, order of probes", before.get(theme.code, []), codes)
    yield from _order(
        DOCUMENTS, "Order of the list", [each.code for each in was.documents], [each.code for each in becomes.documents]
    )
    cases_were, cases = was.case_review, becomes.case_review
    yield from _order(
        TIMES,
        "Order of the times",
        [each.code for each in cases_were.timescales],
        [each.code for each in cases.timescales],
    )
    yield from _order(
        CONVERSATION,
        "Order of the questions",
        [each.code for each in cases_were.conversation],
        [each.code for each in cases.conversation],
    )


def _order(section: str, place: str, was: list[str], becomes: list[str]) -> Iterator[Change]:
    stayed = [code for code in was if code in becomes]
    stay = [code for code in becomes if code in was]
    if stayed != stay:
        yield Change(section, place, ", ".join(stayed), ", ".join(stay))


def counted(milestone: MilestoneSpec) -> str:
    """As: 20 working days before the first on-site day."""
    return in_words(milestone.working_days, milestone.anchor)


def owner(plan: ProgrammeFile, milestone: MilestoneSpec) -> str:
    """Who sees to a milestone, as this programme calls them."""
    return plan.label(milestone.owner) if milestone.owner in LABELS else Role(milestone.owner).label


def whose_wording(*, derived: bool) -> str:
    return "Worded by this service" if derived else "The programme’s own wording"
