"""What may be done with the team and the council's documents."""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max

from challenges import audit, uploads
from challenges.action_tools import ActionRefused, check_clean, check_move, locked, save_edit
from challenges.actions import end_membership, know_person, store_file
from challenges.lifecycle import Stage
from challenges.models import COUNCIL_ROLES, Audience, Challenge, Membership, Role, User
from challenges.moments import now, today, working_days_from
from preparation import ground_rules, notifications
from preparation.models import DocumentRequest, DocumentVersion, Reading, TeamPlace
from preparation.queries import team_needs
from scoping.queries import chosen_themes

TEAM_PLACE_ROLES = {Role.LEAD_PEER, Role.PEER, Role.OBSERVER}


# Entering the stage


@transaction.atomic
def lay_out_documents(challenge: Challenge, *, by: User) -> list[DocumentRequest]:
    """Ask for what the programme lists: always, or because of a theme that was chosen. Due in working days."""
    if challenge.document_requests.exists():
        return []
    chosen = set(chosen_themes(challenge).values_list("code", flat=True))
    specs = [each for each in challenge.programme.plan.documents if not each.themes or chosen & set(each.themes)]
    items = DocumentRequest.objects.bulk_create(
        DocumentRequest(
            challenge=challenge,
            code=spec.code,
            title=spec.title,
            why=spec.why,
            importance=spec.importance,
            due_on=working_days_from(challenge.starts_on, spec.working_days),
            position=position,
        )
        for position, spec in enumerate(specs)
    )
    audit.record(
        "documents.asked_for",
        f"opened the document list with {len(items)} items",
        by=by,
        challenge=challenge,
        target=challenge,
        audience=Audience.COUNCIL,
    )
    return items


# The team


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
    _check_may_join(challenge, user)
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
    audit.record(
        "place.offered",
        f"invited {user} into the peer team: {offered.full_place}",
        by=by,
        challenge=challenge,
        target=offered,
        audience=Audience.LGA,
    )
    notifications.invite(offered, challenge=challenge, by=by)
    return offered


def _check_may_join(challenge: Challenge, user: User) -> None:
    held = challenge.memberships.current().filter(user=user)
    if own := held.filter(role__in=COUNCIL_ROLES | {Role.CONTRIBUTOR}).first():
        raise ActionRefused(
            f"{user} is {own.get_role_display().lower()} of this challenge. "
            "Nobody joins the peer team of their own council."
        )
    if held.filter(role__in=TEAM_PLACE_ROLES).exists():
        raise ActionRefused(f"{user} is in the peer team already.")


@transaction.atomic
def accept_invitation(place: TeamPlace, *, declaration: str, by: User) -> TeamPlace:
    """Join the team, having accepted the ground rules as they stand. From here on the person is in the challenge."""
    place = _to_answer(place, TeamPlace.State.ACCEPTED, by=by)
    place.declaration = declaration.strip()
    place.ground_rules_version = ground_rules.VERSION
    check_clean(place)
    place.save()
    membership = Membership(
        challenge=place.challenge, user=by, role=place.role, added_at=now(), added_by=place.invited_by
    )
    check_clean(membership)
    membership.save()
    by.__dict__.pop("roles_by_challenge", None)
    audit.record(
        "place.accepted",
        f"joined the peer team ({place.full_place}), accepted the ground rules and declared interests",
        by=by,
        challenge=place.challenge,
        target=place,
        audience=Audience.COUNCIL,
        becomes={"ground_rules_version": ground_rules.VERSION},
    )
    return place


@transaction.atomic
def decline_invitation(place: TeamPlace, *, reason: str, by: User) -> TeamPlace:
    """Say no to a place. The reason is for the LGA."""
    place = _to_answer(place, TeamPlace.State.DECLINED, by=by)
    place.decline_reason = reason.strip()
    check_clean(place)
    place.save()
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


def _to_answer(place: TeamPlace, becomes: TeamPlace.State, *, by: User) -> TeamPlace:
    place = locked(place)
    if place.user_id != by.pk:
        raise ActionRefused("Only the person invited can answer.")
    if place.challenge.stage not in {Stage.PREPARATION, Stage.CASE_REVIEW, Stage.ON_SITE}:
        raise ActionRefused("This challenge no longer takes people into its team. Ask the challenge manager.")
    check_move(TeamPlace.MOVES, TeamPlace.State(place.state), becomes)
    place.state, place.answered_at = becomes, now()
    return place


@transaction.atomic
def withdraw_place(place: TeamPlace, *, by: User) -> TeamPlace:
    """Take back an invitation, or end the place of someone in the team; what they did stays."""
    place = locked(place)
    check_move(TeamPlace.MOVES, TeamPlace.State(place.state), TeamPlace.State.WITHDRAWN)
    was, place.state = place.state, TeamPlace.State.WITHDRAWN
    place.save(update_fields=["state"])
    for membership in place.challenge.memberships.current().filter(user=place.user, role=place.role):
        end_membership(membership, by=by)
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


# The documents


@dataclass(frozen=True)
class Uploaded:
    """What became of the files sent together."""

    kept: list[str]
    refusals: list[str]


@transaction.atomic
def upload_documents(item: DocumentRequest, files: Iterable[UploadedFile], *, by: User, note: str = "") -> Uploaded:
    """Keep each good file under an item, whatever the others are like; a file of the same name is a new version.

    The note is added to the one that stands, once, when something was kept or nothing was sent.
    """
    item = locked(item)
    files = list(files)
    kept, new, refusals = [], [], []
    for file in files:
        try:
            with transaction.atomic():
                name, is_new = _keep(item, file, by=by)
        except ActionRefused as refusal:
            refusals.append(str(refusal))
        else:
            kept.append(name)
            new += [name] if is_new else []
    done = []
    if new:
        item.state, item.not_held_because = DocumentRequest.State.IN, ""
        item.answered_at, item.answered_by = now(), by
        done.append(f"put {', '.join(f'“{name}”' for name in new)} under item {item}")
    if (kept or not files) and _add_to_note(item, note.strip(), by=by):
        done.append("added to its note" if done else f"added to the note of item {item}")
    if done:
        check_clean(item)
        item.save()
        audit.record(
            "document.uploaded" if new else "document.note_written",
            " and ".join(done),
            by=by,
            challenge=item.challenge,
            target=item,
            audience=_audience(item),
        )
    return Uploaded(kept, refusals)


def _keep(item: DocumentRequest, file: UploadedFile, *, by: User) -> tuple[str, bool]:
    """Store one file under a locked item; its name, and whether it is new: the same bytes again are no new version."""
    name, _media_type, sha256 = uploads.checked(file)
    same_name = unicodedata.normalize("NFC", name).casefold()[:200]
    standing = item.versions.filter(same_name=same_name)
    if standing.filter(is_newest=True, file__sha256=sha256).exists():
        return name, False
    stored = store_file(item.challenge, file, by=by)
    standing.update(is_newest=False)
    last = standing.aggregate(last=Max("number"))["last"] or 0
    DocumentVersion.objects.create(request=item, file=stored, same_name=same_name, number=last + 1)
    return name, True


def _add_to_note(item: DocumentRequest, note: str, *, by: User) -> bool:
    """Files sent one by one each bring the note along: it is added once."""
    if not note or note in item.note:
        return False
    item.note = f"{item.note}\n\n{note}" if item.note else note
    item.version += 1
    item.changed_at, item.changed_by = now(), by
    return True


def _audience(item: DocumentRequest) -> Audience:
    """Observers are of the team, and do not learn of restricted items."""
    return Audience.LGA if item.importance == DocumentRequest.Importance.RESTRICTED else Audience.COUNCIL


@transaction.atomic
def write_note(item: DocumentRequest, *, note: str, version: int, by: User) -> DocumentRequest:
    """Change the whole note for the peer team."""
    item, was, becomes = save_edit(item, by=by, version=version, changes={"note": note.strip()})
    audit.record(
        "document.note_written",
        f"wrote the note of item {item}",
        by=by,
        challenge=item.challenge,
        target=item,
        audience=_audience(item),
        was=was,
        becomes=becomes,
    )
    return item


@transaction.atomic
def mark_not_held(item: DocumentRequest, *, reason: str, by: User) -> DocumentRequest:
    """Say that the council does not hold this, and why."""
    item = locked(item)
    if item.state == DocumentRequest.State.NOT_HELD:
        raise ActionRefused("This is marked as not held already.")
    if item.state == DocumentRequest.State.IN:
        raise ActionRefused("There are files under this item, so the council holds it.")
    item.state, item.not_held_because = DocumentRequest.State.NOT_HELD, reason.strip()
    item.answered_at, item.answered_by = now(), by
    check_clean(item)
    item.save()
    audit.record(
        "document.marked_not_held",
        f"marked item {item} as not held",
        by=by,
        challenge=item.challenge,
        target=item,
        audience=_audience(item),
        reason=item.not_held_because,
    )
    return item


@transaction.atomic
def want_again(item: DocumentRequest, *, by: User) -> DocumentRequest:
    """Take back that the council does not hold this."""
    item = locked(item)
    if item.state != DocumentRequest.State.NOT_HELD:
        raise ActionRefused("This is not marked as not held.")
    was, item.not_held_because = item.not_held_because, ""
    item.state, item.answered_at, item.answered_by = DocumentRequest.State.WANTED, None, None
    item.save()
    audit.record(
        "document.wanted_again",
        f"took back that item {item} is not held",
        by=by,
        challenge=item.challenge,
        target=item,
        audience=_audience(item),
        was={"not_held_because": was},
    )
    return item


@transaction.atomic
def add_document(
    challenge: Challenge, *, title: str, why: str, importance: str, due_on: datetime.date, by: User
) -> DocumentRequest:
    """Ask the council for something the programme does not list."""
    challenge = locked(challenge)
    items = challenge.document_requests.all()
    must_read = DocumentRequest.Importance.MUST_READ
    most = challenge.programme.plan.limits.must_read
    if importance == must_read and items.filter(importance=must_read).count() >= most:
        raise ActionRefused(f"The list has {most} must-read items, which is the most. Ask for this one for reference.")
    if not today() <= due_on <= challenge.ends_on:
        raise ActionRefused("The due date must be from today on, and no later than the last on-site day.")
    numbers = [int(code) for code in items.values_list("code", flat=True) if code.isdecimal()]
    item = DocumentRequest(
        challenge=challenge,
        code=str(max(numbers, default=0) + 1),
        title=title,
        why=why,
        importance=importance,
        due_on=due_on,
        position=(items.aggregate(last=Max("position"))["last"] or 0) + 1,
    )
    check_clean(item)
    item.save()
    audit.record(
        "document.asked_for",
        f"asked the council for item {item}",
        by=by,
        challenge=challenge,
        target=item,
        audience=_audience(item),
    )
    return item


@transaction.atomic
def mark_read(item: DocumentRequest, *, by: User) -> Reading:
    """Say that one has read what stands under an item now."""
    item = locked(item)
    if item.state != DocumentRequest.State.IN:
        raise ActionRefused("There is nothing to read under this item yet.")
    reading, _new = Reading.objects.update_or_create(request=item, reader=by, defaults={"read_at": now()})
    audit.record(
        "document.read",
        f"marked item {item} as read",
        by=by,
        challenge=item.challenge,
        target=item,
        audience=Audience.LGA,
    )
    return reading


@transaction.atomic
def mark_unread(item: DocumentRequest, *, by: User) -> None:
    """Put an item back among what one still has to read."""
    item = locked(item)
    Reading.objects.filter(request=item, reader=by).delete()
    audit.record(
        "document.marked_unread",
        f"marked item {item} as not read",
        by=by,
        challenge=item.challenge,
        target=item,
        audience=Audience.LGA,
    )
