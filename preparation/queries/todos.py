"""What is left to do in preparation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from challenges.lifecycle import Stage, ToDo
from challenges.models import Challenge, Role, User
from challenges.moments import working_days_from
from challenges.next_actions import what_is_missing
from challenges.queries import milestone_date, people
from preparation.models import AskedOf, DocumentRequest, Reading, TeamPlace, UnsortedFile
from preparation.queries.candidates import calls_up
from preparation.queries.places import RoleNeed, team_needs

Importance = DocumentRequest.Importance
State = DocumentRequest.State
# An invitation that nobody answered is no longer asked about once the report is written.
AFTER_PREPARATION = {Stage.CASE_REVIEW, Stage.ON_SITE, Stage.FEEDBACK}
UPLOADING = {Stage.PREPARATION, Stage.CASE_REVIEW, Stage.ON_SITE}
ANSWER_WITHIN = 5  # working days at least, however late an invitation goes out


def left_to_do(challenge: Challenge) -> list[ToDo]:
    """Invitations, the must-read documents; then what the stage can end without."""
    items = list(DocumentRequest.objects.filter(challenge=challenge).order_by("position"))
    return [
        *_team_left(challenge),
        *_must_read_left(challenge, items),
        *_others_left(challenge, items),
        *_reading_left(challenge, items),
    ]


def missing_lines(challenge: Challenge) -> list[dict[str, str]]:
    """What preparation cannot end without, with whose turn it is (templates/_missing.html)."""
    missing = what_is_missing(challenge)
    names = dict(User.objects.filter(pk__in=[todo.person_id for todo in missing]).values_list("pk", "name"))
    return [
        {
            "sentence": todo.sentence,
            "url": todo.url,
            "whose": names.get(todo.person_id or 0) or Role(todo.role).label,
        }
        for todo in missing
    ]


def _team_left(challenge: Challenge) -> list[ToDo]:
    invite = reverse("preparation:place_invite", args=[challenge.slug])
    team_by = milestone_date(challenge, "team_accepted")
    reserves = calls_up(challenge)
    todos = []
    for need in team_needs(challenge):
        if need.to_invite:
            sentence, url = _invite_sentence(need), f"{invite}?role={need.role}"
            if reserve := reserves.get(need.role):
                sentence = f"Call up {reserve.user} from the reserves"
                url = reverse("preparation:candidate_invite", args=[challenge.slug, reserve.pk])
            todos.append(ToDo(sentence, "preparation:team", Role.CHALLENGE_MANAGER, url=url, due_on=team_by))
    return [*todos, *_invitations_to_answer(challenge)]


def invitations_left(challenge: Challenge) -> list[ToDo]:
    """Invitations that wait for an answer once preparation is over: a peer found late has theirs on the home page too."""
    return _invitations_to_answer(challenge) if challenge.stage in AFTER_PREPARATION else []


def _invitations_to_answer(challenge: Challenge) -> list[ToDo]:
    answers_by = milestone_date(challenge, "team_briefing")
    return [
        ToDo(
            f"Answer the invitation to the peer challenge of {challenge.council}",
            "preparation:team",
            place.role,
            url=reverse("invitations:invitation", args=[place.pk]),
            person_id=place.user_id,
            due_on=answers_by
            and max(answers_by, working_days_from(timezone.localdate(place.invited_at), ANSWER_WITHIN)),
            gates=place.role != Role.OBSERVER,  # the programme asks for no observer
        )
        for place in TeamPlace.objects.filter(challenge=challenge).open().lead_first()
    ]


def _invite_sentence(need: RoleNeed) -> str:
    role = need.role.label.lower()
    more = "more " if need.accepted or need.invited else ""
    if need.to_invite == 1:
        return f"Invite one more {role}" if more else f"Invite a {role}"
    return f"Invite {need.to_invite} {more}{role}s"


def _must_read_left(challenge: Challenge, items: list[DocumentRequest]) -> list[ToDo]:
    owner = owner_at_the_council(challenge, items)
    return [
        ToDo(
            f"Upload {'the rest of ' if item.rest_is_to_come else ''}item {item.code}, {in_a_sentence(item.title)}",
            "preparation:document_list",
            Role.ORGANISER,
            url=reverse("preparation:document", args=[challenge.slug, item.pk]),
            person_id=owner(item),
            due_on=item.next_due_on,
        )
        for item in items
        if item.importance == Importance.MUST_READ and item.is_to_come
    ]


def owner_at_the_council(
    challenge: Challenge, items: Iterable[DocumentRequest]
) -> Callable[[DocumentRequest], int | None]:
    """Asked for an item: the key of the organiser or sponsor who sees to it, None for nobody in particular.

    A contributor has it among what they are asked for; the organiser keeps an eye on it.
    """
    owned = any(item.owned_by_id for item in items)
    council = set(people(challenge, Role.ORGANISER, Role.SPONSOR).values_list("pk", flat=True)) if owned else set()
    return lambda item: item.owned_by_id if item.owned_by_id in council else None


def in_a_sentence(title: str) -> str:
    """A title after a comma: “latest self-evaluation”, but “ChAT analysis” and “Early Help Strategy” as they are."""
    return title[:1].lower() + title[1:] if title[1:] == title[1:].lower() else title


def _others_left(challenge: Challenge, items: list[DocumentRequest]) -> list[ToDo]:
    # What peers asked for besides the list has a line of its own (queries/pulls.py).
    others = [
        item for item in items if item.importance != Importance.MUST_READ and item.is_to_come and not item.is_pulled
    ]
    if not others:
        return []
    how_many = "1 further item" if len(others) == 1 else f"{len(others)} further items"
    return [
        ToDo(
            f"Answer {how_many} of the document list",
            "preparation:document_list",
            Role.ORGANISER,
            url=reverse("preparation:document_list", args=[challenge.slug]) + "?show=to_come",
            due_on=min(item.next_due_on for item in others),
            gates=False,
        )
    ]


def asked_left(challenge: Challenge) -> list[ToDo]:
    """What contributors are asked for and have not answered, while the council can still upload."""
    if challenge.stage not in UPLOADING:
        return []
    here = people(challenge, Role.CONTRIBUTOR).values("pk")
    asks = AskedOf.objects.filter(request__challenge=challenge, request__state=State.WANTED, contributor__in=here)
    return [
        ToDo(
            f"Answer item {ask.request.code}, {in_a_sentence(ask.request.title)}",
            "preparation:document_list",
            Role.CONTRIBUTOR,
            url=reverse("preparation:document", args=[challenge.slug, ask.request_id]),
            person_id=ask.contributor_id,
            due_on=ask.request.due_on,
            gates=False,
        )
        for ask in asks.select_related("request").order_by("request__position", "pk")
    ]


def unsorted_left(challenge: Challenge) -> list[ToDo]:
    """Files that were dropped and stand under no item yet: for whoever dropped them, while the council can upload."""
    if challenge.stage not in UPLOADING:
        return []
    waiting = UnsortedFile.objects.filter(challenge=challenge).values_list("file__stored_by")
    return [
        ToDo(
            f"Put {'1 file' if how_many == 1 else f'{how_many} files'} to {'its item' if how_many == 1 else 'their items'}",
            "preparation:document_list",
            Role.ORGANISER,
            url=reverse("preparation:document_sort", args=[challenge.slug]),
            person_id=person,
            gates=False,
        )
        for person, how_many in waiting.annotate(how_many=Count("pk")).order_by("file__stored_by")
    ]


def _reading_left(challenge: Challenge, items: list[DocumentRequest]) -> list[ToDo]:
    to_read = {
        item.pk: item.answered_at
        for item in items
        if item.importance == Importance.MUST_READ and item.state == State.IN and item.answered_at
    }
    readings = Reading.objects.filter(request__in=to_read).values_list("request", "reader", "read_at")
    read = Counter(reader for request, reader, read_at in readings if read_at >= to_read[request])
    return [
        ToDo(
            _read_sentence(len(to_read) - read[reader.pk]),
            "preparation:document_list",
            role,
            url=reverse("preparation:reading", args=[challenge.slug]),
            person_id=reader.pk,
            due_on=working_days_from(challenge.starts_on, -1),
            gates=False,
        )
        for role in (Role.LEAD_PEER, Role.PEER)
        for reader in people(challenge, role)
        if read[reader.pk] < len(to_read)
    ]


def _read_sentence(how_many: int) -> str:
    return "Read 1 must-read document" if how_many == 1 else f"Read {how_many} must-read documents"
