"""Conversations with workers and managers: what is offered, who takes what, what is missing, how many there were."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse

from casereview.clashes import clashes
from casereview.models import (
    CASE_ROLES,
    Case,
    CaseConflict,
    Conversation,
    ConversationNote,
    Sample,
    SampledChild,
)
from casereview.queries.counted import without_small
from casereview.queries.sampled import cases, number_of_cases
from challenges.calendars import Entry
from challenges.lifecycle import ToDo
from challenges.models import Challenge, Membership, Role, User
from challenges.moments import now

if TYPE_CHECKING:
    from challenges.programme_files.specs import ConversationQuestionSpec

With = Conversation.With
# Who may take a time for any case, and give one to somebody who reads it.
GIVES = frozenset({Role.LEAD_PEER, Role.CHALLENGE_MANAGER, Role.PROGRAMME_MANAGER})


def has_conversations(challenge: Challenge) -> bool:
    """Whether the programme has questions for the worker and the manager of a case."""
    return bool(challenge.programme.plan.case_review.conversation)


def questions(challenge: Challenge, who: str) -> list[ConversationQuestionSpec]:
    """What the programme proposes to ask the worker, or the manager."""
    return [each for each in challenge.programme.plan.case_review.conversation if each.asked in {who, "both"}]


def conversations(challenge: Challenge) -> QuerySet[Conversation]:
    """Every time that is offered, with its case, who took it, and when its note was begun and finished; no word of it."""
    rows = Conversation.objects.filter(challenge=challenge).select_related("case", "taken_by")
    return rows.annotate(begun_at=F("note__written_at"), noted_at=F("note__finished_at"))


def gives_any(user: User, challenge: Challenge) -> bool:
    """Whether this person may take a time for any case, and give times to others."""
    return bool(GIVES & user.roles_in(challenge))


def may_take(user: User, case: Case, challenge: Challenge) -> bool:
    """Who reads a case, and whoever leads the team, take times for it: never somebody who must not read it."""
    if CaseConflict.objects.filter(case=case, person=user).exists():
        return False
    return user.pk in {case.reviewer_id, case.second_reader_id} or gives_any(user, challenge)


def takers(case: Case, challenge: Challenge) -> list[User]:
    """To whom a time for this case can be given: its readers who are in the team, and the lead peer."""
    held = Membership.objects.holding(*CASE_ROLES).filter(challenge=challenge)
    who = Q(pk__in=held.filter(role=Role.LEAD_PEER).values("user"))
    who |= Q(pk__in=[case.reviewer_id or 0, case.second_reader_id or 0]) & Q(pk__in=held.values("user"))
    barred = CaseConflict.objects.filter(case=case).values("person")
    return list(User.objects.filter(who).exclude(pk__in=barred).order_by("name", "pk"))


@dataclass(frozen=True)
class Time:
    """One time as a page shows it."""

    conversation: Conversation
    clashes: list[str]
    is_past: bool
    may_take: bool = False
    is_mine: bool = False
    may_give_back: bool = False

    @property
    def state(self) -> str:
        """free, taken, begun (its note is being written) or noted."""
        if not self.conversation.taken_by_id:
            return "free"
        if self.conversation.noted_at:  # type: ignore[attr-defined]  # of conversations()
            return "noted"
        return "begun" if self.conversation.begun_at else "taken"  # type: ignore[attr-defined]


def _shown(challenge: Challenge, every: Sequence[Conversation], user: User | None = None) -> dict[int, list[Time]]:
    """The times by case, as this person may take them; without a person, as the organiser sees them."""
    moment = now()
    against = clashes([each for each in every if each.starts_at > moment], first_day=challenge.starts_on)
    takes = user is not None and user.has_perm("casereview.take_conversations", challenge)
    gives = takes and user is not None and gives_any(user, challenge)
    barred: set[int] = set()
    if takes and any(not each.taken_by_id for each in every):
        barred = set(CaseConflict.objects.filter(case__challenge=challenge, person=user).values_list("case", flat=True))
    shown: dict[int, list[Time]] = {}
    for each in every:
        mine = user is not None and each.taken_by_id == user.pk
        reads = user is not None and user.pk in {each.case.reviewer_id, each.case.second_reader_id}
        time = Time(
            conversation=each,
            clashes=against.get(each.pk, []),
            is_past=each.starts_at <= moment,
            may_take=takes and not each.taken_by_id and (reads or gives) and each.case_id not in barred,
            is_mine=mine,
            may_give_back=takes and bool(each.taken_by_id) and (mine or gives) and not each.begun_at,  # type: ignore[attr-defined]
        )
        shown.setdefault(each.case_id, []).append(time)
    return shown


def times_of_case(case: Case, challenge: Challenge, *, reader: User) -> list[Time]:
    """The times for one case as this person sees them. The clashes look at all times of the challenge."""
    return _shown(challenge, list(conversations(challenge)), reader).get(case.pk, [])


def time_of(conversation: Conversation, challenge: Challenge, *, reader: User) -> Time:
    """One time, of conversations(), as this person sees it."""
    shown = _shown(challenge, list(conversations(challenge)), reader)[conversation.case_id]
    return next(each for each in shown if each.conversation.pk == conversation.pk)


@dataclass(frozen=True)
class CaseTimes:
    """A case with the times for it."""

    case: Case
    times: list[Time]

    @property
    def missing(self) -> list[str]:
        """With whom nobody has been offered a time."""
        offered = {each.conversation.who for each in self.times}
        return [who.label.lower() for who in With if who.value not in offered]

    @property
    def waits(self) -> bool:
        """A time is offered with somebody with whom no conversation is taken."""
        return bool(waiting([each.conversation for each in self.times]))


def waiting(times: Iterable[Conversation]) -> set[str]:
    """With whom a time is free and none is taken, of the times for one case."""
    times = list(times)
    return {each.who for each in times if not each.taken_by_id} - {each.who for each in times if each.taken_by_id}


def times_by_case(challenge: Challenge, *, reader: User) -> list[CaseTimes]:
    """Every case with its times as this person sees them; their own first."""
    shown = _shown(challenge, list(conversations(challenge)), reader)
    every = [CaseTimes(case, shown.get(case.pk, [])) for case in cases(challenge)]
    return sorted(every, key=lambda each: reader.pk not in {each.case.reviewer_id, each.case.second_reader_id})


@dataclass(frozen=True)
class ToArrange:
    """A case as the organiser arranges it: its code, what the lists say of it, and the times that were offered."""

    case: Case
    sampled: SampledChild | None
    times: CaseTimes

    @property
    def to_validate(self) -> bool:
        return self.case.to_validate or bool(self.sampled and self.sampled.to_validate)


@dataclass(frozen=True)
class PartToArrange:
    name: str
    cases: list[ToArrange] = field(default_factory=list)

    @property
    def from_lists(self) -> bool:
        return any(each.sampled for each in self.cases)


@dataclass(frozen=True)
class Arrangements:
    """What there is to arrange: by part of the sample, with what stands against times that are to come."""

    sample: Sample | None
    parts: list[PartToArrange]

    @property
    def times(self) -> list[Time]:
        return [time for part in self.parts for each in part.cases for time in each.times.times]

    @property
    def to_look_at(self) -> list[Time]:
        return sorted((each for each in self.times if each.clashes), key=lambda each: each.conversation.starts_at)

    @property
    def without_times(self) -> int:
        return sum(bool(each.times.missing) for part in self.parts for each in part.cases)

    @property
    def taken(self) -> int:
        return sum(each.state != "free" for each in self.times)


def arrangements(challenge: Challenge) -> Arrangements:
    """The cases the organiser arranges, drawn from the lists or added by hand, and the times for conversations. Three queries."""
    every = list(cases(challenge).select_related(None))
    drawn = SampledChild.objects.filter(case__challenge=challenge).select_related("in_place_of", "sample")
    sampled = {each.case_id: each for each in drawn}
    shown = _shown(challenge, list(conversations(challenge)))
    parts: dict[str, PartToArrange] = {}
    for case in every:
        part = parts.setdefault(case.stratum, PartToArrange(case.stratum))
        part.cases.append(ToArrange(case, sampled.get(case.pk), CaseTimes(case, shown.get(case.pk, []))))
    sample = next((each.sample for each in sampled.values()), None)
    return Arrangements(sample, list(parts.values()))


def note_of(conversation: Conversation, *, reader: User) -> ConversationNote | None:
    """What was noted of a conversation, when this person may read it."""
    seen = ConversationNote.objects.visible_to(reader).filter(conversation=conversation)
    return seen.select_related("written_by").prefetch_related("answers").first()


@dataclass(frozen=True)
class Answer:
    question: str
    text: str


def answers_of(note: ConversationNote, challenge: Challenge, who: str) -> list[Answer]:
    """What a note says, question by question in the order of the programme; what nobody answered is left out."""
    said = {each.question: each.text for each in note.answers.all()}
    asked = [(each.code, each.text) for each in questions(challenge, who)]
    asked += [(code, code) for code in said if code not in dict(asked)]  # of a programme that has changed
    return [Answer(words, said[code]) for code, words in asked if code in said]


def conversations_left(challenge: Challenge, every: Sequence[Case], team: Sequence[User]) -> list[ToDo]:
    """What is missing for conversations; nothing of it holds the stage up, and it depends on rows alone."""
    if not every or not has_conversations(challenge):
        return []
    times: dict[int, list[Conversation]] = {}
    for each in conversations(challenge):
        times.setdefault(each.case_id, []).append(each)
    todos = []
    both = set(With.values)
    without = [case for case in every if {each.who for each in times.get(case.pk, [])} != both]
    if without:
        sentence = f"Offer times for conversations about {number_of_cases(len(without))}"
        todos.append(ToDo(sentence, "casereview:arrangements", Role.ORGANISER, gates=False))
    for person in team:
        own = [case for case in every if case.reviewer_id == person.pk and waiting(times.get(case.pk, []))]
        todos += _to_take(challenge, own, person)
        held = [each for rows in times.values() for each in rows if each.taken_by_id == person.pk and not each.noted_at]  # type: ignore[attr-defined]
        todos += _to_note(challenge, held, person)
    return todos


PAGE = "casereview:conversation_list"


def _to_take(challenge: Challenge, own: Sequence[Case], person: User) -> list[ToDo]:
    if not own:
        return []
    sentence, url = f"Take times for conversations about {number_of_cases(len(own))}", ""
    if len(own) == 1:
        sentence = f"Take a time for a conversation about case {own[0]}"
        url = reverse("casereview:case", args=[challenge.slug, own[0].pk]) + "#conversations"
    return [ToDo(sentence, PAGE, Role.PEER, url=url, person_id=person.pk, gates=False)]


def _to_note(challenge: Challenge, held: Sequence[Conversation], person: User) -> list[ToDo]:
    if not held:
        return []
    first = min(held, key=lambda each: each.starts_at)
    sentence, url = f"Hold {len(held)} conversations about cases and note what was said", ""
    if len(held) == 1:
        sentence = f"Hold a conversation about case {first.case} and note what was said"
        url = reverse("casereview:conversation", args=[challenge.slug, first.pk])
    due_on = first.starts.date()
    return [ToDo(sentence, PAGE, Role.PEER, url=url, person_id=person.pk, due_on=due_on, gates=False)]


@dataclass(frozen=True)
class ConversationCounts:
    """How many conversations with workers, or with managers, were offered and taken, and of how many the note is finished."""

    who: str
    offered: int | str
    taken: int | str
    noted: int | str


def conversation_counts(
    challenge: Challenge, *, for_council: bool = False, until: datetime.datetime | None = None
) -> list[ConversationCounts]:
    """Conversations with workers, then with managers. Small numbers are left out where the council reads them.

    A conversation counts as held once its note is finished. `until` leaves out what came later, as in `tag_counts`.
    """
    rows = Conversation.objects.filter(challenge=challenge).order_by().values_list("who")
    taken, noted = Q(taken_at__isnull=False), Q(note__finished_at__isnull=False)
    if until:
        rows = rows.filter(offered_at__lte=until)
        taken, noted = Q(taken_at__lte=until), Q(note__finished_at__lte=until)
    counted = rows.annotate(offered=Count("pk"), taken=Count("pk", filter=taken), noted=Count("pk", filter=noted))
    found = {who: numbers for who, *numbers in counted}
    columns: list[list[int | str]] = []
    for column in range(3):
        counts = [found.get(who, (0, 0, 0))[column] for who in With.values]
        columns.append(without_small(counts) if for_council else [*counts])
    return [ConversationCounts(who, *numbers) for who, *numbers in zip(With.values, *columns, strict=True)]


def calendar_entries(user: User, challenges: list[Challenge]) -> list[Entry]:
    """The conversations that are taken, for who took them and for the organiser. No code, no name, nothing typed."""
    arranged = [each for each in challenges if user.has_perm("casereview.arrange_cases", each)]
    read = [each for each in challenges if user.has_perm("casereview.view_cases", each)]
    if not arranged and not read:
        return []
    by_key = {each.pk: each for each in challenges}
    mine = Q(challenge__in=arranged) | Q(challenge__in=read, taken_by=user)
    rows = Conversation.objects.filter(mine, taken_by__isnull=False).order_by("starts_at", "pk")
    return [entry_of(each, by_key[each.challenge_id], for_organiser=each.taken_by_id != user.pk) for each in rows]


def entry_of(
    conversation: Conversation, challenge: Challenge, *, for_organiser: bool = False, with_where: bool = False
) -> Entry:
    """One conversation as a calendar takes it; where it is stands only in the file that is taken from its own page."""
    if for_organiser:
        page = reverse("casereview:arrangements", args=[challenge.slug])
    else:
        page = reverse("casereview:conversation", args=[challenge.slug, conversation.pk])
    return Entry(
        uid=f"conversation-{conversation.pk}",
        plain=f"{challenge.council}: conversation with {'a worker' if conversation.who == With.WORKER else 'a manager'}",
        starts=conversation.starts_at,
        ends=conversation.ends_at,
        where=conversation.where if with_where else "",
        page=page,
        sequence=conversation.version - 1,
    )
