"""Files dropped all at once: kept first, then each put to its item."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from challenges import audit, leftovers, uploads
from challenges.action_tools import ActionRefused, check_clean, locked
from challenges.actions import store_file
from challenges.models import Audience, Challenge, RetentionHold, StoredFile, User
from challenges.moments import now
from preparation.actions.documents import LATE, Uploaded, _put_under, _takes_none
from preparation.models import DocumentRequest, UnsortedFile

BLOCKED = "“{file}” is blocked: the virus scanner found something in it. Throw it away."
SAME = "“{file}” is under item {item} already, as it is here. It was thrown away."


@transaction.atomic
def drop_files(challenge: Challenge, files: Iterable[UploadedFile], *, by: User) -> Uploaded:
    """Keep each good file until somebody says which item it belongs to. The very same file waits once."""
    kept, refusals = [], []
    for file in files:
        try:
            with transaction.atomic():
                kept.append(_drop(challenge, file, by=by))
        except ActionRefused as refusal:
            refusals.append(str(refusal))
    if kept:
        audit.record(
            "document.dropped",
            f"dropped {len(kept)} file{'' if len(kept) == 1 else 's'} to be put to their items",
            by=by,
            challenge=challenge,
            target=challenge,
            audience=Audience.LGA,
        )
    return Uploaded(kept, refusals)


def _drop(challenge: Challenge, file: UploadedFile, *, by: User) -> str:
    looked = uploads.look_at(file)
    waiting = UnsortedFile.objects.filter(
        challenge=challenge, file__stored_by=by, file__name=looked.name, file__sha256=looked.sha256
    )
    if not waiting.exclude(file__state=StoredFile.State.BLOCKED).exists():
        stored = store_file(challenge, file, by=by, looked=looked, audience=Audience.AUTHOR)
        UnsortedFile.objects.create(challenge=challenge, file=stored)
    return looked.name


@dataclass(frozen=True)
class Sorted:
    """What became of files that were put to their items."""

    put: int
    items: int
    refusals: list[str]


@transaction.atomic
def sort_files(
    challenge: Challenge, *, choices: Mapping[UnsortedFile, DocumentRequest], away: Iterable[UnsortedFile], by: User
) -> Sorted:
    """Put each file to its item, and throw these away. What an item does not take waits on, with the reason."""
    refusals: list[str] = []
    by_item: dict[DocumentRequest, list[UnsortedFile]] = {}
    for waiting, item in choices.items():
        if waiting.challenge_id != challenge.pk or item.challenge_id != challenge.pk:
            raise ActionRefused("Choose items of this challenge.")
        by_item.setdefault(item, []).append(waiting)
    put = sum(
        _put(item, files, refusals, by=by) for item, files in sorted(by_item.items(), key=lambda pair: pair[0].pk)
    )
    _throw_away(challenge, list(away), by=by)
    return Sorted(put=put, items=len(by_item), refusals=refusals)


def _put(item: DocumentRequest, files: list[UnsortedFile], refusals: list[str], *, by: User) -> int:
    """Under one item; how many went in. Somebody may have sorted them meanwhile: what no longer waits is left alone."""
    item = locked(item)
    if not item.takes_files:
        refusals.append(_takes_none(item))
        return 0
    names = []
    still = UnsortedFile.objects.select_for_update(of=("self",)).filter(pk__in=[each.pk for each in files])
    for waiting in still.select_related("file"):
        file = waiting.file
        if file.state == StoredFile.State.BLOCKED:
            refusals.append(BLOCKED.format(file=file))
        elif item.versions.filter(is_newest=True, file__sha256=file.sha256, file__name=file.name).exists():
            refusals.append(SAME.format(file=file, item=item))
            _throw_away(item.challenge, [waiting], by=by)
        else:
            waiting.delete()
            _put_under(item, file)
            names.append(file.name)
    if names:
        item.comes_in(by=by, at=now())
        check_clean(item)
        item.save()
        told = ", ".join(f"“{name}”" for name in names[:10]) + (
            f" and {len(names) - 10} more" if len(names) > 10 else ""
        )
        audit.record(
            "document.uploaded",
            f"put {told} under item {item}{LATE if item.is_closed else ''}",
            by=by,
            challenge=item.challenge,
            target=item,
            audience=item.audience_in_history,
        )
    return len(names)


def _throw_away(challenge: Challenge, files: list[UnsortedFile], *, by: User) -> None:
    """The row goes, and the bytes with it: nobody in the team has seen them."""
    if files and RetentionHold.objects.standing().filter(challenge=challenge).exists():
        raise ActionRefused("Nothing of this challenge may be deleted just now. Leave these files where they are.")
    waiting = UnsortedFile.objects.filter(challenge=challenge, pk__in=[each.pk for each in files]).select_related(
        "file"
    )
    for each in waiting:
        file = each.file
        each.delete()
        leftovers.leave([file])
        audit.record(
            "file.thrown_away",
            "threw away a file before it was put to an item",  # its name was for the council alone
            by=by,
            challenge=challenge,
            target=challenge,
            audience=Audience.LGA,
            was={"sha256": file.sha256, "size": file.size},
        )
        file.delete()
