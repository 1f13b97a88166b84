"""What may be done with evidence notes, findings and the presentation."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max

import scoping.queries
from challenges import audit, text_check
from challenges.action_tools import ActionRefused, SavedByAnother, check_clean, locked, save_edit
from challenges.actions import end_stage
from challenges.lifecycle import Stage
from challenges.models import Audience, Challenge, Theme, User
from challenges.moments import now, today
from feedback.models import EvidenceNote, Finding, Presentation
from feedback.queries import listed

if TYPE_CHECKING:
    from casereview.models import Case
    from onsite.models import Session
    from preparation.models import DocumentRequest
    from scoping.models import KeyLineOfEnquiry

NOTE_STAGES = {Stage.CASE_REVIEW, Stage.ON_SITE, Stage.FEEDBACK}
FINDING_STAGES = {Stage.ON_SITE, Stage.FEEDBACK}
KINDS = dict([*EvidenceNote.Kind.choices, *Finding.Kind.choices])
NO_EVIDENCE = "Choose at least one piece of evidence. A finding without evidence cannot stand."
NOT_SHARED = "Choose notes that are shared with the team. A note kept for its author cannot be cited."


@transaction.atomic
def write_note(
    challenge: Challenge,
    *,
    by: User,
    kind: str,
    text: str,
    session: Session | None = None,
    document: DocumentRequest | None = None,
    case: Case | None = None,
    where: str = "",
    key_line: KeyLineOfEnquiry | None = None,
    non_attributable: bool = False,
    share: bool = False,
) -> EvidenceNote:
    """Note one thing heard, seen or read. It is for its author alone unless shared with the team."""
    challenge = locked(challenge)
    _check_notes_are_open(challenge)
    _check_belong(challenge, session, document, case, key_line)
    if share:
        text_check.must_be_clean(challenge, {"text": text, "where": where}, audience=Audience.TEAM)
    note = EvidenceNote(
        challenge=challenge,
        kind=kind,
        text=text,
        session=session,
        document=document,
        case=case,
        where=where,
        key_line=key_line,
        non_attributable=non_attributable,
        audience=Audience.TEAM if share else Audience.AUTHOR,
        written_by=by,
        written_at=now(),
        changed_by=by,
        changed_at=now(),
    )
    check_clean(note)
    note.save()
    audit.record(
        "note.written",
        f"wrote an evidence note from {note.source_for_everyone}",
        by=by,
        challenge=challenge,
        target=note,
        audience=note.audience,
    )
    return note


@transaction.atomic
def edit_note(
    note: EvidenceNote,
    *,
    by: User,
    version: int,
    kind: str,
    text: str,
    session: Session | None = None,
    document: DocumentRequest | None = None,
    case: Case | None = None,
    where: str = "",
    key_line: KeyLineOfEnquiry | None = None,
    non_attributable: bool = False,
) -> EvidenceNote:
    """Change a note. Only its author can, since it says what they heard, saw or read."""
    _check_is_author(note, by)
    _check_notes_are_open(locked(note.challenge))
    _check_belong(note.challenge, session, document, case, key_line)
    if locked(note).audience != Audience.AUTHOR:
        text_check.must_be_clean(note.challenge, {"text": text, "where": where}, audience=Audience.TEAM)
    changes = {
        "kind": kind,
        "text": text,
        "session": session,
        "document": document,
        "case": case,
        "where": where,
        "key_line": key_line,
        "non_attributable": non_attributable,
    }
    try:
        note, _was, becomes = save_edit(note, by=by, version=version, changes=changes)
    except SavedByAnother as refusal:
        _keep_what_differs(refusal, changes)
        raise
    audit.record(
        "note.changed",
        f"changed an evidence note from {note.source_for_everyone}",
        by=by,
        challenge=note.challenge,
        target=note,
        audience=note.audience,
        becomes={"changed": list(becomes)},  # not the words: the history outlives the notes and has more readers
    )
    return note


@transaction.atomic
def share_note(note: EvidenceNote, *, by: User) -> EvidenceNote:
    """Let the team read a note its author kept so far. From then on findings can cite it."""
    _check_is_author(note, by)
    _check_notes_are_open(locked(note.challenge))
    note = locked(note)
    if note.audience == Audience.TEAM:
        raise ActionRefused("This note is shared with the team already.")
    text_check.must_be_clean(note.challenge, {"text": note.text, "where": note.where}, audience=Audience.TEAM)
    note.audience = Audience.TEAM
    note.save(update_fields=["audience"])
    audit.record(
        "note.shared",
        f"shared an evidence note from {note.source_for_everyone}",
        by=by,
        challenge=note.challenge,
        target=note,
        audience=note.audience,
    )
    return note


@transaction.atomic
def write_finding(
    challenge: Challenge,
    *,
    by: User,
    kind: str,
    headline: str,
    theme: Theme,
    evidence: Sequence[EvidenceNote],
    detail: str = "",
    key_line: KeyLineOfEnquiry | None = None,
) -> Finding:
    """Write a finding on the evidence it stands on. It takes the next number, which it keeps for good."""
    challenge = locked(challenge)  # numbers are given one at a time
    _check_findings_are_open(challenge)
    _check_theme(challenge, theme)
    _check_belong(challenge, key_line)
    _check_evidence(challenge, evidence)
    text_check.must_be_clean(challenge, {"headline": headline, "detail": detail}, audience=Audience.TEAM)
    highest = Finding.objects.filter(challenge=challenge).aggregate(number=Max("number"), position=Max("position"))
    finding = Finding(
        challenge=challenge,
        number=(highest["number"] or 0) + 1,
        position=(highest["position"] or 0) + 1,
        kind=kind,
        headline=headline,
        detail=detail,
        theme=theme,
        key_line=key_line,
        audience=Audience.TEAM,
        written_by=by,
        written_at=now(),
        changed_by=by,
        changed_at=now(),
    )
    check_clean(finding)
    finding.save()
    finding.evidence.set(evidence)
    audit.record(
        "finding.written",
        f"wrote finding {finding.reference}",
        by=by,
        challenge=challenge,
        target=finding,
        audience=Audience.TEAM,
    )
    return finding


@transaction.atomic
def edit_finding(
    finding: Finding,
    *,
    by: User,
    version: int,
    kind: str,
    headline: str,
    theme: Theme,
    evidence: Sequence[EvidenceNote],
    detail: str = "",
    key_line: KeyLineOfEnquiry | None = None,
) -> Finding:
    """Change a finding or the evidence it stands on; its number stays."""
    challenge = locked(finding.challenge)
    _check_findings_are_open(challenge)
    _check_theme(challenge, theme)
    _check_belong(challenge, key_line)
    _check_evidence(challenge, evidence)
    text_check.must_be_clean(challenge, {"headline": headline, "detail": detail}, audience=Audience.TEAM)
    finding = locked(finding)
    cited = sorted(finding.evidence.values_list("pk", flat=True))
    wanted = sorted(note.pk for note in evidence)
    changes = {"kind": kind, "headline": headline, "detail": detail, "theme": theme, "key_line": key_line}
    try:
        if version != finding.version and cited != wanted:
            raise SavedByAnother(finding, list(changes))
        finding, was, becomes = save_edit(finding, by=by, version=version, changes=changes)
    except SavedByAnother as refusal:
        _keep_what_differs(refusal, changes)
        if cited != wanted:
            refusal.theirs["evidence"] = "\n".join(note.text for note in finding.evidence.order_by("pk"))
        raise
    finding.evidence.set(evidence)
    if cited != wanted:
        was, becomes = was | {"evidence": cited}, becomes | {"evidence": wanted}
    audit.record(
        "finding.changed",
        f"changed finding {finding.reference}",
        by=by,
        challenge=challenge,
        target=finding,
        audience=Audience.TEAM,
        was=was,
        becomes=becomes,
    )
    return finding


@transaction.atomic
def set_aside_finding(finding: Finding, *, by: User, reason: str) -> Finding:
    """Leave a finding out of what is presented. Its number is never used again."""
    challenge = locked(finding.challenge)
    _check_findings_are_open(challenge)
    finding = locked(finding)
    if finding.set_aside_at:
        raise ActionRefused(f"Finding {finding.reference} is set aside already.")
    if not reason.strip():
        raise ActionRefused("Say why this finding is set aside.")
    text_check.must_be_clean(challenge, {"reason": reason}, audience=Audience.TEAM)
    finding.set_aside_at, finding.set_aside_because = now(), reason.strip()
    finding.save(update_fields=["set_aside_at", "set_aside_because"])
    audit.record(
        "finding.set_aside",
        f"set finding {finding.reference} aside",
        by=by,
        challenge=challenge,
        target=finding,
        audience=Audience.TEAM,
        reason=finding.set_aside_because,
    )
    return finding


@transaction.atomic
def take_up_finding(finding: Finding, *, by: User) -> Finding:
    """Bring back a finding that was set aside, under the number it always had."""
    challenge = locked(finding.challenge)
    _check_findings_are_open(challenge)
    finding = locked(finding)
    if not finding.set_aside_at:
        raise ActionRefused(f"Finding {finding.reference} stands already.")
    was, finding.set_aside_at, finding.set_aside_because = finding.set_aside_because, None, ""
    finding.save(update_fields=["set_aside_at", "set_aside_because"])
    audit.record(
        "finding.taken_up",
        f"took finding {finding.reference} up again",
        by=by,
        challenge=challenge,
        target=finding,
        audience=Audience.TEAM,
        was={"set_aside_because": was},
    )
    return finding


@transaction.atomic
def move_finding(finding: Finding, *, by: User, earlier: bool) -> Finding:
    """Tell a finding one place earlier or later among those of its kind under its theme."""
    challenge = locked(finding.challenge)
    _check_findings_are_open(challenge)
    finding = locked(finding)
    beside = Finding.objects.filter(challenge=challenge, theme=finding.theme, kind=finding.kind).standing()
    order = list(beside.order_by("position", "number"))
    place = next((place for place, each in enumerate(order) if each.pk == finding.pk), None)
    if place is None:
        raise ActionRefused(f"Finding {finding.reference} is set aside. Take it up again first.")
    other = place - 1 if earlier else place + 1
    if not 0 <= other < len(order):
        raise ActionRefused(f"Finding {finding.reference} is {'first' if earlier else 'last'} already.")
    order[place], order[other] = order[other], order[place]
    for position, each in enumerate(order, start=1):
        each.position = position
    Finding.objects.bulk_update(order, ["position"])
    audit.record(
        "finding.moved",
        f"moved finding {finding.reference} one place {'earlier' if earlier else 'later'}",
        by=by,
        challenge=challenge,
        target=finding,
        audience=Audience.TEAM,
    )
    return finding


@transaction.atomic
def edit_presentation(
    challenge: Challenge, *, by: User, version: int, headline_messages: str, next_steps: str
) -> Presentation:
    """Write the words round the findings: what opens the presentation and what closes it."""
    challenge = locked(challenge)
    _check_findings_are_open(challenge)
    words = {"headline_messages": headline_messages, "next_steps": next_steps}
    text_check.must_be_clean(challenge, words, audience=Audience.TEAM)
    presentation, was, becomes = save_edit(
        _presentation(challenge, by),
        by=by,
        version=version,
        changes=words,
    )
    audit.record(
        "presentation.changed",
        "changed the words of the feedback presentation",
        by=by,
        challenge=challenge,
        target=presentation,
        audience=presentation.audience,
        was=was,
        becomes=becomes,
    )
    return presentation


@transaction.atomic
def give_presentation(
    challenge: Challenge, *, by: User, given_on: datetime.date, override_reason: str = ""
) -> Presentation:
    """Record that the presentation was given: the council can read it from now on, and the stage ends."""
    challenge = locked(challenge)
    presentation = _presentation(challenge, by)
    if presentation.given_on:
        raise ActionRefused(f"The presentation was given on {presentation.given_on:%-d %B %Y}.")
    if challenge.stage != Stage.FEEDBACK:
        raise ActionRefused("The presentation is given in the feedback stage, once the on-site sessions are over.")
    if given_on > today():
        raise ActionRefused("The day the presentation was given cannot be in the future.")
    if given_on < challenge.starts_on:
        raise ActionRefused(
            f"The presentation cannot have been given before the first on-site day, {challenge.starts_on:%-d %B %Y}."
        )
    text_check.must_be_clean(challenge, _told(presentation), audience=Audience.COUNCIL)
    presentation.given_on, presentation.given_at, presentation.given_by = given_on, now(), by
    presentation.audience = Audience.COUNCIL
    check_clean(presentation)
    presentation.save()
    Finding.objects.filter(challenge=challenge).standing().update(audience=Audience.COUNCIL)
    audit.record(
        "presentation.given",
        f"gave the feedback presentation on {given_on:%-d %B %Y}; the council can read it",
        by=by,
        challenge=challenge,
        target=presentation,
        audience=Audience.COUNCIL,
    )
    end_stage(challenge, Stage.FEEDBACK, by=by, override_reason=override_reason)
    return presentation


def _keep_what_differs(refusal: SavedByAnother, changes: dict[str, Any]) -> None:
    """Leave of the other's text what differs from this one, in words that can be shown."""
    theirs = {field: text for field, text in refusal.theirs.items() if text != changes[field]}
    if "kind" in theirs:
        theirs["kind"] = KINDS[theirs["kind"]]
    refusal.theirs = {field: "" if text is None else text for field, text in theirs.items()}


def _presentation(challenge: Challenge, by: User) -> Presentation:
    """The presentation of this challenge, begun when it is first asked for; the challenge is locked."""
    presentation, _made = Presentation.objects.get_or_create(
        challenge=challenge,
        defaults={
            "audience": Audience.TEAM,
            "written_by": by,
            "written_at": now(),
            "changed_by": by,
            "changed_at": now(),
        },
    )
    return locked(presentation)


def _told(presentation: Presentation) -> dict[str, str]:
    """Everything the presentation tells, by where it stands."""
    texts = {"headline messages": presentation.headline_messages, "next steps": presentation.next_steps}
    for finding in Finding.objects.filter(challenge=presentation.challenge_id).standing().order_by("number"):
        texts |= {f"finding {finding.reference}, {part}": getattr(finding, part) for part in ("headline", "detail")}
    return texts


def _check_is_author(note: EvidenceNote, by: User) -> None:
    if note.written_by_id != by.pk:
        raise ActionRefused("Only the person who wrote a note can change or share it.")


def _check_notes_are_open(challenge: Challenge) -> None:
    if challenge.stage not in NOTE_STAGES:
        raise ActionRefused("Evidence notes are written from the case review until the presentation is given.")


def _check_findings_are_open(challenge: Challenge) -> None:
    if challenge.stage not in FINDING_STAGES:
        raise ActionRefused("Findings are written from the on-site days until the presentation is given.")


def _check_belong(challenge: Challenge, *rows: Session | DocumentRequest | Case | KeyLineOfEnquiry | None) -> None:
    if any(row.challenge_id != challenge.pk for row in rows if row is not None):
        raise ActionRefused("Choose a source and a key line of this challenge.")


def _check_theme(challenge: Challenge, theme: Theme) -> None:
    chosen = list(scoping.queries.chosen_themes(challenge))
    if theme not in chosen:
        raise ActionRefused(f"Choose a theme of this challenge: {listed([each.name for each in chosen])}.")


def _check_evidence(challenge: Challenge, evidence: Sequence[EvidenceNote]) -> None:
    if not evidence:
        raise ActionRefused(NO_EVIDENCE)
    if any(note.challenge_id != challenge.pk or note.audience != Audience.TEAM for note in evidence):
        raise ActionRefused(NOT_SHARED)
