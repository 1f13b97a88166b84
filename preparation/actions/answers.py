"""What the council says of an item besides its files: who sees to it, how it looks, what is still missing, where to look."""

from __future__ import annotations

import datetime

from django.db import transaction

from challenges import audit, text_check
from challenges.action_tools import ActionRefused, check_clean, locked
from challenges.models import COUNCIL_ROLES, Audience, Membership, Role, User
from challenges.moments import now, today
from preparation import queries
from preparation.models import AskedOf, DocumentRequest, DocumentVersion

State = DocumentRequest.State
Outlook = DocumentRequest.Outlook
OWNING_ROLES = COUNCIL_ROLES | {Role.CONTRIBUTOR}


@transaction.atomic
def say_outlook(
    item: DocumentRequest, *, outlook: str, because: str, seen_at: datetime.datetime | None, by: User
) -> DocumentRequest:
    """The council's own red, amber or green for a paper that is still to come; nothing takes it back.

    seen_at: when the word was said that the page showed. Refuses once when somebody has said another since.
    """
    item = locked(item)
    if not item.is_to_come:
        raise ActionRefused("Nothing is to come under this item, so there is nothing to say of it.")
    because = because.strip() if outlook else ""
    if item.outlook_at != seen_at and (item.outlook, item.outlook_because) != (outlook, because):
        raise ActionRefused(f"{_said(item)} while you were here. To replace that with yours, save again.")
    text_check.must_be_clean(item.challenge, {"because": because}, audience=Audience.COUNCIL)
    was = {"outlook": item.outlook, "because": item.outlook_because}
    item.forget_outlook()
    if outlook:
        item.outlook, item.outlook_because = outlook, because
        item.outlook_at, item.outlook_by = now(), by
    check_clean(item)
    item.save()
    told = (
        f"said of item {item}: {Outlook(outlook).label.lower()}" if outlook else f"no longer says how item {item} looks"
    )
    audit.record(
        "document.outlook_said",
        told,
        by=by,
        challenge=item.challenge,
        target=item,
        audience=item.audience_in_history,
        was=was,
        becomes={"outlook": outlook, "because": because},
    )
    return item


def _said(item: DocumentRequest) -> str:
    if not item.outlook:
        return "Somebody took back what was said"
    words = (
        f"{item.get_outlook_display()}: {item.outlook_because}" if item.outlook_because else item.get_outlook_display()
    )
    return f"{item.outlook_by} said “{words}”"


@transaction.atomic
def mark_partly_in(
    item: DocumentRequest, *, missing: str, rest_due_on: datetime.date | None, by: User
) -> DocumentRequest:
    """Say that what is in is not all of it: what is missing and why, and when the rest comes. None: it does not."""
    item = locked(item)
    if item.state != State.IN:
        raise ActionRefused("Nothing is in under this item yet. Upload what there is first.")
    if rest_due_on and not today() <= rest_due_on <= item.challenge.ends_on:
        raise ActionRefused("The rest must come from today on, and no later than the last on-site day.")
    text_check.must_be_clean(item.challenge, {"missing": missing}, audience=Audience.COUNCIL)
    was = {"missing_part": item.missing_part, "rest_due_on": item.rest_due_on}
    item.missing_part, item.rest_due_on = missing.strip(), rest_due_on
    if not rest_due_on:
        item.forget_outlook()
    check_clean(item)
    item.save()
    until = f"the rest comes by {rest_due_on:%-d %B %Y}" if rest_due_on else "the rest is not held"
    audit.record(
        "document.marked_partly_in",
        f"marked item {item} as partly in: {until}",
        by=by,
        challenge=item.challenge,
        target=item,
        audience=item.audience_in_history,
        was=was,
        becomes={"missing_part": item.missing_part, "rest_due_on": rest_due_on},
    )
    return item


@transaction.atomic
def mark_all_in(item: DocumentRequest, *, by: User) -> DocumentRequest:
    """The rest has come: nothing is missing under this item any more."""
    item = locked(item)
    if not item.is_partly_in:
        raise ActionRefused("This is not marked as partly in.")
    was = {"missing_part": item.missing_part, "rest_due_on": item.rest_due_on}
    item.missing_part, item.rest_due_on = "", None
    item.forget_outlook()
    item.save()
    audit.record(
        "document.marked_all_in",
        f"marked item {item} as all in",
        by=by,
        challenge=item.challenge,
        target=item,
        audience=item.audience_in_history,
        was=was,
    )
    return item


@transaction.atomic
def give_item(item: DocumentRequest, *, owner: str, owned_by: User | None, by: User) -> DocumentRequest:
    """Say who at the council sees to an item: a job title, one of its people here, or nobody in particular.

    A contributor who sees to it is asked for it as well: otherwise they would not know it.
    """
    item = locked(item)
    if owned_by and owned_by not in queries.council_people(item.challenge):
        raise ActionRefused("Choose somebody who takes part for the council, or give a job title.")
    text_check.must_be_clean(item.challenge, {"owner": owner}, audience=Audience.COUNCIL)
    was = item.owner_in_words
    item.owner, item.owned_by = owner.strip(), owned_by
    check_clean(item)
    item.save()
    if owned_by and owned_by.roles_in(item.challenge) == {Role.CONTRIBUTOR}:
        AskedOf.objects.get_or_create(request=item, contributor=owned_by, defaults={"asked_at": now(), "asked_by": by})
    audit.record(
        "document.given",
        f"gave item {item} to {item.owner_in_words}" if item.owner_in_words else f"gave item {item} to nobody",
        by=by,
        challenge=item.challenge,
        target=item,
        audience=item.audience_in_history,
        was={"owner": was},
        becomes={"owner": item.owner_in_words},
    )
    return item


@transaction.atomic
def write_signpost(version: DocumentVersion, *, signpost: str, seen: str, by: User) -> DocumentVersion:
    """Say where to look in a file. `seen` is what the page showed; refuses once when somebody changed that since."""
    version = locked(version)
    signpost = " ".join(signpost.split())
    if version.signpost not in {seen, signpost}:
        raise ActionRefused(f"It was changed to “{version.signpost}” while you were here. To replace that, save again.")
    item = version.request
    text_check.must_be_clean(item.challenge, {"signpost": signpost}, audience=Audience.COUNCIL)
    was, version.signpost = version.signpost, signpost
    check_clean(version)
    version.save()
    audit.record(
        "document.signposted",
        f"said where to look in “{version}”" if signpost else f"no longer says where to look in “{version}”",
        by=by,
        challenge=item.challenge,
        target=version,  # whose words go with it
        audience=item.audience_in_history,
        was={"signpost": was},
        becomes={"signpost": signpost},
    )
    return version


@transaction.atomic
def let_go_of_items(membership: Membership, *, by: User) -> None:
    """Who no longer takes part for the council sees to nothing any more: their items are the organiser's again."""
    if membership.ended_at is None or membership.role not in OWNING_ROLES:
        return
    challenge, person = membership.challenge, membership.user
    if challenge.memberships.holding(*OWNING_ROLES).filter(user=person).exists():
        return
    items = list(DocumentRequest.objects.filter(challenge=challenge, owned_by=person).order_by("position"))
    if not items:
        return
    DocumentRequest.objects.filter(pk__in=[item.pk for item in items]).update(owned_by=None)
    audit.record(
        "document.let_go",
        f"gave {len(items)} item{'' if len(items) == 1 else 's'} of {person} back to the organiser",
        by=by,
        challenge=challenge,
        target=challenge,
        audience=Audience.LGA,
        was={"items": [item.code for item in items]},
    )
