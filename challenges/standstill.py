"""A challenge at a standstill: paused, or withdrawn. It is read as before, and nothing in it changes.

One mechanism for every page and action. The permission backend (challenges/permissions.py) asks `refuses_permission`, so
buttons and pages that change something are gone; `audit.record`, through which every action goes, asks `refuses_event`,
so that an action that comes by another way is undone with a sentence. What goes on all the same stands in the two tables
below; a permission or an event that nobody has put there is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import rules

from challenges.lifecycle import Stage
from challenges.models.people import CLOCK_EMAIL

if TYPE_CHECKING:
    from challenges.models import Challenge, User

READS = "view_"

# Permissions that are no reading and hold all the same. A challenge is often paused because somebody left: its people
# can be named and handed over to while it is.
STILL_WHEN_WITHDRAWN = frozenset(
    {
        "challenges.see_as",
        "challenges.mend_mail",
        "challenges.retry_document",
        "challenges.check_text",
        "challenges.hold_retention",  # nothing changes, and what is deleted on its date can still be held back
        "preparation.accept_agreements",  # before reading comes accepting
        "preparation.answer_invitation",  # its page says how it stands
        "casereview.raise_concern",  # somebody may be at risk, whatever the plan says
        "casereview.answer_concern",
    }
)
STILL_WHEN_PAUSED = STILL_WHEN_WITHDRAWN | {
    "challenges.resume_challenge",
    "challenges.withdraw_challenge",
    "challenges.ask_to_pause",
    "challenges.answer_pause",
    "challenges.add_person",
    "challenges.hand_over",
    "challenges.agree_observer",
    "challenges.enter_school_holidays",
    "casereview.name_safeguarding_lead",
}

# The same for what is recorded, by the beginning of its name. What the clock does is not held back here: its jobs leave
# out challenges at a standstill (Challenge.objects.going_on), and what it deletes must go on its date.
EVENTS_WHEN_WITHDRAWN = (
    "challenge.withdrawn",
    "pause.",
    "person.removed",
    "place.withdrawn",
    "invitation.withdrawn",
    "invitation.used",
    "interests.asked_again",
    "agreement.accepted",
    "document.let_go",  # somebody left
    "conversation.let_go",  # as above
    "mail.",
    "see_as.",
    "document.render_asked_again",
    "file.",
    "retention",  # what is purged, and holds
    "concern.",
    "words.kept",  # with a reason, in a concern; nothing else can be shared
)
EVENTS_WHEN_PAUSED = (
    *EVENTS_WHEN_WITHDRAWN,
    "challenge.paused",
    "challenge.resumed",
    "person.",
    "role.",
    "observer.",
    "invitation.",
    "place.",
    "interests.",
    "school_holidays.",
    "safeguarding_lead.",
)


def is_paused(challenge: Challenge) -> bool:
    return challenge.paused_at is not None


def stands_still(challenge: Challenge) -> bool:
    """Whether the challenge is paused or was withdrawn."""
    return is_paused(challenge) or challenge.stage == Stage.WITHDRAWN


def refuses_permission(permission: str, challenge: Challenge) -> bool:
    """Whether the standstill takes this permission from everyone."""
    if not stands_still(challenge) or permission.partition(".")[2].startswith(READS):
        return False
    still = STILL_WHEN_WITHDRAWN if challenge.stage == Stage.WITHDRAWN else STILL_WHEN_PAUSED
    return permission not in still


def refuses_event(what: str, challenge: Challenge, *, by: User) -> bool:
    """Whether this may not be recorded now. The challenge must be as stored."""
    if not stands_still(challenge) or by.email == CLOCK_EMAIL:
        return False
    return not what.startswith(EVENTS_WHEN_WITHDRAWN if challenge.stage == Stage.WITHDRAWN else EVENTS_WHEN_PAUSED)


def refusal(user: User, permission: str, challenge: Challenge) -> str:
    """What somebody is told who would hold this permission if the challenge went on; empty where that is not why."""
    if refuses_permission(permission, challenge) and rules.has_perm(permission, user, challenge):
        return sentence(challenge)
    return ""


def sentence(challenge: Challenge) -> str:
    """Why nothing changes, for everyone; the reason itself is for those who know the plan."""
    if challenge.stage == Stage.WITHDRAWN:
        return "This challenge was withdrawn. It can be read, and nothing in it changes any more."
    return "This challenge is paused. It can be read, and nothing in it changes until it goes on."
