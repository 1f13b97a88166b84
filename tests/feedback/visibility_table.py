"""Feedback in the matrix of tests/test_visibility_matrix.py; tests/visibility.py says what stands here."""

from challenges.lifecycle import Stage
from feedback import actions
from tests.feedback.factories import theme_of


def notes(world):
    """From each kind of source, kept and shared: by the writer."""
    sources = [
        {"session": world.challenge.sessions.first()},
        {
            "document": world.challenge.document_requests.filter(
                state="in", title__startswith="zq", importance="reference"
            ).first()
        },
        {"document": world.challenge.document_requests.filter(state="in", importance="restricted").first()},
        {"case": world.challenge.cases.first()},
    ]
    line = world.challenge.key_lines.first()
    for source in sources:
        for share in (False, True):
            words = {"kind": "strength", "key_line": line, **source}
            note = actions.write_note(
                world.challenge, by=world.writer, share=share, text=world.say(), where=world.say(), **words
            )
            if share:
                world.remember()
                actions.edit_note(
                    note, by=world.writer, version=note.version, text=world.say(), where=world.say(), **words
                )


def findings(world):
    """One of each kind, on all the evidence; one set aside; the words of the presentation."""
    shared = list(world.challenge.evidence_notes.shared())
    theme, line = theme_of(world.challenge), world.challenge.key_lines.first()
    for kind in ("strength", "area", "good_practice", "recommendation", "area"):
        found = actions.write_finding(
            world.challenge,
            by=world.lead_peer,
            kind=kind,
            headline=world.say(),
            detail=world.say(),
            theme=theme,
            key_line=line,
            evidence=shared,
        )
    actions.set_aside_finding(found, reason=world.say(), by=world.lead_peer)
    actions.edit_presentation(
        world.challenge, version=1, headline_messages=world.say(), next_steps=world.say(), by=world.lead_peer
    )


def give(world):
    actions.give_presentation(
        world.challenge, given_on=world.challenge.ends_on, override_reason=world.say(), by=world.lead_peer
    )


def opened_notes(world):
    return [[note.pk] for note in world.challenge.evidence_notes.all()]


def opened_findings(world):
    return [[finding.pk] for finding in world.challenge.findings.all()]


STEPS = {Stage.ON_SITE: notes, Stage.FEEDBACK: findings}
ENDS = {Stage.FEEDBACK: give}
OPENED = {
    "feedback:note_edit": opened_notes,
    "feedback:note_share": opened_notes,
    "feedback:finding": opened_findings,
    **{f"feedback:finding_{page}": opened_findings for page in ("edit", "set_aside", "take_up", "move")},
}
ASKED = {
    "feedback:note_list": ["", "?whose=mine", "?whose=kept", "?whose=team", "?kind=strength", "?cited=no"],
    "feedback:note_add": ["", "?session=1", "?document=1"],
    "feedback:finding_add": ["", "?note=1", "?note=2"],
    "feedback:presentation": ["", "?on_screen=1"],
}
