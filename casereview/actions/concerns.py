"""Immediate concerns: raised, received, answered; and what becomes of silence."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.db.models import Max

from casereview import notifications, queries
from casereview.models import Case, Concern, ConcernTold, SafeguardingLead
from challenges import audit, drafts, text_check
from challenges.action_tools import ActionRefused, check_clean, locked
from challenges.models import Audience, Challenge, User
from challenges.moments import now

NOT_SAID = "Not said"
THE_SAME = datetime.timedelta(minutes=10)  # a form sent again when the answer was lost on the way


@transaction.atomic
def raise_concern(challenge: Challenge, *, words: str, place: str, by: User, case: Case | None = None) -> Concern:
    """Tell the sponsor, the challenge manager and the safeguarding lead at once that somebody is worried."""
    challenge = locked(challenge)
    if case and case.challenge_id != challenge.pk:
        raise ActionRefused("This case is not one of this challenge.")
    words, place = words.strip(), (f"Case {case.code}" if case else place.strip() or NOT_SAID)
    text_check.must_be_clean(challenge, {"words": words, "place": place}, audience=Audience.COUNCIL)
    moment = now()
    the_same = Concern.objects.filter(challenge=challenge, raised_by=by, words=words, raised_at__gt=moment - THE_SAME)
    if sent_before := the_same.first():
        return sent_before
    last = challenge.concerns.aggregate(last=Max("number"))["last"] or 0
    concern = Concern(
        challenge=challenge, number=last + 1, case=case, place=place, words=words, raised_at=moment, raised_by=by
    )
    check_clean(concern)
    concern.save()
    people = [each.person for each in queries.people_to_tell(challenge) if each.person.pk != by.pk]
    _tell(concern, people or [each for each in queries.programme_managers(challenge) if each.pk != by.pk], by=by)
    _record(concern, "concern.raised", "raised an immediate concern", by=by)
    return concern


@transaction.atomic
def keep_refused_words(challenge: Challenge, typed: drafts.Typed, *, page: str, by: User) -> None:
    """Keep what was typed and not sent yet as a draft, for who typed it alone: a concern is never lost."""
    drafts.save(typed, by=by, challenge=challenge, page=page)


@transaction.atomic
def receive_concern(concern: Concern, *, by: User) -> Concern:
    """Say that one has read it; who was not told by name, such as a sponsor who came later, is from now on."""
    concern = _readable(concern, by)
    if concern.raised_by_id == by.pk:
        raise ActionRefused("You raised this concern. Those who were told say that they have it.")
    moment = now()
    told, _made = ConcernTold.objects.get_or_create(concern=concern, person=by, defaults={"told_at": moment})
    if told.seen_at is None:
        told.seen_at = moment
        told.save(update_fields=["seen_at"])
        _record(concern, "concern.received", "said that they have the immediate concern", by=by)
    return concern


@transaction.atomic
def answer_concern(concern: Concern, *, done: str, by: User) -> Concern:
    """Say for the council what it did. It stands as it is sent."""
    concern = _readable(concern, by)
    answers = {each.person.pk for each in queries.people_to_tell(concern.challenge) if each.answers}
    if by.pk not in answers:
        raise ActionRefused("The sponsor or the safeguarding lead says what the council did.")
    if concern.done_at:
        raise ActionRefused(f"{concern.done_by} has said already what the council did. Your words are still here.")
    done = done.strip()
    if not done:
        raise ActionRefused("Say what the council did.")
    if code := queries.code_in(concern.challenge, done):
        raise ActionRefused(f"Leave out the case code {code}: this may be quoted in the report.")
    text_check.must_be_clean(concern.challenge, {"done": done}, audience=Audience.COUNCIL)
    concern.done, concern.done_at, concern.done_by = done, now(), by
    check_clean(concern)
    concern.save(update_fields=["done", "done_at", "done_by"])
    ConcernTold.objects.filter(concern=concern, person=by, seen_at=None).update(seen_at=concern.done_at)
    _record(concern, "concern.answered", "said what the council did about the immediate concern", by=by)
    return concern


@transaction.atomic
def name_safeguarding_lead(challenge: Challenge, *, person: User, by: User) -> SafeguardingLead:
    """Name who at the council is told of an immediate concern besides the sponsor; of what is still open, at once."""
    challenge = locked(challenge)
    if person.pk not in {each.pk for each in queries.who_can_be_lead(challenge)}:
        raise ActionRefused(f"{person} is not one of the council’s people in this challenge. Choose again.")
    lead = SafeguardingLead.objects.filter(challenge=challenge).first() or SafeguardingLead(challenge=challenge)
    was = str(lead.user) if lead.user_id else ""
    if lead.user_id == person.pk:
        return lead
    lead.user, lead.named_at, lead.named_by = person, now(), by
    check_clean(lead)
    lead.save()
    audit.record(
        "safeguarding_lead.named",
        f"named {person} as the safeguarding lead",
        by=by,
        challenge=challenge,
        target=lead,
        audience=Audience.COUNCIL,
        was={"safeguarding_lead": was},
        becomes={"safeguarding_lead": str(person)},
    )
    for concern in Concern.objects.filter(challenge=challenge, done_at=None).order_by("number"):
        _tell(concern, [person], by=by)
    return lead


@transaction.atomic
def tell_again(concern: Concern, *, by: User) -> list[User]:
    """Nobody has said for an hour that they have it: those told are told again, and the programme managers. Once."""
    concern = locked(concern)
    if concern.chased_at or not Concern.objects.nobody_has().filter(pk=concern.pk).exists():
        return []
    challenge = concern.challenge
    people = {each.person.pk: each.person for each in queries.people_to_tell(challenge)}
    people |= {told.person_id: told.person for told in concern.told.select_related("person")}
    people |= {each.pk: each for each in queries.programme_managers(challenge)}
    people = {pk: each for pk, each in people.items() if each.is_active and pk != concern.raised_by_id}
    concern.chased_at = now()
    concern.save(update_fields=["chased_at"])
    standing = set(concern.told.values_list("person", flat=True))
    ConcernTold.objects.bulk_create(
        ConcernTold(concern=concern, person=each, told_at=concern.chased_at)
        for pk, each in people.items()
        if pk not in standing
    )
    for each in people.values():
        notifications.nobody_has_concern(concern, to=each, by=by)
    _record(concern, "concern.told_again", "told again of the immediate concern, which nobody has received yet", by=by)
    return list(people.values())


def _tell(concern: Concern, people: list[User], *, by: User) -> None:
    """A row and a mail for each who was not told yet."""
    standing = set(concern.told.values_list("person", flat=True))
    for person in people:
        if person.pk not in standing:
            ConcernTold.objects.create(concern=concern, person=person, told_at=now())
            notifications.concern_raised(concern, to=person, by=by)


def _readable(concern: Concern, by: User) -> Concern:
    """The concern, held, where this person may read it."""
    concern = locked(concern)
    if not Concern.objects.readable_by(by, concern.challenge).filter(pk=concern.pk).exists():
        raise ActionRefused("You were not told of this concern.")
    return concern


def _record(concern: Concern, what: str, sentence: str, *, by: User) -> None:
    """Never its words. Its events are held back from whoever may not read it (phases.py)."""
    audit.record(what, sentence, by=by, challenge=concern.challenge, target=concern, audience=Audience.COUNCIL)
