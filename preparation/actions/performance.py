"""The council's figures: a workbook comes, is read, and once all of it can be, is confirmed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.template.defaultfilters import filesizeformat

from challenges import audit, documents, jobs, leftovers, text_check, uploads
from challenges.action_tools import ActionRefused, check_clean, locked
from challenges.actions import store_file
from challenges.models import Audience, Challenge, RenderedDocument, RetentionHold, StoredFile, User
from challenges.moments import now
from preparation import queries
from preparation.actions.documents import CLOSED, LATE, _put_under
from preparation.models import DocumentRequest, Indicator, PerformanceSet
from preparation.performance.reading import same_as

if TYPE_CHECKING:
    from scoping.models import KeyLineOfEnquiry

MOST_BYTES = 10 * 1024 * 1024
PACK = "performance_pack"
GONE = "This workbook was replaced or thrown away meanwhile. Look at the page again."


@transaction.atomic
def bring_performance(challenge: Challenge, file: UploadedFile, *, by: User) -> PerformanceSet:
    """Keep a workbook and have a worker read it. One that waits already, read or not, gives way to it."""
    looked = uploads.look_at(file)
    if not looked.name.lower().endswith(".xlsx"):
        raise ActionRefused(f"“{looked.name}” is no Excel workbook (.xlsx). Save it as one, or use our template.")
    if looked.size > MOST_BYTES:
        most, has = filesizeformat(MOST_BYTES), filesizeformat(looked.size)
        raise ActionRefused(f"“{looked.name}” has {has}. A workbook of figures can have at most {most}.")
    challenge = locked(challenge)
    _refuse_when_closed(queries.performance_item(challenge))
    for before in challenge.performance_sets.waiting().select_related("file"):
        _throw_away(before)
    stored = store_file(challenge, file, by=by, looked=looked, audience=Audience.AUTHOR)
    performance_set = PerformanceSet.objects.create(
        challenge=challenge, file=stored, job=jobs.enqueue("preparation.read_performance")
    )
    audit.record(
        "performance.brought",
        "brought a workbook of performance data to be read",  # its name is for the council alone until it is confirmed
        by=by,
        challenge=challenge,
        target=performance_set,
        audience=Audience.LGA,
    )
    return performance_set


@transaction.atomic
def keep_reading(performance_set: PerformanceSet, *, found: dict[str, Any], by: User) -> PerformanceSet:
    """What the worker found in it. Nothing of it is used before the council has confirmed it."""
    performance_set = locked(performance_set)
    performance_set.found, performance_set.wrong_cells = found, found.get("wrong_count", 0)
    performance_set.save()
    wrong = performance_set.wrong_cells
    audit.record(
        "performance.read",
        f"read the performance data: {wrong or 'no'} cell{'' if wrong == 1 else 's'} to mend",
        by=by,
        challenge=performance_set.challenge,
        target=performance_set,
        audience=Audience.LGA,
    )
    return performance_set


@transaction.atomic
def throw_performance_away(performance_set: PerformanceSet, *, by: User) -> None:
    """Take back a workbook that is not confirmed: the row goes, and the bytes with it."""
    performance_set = _still_waiting(performance_set)
    challenge = performance_set.challenge
    _throw_away(performance_set)
    audit.record(
        "performance.thrown_away",
        "threw a workbook of performance data away before it was used",
        by=by,
        challenge=challenge,
        target=challenge,
        audience=Audience.LGA,
    )


@transaction.atomic
def confirm_performance(performance_set: PerformanceSet, *, by: User) -> PerformanceSet:
    """Use these figures in place of the ones before, which are kept. The file comes under its item of the document list.

    Indicators that were there before stay beside their key lines; new ones are put beside those that speak of them.
    """
    challenge = locked(performance_set.challenge)
    performance_set = _still_waiting(performance_set)
    _refuse_unless_ready(performance_set)
    item = queries.performance_item(challenge)
    item = locked(item) if item else None
    _refuse_when_closed(item)
    rows = performance_set.found["indicators"]
    text_check.must_be_clean(challenge, _texts(rows), audience=Audience.COUNCIL)
    before = _lines_before(challenge)
    challenge.performance_sets.filter(is_current=True).update(is_current=False)
    last = challenge.performance_sets.aggregate(last=Max("number"))["last"] or 0
    performance_set.number, performance_set.is_current = last + 1, True
    performance_set.confirmed_at, performance_set.confirmed_by = now(), by
    performance_set.found = {key: performance_set.found[key] for key in ("months", "remarks", "left_out")}
    performance_set.save()
    _keep_indicators(performance_set, rows, before)
    if item:
        _put_under(item, performance_set.file)
        item.comes_in(by=by, at=now())
        check_clean(item)
        item.save()
    performance_set.document = _pack(performance_set, by=by)
    performance_set.save(update_fields=["document"])
    under = f", and put “{performance_set.file}” under item {item}{LATE if item.is_closed else ''}" if item else ""
    audit.record(
        "performance.confirmed",
        f"confirmed the performance data, version {performance_set.number}: {len(rows)} indicators{under}",
        by=by,
        challenge=challenge,
        target=performance_set,
        audience=item.audience_in_history if item else Audience.COUNCIL,
    )
    return performance_set


@transaction.atomic
def link_indicators(challenge: Challenge, key_line: KeyLineOfEnquiry, *, chosen: Iterable[Indicator], by: User) -> None:
    """Say which indicators stand beside a key line: these and no others."""
    challenge = locked(challenge)
    performance_set = queries.current_set(challenge)
    if performance_set is None:
        raise ActionRefused("There are no figures in use yet.")
    wanted = sorted(chosen, key=lambda each: each.position)
    in_use = set(queries.indicators(challenge).values_list("pk", flat=True))
    if key_line.challenge_id != challenge.pk or any(each.pk not in in_use for each in wanted):
        raise ActionRefused(
            "Choose indicators that are in use in this challenge. They may have been replaced: look again."
        )
    standing = queries.indicators(challenge).filter(key_lines=key_line)
    was = [each.name for each in standing]
    for each in standing:
        each.key_lines.remove(key_line)
    for each in wanted:
        each.key_lines.add(key_line)
    audit.record(
        "performance.linked",
        f"put {len(wanted)} indicator{'' if len(wanted) == 1 else 's'} beside key line {key_line.number}",
        by=by,
        challenge=challenge,
        target=performance_set,  # the names of indicators go from the history with the figures
        audience=Audience.COUNCIL,
        was={"indicators": was},
        becomes={"indicators": [each.name for each in wanted]},
    )


@transaction.atomic
def make_performance_pack(challenge: Challenge, *, by: User) -> RenderedDocument:
    """Have the PDF of the figures made anew, as they stand beside the key lines now; the one before gives way to it."""
    challenge = locked(challenge)
    performance_set = queries.current_set(challenge)
    if performance_set is None:
        raise ActionRefused("There are no figures in use yet.")
    before = performance_set.document
    if before and documents.state_of(before) in {RenderedDocument.State.QUEUED, RenderedDocument.State.RENDERING}:
        raise ActionRefused("The PDF is being made just now. Wait until it is there.")
    performance_set.document = _pack(performance_set, by=by)
    performance_set.save(update_fields=["document"])
    if before:
        _let_go_of(before)
    audit.record(
        "performance.pack_made",
        "asked for the PDF of the performance data",
        by=by,
        challenge=challenge,
        target=performance_set,
        audience=Audience.COUNCIL,
    )
    return performance_set.document


@transaction.atomic
def let_go_of_packs(challenge: Challenge, *, by: User) -> None:
    """The PDFs of the figures go in the night the figures go: the purge that calls it keeps the record."""
    packs = list(challenge.rendered_documents.filter(kind=PACK).select_related("file", "job"))
    for pack in packs:
        _let_go_of(pack)
    if packs:
        audit.record(
            "performance.packs_deleted",
            "deleted the PDF of the performance data with its figures",
            by=by,
            challenge=challenge,
            target=challenge,
            audience=Audience.COUNCIL,
        )


def _still_waiting(performance_set: PerformanceSet) -> PerformanceSet:
    """The row as it stands, held; refuses where somebody else was quicker."""
    waiting = PerformanceSet.objects.waiting().select_for_update(of=("self",)).filter(pk=performance_set.pk)
    found = waiting.first()
    if found is None:
        raise ActionRefused(GONE)
    return found


def _refuse_unless_ready(performance_set: PerformanceSet) -> None:
    if not performance_set.is_read:
        raise ActionRefused("The workbook is not read yet. Wait until it is.")
    if performance_set.wrong_cells or performance_set.refusal:
        raise ActionRefused(
            "Not all of the workbook can be read, so nothing of it is used. Mend it, then upload it again."
        )
    if performance_set.file.state == StoredFile.State.PENDING:
        raise ActionRefused("The workbook waits to be scanned for viruses. Confirm it once that is done.")
    if not performance_set.file.may_be_read:
        raise ActionRefused("The workbook is blocked: the virus scanner found something in it. Upload a clean copy.")


def _refuse_when_closed(item: DocumentRequest | None) -> None:
    if item and not item.takes_files:
        raise ActionRefused(CLOSED.format(item=item))


def _throw_away(performance_set: PerformanceSet) -> None:
    """The row, its job and its bytes: nobody outside the council has seen them."""
    if RetentionHold.objects.standing().filter(challenge=performance_set.challenge_id).exists():
        raise ActionRefused("Nothing of this challenge may be deleted just now. Leave the workbook where it is.")
    file, job = performance_set.file, performance_set.job
    performance_set.delete()
    if job:
        job.delete()
    leftovers.leave([file])
    file.delete()


def _let_go_of(document: RenderedDocument) -> None:
    """A PDF that another has taken the place of; kept while nothing of the challenge may be deleted."""
    if RetentionHold.objects.standing().filter(challenge=document.challenge_id).exists():
        return
    file, job = document.file, document.job
    document.delete()
    job.delete()
    if file:
        leftovers.leave([file])
        file.delete()


def _texts(rows: list[dict[str, Any]]) -> dict[str, str]:
    """What the council itself wrote, by sheet: the names of its own indicators, and of which time a comparison is."""
    texts: dict[str, list[str]] = {}
    for row in rows:
        words = [row["compared"], *([row["topic"], row["code"], row["name"]] if row["own"] else [])]
        texts.setdefault(f"sheet “{row['sheet']}”", []).extend(words)
    return {sheet: "\n".join(dict.fromkeys(word for word in words if word)) for sheet, words in texts.items()}


def _lines_before(challenge: Challenge) -> dict[str, list[int]]:
    """The key lines each indicator in use stands beside now, by what makes it the same."""
    standing = queries.indicators(challenge).prefetch_related("key_lines")
    return {same_as(each.code, each.topic, each.name): [line.pk for line in each.key_lines.all()] for each in standing}


def _keep_indicators(performance_set: PerformanceSet, rows: list[dict[str, Any]], before: dict[str, list[int]]) -> None:
    fields = ("topic", "code", "name", "unit", "values", "remarks", "neighbours", "england", "compared")
    kept = Indicator.objects.bulk_create(
        Indicator(performance_set=performance_set, position=position, **{field: row[field] for field in fields})
        for position, row in enumerate(rows)
    )
    first = queries.lines_spoken_to(performance_set.challenge, [(row["topic"], row["name"]) for row in rows])
    link = Indicator.key_lines.through
    link.objects.bulk_create(
        link(indicator=each, keylineofenquiry_id=line)
        for each, lines in zip(kept, first, strict=True)
        for line in before.get(same_as(each.code, each.topic, each.name), lines)
    )


def _pack(performance_set: PerformanceSet, *, by: User) -> RenderedDocument:
    challenge = performance_set.challenge
    groups, left_out = queries.pack_groups(challenge)
    sections = [(group, group.charts(with_small_numbers=False)) for group in groups]
    return documents.ask_for(
        challenge,
        kind=PACK,
        title="Performance data",
        permission="preparation.view_performance",
        template="preparation/pdf/performance.html",
        context={
            "performance_set": performance_set,
            "sections": sections,
            "left_out": left_out,
            "version_line": f"Version {performance_set.number}, {performance_set.confirmed_at:%-d %B %Y}",
        },
        by=by,
    )
