"""What people are told of a challenge at a standstill: on every page of it, and among their next actions."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.text import Truncator

from challenges import standstill
from challenges.duties import people_to_name
from challenges.lifecycle import WORKING_STAGES, Stage, ToDo
from challenges.models import PLAN_ROLES, Challenge, PauseRequest, Role, User
from challenges.moments import today

OVERVIEW = "challenge"
RESUME = "challenges:challenge_resume"
TOLD = [Role.CHALLENGE_MANAGER, Role.LEAD_PEER, Role.SPONSOR, Role.ORGANISER]
LONGEST = 250  # of a next action


@dataclass(frozen=True)
class Notice:
    """What stands at the top of every page of the challenge."""

    title: str
    sentence: str
    resume_url: str = ""


def notice(challenge: Challenge, user: User) -> Notice | None:
    """The notice for this reader; None while the challenge goes on. Reasons are for those who know the plan."""
    knows_why = bool(user.roles_in(challenge) & PLAN_ROLES)
    if challenge.stage == Stage.WITHDRAWN:
        why = f"Withdrawn on {challenge.withdrawn_at:%-d %B %Y}, because {challenge.withdrawn_because}. "
        knows_why = knows_why and bool(challenge.withdrawn_because)
        return Notice(
            "This challenge was withdrawn", (why if knows_why else "") + "It can be read. Nothing in it changes."
        )
    if not standstill.is_paused(challenge):
        return None
    why = f"{since_and_why(challenge)}. "
    may = user.has_perm("challenges.resume_challenge", challenge)
    return Notice(
        "This challenge is paused",
        (why if knows_why else "") + "It can be read. Nothing in it changes until it goes on, and nobody is reminded.",
        reverse(RESUME, args=[challenge.slug]) if may else "",
    )


def ways_out(challenge: Challenge, user: User) -> list[tuple[str, str]]:
    """What this reader can do when something comes in between: words and the page, for the end of the overview."""
    offered = [
        ("challenges.pause_challenge", "Pause the challenge", "challenges:challenge_pause"),
        ("challenges.withdraw_challenge", "Withdraw the challenge", "challenges:challenge_withdraw"),
        ("challenges.ask_to_pause", "Ask to pause or end the challenge", "challenges:pause_ask"),
    ]
    return [
        (words, reverse(page, args=[challenge.slug]))
        for permission, words, page in offered
        if user.has_perm(permission, challenge)
    ]


def since_and_why(challenge: Challenge) -> str:
    """As: Paused since 3 March because Ofsted arrived; goes on when the inspection has ended."""
    since = challenge.paused_at
    if since is None:
        return ""
    day = f"{since:%-d %B}" if since.year == today().year else f"{since:%-d %B %Y}"
    return f"Paused since {day} because {challenge.paused_because}; goes on when {challenge.goes_on_when}"


def left_while_paused(challenge: Challenge) -> list[ToDo]:
    """That it is paused, for those who wait; the programme manager can let it go on. And roles that nobody holds."""
    sentence = Truncator(since_and_why(challenge)).chars(LONGEST)
    return [
        ToDo(sentence, RESUME, Role.PROGRAMME_MANAGER),
        *[ToDo(sentence, OVERVIEW, role) for role in TOLD],
        *people_to_name(challenge),
        *requests_waiting(challenge),
    ]


def requests_waiting(challenge: Challenge) -> list[ToDo]:
    """What the sponsor asks for, until the programme manager answers."""
    if challenge.stage not in WORKING_STAGES:
        return []
    asked = challenge.pause_requests.waiting().select_related("asked_by").first()
    if asked is None:
        return []
    page = f"challenges:challenge_{asked.kind}"
    what = "pause" if asked.kind == PauseRequest.Kind.PAUSE else "end"
    return [ToDo(f"Answer {asked.asked_by}, who asks to {what} the challenge", page, Role.PROGRAMME_MANAGER)]
