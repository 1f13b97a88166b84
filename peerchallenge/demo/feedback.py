"""The demo’s feedback: what the team noted in documents, cases and sessions, what it made of it, and the presentation."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import casereview.queries
import onsite.queries
import preparation.queries
import scoping.queries
from challenges.moments import acting_at, now, today, working_days_from
from feedback import actions
from feedback.queries import findings, presentation
from peerchallenge.demo.found import FIRST_FINDINGS, HEADLINES, HEADLINES_BEGUN, NEXT_STEPS, THEN_FINDINGS, Found
from peerchallenge.demo.heard import HEARD
from peerchallenge.demo.noted import READ, Note
from peerchallenge.demo.story import moment

if TYPE_CHECKING:
    from challenges.models import Challenge, User
    from feedback.models import EvidenceNote
    from peerchallenge.demo.cast import Cast

NOTES = READ + HEARD


def notes(challenge: Challenge, cast: Cast) -> None:
    """What the team has noted so far: from documents and cases, and from the sessions that are over."""
    people = _people(cast)
    lines = {line.number: line for line in scoping.queries.key_lines(challenge)}
    written = set(challenge.evidence_notes.values_list("text", flat=True))
    for source, at, note in _at_hand(challenge, reader=cast.lead_peer):
        if note.text in written or at > now():
            continue
        with acting_at(at):
            actions.write_note(
                challenge,
                by=people[note.author],
                kind=note.kind,
                text=note.text,
                where=note.where,
                key_line=lines.get(note.key_line) if note.key_line else None,
                non_attributable=note.non_attributable,
                share=note.shared,
                **source,
            )


def _at_hand(challenge: Challenge, *, reader: User) -> list[tuple[dict, datetime.datetime, Note]]:
    """The notes whose source this challenge has, with when each was written, in that order."""
    items = preparation.queries.documents_in(challenge, reader=reader)
    documents = {f"document {item.code}": item for item in items}
    cases = {f"case C-{case.position:02}": case for case in casereview.queries.cases(challenge)}
    sessions = list(onsite.queries.sessions(challenge))
    reading = moment(working_days_from(challenge.starts_on, -8), 15)
    found: list[tuple[dict, datetime.datetime, Note]] = []
    for place, note in enumerate(NOTES):
        later = datetime.timedelta(minutes=4 * place + 3)
        if note.source in documents:
            found.append(({"document": documents[note.source]}, reading + later, note))
        elif note.source in cases:
            found.append(({"case": cases[note.source]}, reading + later, note))
        else:
            session = next((each for each in sessions if _fits(each.title, note.source)), None)
            if session:
                at = session.ends_at + datetime.timedelta(minutes=place % 9 + 2)
                found.append(({"session": session}, at, note))
    return sorted(found, key=lambda each: each[1])


def _fits(title: str, words: str) -> bool:
    """Whether these words stand in a session's title, however its apostrophes are typed."""
    return words.lower() in title.replace("’", "'").lower()


def begin(challenge: Challenge, cast: Cast) -> None:
    """The notes of the week, the first findings, and headline messages half written."""
    notes(challenge, cast)
    _write(challenge, cast, FIRST_FINDINGS)
    if presentation(challenge) is None:
        actions.edit_presentation(
            challenge, by=cast.lead_peer, version=1, headline_messages=HEADLINES_BEGUN, next_steps=""
        )


def complete(challenge: Challenge, cast: Cast) -> None:
    """The other findings, the words of the presentation, and the presentation given."""
    begin(challenge, cast)
    _write(challenge, cast, THEN_FINDINGS)
    for note in challenge.evidence_notes.kept_by(cast.peers[2]):
        actions.share_note(note, by=cast.peers[2])
    begun = presentation(challenge)
    actions.edit_presentation(
        challenge,
        by=cast.lead_peer,
        version=begun.version if begun else 1,
        headline_messages=HEADLINES,
        next_steps=NEXT_STEPS,
    )
    given_on = min(challenge.ends_on, today())
    actions.give_presentation(challenge, by=cast.lead_peer, given_on=given_on)
    challenge.refresh_from_db()


def _write(challenge: Challenge, cast: Cast, to_write: list[Found]) -> None:
    """Write those findings that do not stand yet, on what notes there are."""
    people = _people(cast)
    lines = {line.number: line for line in scoping.queries.key_lines(challenge)}
    themes = {theme.code: theme for theme in scoping.queries.chosen_themes(challenge)}
    by_name = _notes_by_name(challenge)
    standing = {finding.headline for finding in findings(challenge)}
    for found in to_write:
        evidence = [by_name[name] for name in found.evidence if name in by_name]
        if found.headline in standing or not evidence:
            continue
        actions.write_finding(
            challenge,
            by=people[found.author],
            kind=found.kind,
            headline=found.headline,
            detail=found.detail,
            theme=themes.get(found.theme) or next(iter(themes.values())),
            key_line=lines.get(found.key_line) if found.key_line else None,
            evidence=evidence,
        )


def _notes_by_name(challenge: Challenge) -> dict[str, EvidenceNote]:
    by_text = {note.text: note for note in challenge.evidence_notes.shared()}
    return {note.name: by_text[note.text] for note in NOTES if note.text in by_text}


def _people(cast: Cast) -> dict[str, User]:
    social_care, health, education, member = cast.peers
    return {
        "lead": cast.lead_peer,
        "social_care": social_care,
        "health": health,
        "education": education,
        "member": member,
        "manager": cast.challenge_manager,
    }
