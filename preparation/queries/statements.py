"""The position statement: how far each section is, what is in the way, the versions, and what was written last time."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from challenges.lifecycle import ToDo
from challenges.models import COUNCIL_ROLES, Challenge, Role, User
from challenges.queries import people
from preparation.models import Box, DocumentRequest, PositionStatement, SectionAsk, StatementSection
from preparation.queries.todos import UPLOADING
from preparation.statements import Change, Limits, Section, changes, item_code
from scoping.queries import key_lines

if TYPE_CHECKING:
    from scoping.models import KeyLineOfEnquiry

LIMITS = Limits()


@dataclass(frozen=True)
class SectionRow:
    """A key line with its section; `saved` is a row that is not in the database while nothing was written or given."""

    line: KeyLineOfEnquiry
    saved: StatementSection
    said: Section
    writers: list[User]

    @property
    def is_ready(self) -> bool:
        return self.saved.ready_at is not None

    @property
    def is_changed(self) -> bool:
        """Whether it says otherwise than what was handed over last."""
        return self.saved.is_changed


def statement_rows(challenge: Challenge, reader: User) -> list[SectionRow]:
    """The sections this person of the council may read, by key line, in three queries.

    The council's leads read every one, a contributor those that were given to them.
    """
    lines = list(key_lines(challenge))
    readable = StatementSection.objects.readable_by(reader, challenge).select_related("changed_by", "ready_by")
    saved = {section.key_line_id: section for section in readable}
    reads_all = bool(reader.roles_in(challenge) & COUNCIL_ROLES) and not reader.seen_by
    limit = LIMITS.words_in_a_box(len(lines))
    writers = _writers(challenge)
    return [
        _row(line, saved.get(line.pk) or StatementSection(challenge=challenge, key_line=line), limit, writers)
        for line in lines
        if reads_all or line.pk in saved
    ]


def _row(line: KeyLineOfEnquiry, saved: StatementSection, limit: int, writers: dict[int, list[User]]) -> SectionRow:
    saved.key_line = line
    return SectionRow(
        line=line,
        saved=saved,
        said=Section(number=line.number, texts=saved.words, brought=saved.brought, limit=limit),
        writers=writers.get(saved.pk or 0, []),
    )


def _writers(challenge: Challenge) -> dict[int, list[User]]:
    """Who a section was given to and still takes part, by the section's key, by name."""
    here = people(challenge, Role.CONTRIBUTOR).values("pk")
    asks = SectionAsk.objects.filter(section__challenge=challenge, contributor__in=here).select_related("contributor")
    found: dict[int, list[User]] = {}
    for ask in asks.order_by("contributor__name", "pk"):
        found.setdefault(ask.section_id, []).append(ask.contributor)
    return found


def words_in_a_box(challenge: Challenge) -> int:
    return LIMITS.words_in_a_box(key_lines(challenge).count())


@dataclass(frozen=True)
class StatementGlance:
    """How far the whole is, without a query."""

    sections: int
    ready: int
    words: int
    empty_boxes: int
    in_the_way: list[str]
    says_nothing: list[int]  # the numbers of key lines without a word
    is_begun: bool
    is_changed: bool

    @property
    def pages(self) -> int:
        """About how many pages it makes."""
        return max(1, -(-self.words // LIMITS.words_on_a_page))


def statement_glance(rows: list[SectionRow]) -> StatementGlance:
    return StatementGlance(
        sections=len(rows),
        ready=sum(row.is_ready for row in rows),
        words=sum(row.said.words for row in rows),
        empty_boxes=sum(len(row.said.empty) for row in rows),
        in_the_way=[sentence for row in rows for sentence in row.said.in_the_way],
        says_nothing=[row.line.number for row in rows if row.said.is_empty],
        is_begun=any(not row.said.is_empty for row in rows),
        is_changed=any(row.is_changed for row in rows),
    )


def statement_item(challenge: Challenge) -> DocumentRequest | None:
    """The item of the document list that asks for the position statement: the one with its number in the programme."""
    code = statement_code(challenge)
    return DocumentRequest.objects.filter(challenge=challenge, code=code).first() if code else None


def statement_code(challenge: Challenge) -> str:
    """The number of that item; empty where the programme asks for no position statement."""
    return item_code(challenge.programme.plan)


def statement_content(rows: list[SectionRow]) -> dict[str, Any]:
    """The sections as a version freezes them."""
    return {
        "sections": [
            {
                "key_line": row.line.pk,
                "number": row.line.number,
                "question": row.line.question,
                "theme": row.line.theme.name if row.line.theme else "",
                "texts": {box: text.strip() for box, text in row.saved.words.items()},
            }
            for row in rows
        ]
    }


def statement_seen(rows: list[SectionRow]) -> str:
    """What somebody read of the working text, to know later whether it is still that."""
    return " ".join(f"{row.line.pk}.{row.saved.version}" for row in rows)


def statement_pdf(
    challenge: Challenge,
    content: dict[str, Any],
    *,
    number: int,
    handed_over_on: datetime.date,
    before: PositionStatement | None,
) -> dict[str, Any]:
    """What templates/preparation/pdf/statement.html says; what is different from the version before stands at the end."""
    return {
        "title": "Position statement",
        "version_line": f"Version {number}, handed over on {handed_over_on:%-d %B %Y}",
        "sections": [each | {"boxes": in_boxes(each["texts"])} for each in content["sections"]],
        "compared_with": before.number if before else None,
        "changes": changes(before.content, content) if before else [],
    }


def in_boxes(texts: dict[str, str]) -> list[tuple[str, str]]:
    """(what the box is called, its text), in their order."""
    return [(str(box.label), texts.get(box.value, "")) for box in Box]


# Versions


def newest_statement(challenge: Challenge) -> PositionStatement | None:
    return PositionStatement.objects.filter(challenge=challenge).order_by("-number").first()


def statements_of(challenge: Challenge, reader: User) -> QuerySet[PositionStatement]:
    """The versions this person may read, the newest first."""
    return PositionStatement.objects.readable_by(reader, challenge).with_document().order_by("-number")


def newest_readable(challenge: Challenge, reader: User) -> PositionStatement | None:
    """The newest version this person may read, for a link to it: its number, and nothing of its words."""
    return PositionStatement.objects.readable_by(reader, challenge).only("number").order_by("-number").first()


def statement_changes(before: PositionStatement | None, statement: PositionStatement) -> list[Change]:
    """What a version says otherwise than the one before it; nothing for the first."""
    return changes(before.content, statement.content) if before else []


# Last time


@dataclass(frozen=True)
class EarlierAnswers:
    """What the council handed over in its last challenge that has a statement, and when, as “March 2024”."""

    when: str
    sections: list[StatementSection]

    def in_box(self, box: str) -> list[tuple[StatementSection, str]]:
        """The sections that say something in this box, with what they say."""
        return [(each, text) for each in self.sections if (text := each.handed_over.get(box, "").strip())]


def earlier_answers(challenge: Challenge, reader: User, line: KeyLineOfEnquiry) -> EarlierAnswers | None:
    """What this person may read of the last statement of the same council; None where there is nothing.

    Only words that were handed over, and only for who writes for the council in this challenge: its leads read all of
    them, a contributor those of the theme of the section they were given. Those of the same theme come first.
    """
    roles = reader.roles_in(challenge)
    reads_all = bool(roles & COUNCIL_ROLES)
    if reader.seen_by or not (reads_all or is_given(challenge, reader, line)):
        return None
    before = Challenge.objects.filter(council=challenge.council_id, starts_on__lt=challenge.starts_on)
    handed_over = StatementSection.objects.handed_over().filter(challenge=OuterRef("pk"))
    last = before.filter(Exists(handed_over)).order_by("-starts_on", "-pk").first()
    if last is None:
        return None
    sections = StatementSection.objects.handed_over().filter(challenge=last).select_related("key_line__theme")
    theme = line.theme.code if line.theme else ""
    found = list(sections.order_by("key_line__number"))
    if not reads_all:
        found = [each for each in found if theme and _theme_of(each) == theme]
    found.sort(key=lambda each: not theme or _theme_of(each) != theme)
    return EarlierAnswers(_month_of(found), found) if found else None


def is_given(challenge: Challenge, reader: User, line: KeyLineOfEnquiry) -> bool:
    """Whether this contributor was given the section of a key line."""
    given = SectionAsk.objects.filter(section__challenge=challenge, section__key_line=line, contributor=reader)
    return Role.CONTRIBUTOR in reader.roles_in(challenge) and given.exists()


def _theme_of(section: StatementSection) -> str:
    return section.key_line.theme.code if section.key_line.theme else ""


def _month_of(sections: list[StatementSection]) -> str:
    moments = [each.handed_over_at for each in sections if each.handed_over_at]
    return f"{timezone.localtime(max(moments)):%B %Y}"


# Whose turn it is


def statements_left(challenge: Challenge) -> list[ToDo]:
    """Sections that contributors were given and have not marked as ready; then the handing over, for the sponsor."""
    if challenge.stage not in UPLOADING or not statement_code(challenge):
        return []
    sections = list(
        StatementSection.objects.filter(challenge=challenge).select_related("key_line").order_by("key_line__number")
    )
    if not sections:
        return []
    item = statement_item(challenge)
    due_on = item.next_due_on if item else None
    writers = _writers(challenge)
    todos = [
        ToDo(
            f"Write about key line {section.key_line.number} in the position statement",
            "preparation:statement",
            Role.CONTRIBUTOR,
            url=reverse("preparation:statement_section", args=[challenge.slug, section.key_line_id]),
            person_id=writer.pk,
            due_on=due_on,
            gates=False,
        )
        for section in sections
        if section.ready_at is None
        for writer in writers.get(section.pk, [])
    ]
    return [*todos, *_to_hand_over(challenge, sections, due_on)]


def _to_hand_over(challenge: Challenge, sections: list[StatementSection], due_on: datetime.date | None) -> list[ToDo]:
    all_ready = all(section.ready_at for section in sections) and len(sections) == key_lines(challenge).count()
    if not all_ready or not any(section.is_changed for section in sections):
        return []
    return [
        ToDo(
            "Read the position statement and hand it over",
            "preparation:statement",
            Role.SPONSOR,
            url=reverse("preparation:statement_read", args=[challenge.slug]),
            due_on=due_on,
            gates=False,
        )
    ]


# The history


def statement_events_held_back(user: User, challenge: Challenge) -> Q | None:
    """What was written and given before the handing over is the council's own, also afterwards."""
    if user.roles_in(challenge) & COUNCIL_ROLES:
        return None
    return Q(what__startswith="statement_section.")
