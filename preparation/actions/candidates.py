"""The list for the team: who is put on it and why, what the council says, and who is invited from it."""

from __future__ import annotations

from django.db import transaction
from django.utils.text import get_text_list

from challenges import audit
from challenges.action_tools import ActionRefused, check_clean, locked
from challenges.models import Audience, Challenge, Role, User
from challenges.moments import now
from challenges.queries import people
from challenges.text_check.sharing import must_be_clean
from preparation import notifications
from preparation.actions.places import invite_person
from preparation.models import Candidate, CandidateRemark, TeamPlace
from preparation.queries import no_place_for, record_for

Standing, Answer, Kind = Candidate.Standing, Candidate.Answer, CandidateRemark.Kind


@transaction.atomic
def add_candidate(
    challenge: Challenge,
    *,
    user: User,
    role: str,
    place: str,
    by: User,
    brings: str = "",
    standing_as: str = Standing.PROPOSED,
    waived_because: str = "",
) -> Candidate:
    """Put a person on the list. What stands against them is refused, or waived for a reason that is kept with it."""
    challenge = locked(challenge)
    if why_not := no_place_for(challenge, user):
        raise ActionRefused(why_not)
    open_places = challenge.team_places.filter(user=user, state__in=[TeamPlace.State.INVITED, TeamPlace.State.ACCEPTED])
    if open_places.exists():
        raise ActionRefused(f"{user} is invited already.")
    must_be_clean(challenge, {"place": place, "brings": brings}, audience=Audience.COUNCIL)
    record = record_for(challenge, user)
    if record.hard:
        raise ActionRefused(f"{user} cannot come to this council. {record.hard[0].sentence}")
    against = [each.code for each in record.waivable]
    if against and not waived_because.strip():
        told = " ".join(each.sentence for each in record.waivable)
        raise ActionRefused(f"{told} Say why {user} can come all the same.")
    candidate = Candidate(
        challenge=challenge,
        user=user,
        role=role,
        place=place.strip(),
        brings=brings.strip(),
        standing_as=standing_as,
        against=against,
        waived_because=waived_because.strip() if against else "",
        added_at=now(),
        added_by=by,
    )
    check_clean(candidate)
    candidate.save()
    how = "as a reserve" if candidate.is_reserve else "as proposed"
    audit.record(
        "candidate.added",
        f"put {user} on the list for the team {how} ({candidate.place})",
        by=by,
        challenge=challenge,
        target=candidate,
        becomes={"stands against": [each.sentence for each in record.waivable]} if against else None,
        reason=candidate.waived_because,
    )
    return candidate


@transaction.atomic
def move_candidate(candidate: Candidate, *, standing_as: str, by: User) -> Candidate:
    """Make somebody who is proposed a reserve, or a reserve proposed."""
    candidate = _on_the_list(candidate)
    if candidate.invited_as_id:
        raise ActionRefused(f"{candidate.user} is invited already.")
    candidate.standing_as = standing_as
    check_clean(candidate)
    candidate.save(update_fields=["standing_as"])
    audit.record(
        "candidate.moved",
        f"made {candidate.user} {'a reserve' if candidate.is_reserve else 'one of those proposed'} for the team",
        by=by,
        challenge=candidate.challenge,
        target=candidate,
    )
    return candidate


@transaction.atomic
def remove_candidate(candidate: Candidate, *, by: User) -> Candidate:
    """Take a person off the list. An invitation that has gone out stands: it is withdrawn in the team."""
    candidate = _on_the_list(candidate)
    candidate.removed_at = now()
    candidate.save(update_fields=["removed_at"])
    audit.record(
        "candidate.removed",
        f"took {candidate.user} off the list for the team",
        by=by,
        challenge=candidate.challenge,
        target=candidate,
    )
    return candidate


@transaction.atomic
def show_candidates(challenge: Challenge, *, by: User) -> list[Candidate]:
    """Show the council who is proposed and who is in reserve, and write to its sponsor and organisers."""
    challenge = locked(challenge)
    new = list(challenge.candidates.standing().filter(shown_at=None).select_related("user").in_order())
    if not new:
        raise ActionRefused("The council has been shown everybody on the list.")
    for candidate in new:
        must_be_clean(challenge, {"place": candidate.place, "brings": candidate.brings}, audience=Audience.COUNCIL)
        candidate.shown_at = now()
        candidate.save(update_fields=["shown_at"])
    for person in {*people(challenge, Role.SPONSOR), *people(challenge, Role.ORGANISER)}:
        notifications.candidates_shown(challenge, new, to=person, by=by)
    audit.record(
        "candidate.shown",
        f"showed the council who is proposed for the team: {get_text_list([each.user.name for each in new], 'and')}",
        by=by,
        challenge=challenge,
        target=challenge,
    )
    return new


@transaction.atomic
def accept_candidate(candidate: Candidate, *, by: User) -> Candidate:
    """The council accepts a person who was proposed."""
    return _answer(candidate, Answer.ACCEPTED, f"accepted {candidate.user} for the team", by=by)


@transaction.atomic
def ask_for_another(candidate: Candidate, *, text: str, by: User, for_lga_only: bool = False) -> CandidateRemark:
    """The council asks for somebody else, with its reason: for the LGA, or for the LGA alone and not its own colleagues."""
    candidate = _answer(candidate, Answer.ANOTHER, f"asked for somebody else than {candidate.user}", by=by)
    return _remark(candidate, Kind.ANOTHER, text=text, for_lga_only=for_lga_only, by=by)


@transaction.atomic
def ask_about_candidate(candidate: Candidate, *, text: str, by: User, for_lga_only: bool = False) -> CandidateRemark:
    """The council asks something about a person who was proposed."""
    candidate = _shown(candidate)
    remark = _remark(candidate, Kind.QUESTION, text=text, for_lga_only=for_lga_only, by=by)
    _record_answer(candidate, f"asked about {candidate.user}, who is proposed for the team", by=by)
    return remark


@transaction.atomic
def answer_remark(remark: CandidateRemark, *, answer: str, by: User) -> CandidateRemark:
    """The LGA answers what the council asked. Who reads the question reads the answer."""
    remark = locked(remark)
    challenge = locked(remark.candidate.challenge)
    if remark.answered_at:
        raise ActionRefused(f"{remark.answered_by} has answered this already.")
    if not answer.strip():
        raise ActionRefused("Write the answer.")
    must_be_clean(challenge, {"answer": answer}, audience=Audience.COUNCIL)
    remark.answer, remark.answered_at, remark.answered_by = answer.strip(), now(), by
    check_clean(remark)
    remark.save()
    audit.record(
        "candidate.remark_answered",
        f"answered the council about {remark.candidate.user}",
        by=by,
        challenge=challenge,
        target=remark.candidate,
    )
    return remark


@transaction.atomic
def invite_candidate(candidate: Candidate, *, by: User, invited_because: str = "") -> TeamPlace:
    """Invite a person from the list; a reserve is called up. Before the council has accepted them it takes a reason."""
    candidate = _on_the_list(candidate)
    if candidate.invited_as_id:
        raise ActionRefused(f"{candidate.user} is invited already.")
    if candidate.answer != Answer.ACCEPTED and not invited_because.strip():
        raise ActionRefused(f"The council has not accepted {candidate.user}. Say why you invite them all the same.")
    record = record_for(candidate.challenge, candidate.user)
    new = [each.sentence for each in record.waivable if each.code not in candidate.against]
    if new:
        raise ActionRefused(
            f"Since {candidate.user} came on the list: {' '.join(new)} Take them off the list and put them on it again, "
            "with a reason."
        )
    user = candidate.user
    offered = invite_person(
        candidate.challenge,
        email=user.email,
        name=user.name,
        role=candidate.role,
        place=candidate.place,
        brings=candidate.brings,
        by=by,
    )
    called_up = candidate.is_reserve
    candidate.invited_as, candidate.standing_as = offered, Standing.PROPOSED
    candidate.invited_because = "" if candidate.answer == Answer.ACCEPTED else invited_because.strip()
    check_clean(candidate)
    candidate.save()
    audit.record(
        "candidate.invited",
        f"called up {user} from the reserves" if called_up else f"invited {user} from the list for the team",
        by=by,
        challenge=candidate.challenge,
        target=candidate,
        reason=candidate.invited_because,
    )
    return offered


@transaction.atomic
def leave_lists(person: User, *, by: User) -> None:
    """Take a person who leaves for good off every list. Registered with the lifecycle."""
    for candidate in Candidate.objects.standing().filter(user=person).order_by("challenge_id", "pk"):
        remove_candidate(candidate, by=by)


def _answer(candidate: Candidate, answer: str, sentence: str, *, by: User) -> Candidate:
    candidate = _shown(candidate)
    candidate.answer, candidate.answered_at, candidate.answered_by = answer, now(), by
    check_clean(candidate)
    candidate.save()
    _record_answer(candidate, sentence, by=by)
    return candidate


def _record_answer(candidate: Candidate, sentence: str, *, by: User) -> None:
    audit.record("candidate.answered", sentence, by=by, challenge=candidate.challenge, target=candidate)


def _remark(candidate: Candidate, kind: str, *, text: str, for_lga_only: bool, by: User) -> CandidateRemark:
    if not text.strip():
        raise ActionRefused("Say what you want to know, or why you ask for somebody else.")
    must_be_clean(candidate.challenge, {"text": text}, audience=Audience.COUNCIL)
    remark = CandidateRemark(
        candidate=candidate,
        kind=kind,
        text=text.strip(),
        for_lga_only=for_lga_only,
        written_at=now(),
        written_by=by,
    )
    check_clean(remark)
    remark.save()
    return remark


def _on_the_list(candidate: Candidate) -> Candidate:
    candidate = locked(candidate)
    if candidate.removed_at:
        raise ActionRefused(f"{candidate.user} is no longer on the list.")
    return candidate


def _shown(candidate: Candidate) -> Candidate:
    candidate = _on_the_list(candidate)
    if candidate.shown_at is None:
        raise ActionRefused(f"{candidate.user} has not been proposed to the council.")
    if candidate.invited_as_id:
        raise ActionRefused(f"{candidate.user} is invited already. Tell the challenge manager what speaks against it.")
    return candidate
