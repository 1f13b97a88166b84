"""Key lines of enquiry: the council's own questions."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import Max

from challenges import audit, text_check
from challenges.action_tools import ActionRefused, check_clean, locked, plain, save_edit
from challenges.models import Audience, Challenge, Theme, User
from challenges.moments import now
from scoping import queries
from scoping.models import Evidence, KeyLineOfEnquiry
from scoping.standing import in_scoping


@transaction.atomic
def add_key_line(
    challenge: Challenge,
    *,
    question: str,
    by: User,
    theme: Theme | None = None,
    already_known: str = "",
    outcome_wanted: str = "",
    measure: str = "",
    baseline: str = "",
    target: str = "",
    evidence: Collection[str] = (),
    partners: str = "",
    owner: str = "",
) -> KeyLineOfEnquiry:
    """Write a key line of enquiry; it takes the next number."""
    challenge = in_scoping(challenge)
    _check_theme(challenge, theme)
    words = {
        "question": question,
        "already_known": already_known,
        "outcome_wanted": outcome_wanted,
        "measure": measure,
        "baseline": baseline,
        "target": target,
        "partners": partners,
        "owner": owner,
    }
    text_check.must_be_clean(challenge, words, audience=Audience.COUNCIL)
    last = KeyLineOfEnquiry.objects.filter(challenge=challenge).aggregate(number=Max("number"))["number"] or 0
    key_line = KeyLineOfEnquiry(
        challenge=challenge,
        number=last + 1,
        question=question,
        theme=theme,
        already_known=already_known,
        outcome_wanted=outcome_wanted,
        measure=measure,
        baseline=baseline,
        target=target,
        evidence=_kinds(evidence),
        partners=partners,
        owner=owner,
        audience=Audience.COUNCIL,
        written_by=by,
        written_at=now(),
        changed_by=by,
        changed_at=now(),
    )
    check_clean(key_line)
    key_line.save()
    audit.record(
        "key_line.added",
        f"added key line {key_line.number}",
        by=by,
        challenge=challenge,
        target=key_line,
        audience=Audience.COUNCIL,
        becomes=_words(key_line),
    )
    return key_line


@transaction.atomic
def edit_key_line(
    key_line: KeyLineOfEnquiry,
    *,
    version: int,
    question: str,
    by: User,
    theme: Theme | None = None,
    already_known: str = "",
    outcome_wanted: str = "",
    measure: str = "",
    baseline: str = "",
    target: str = "",
    evidence: Collection[str] = (),
    partners: str = "",
    owner: str = "",
) -> KeyLineOfEnquiry:
    """Change a key line while the scope is being written."""
    challenge = in_scoping(key_line.challenge)
    _check_theme(challenge, theme)
    changes: dict[str, Any] = {
        "question": question,
        "theme": theme,
        "already_known": already_known,
        "outcome_wanted": outcome_wanted,
        "measure": measure,
        "baseline": baseline,
        "target": target,
        "partners": partners,
        "owner": owner,
    }
    changes["evidence"] = _kinds(evidence)
    words = {name: text for name, text in changes.items() if isinstance(text, str)}
    text_check.must_be_clean(challenge, words, audience=Audience.COUNCIL)
    edited, was, becomes = save_edit(_standing(key_line), by=by, version=version, changes=changes)
    audit.record(
        "key_line.edited",
        f"edited key line {edited.number}",
        by=by,
        challenge=challenge,
        target=edited,
        audience=Audience.COUNCIL,
        was=was,
        becomes=becomes,
    )
    return edited


@transaction.atomic
def remove_key_line(key_line: KeyLineOfEnquiry, *, version: int, by: User) -> None:
    """Take a key line out; the later ones move up. What it said stays in the history."""
    challenge = in_scoping(key_line.challenge)
    key_line = locked(_standing(key_line))
    if key_line.version != version:
        raise ActionRefused(f"Key line {key_line.number} was changed since you opened this page. Read it again first.")
    audit.record(
        "key_line.removed",
        f"removed key line {key_line.number}",
        by=by,
        challenge=challenge,
        target=key_line,
        audience=Audience.COUNCIL,
        was=_words(key_line),
    )
    number = key_line.number
    key_line.delete()
    later = KeyLineOfEnquiry.objects.filter(challenge=challenge, number__gt=number).order_by("number")
    for each in later:  # one by one, upwards: no two ever have the same number
        each.number -= 1
        each.save(update_fields=["number"])


def _standing(key_line: KeyLineOfEnquiry) -> KeyLineOfEnquiry:
    if not KeyLineOfEnquiry.objects.filter(pk=key_line.pk).exists():
        raise ActionRefused("This key line was removed meanwhile.")
    return key_line


def _check_theme(challenge: Challenge, theme: Theme | None) -> None:
    if theme and not queries.chosen_themes(challenge).filter(pk=theme.pk).exists():
        raise ActionRefused(f"“{theme}” is not a theme of this challenge.")


def _words(key_line: KeyLineOfEnquiry) -> dict[str, Any]:
    fields = ["question", "theme", *KeyLineOfEnquiry.WANTED, *KeyLineOfEnquiry.ALSO, "evidence"]
    return {field: plain(getattr(key_line, field)) for field in fields}


def _kinds(evidence: Collection[str]) -> list[str]:
    """The kinds of evidence there are, in their order."""
    return [kind.value for kind in Evidence if kind.value in evidence]
