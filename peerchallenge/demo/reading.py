"""The demo's reading: what peers ask for besides the list, what the council answers, and what they note."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile

from challenges.moments import today, working_days_from
from preparation import actions
from preparation.queries import document_list
from scoping.queries import key_lines

if TYPE_CHECKING:
    from challenges.models import Challenge, User
    from peerchallenge.demo.cast import Cast

INTERVIEWS = "Return home interviews: how many, and what they say"
HEALTH = "Health assessments of children in care, in time or late"
STEP_DOWN = "Records of step-downs to early help, by month"
INTERVIEWS_FILE = b"""Return home interviews, last six months
Episodes of going missing: 212. Interviews offered: 198. Held within 72 hours: 143.
What young people say most often: they went to see family; nobody had asked them before.
"""
# What stands in an item's title, whether it is shared, the note.
OF_THE_LEAD_PEER = [
    (
        "self-evaluation",
        True,
        "Section 2 is frank about what is not known about families who come back. Ask the team managers how they find out.",
    ),
    (
        "self-evaluation",
        False,
        "The tone changes from page 2 on: written by two people? Ask the sponsor who held the pen.",
    ),
]
OF_A_PEER = [
    (
        "supervision",
        True,
        "The new version asks for what was thought, not only for what was done. Look for that in cases.",
    ),
    ("early help", False, "Compare the four levels with ours before the week."),
]


def begin(challenge: Challenge, cast: Cast) -> None:
    """Three more things are asked for: one waits for the council, one is not held, one was on the list already."""
    first, second = cast.peers[0], cast.peers[1]
    _pull(
        challenge,
        INTERVIEWS,
        "The performance data count who goes missing. We would like to know whether anybody asks young people why.",
        line=1,
        by=first,
    )
    health = _pull(
        challenge,
        HEALTH,
        "To see whether the first assessment comes in time for the plan.",
        by=second,
    )
    step_down = _pull(
        challenge,
        STEP_DOWN,
        "The letter says that records of a step-down were not always clear. We want to see what changed.",
        line=1,
        by=cast.lead_peer,
    )
    actions.mark_not_held(
        health,
        reason="The health trust keeps these figures, not the council. Its designated nurse can bring them to the session on health.",
        by=cast.organiser,
    )
    actions.withdraw_pull(
        step_down, reason="The response to the focused visit has it, on page 1.", by=cast.challenge_manager
    )
    _note(challenge, cast.lead_peer, OF_THE_LEAD_PEER)
    _note(challenge, first, OF_A_PEER)


def complete(challenge: Challenge, cast: Cast) -> None:
    """What was still to come has come, and who asked for it has read it."""
    for item in challenge.document_requests.filter(pulled_at__isnull=False, state="wanted"):
        file = SimpleUploadedFile("Return home interviews, six months.txt", INTERVIEWS_FILE)
        actions.upload_documents(item, [file], by=cast.organiser)
    for item in challenge.document_requests.filter(pulled_at__isnull=False).order_by("position"):
        actions.mark_read(item, by=item.pulled_by)


def _pull(challenge: Challenge, title: str, why: str, *, by: User, line: int = 0) -> Any:
    due_on = min(working_days_from(today(), 6), challenge.ends_on)
    lines = [each for each in key_lines(challenge) if each.number == line]
    return actions.pull_document(
        challenge, title=title, why=why, importance="reference", due_on=due_on, key_lines=lines, by=by
    )


def _note(challenge: Challenge, user: User, notes: list[tuple[str, bool, str]]) -> None:
    """Programmes list different documents: a note on what none of their titles name is left out."""
    for part, share, text in notes:
        item = document_list(challenge, user).filter(title__icontains=part, state="in").first()
        if item:
            actions.add_reading_note(item, text=text, share=share, by=user)
