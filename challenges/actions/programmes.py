"""Keeping versions of programmes."""

from __future__ import annotations

from django.db import transaction

from challenges import audit
from challenges.action_tools import ActionRefused
from challenges.actions.agreements import load_texts
from challenges.models import (
    Probe,
    Programme,
    Theme,
    User,
)
from challenges.moments import now
from challenges.programme_files import ProgrammeFile, Shipped, hash_of


@transaction.atomic
def load_programme(
    content: dict, plan: ProgrammeFile, *, by: User, take_file: bool = False, reason: str = ""
) -> Programme | None:
    """Keep a programme file as a version; None when this very content was loaded before.

    A version once loaded never changes, since challenges run by it: a changed file needs a higher version number. Where
    the version in use was edited here, a newer file would put that edit out of use: refused unless `take_file`
    (docs/adr/0021).
    """
    loaded = Programme.objects.filter(code=plan.code)
    sha256 = hash_of(content)
    if loaded.filter(sha256=sha256, edited_from=None).exists():
        return None
    newest = loaded.order_by("-version").first()
    from_file = loaded.filter(edited_from=None).order_by("-file_version", "-version").first()
    known = max(from_file.file_version, from_file.version) if from_file else 0
    if plan.version <= known:
        raise ActionRefused(
            f"Version {plan.version} of “{plan.name}” is loaded already and differs. Give the changed file a new version."
            if plan.version == known
            else f"Version {known} of “{plan.name}” is loaded already, which is newer than version {plan.version}."
        )
    if newest and newest.is_edited and not take_file:
        raise EditedHere(newest, plan)
    number = max(plan.version, newest.version + 1) if newest else plan.version
    return keep_version(
        content,
        plan,
        number=number,
        by=by,
        sentence=f"loaded version {number} of the programme “{plan.name}” from its file"
        + (f", in the place of version {newest.version}, which was edited here" if newest and newest.is_edited else ""),
        file_version=plan.version,
        reason=reason,
    )


class EditedHere(ActionRefused):
    """A newer file would put a version out of use that was edited in the browser."""

    def __init__(self, edited: Programme, plan: ProgrammeFile) -> None:
        super().__init__(
            f"Version {edited.version} of “{edited.name}” was edited in the browser by {edited.made_by} on "
            f"{edited.loaded_at:%-d %B %Y} (“{edited.reason}”) and stays in use. Version {plan.version} of the file would "
            "put that out of use. Compare the two on the page of the programme and take the file there, or load it with "
            "--take-file."
        )


@transaction.atomic
def take_file(shipped: Shipped, *, seen: str, reason: str, by: User) -> Programme:
    """Put the file's version in the place of one that was edited here, having seen what that changes."""
    if hash_of(shipped.content) != seen:
        raise ActionRefused("The file is another one than this page showed. Read what it changes again.")
    taken = load_programme(shipped.content, shipped.plan, by=by, take_file=True, reason=reason.strip())
    if taken is None:
        raise ActionRefused("This file was loaded already.")
    return taken


@transaction.atomic
def keep_version(
    content: dict,
    plan: ProgrammeFile,
    *,
    number: int,
    by: User,
    sentence: str,
    file_version: int = 0,
    edited_from: Programme | None = None,
    reason: str = "",
) -> Programme:
    """Write a version with its themes and probes. From now on challenges are set up by it; running ones keep theirs."""
    programme = Programme.objects.create(
        code=plan.code,
        version=number,
        name=plan.name,
        summary=plan.summary,
        content=content,
        sha256=hash_of(content),
        loaded_at=now(),
        file_version=file_version,
        edited_from=edited_from,
        made_by=by,
        reason=reason,
    )
    for position, spec in enumerate(plan.themes):
        theme = Theme.objects.create(
            programme=programme, code=spec.code, kind=spec.kind, name=spec.name, position=position
        )
        Probe.objects.bulk_create(
            Probe(theme=theme, code=probe.code, text=probe.text, derived=spec.derived, position=place)
            for place, probe in enumerate(spec.probes)
        )
    load_texts(programme, by=by)
    audit.record(
        "programme.edited" if edited_from else "programme.loaded",
        sentence,
        by=by,
        challenge=None,
        target=programme,
        reason=reason,
    )
    return programme
