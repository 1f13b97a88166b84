"""The council's documents: asked for, uploaded, read."""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max

from challenges import audit, text_check, uploads
from challenges.action_tools import ActionRefused, check_clean, locked, save_edit
from challenges.actions import store_file
from challenges.models import Audience, Challenge, StoredFile, User
from challenges.moments import now, today, working_days_from
from preparation import queries
from preparation.actions.rounds import _open_first_round
from preparation.models import AskedOf, DocumentRequest, DocumentVersion, Reading
from scoping.queries import chosen_themes, key_lines

CLOSED = (
    "The documents were closed at the deadline, so that everyone in the team reads the same. Item {item} is in. To change "
    "it, ask the challenge manager for a second round."
)
WITHDRAWN = "The team no longer asks for item {item}, so it takes no files."
LATE = ", after the deadline"


@transaction.atomic
def lay_out_documents(challenge: Challenge, *, by: User) -> list[DocumentRequest]:
    """Ask for what the programme lists: always, or because of a theme that was chosen. Due in working days.

    What a theme brings in speaks to the key lines of that theme; the challenge manager links the rest.
    """
    if challenge.document_requests.exists():
        return []
    chosen = dict(chosen_themes(challenge).values_list("code", "name"))
    specs = [each for each in challenge.programme.plan.documents if not each.themes or chosen.keys() & set(each.themes)]
    items = DocumentRequest.objects.bulk_create(
        DocumentRequest(
            challenge=challenge,
            code=spec.code,
            title=spec.title,
            why=spec.why,
            importance=spec.importance,
            due_on=working_days_from(challenge.starts_on, spec.working_days),
            position=position,
            module=", ".join(chosen[code] for code in spec.themes if code in chosen)[:200],
        )
        for position, spec in enumerate(specs)
    )
    lines = list(key_lines(challenge).exclude(theme=None))
    link = DocumentRequest.key_lines.through
    link.objects.bulk_create(
        link(documentrequest=item, keylineofenquiry=line)
        for item, spec in zip(items, specs, strict=True)
        for line in lines
        if line.theme and line.theme.code in spec.themes
    )
    _open_first_round(challenge, items, by=by)
    audit.record(
        "documents.asked_for",
        f"opened the document list with {len(items)} items",
        by=by,
        challenge=challenge,
        target=challenge,
        audience=Audience.COUNCIL,
    )
    return items


@dataclass(frozen=True)
class Uploaded:
    """What became of the files sent together."""

    kept: list[str]
    refusals: list[str]


@transaction.atomic
def upload_documents(item: DocumentRequest, files: Iterable[UploadedFile], *, by: User, note: str = "") -> Uploaded:
    """Keep each good file under an item, whatever the others are like; a file of the same name is a new version.

    The note is added to the one that stands, once, when something was kept or nothing was sent.
    """
    item = locked(item)
    files = list(files)
    if files and not item.takes_files:
        raise ActionRefused(_takes_none(item))
    kept, new, refusals = [], [], []
    for file in files:
        try:
            with transaction.atomic():
                name, is_new = _keep(item, file, by=by)
        except ActionRefused as refusal:
            refusals.append(str(refusal))
        else:
            kept.append(name)
            new += [name] if is_new else []
    done = []
    if new:
        item.comes_in(by=by, at=now())
        done.append(f"put {_in_quotes(new)} under item {item}{LATE if item.is_closed else ''}")
    try:  # a note that cannot be shared keeps no file back
        text_check.must_be_clean(item.challenge, {"note": note}, audience=Audience.COUNCIL)
    except text_check.NotClean as refusal:
        refusals.append(f"The note is not kept. {refusal}")
        note = ""
    if (kept or not files) and _add_to_note(item, note.strip(), by=by):
        done.append("added to its note" if done else f"added to the note of item {item}")
    if done:
        check_clean(item)
        item.save()
        audit.record(
            "document.uploaded" if new else "document.note_written",
            " and ".join(done),
            by=by,
            challenge=item.challenge,
            target=item,
            audience=item.audience_in_history,
        )
    return Uploaded(kept, refusals)


def _takes_none(item: DocumentRequest) -> str:
    """Why an item takes no files now, as a sentence."""
    return (WITHDRAWN if item.is_withdrawn else CLOSED).format(item=item)


def _in_quotes(names: Iterable[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)


def _keep(item: DocumentRequest, file: UploadedFile, *, by: User) -> tuple[str, bool]:
    """Store one file under a locked item; its name, and whether it is new: the same bytes again are no new version."""
    looked = uploads.look_at(file)
    name = looked.name
    same_name = unicodedata.normalize("NFC", name).casefold()[:200]
    standing = item.versions.filter(same_name=same_name)
    same_bytes = standing.filter(is_newest=True, file__sha256=looked.sha256)
    if same_bytes.exclude(file__state=StoredFile.State.BLOCKED).exists():
        return name, False
    _put_under(item, store_file(item.challenge, file, by=by, looked=looked))
    return name, True


def _put_under(item: DocumentRequest, file: StoredFile) -> DocumentVersion:
    """Make a stored file the newest of its name under a locked item. Where to look in it goes on from the one before."""
    same_name = unicodedata.normalize("NFC", file.name).casefold()[:200]
    standing = item.versions.filter(same_name=same_name)
    before = standing.order_by("-number").first()
    standing.update(is_newest=False)
    return DocumentVersion.objects.create(
        request=item,
        file=file,
        same_name=same_name,
        number=before.number + 1 if before else 1,
        after_deadline=item.is_closed,
        signpost=before.signpost if before else "",
    )


@transaction.atomic
def take_back_blocked(file: StoredFile, *, by: User) -> DocumentRequest | None:
    """The virus scanner has blocked a file: an item with no other file is wanted again. None for a file of no item."""
    version = DocumentVersion.objects.filter(file=file).select_related("request").first()
    if version is None:
        return None
    item = locked(version.request)
    others = item.versions.filter(is_newest=True).exclude(file__state=StoredFile.State.BLOCKED)
    if item.state != DocumentRequest.State.IN or others.exists():
        return item
    item.state, item.answered_at, item.answered_by = DocumentRequest.State.WANTED, None, None
    item.missing_part, item.rest_due_on = "", None
    item.save()
    audit.record(
        "document.wanted_again",
        f"put item {item} back on the list: its only file was blocked",
        by=by,
        challenge=item.challenge,
        target=item,
        audience=item.audience_in_history,
    )
    return item


def _add_to_note(item: DocumentRequest, note: str, *, by: User) -> bool:
    """Files sent one by one each bring the note along: it is added once."""
    if not note or note in item.note:
        return False
    item.note = f"{item.note}\n\n{note}" if item.note else note
    item.version += 1
    item.changed_at, item.changed_by = now(), by
    return True


@transaction.atomic
def write_note(item: DocumentRequest, *, note: str, version: int, by: User) -> DocumentRequest:
    """Change the whole note for the peer team."""
    text_check.must_be_clean(item.challenge, {"note": note}, audience=Audience.COUNCIL)
    item, was, becomes = save_edit(item, by=by, version=version, changes={"note": note.strip()})
    audit.record(
        "document.note_written",
        f"wrote the note of item {item}",
        by=by,
        challenge=item.challenge,
        target=item,
        audience=item.audience_in_history,
        was=was,
        becomes=becomes,
    )
    return item


@transaction.atomic
def mark_not_held(item: DocumentRequest, *, reason: str, by: User) -> DocumentRequest:
    """Say that the council does not hold this, and why."""
    item = locked(item)
    if item.state == DocumentRequest.State.NOT_HELD:
        raise ActionRefused("This is marked as not held already.")
    if item.state == DocumentRequest.State.IN:
        raise ActionRefused("There are files under this item, so the council holds it.")
    if item.is_withdrawn:
        raise ActionRefused("The team no longer asks for this.")
    text_check.must_be_clean(item.challenge, {"reason": reason}, audience=Audience.COUNCIL)
    item.state, item.not_held_because = DocumentRequest.State.NOT_HELD, reason.strip()
    item.answered_at, item.answered_by = now(), by
    item.forget_outlook()
    check_clean(item)
    item.save()
    audit.record(
        "document.marked_not_held",
        f"marked item {item} as not held",
        by=by,
        challenge=item.challenge,
        target=item,
        audience=item.audience_in_history,
        reason=item.not_held_because,
    )
    return item


@transaction.atomic
def want_again(item: DocumentRequest, *, by: User) -> DocumentRequest:
    """Take back that the council does not hold this."""
    item = locked(item)
    if item.state != DocumentRequest.State.NOT_HELD:
        raise ActionRefused("This is not marked as not held.")
    was, item.not_held_because = item.not_held_because, ""
    item.state, item.answered_at, item.answered_by = DocumentRequest.State.WANTED, None, None
    item.save()
    audit.record(
        "document.wanted_again",
        f"took back that item {item} is not held",
        by=by,
        challenge=item.challenge,
        target=item,
        audience=item.audience_in_history,
        was={"not_held_because": was},
    )
    return item


@transaction.atomic
def add_document(
    challenge: Challenge, *, title: str, why: str, importance: str, due_on: datetime.date, by: User
) -> DocumentRequest:
    """Ask the council for something the programme does not list."""
    challenge = locked(challenge)
    items = challenge.document_requests.all()
    must_read = DocumentRequest.Importance.MUST_READ
    most = challenge.programme.plan.limits.must_read
    if importance == must_read and items.filter(importance=must_read).count() >= most:
        raise ActionRefused(f"The list has {most} must-read items, which is the most. Ask for this one for reference.")
    if not today() <= due_on <= challenge.ends_on:
        raise ActionRefused("The due date must be from today on, and no later than the last on-site day.")
    text_check.must_be_clean(challenge, {"title": title, "why": why}, audience=Audience.COUNCIL)
    item = _put_on_the_list(challenge, title=title, why=why, importance=importance, due_on=due_on)
    audit.record(
        "document.asked_for",
        f"asked the council for item {item}",
        by=by,
        challenge=challenge,
        target=item,
        audience=item.audience_in_history,
    )
    return item


def _put_on_the_list(challenge: Challenge, **fields: Any) -> DocumentRequest:
    """A new item of a locked challenge, under the next number, behind the others."""
    items = challenge.document_requests.all()
    numbers = [int(code) for code in items.values_list("code", flat=True) if code.isdecimal()]
    position = (items.aggregate(last=Max("position"))["last"] or 0) + 1
    item = DocumentRequest(challenge=challenge, code=str(max(numbers, default=0) + 1), position=position, **fields)
    check_clean(item)
    item.save()
    return item


@transaction.atomic
def ask_contributors(item: DocumentRequest, *, contributors: Iterable[User], by: User) -> DocumentRequest:
    """Say which contributors answer an item: they, and no other contributor, read it and upload to it."""
    item = locked(item)
    wanted = set(contributors)
    if wanted - set(queries.contributors(item.challenge)):
        raise ActionRefused("Choose people who are contributors of this challenge.")
    if item.owned_by in set(queries.contributors(item.challenge)) - wanted:
        raise ActionRefused(f"{item.owned_by} sees to this item. Say first who does so now.")
    was = {ask.contributor: ask for ask in item.asked_of.select_related("contributor")}
    for person in was.keys() - wanted:
        was[person].delete()
    AskedOf.objects.bulk_create(
        AskedOf(request=item, contributor=person, asked_at=now(), asked_by=by)
        for person in sorted(wanted - was.keys(), key=lambda person: person.pk)
    )
    names = sorted(str(person) for person in wanted)
    audit.record(
        "document.contributors_asked",
        f"asked {', '.join(names)} to answer item {item}" if names else f"asks no contributor for item {item}",
        by=by,
        challenge=item.challenge,
        target=item,
        audience=item.audience_in_history,
        was={"contributors": sorted(str(person) for person in was)},
        becomes={"contributors": names},
    )
    return item


@transaction.atomic
def mark_read(item: DocumentRequest, *, by: User) -> Reading:
    """Say that one has read what stands under an item now, or the answer to what was asked for besides the list."""
    item = locked(item)
    if not item.can_be_read:
        raise ActionRefused("There is nothing to read under this item yet.")
    reading, _new = Reading.objects.update_or_create(request=item, reader=by, defaults={"read_at": now()})
    audit.record(
        "document.read",
        f"marked item {item} as read",
        by=by,
        challenge=item.challenge,
        target=item,
        audience=Audience.LGA,
    )
    return reading


@transaction.atomic
def mark_unread(item: DocumentRequest, *, by: User) -> None:
    """Put an item back among what one still has to read."""
    item = locked(item)
    Reading.objects.filter(request=item, reader=by).delete()
    audit.record(
        "document.marked_unread",
        f"marked item {item} as not read",
        by=by,
        challenge=item.challenge,
        target=item,
        audience=Audience.LGA,
    )
