"""Who is invited into the team, who comes and who leaves."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from challenges import audit
from challenges.action_tools import ActionRefused, check_clean, check_move, locked
from challenges.actions import (
    accept_texts,
    end_membership,
    invite,
    know_person,
    use_invitations,
    withdraw_invitations,
)
from challenges.lifecycle import Stage
from challenges.models import Audience, Challenge, Membership, Role, User
from challenges.moments import now
from preparation.actions.interests import JOINED, declare_interests, when_the_team_changes
from preparation.interests import Interests
from preparation.models import TeamPlace
from preparation.queries import no_place_for, record_for, team_needs

TEAM_PLACE_ROLES = {Role.LEAD_PEER, Role.PEER, Role.OBSERVER}


@transaction.atomic
def invite_person(
    challenge: Challenge,
    *,
    email: str,
    name: str,
    role: str,
    place: str,
    by: User,
    brings: str = "",
    job_title: str = "",
) -> TeamPlace:
    """Offer a place in the team, and write to the person. They learn of the challenge, but are not in it yet."""
    challenge = locked(challenge)
    user = know_person(email=email, name=name, job_title=job_title, by=by)
    if why_not := no_place_for(challenge, user):
        raise ActionRefused(why_not)
    if hard := record_for(challenge, user).hard:
        raise ActionRefused(f"{user} cannot come to this council. {hard[0].sentence}")
    if role == Role.LEAD_PEER and any(need.is_full for need in team_needs(challenge) if need.role == role):
        raise ActionRefused("There is a lead peer already, or one is invited. Withdraw that place first.")
    offered = TeamPlace(
        challenge=challenge,
        user=user,
        role=role,
        place=place,
        brings=brings,
        invited_at=now(),
        invited_by=by,
    )
    check_clean(offered)
    offered.save()
    challenge.candidates.standing().filter(user=user).update(invited_as=offered)
    audit.record(
        "place.offered",
        f"invited {user} into the peer team: {offered.full_place}",
        by=by,
        challenge=challenge,
        target=offered,
        audience=Audience.LGA,
    )
    invite(user, challenge=challenge, role=role, by=by)
    return offered


@transaction.atomic
def accept_invitation(place: TeamPlace, *, texts: Collection[int], interests: Interests, by: User) -> TeamPlace:
    """Join the team, having accepted the texts with these ids and declared one's interests.

    From here on the person is in the challenge. An observer waits for the council's agreement first
    (challenges.actions.agree_to_observer).
    """
    place = _to_answer(place, TeamPlace.State.ACCEPTED, by=by)
    check_clean(place)
    place.save()
    challenge = place.challenge
    membership = Membership(challenge=challenge, user=by, role=place.role, added_at=now(), added_by=place.invited_by)
    check_clean(membership)
    membership.save()
    by.__dict__.pop("roles_by_challenge", None)
    accept_texts(challenge, texts=texts, roles={place.role}, by=by)
    declare_interests(challenge, interests=interests, by=by, because=JOINED)
    when_the_team_changes(membership, by=by)
    audit.record(
        "place.accepted",
        f"joined the peer team ({place.full_place})",
        by=by,
        challenge=challenge,
        target=place,
        audience=Audience.COUNCIL,
    )
    return place


@transaction.atomic
def decline_invitation(place: TeamPlace, *, reason: str, by: User) -> TeamPlace:
    """Say no to a place. The reason is for the LGA."""
    place = _to_answer(place, TeamPlace.State.DECLINED, by=by)
    place.decline_reason = reason.strip()
    check_clean(place)
    place.save()
    _leaves_the_list(place)
    audit.record(
        "place.declined",
        f"declined the place in the peer team ({place.full_place})",
        by=by,
        challenge=place.challenge,
        target=place,
        audience=Audience.LGA,
        reason=place.decline_reason,
    )
    return place


def _leaves_the_list(place: TeamPlace) -> None:
    """Who was invited from the list and does not come is no longer on it: a reserve is called up in their place."""
    place.challenge.candidates.standing().filter(user=place.user).update(removed_at=now())


def _to_answer(place: TeamPlace, becomes: TeamPlace.State, *, by: User) -> TeamPlace:
    place = locked(place)
    if place.user_id != by.pk:
        raise ActionRefused("Only the person invited can answer.")
    if place.challenge.stage not in {Stage.PREPARATION, Stage.CASE_REVIEW, Stage.ON_SITE}:
        raise ActionRefused("This challenge no longer takes people into its team. Ask the challenge manager.")
    check_move(TeamPlace.MOVES, TeamPlace.State(place.state), becomes)
    place.state, place.answered_at = becomes, now()
    use_invitations(place.challenge, by=by)
    return place


@transaction.atomic
def withdraw_place(place: TeamPlace, *, by: User) -> TeamPlace:
    """Take back an invitation, or end the place of someone in the team; what they did stays."""
    place = locked(place)
    check_move(TeamPlace.MOVES, TeamPlace.State(place.state), TeamPlace.State.WITHDRAWN)
    was, place.state = place.state, TeamPlace.State.WITHDRAWN
    place.save(update_fields=["state"])
    _leaves_the_list(place)
    for membership in place.challenge.memberships.standing().filter(user=place.user, role=place.role):
        end_membership(membership, by=by)
    withdraw_invitations(place.user, challenge=place.challenge, role=place.role, by=by)
    audit.record(
        "place.withdrawn",
        f"withdrew the place of {place.user} in the peer team ({place.full_place})",
        by=by,
        challenge=place.challenge,
        target=place,
        audience=Audience.LGA,
        was={"state": was},
        becomes={"state": place.state},
    )
    return place


@transaction.atomic
def withdraw_open_places(person: User, *, by: User) -> None:
    """Take back what was offered to a person who leaves for good. Registered with the lifecycle."""
    for place in TeamPlace.objects.open().filter(user=person).order_by("challenge_id", "pk"):
        withdraw_place(place, by=by)
