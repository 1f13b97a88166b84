"""What is left to do in preparation, and what other stages may ask about the team and the documents."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone

from challenges.lifecycle import Stage, ToDo
from challenges.models import Challenge, Role, User
from challenges.moments import working_days_from
from challenges.next_actions import what_is_missing
from challenges.queries import milestone_date, people
from preparation.models import DocumentRequest, DocumentVersion, Reading, TeamPlace

Importance = DocumentRequest.Importance
State = DocumentRequest.State
# An invitation that nobody answered is no longer asked about once the report is written.
AFTER_PREPARATION = {Stage.CASE_REVIEW, Stage.ON_SITE, Stage.FEEDBACK}
ANSWER_WITHIN = 5  # working days at least, however late an invitation goes out

# The team


def team_places(challenge: Challenge) -> QuerySet[TeamPlace]:
    """The places of those who are in the team: the lead peer first, observers last."""
    return TeamPlace.objects.filter(challenge=challenge).in_team().select_related("user").lead_first()


def team(challenge: Challenge) -> QuerySet[User]:
    """The people who accepted a place in the team, in the same order."""
    theirs = team_places(challenge).filter(user=OuterRef("pk"))
    placed = User.objects.filter(Exists(theirs))
    # The order of places: the rank of the role, then who was invited first.
    roles = [Role.LEAD_PEER, Role.PEER, Role.OBSERVER]
    of_role = [Exists(theirs.filter(role=role)).desc() for role in roles]
    return placed.order_by(*of_role, Subquery(theirs.values("pk")[:1]))


@dataclass(frozen=True)
class RoleNeed:
    """What the programme asks for in one role of the team, and what stands."""

    role: Role
    wanted: list[str]  # a line for each kind of place
    least: int
    most: int
    accepted: int
    invited: int

    @property
    def short(self) -> int:
        return max(0, self.least - self.accepted)

    @property
    def to_invite(self) -> int:
        return max(0, self.short - self.invited)

    @property
    def sentence(self) -> str:
        """What is short, or nothing."""
        if not self.short:
            return ""
        who = self.role.label.lower() + ("" if self.short == 1 else "s")
        waiting = f" {self.invited} invited." if self.invited else ""
        return f"The team is {self.short} {who} short.{waiting}"

    @property
    def is_full(self) -> bool:
        return self.accepted + self.invited >= self.most


def team_needs(challenge: Challenge) -> list[RoleNeed]:
    """The programme's team shape against the places taken, a row for each role it names."""
    places = TeamPlace.objects.filter(challenge=challenge)
    accepted = list(places.in_team().order_by().values_list("role", flat=True))
    invited = list(places.open().order_by().values_list("role", flat=True))
    needs = []
    for role in [Role.LEAD_PEER, Role.PEER, Role.OBSERVER]:
        specs = [spec for spec in challenge.programme.plan.team if spec.role == role]
        if specs:
            needs.append(
                RoleNeed(
                    role=role,
                    wanted=[f"{_from_to(spec.least, spec.most)} – {spec.label}" for spec in specs],
                    least=sum(spec.least for spec in specs),
                    most=sum(spec.most for spec in specs),
                    accepted=accepted.count(role),
                    invited=invited.count(role),
                )
            )
    return needs


def past_places(challenge: Challenge) -> QuerySet[TeamPlace]:
    """Places that came to nothing, or that someone has left."""
    places = TeamPlace.objects.filter(challenge=challenge)
    answered = places.exclude(state=TeamPlace.State.INVITED)
    return answered.exclude(pk__in=places.in_team().values("pk")).select_related("user").order_by("-pk")


def days_expected(place: TeamPlace) -> list[tuple[str, str]]:
    """The days a place takes: those the programme gives for a place so called, else for every kind in its role."""
    specs = [spec for spec in place.challenge.programme.plan.team if spec.role == place.role]
    same = [spec for spec in specs if spec.label.partition(":")[0].casefold() == place.place.casefold()]
    return [(spec.label, spec.days or "By agreement") for spec in same or specs]


def _from_to(least: int, most: int) -> str:
    if least == most:
        return str(most)
    return f"{least} to {most}" if least else f"up to {most}"


# The documents


@dataclass(frozen=True)
class DocumentCounts:
    """How far the document list is."""

    total: int
    are_in: int
    not_held: int

    @property
    def to_come(self) -> int:
        return self.total - self.are_in - self.not_held

    @property
    def after_the_first(self) -> str:
        """What follows “9 of 29”."""
        return f"in, {self.not_held} not held, {self.to_come} to come"


def counts_of(items: list[DocumentRequest]) -> DocumentCounts:
    """Counts what a reader's list shows."""
    return DocumentCounts(
        total=len(items),
        are_in=sum(item.state == State.IN for item in items),
        not_held=sum(item.state == State.NOT_HELD for item in items),
    )


def document_list(challenge: Challenge, reader: User) -> QuerySet[DocumentRequest]:
    """The items this person may read, with their files counted and whether they have read them."""
    items = DocumentRequest.objects.readable_by(reader, challenge)
    return items.with_file_count().with_reading_of(reader).order_by("position")


def by_importance(items: list[DocumentRequest]) -> list[tuple[str, list[DocumentRequest]]]:
    """The items in groups, the must-read ones first; groups without items are left out."""
    groups = [(label, [item for item in items if item.importance == value]) for value, label in Importance.choices]
    return [(label, group) for label, group in groups if group]


def next_to_come(item: DocumentRequest) -> DocumentRequest | None:
    """The item the council is asked for next, apart from this one."""
    wanted = DocumentRequest.objects.filter(challenge=item.challenge_id, state=State.WANTED)
    return wanted.exclude(pk=item.pk).order_by("due_on", "position").first()


def next_to_read(item: DocumentRequest, reader: User) -> DocumentRequest | None:
    """The item this person has to read next, apart from this one; the must-read ones first."""
    items = DocumentRequest.objects.with_reading_of(reader).filter(challenge=item.challenge_id, state=State.IN)
    unread = items.filter(is_read=False).exclude(pk=item.pk).order_by("position")
    return unread.filter(importance=Importance.MUST_READ).first() or unread.first()


@dataclass(frozen=True)
class FileOfItem:
    """A file as its newest version, with the older ones, newest first."""

    newest: DocumentVersion
    older: list[DocumentVersion]


def files_of(item: DocumentRequest) -> list[FileOfItem]:
    """The files of one item by name, in one query."""
    versions = DocumentVersion.objects.filter(request=item).select_related("file__stored_by")
    by_name: dict[str, list[DocumentVersion]] = {}
    for version in versions.order_by("same_name", "-number"):
        by_name.setdefault(version.same_name, []).append(version)
    return [FileOfItem(newest=same[0], older=same[1:]) for same in by_name.values()]


def documents_in(challenge: Challenge) -> QuerySet[DocumentRequest]:
    """The items the council has given files for."""
    return DocumentRequest.objects.filter(challenge=challenge, state=State.IN).order_by("position")


def documents_read(challenge: Challenge) -> int:
    """How many items at least one of the team has read."""
    read = Reading.objects.filter(request=OuterRef("pk"))
    return DocumentRequest.objects.filter(Exists(read), challenge=challenge).count()


def readers_of(item: DocumentRequest) -> list[User]:
    """Who has read what stands under an item now, by name."""
    if not item.answered_at:
        return []
    current = Reading.objects.filter(request=item, read_at__gte=item.answered_at)
    return [reading.reader for reading in current.select_related("reader").order_by("reader__name", "pk")]


# What is left to do


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
    todos = [
        ToDo(
            _invite_sentence(need),
            "preparation:team",
            Role.CHALLENGE_MANAGER,
            url=f"{invite}?role={need.role}",
            due_on=team_by,
        )
        for need in team_needs(challenge)
        if need.to_invite
    ]
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
    return [
        ToDo(
            f"Upload item {item.code}, {in_a_sentence(item.title)}",
            "preparation:document_list",
            Role.ORGANISER,
            url=reverse("preparation:document", args=[challenge.slug, item.pk]),
            due_on=item.due_on,
        )
        for item in items
        if item.importance == Importance.MUST_READ and item.state == State.WANTED
    ]


def in_a_sentence(title: str) -> str:
    """A title after a comma: “latest self-evaluation”, but “ChAT analysis” and “Early Help Strategy” as they are."""
    return title[:1].lower() + title[1:] if title[1:] == title[1:].lower() else title


def _others_left(challenge: Challenge, items: list[DocumentRequest]) -> list[ToDo]:
    others = [item for item in items if item.importance != Importance.MUST_READ and item.state == State.WANTED]
    if not others:
        return []
    how_many = "1 further item" if len(others) == 1 else f"{len(others)} further items"
    return [
        ToDo(
            f"Answer {how_many} of the document list",
            "preparation:document_list",
            Role.ORGANISER,
            url=reverse("preparation:document_list", args=[challenge.slug]) + "?show=to_come",
            due_on=min(item.due_on for item in others),
            gates=False,
        )
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
            url=reverse("preparation:document_list", args=[challenge.slug]) + "?show=to_read",
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
