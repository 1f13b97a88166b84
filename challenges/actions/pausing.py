"""Pausing a challenge, letting it go on, and ending it before its end."""

from __future__ import annotations

from django.db import transaction

from challenges import audit, notifications, text_check
from challenges.action_tools import ActionRefused, check_clean, check_move, locked
from challenges.actions.invitations import withdraw_invitations
from challenges.lifecycle import STAGE_MOVES, WHEN_IT_GOES_ON, WORKING_STAGES, Stage
from challenges.models import (
    Audience,
    Challenge,
    Invitation,
    OutboundMail,
    PauseRequest,
    User,
)
from challenges.moments import now, today, working_days_between
from challenges.who_is_told import who_is_told


@transaction.atomic
def pause_challenge(challenge: Challenge, *, because: str, goes_on_when: str, by: User) -> Challenge:
    """Let the challenge rest in its stage: nothing in it changes, nobody is reminded, nothing is late."""
    challenge = locked(challenge)
    if challenge.stage not in WORKING_STAGES:
        raise ActionRefused("This challenge has ended. There is nothing to pause.")
    if challenge.paused_at:
        raise ActionRefused("This challenge is paused already.")
    words = {"because": because.strip().rstrip("."), "goes_on_when": goes_on_when.strip().rstrip(".")}
    text_check.must_be_clean(challenge, words, audience=Audience.COUNCIL)
    challenge.paused_at = now()
    challenge.paused_because, challenge.goes_on_when = words["because"], words["goes_on_when"]
    check_clean(challenge)
    challenge.save(update_fields=["paused_at", "paused_because", "goes_on_when"])
    event = audit.record(
        "challenge.paused",
        f"paused the challenge; it goes on when {challenge.goes_on_when}",
        by=by,
        challenge=challenge,
        target=challenge,
        audience=Audience.COUNCIL,
        reason=challenge.paused_because,
    )
    _follow(challenge, PauseRequest.Kind.PAUSE, by=by)
    for told in who_is_told(challenge, but=by):
        notifications.tell_paused(challenge, told, number=event.pk, by=by)
    return challenge


@transaction.atomic
def resume_challenge(challenge: Challenge, *, by: User) -> Challenge:
    """Let the challenge go on in the stage it stands in. Its dates are moved next, by `move_dates`."""
    challenge = locked(challenge)
    if not challenge.paused_at:
        raise ActionRefused("This challenge is not paused.")
    since, because = challenge.paused_at, challenge.paused_because
    rested = working_days_between(since.date(), today())
    challenge.paused_at, challenge.paused_because, challenge.goes_on_when = None, "", ""
    challenge.save(update_fields=["paused_at", "paused_because", "goes_on_when"])
    for goes_on in WHEN_IT_GOES_ON:
        goes_on(challenge, working_days=rested, by=by)
    event = audit.record(
        "challenge.resumed",
        f"let the challenge go on, which was paused since {since:%-d %B %Y} because {because}",
        by=by,
        challenge=challenge,
        target=challenge,
        audience=Audience.COUNCIL,
    )
    for told in who_is_told(challenge, but=by):
        notifications.tell_resumed(challenge, told, number=event.pk, by=by)
    return challenge


@transaction.atomic
def withdraw_challenge(challenge: Challenge, *, because: str, by: User) -> Challenge:
    """End the challenge before its end. People keep reading what they could; nothing changes any more.

    From this day on the periods run after which its content is deleted. Open invitations stop working, and mails that
    have not gone are not sent.
    """
    challenge = locked(challenge)
    check_move(STAGE_MOVES, Stage(challenge.stage), Stage.WITHDRAWN)
    because = because.strip().rstrip(".")
    if not because:
        raise ActionRefused("Say why the challenge ends.")
    text_check.must_be_clean(challenge, {"because": because}, audience=Audience.COUNCIL)
    told_of_it = who_is_told(challenge, but=by)  # those who were invited too
    challenge.withdrawn_from, challenge.stage = challenge.stage, Stage.WITHDRAWN
    challenge.withdrawn_at, challenge.withdrawn_because = now(), because
    challenge.paused_at, challenge.paused_because, challenge.goes_on_when = None, "", ""
    check_clean(challenge)
    challenge.save()
    for invitation in Invitation.objects.open().filter(challenge=challenge).select_related("person").order_by("pk"):
        withdraw_invitations(invitation.person, challenge=challenge, role=invitation.role, by=by)
    unsent = OutboundMail.objects.filter(challenge=challenge, state=OutboundMail.State.DUE)
    unsent.update(state=OutboundMail.State.NOT_NEEDED, reason="The challenge was withdrawn.")
    event = audit.record(
        "challenge.withdrawn",
        f"withdrew the challenge at {Stage(challenge.withdrawn_from).label.lower()}",
        by=by,
        challenge=challenge,
        target=challenge,
        audience=Audience.COUNCIL,
        reason=because,
        was={"stage": challenge.withdrawn_from},
        becomes={"stage": Stage.WITHDRAWN},
    )
    _follow(challenge, PauseRequest.Kind.WITHDRAW, by=by)
    for told in told_of_it:
        notifications.tell_withdrawn(challenge, told, number=event.pk, by=by)
    return challenge


@transaction.atomic
def ask_to_pause(challenge: Challenge, *, kind: str, because: str, by: User) -> PauseRequest:
    """The sponsor asks the programme manager to pause the challenge, or to end it. Nothing changes by asking."""
    challenge = locked(challenge)
    if kind == PauseRequest.Kind.PAUSE and challenge.paused_at:
        raise ActionRefused("This challenge is paused already.")
    text_check.must_be_clean(challenge, {"because": because}, audience=Audience.COUNCIL)
    asked = PauseRequest(challenge=challenge, kind=kind, because=because.strip(), asked_at=now(), asked_by=by)
    check_clean(asked)
    asked.save()
    audit.record(
        "pause.asked_for",
        f"asked the programme manager: {asked.get_kind_display().lower()}",
        by=by,
        challenge=challenge,
        target=asked,
        audience=Audience.LGA,
        reason=asked.because,
    )
    notifications.tell_asked_to_pause(asked, by=by)
    return asked


@transaction.atomic
def decline_to_pause(asked: PauseRequest, *, answer: str, by: User) -> PauseRequest:
    """Say why the challenge goes on as it is. To do what was asked, pause or withdraw it: that answers too."""
    asked = locked(asked)
    if asked.answered_at:
        raise ActionRefused("This has been answered already.")
    if not answer.strip():
        raise ActionRefused("Say why the challenge goes on.")
    text_check.must_be_clean(asked.challenge, {"answer": answer}, audience=Audience.COUNCIL)
    _answer(asked, followed=False, answer=answer.strip(), by=by)
    notifications.tell_answered(asked, by=by)
    return asked


def _follow(challenge: Challenge, kind: str, *, by: User) -> None:
    """What the sponsor asked for is done."""
    for asked in challenge.pause_requests.waiting().filter(kind=kind):
        _answer(locked(asked), followed=True, answer="", by=by)


def _answer(asked: PauseRequest, *, followed: bool, answer: str, by: User) -> None:
    asked.answered_at, asked.answered_by, asked.followed, asked.answer = now(), by, followed, answer
    check_clean(asked)
    asked.save()
    audit.record(
        "pause.answered",
        "did what the sponsor asked for" if followed else "answered the sponsor that the challenge goes on as it is",
        by=by,
        challenge=asked.challenge,
        target=asked,
        audience=Audience.LGA,
        reason=answer,
    )
