"""The position statement: written section by section, given to contributors, handed over by the sponsor."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.db import transaction

from challenges import audit, documents, text_check, uploads
from challenges.action_tools import ActionRefused, locked, save_edit
from challenges.models import Audience, Challenge, RenderedDocument, StoredFile, User
from challenges.moments import now, today
from preparation import queries
from preparation.actions.documents import CLOSED, LATE, _put_under
from preparation.models import Box, DocumentRequest, PositionStatement, SectionAsk, StatementSection
from preparation.queries.statements import SectionRow
from preparation.statements import KIND, Section

if TYPE_CHECKING:
    from scoping.models import KeyLineOfEnquiry

FILE_NAME = "Position statement.pdf"
GONE = "This key line is no longer part of the challenge."


@dataclass(frozen=True)
class Written:
    """What became of a section: saved always; `held_up` says why it is not ready though that was asked for."""

    section: StatementSection
    held_up: list[str]


@transaction.atomic
def write_section(
    line: KeyLineOfEnquiry,
    *,
    version: int,
    texts: Mapping[str, str],
    holds: Collection[str] = (),
    ready: bool = False,
    bring: tuple[str, StatementSection] | None = None,
    by: User,
) -> Written:
    """Save the four boxes of a section, however long they are, and whether its writer holds it ready.

    texts: by box. holds: boxes that were brought forward and still hold as they stand. bring: a box that is empty and the
    earlier section whose answer comes into it. Not ready: a box over its limit, or one that nobody has looked at since it
    was brought forward, or a section that says nothing.
    """
    challenge = locked(line.challenge)
    section = _section(challenge, line)
    texts = {box.value: texts.get(box, "").strip() for box in Box}
    section, was, becomes = save_edit(section, by=by, version=version, changes=texts)
    brought = {
        box: when for box, when in section.brought.items() if box not in was and box not in holds and texts.get(box)
    }
    if bring:
        box, earlier = bring
        brought[box] = _bring(section, box, earlier, challenge, by=by)
        becomes = {**becomes, box: getattr(section, box)}
        ready = False
    section.brought = brought
    said = Section(line.number, section.words, brought, queries.words_in_a_box(challenge))
    held_up = _held_up(said) if ready else []
    newly = section.ready_at is None
    _mark(section, ready=ready and not held_up, by=by)
    section.save()
    and_ready = ", and marked it as ready" if newly and section.ready_at else ""
    audit.record(
        "statement_section.written",
        f"wrote about key line {line.number} in the position statement{and_ready}",
        by=by,
        challenge=challenge,
        target=section,
        audience=Audience.COUNCIL,  # of the council's people alone: queries.statement_events_held_back
        was=was,
        becomes=becomes,
    )
    return Written(section, held_up)


def _section(challenge: Challenge, line: KeyLineOfEnquiry) -> StatementSection:
    """The section of a key line, made where nothing was written or given yet; the challenge is locked."""
    if line.challenge_id != challenge.pk:
        raise ActionRefused(GONE)
    return StatementSection.objects.get_or_create(challenge=challenge, key_line=line)[0]


def _bring(section: StatementSection, box: str, earlier: StatementSection, challenge: Challenge, *, by: User) -> str:
    """Copy an earlier answer into an empty box; returns from when it is."""
    answers = queries.earlier_answers(challenge, by, section.key_line)
    found = dict(answers.in_box(box)) if answers and box in Box.values else {}
    if answers is None or earlier not in found:
        raise ActionRefused("That answer is no longer there.")
    if getattr(section, box):
        raise ActionRefused(
            f"“{Box(box).label}” says something already. Empty it first, or copy what you need by hand."
        )
    setattr(section, box, found[earlier])
    return answers.when


def _held_up(said: Section) -> list[str]:
    return [f"Key line {said.number} says nothing yet."] if said.is_empty else said.in_the_way


def _mark(section: StatementSection, *, ready: bool, by: User) -> None:
    if not ready:
        section.ready_at, section.ready_by = None, None
    elif section.ready_at is None:
        section.ready_at, section.ready_by = now(), by


@transaction.atomic
def give_sections(
    challenge: Challenge, *, writers: Iterable[tuple[KeyLineOfEnquiry, Collection[User]]], by: User
) -> list[int]:
    """Say which contributors write which sections; they find theirs among their next actions. Returns the key lines
    whose writers changed, by number."""
    challenge = locked(challenge)
    contributors = set(queries.contributors(challenge))
    changed = []
    for line, people in writers:
        wanted = set(people)
        if wanted - contributors:
            raise ActionRefused("Choose people who are contributors of this challenge.")
        section = _section(challenge, line)
        was = {ask.contributor: ask for ask in section.asks.select_related("contributor")}
        if was.keys() & contributors == wanted:
            continue
        for person in was.keys() - wanted:
            was[person].delete()
        SectionAsk.objects.bulk_create(
            SectionAsk(section=section, contributor=person, asked_at=now(), asked_by=by)
            for person in sorted(wanted - was.keys(), key=lambda person: person.pk)
        )
        changed.append(line.number)
        names = sorted(str(person) for person in wanted)
        audit.record(
            "statement_section.given",
            f"gave key line {line.number} of the position statement to {', '.join(names) or 'no contributor'}",
            by=by,
            challenge=challenge,
            target=section,
            audience=Audience.COUNCIL,  # as above
            was={"contributors": sorted(str(person) for person in was)},
            becomes={"contributors": names},
        )
    return changed


@transaction.atomic
def hand_over_statement(challenge: Challenge, *, seen: str, by: User) -> PositionStatement:
    """Freeze the statement as the next version, for the LGA and the team, and have its PDF made for the document list.

    seen: what the sponsor read (queries.statement_seen). Refuses when it changed since, or something is in the way.
    """
    challenge = locked(challenge)
    rows = queries.statement_rows(challenge, by)
    glance = queries.statement_glance(rows)
    if queries.statement_seen(rows) != seen:
        raise ActionRefused(
            "Somebody changed the statement since you opened this page. Read it again, then hand it over."
        )
    if not glance.is_begun:
        raise ActionRefused("The statement says nothing yet.")
    if glance.in_the_way:
        raise ActionRefused(" ".join(glance.in_the_way))
    newest = queries.newest_statement(challenge)
    if newest and not glance.is_changed:
        raise ActionRefused(f"Nothing has changed since version {newest.number}.")
    item = queries.statement_item(challenge)
    if item is None:
        raise ActionRefused("No item of the document list asks for a position statement.")
    if not item.takes_files:
        raise ActionRefused(CLOSED.format(item=item.code))
    text_check.must_be_clean(challenge, _fields(rows), audience=Audience.COUNCIL)
    statement = _frozen(challenge, rows, newest, by=by)
    for row in rows:
        section = _section(challenge, row.line)
        section.handed_over = {box: text.strip() for box, text in row.saved.words.items()}
        section.handed_over_at = statement.handed_over_at
        section.save(update_fields=["handed_over", "handed_over_at"])
    audit.record(
        "statement.handed_over",
        f"handed over the position statement, version {statement.number}",
        by=by,
        challenge=challenge,
        target=statement,
        audience=Audience.COUNCIL,
        becomes={"sha256": statement.document.html_sha256},
    )
    return statement


def _fields(rows: list[SectionRow]) -> dict[str, str]:
    return {
        f"key line {row.line.number}, {str(box.label).lower()}": getattr(row.saved, box) for row in rows for box in Box
    }


def _frozen(
    challenge: Challenge, rows: list[SectionRow], newest: PositionStatement | None, *, by: User
) -> PositionStatement:
    number = newest.number + 1 if newest else 1
    content = queries.statement_content(rows)
    document = documents.ask_for(
        challenge,
        kind=KIND,
        title=f"Position statement, version {number}",
        permission="preparation.view_statement_versions",
        template="preparation/pdf/statement.html",
        context=queries.statement_pdf(challenge, content, number=number, handed_over_on=today(), before=newest),
        by=by,
    )
    return PositionStatement.objects.create(
        challenge=challenge,
        number=number,
        document=document,
        content=content,
        handed_over_at=now(),
        handed_over_by=by,
    )


@transaction.atomic
def put_statement_under_item(document: RenderedDocument, *, by: User) -> DocumentRequest | None:
    """The worker has made the PDF of a version: a copy of it comes in under the item that asks for it.

    None where it stands there already, or a newer version does: those who read it find the newest.
    """
    statement = PositionStatement.objects.filter(document=document).select_related("challenge").first()
    if statement is None or document.file is None or statement.put_under_item_at:
        return None
    statement = locked(statement)
    item = queries.statement_item(statement.challenge)
    newer = PositionStatement.objects.filter(challenge=statement.challenge, number__gt=statement.number)
    if item is None or newer.filter(put_under_item_at__isnull=False).exists():
        return None
    item = locked(item)
    _put_under(item, _copy(document.file, by=by))
    item.comes_in(by=by, at=now())
    item.save()
    statement.put_under_item_at = now()
    statement.save(update_fields=["put_under_item_at"])
    audit.record(
        "file.put_under_item",
        f"put version {statement.number} of the position statement under item {item}{LATE if item.is_closed else ''}",
        by=by,
        challenge=statement.challenge,
        target=item,
        audience=item.audience_in_history,
        becomes={"sha256": document.file.sha256},
    )
    return item


def _copy(file: StoredFile, *, by: User) -> StoredFile:
    """The same bytes as a file of the document list, whose newest version has always the same name."""
    with file.content.open("rb") as content:
        kept = ContentFile(content.read(), name=FILE_NAME)
    looked = uploads.look_at(kept)  # for its pages: they are counted, and can be looked at
    return StoredFile.objects.create(
        challenge=file.challenge,
        name=FILE_NAME,
        content=kept,
        media_type=looked.media_type,
        size=looked.size,
        sha256=looked.sha256,
        page_count=looked.page_count,
        stored_at=now(),
        stored_by=by,
    )
