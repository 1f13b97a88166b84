"""Who would get which case, first and second readings, and why: evenly, by what they know, never what they must not read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from casereview import sharing
from casereview.models import Case, CaseConflict
from casereview.queries.sampled import cases
from challenges.models import Challenge, User
from preparation import queries as preparation


@dataclass(frozen=True)
class Lot:
    """The cases of one part of the sample that one reader would get."""

    stratum: str
    codes: list[str]
    known: bool = False  # the reader says in their profile that they know its theme

    @property
    def in_words(self) -> str:
        said = f"{', '.join(self.codes)} ({self.stratum.lower()})"
        return f"{said}: knows {self.stratum.lower()}" if self.known else said


@dataclass(frozen=True)
class Share:
    """The cases one reader would get."""

    reader: User
    has: int
    cases: list[Case] = field(default_factory=list)
    knows: frozenset[str] = frozenset()  # the parts of the sample whose themes they know

    @property
    def total(self) -> int:
        return self.has + len(self.cases)

    @property
    def lots(self) -> list[Lot]:
        by_part: dict[str, list[str]] = {}
        for case in self.cases:
            by_part.setdefault(case.stratum, []).append(case.code)
        return [Lot(stratum, codes, stratum in self.knows) for stratum, codes in by_part.items()]


@dataclass(frozen=True)
class SharedOut:
    """How cases would be shared out, and which of them nobody chosen may read."""

    shares: list[Share] = field(default_factory=list)
    for_nobody: list[Case] = field(default_factory=list)

    @property
    def number(self) -> int:
        return sum(len(share.cases) for share in self.shares)


def themes_known(challenge: Challenge, people: Sequence[User]) -> dict[str, set[int]]:
    """For each part of the sample, who of these people knows one of its themes, by the person's id."""
    plan = challenge.programme.plan
    called = {theme.code: theme.name for theme in plan.themes}
    skills = preparation.skills_of(people)
    return {
        stratum.name: {
            person.pk
            for person in people
            if skills.get(person.pk, set()) & {called[code] for code in stratum.themes if code in called}
        }
        for stratum in plan.case_review.strata
    }


def given_nothing(challenge: Challenge) -> set[int]:
    """Who gets no case any more: the challenge manager decided to replace them because of their interests."""
    return preparation.people_to_replace(challenge)


def shares(challenge: Challenge, people: Sequence[User]) -> SharedOut:
    """How the cases that nobody has yet would be shared out among these people."""
    every = list(cases(challenge))
    held = [(case.reviewer_id, case.stratum) for case in every]
    return _dealt(challenge, people, [case for case in every if case.reviewer_id is None], held, {})


def second_shares(challenge: Challenge, people: Sequence[User], *, how_many: int) -> SharedOut:
    """Who would read which case again, so that `how_many` cases in all are read twice: never their own first reader."""
    every = list(cases(challenge))
    held = [(case.second_reader_id, case.stratum) for case in every if case.second_reader_id]
    barred = _barred(challenge) if people else {}
    out = given_nothing(challenge) if people else set()
    may = {person.pk for person in people} - out
    # A case that nobody of these may read again is not picked while another can be.
    once = [case for case in every if case.reviewer_id and not case.second_reader_id]
    free = [case for case in once if may - barred.get(case.pk, set()) - {case.reviewer_id}]
    picked = set(
        sharing.pick(
            [(case.pk, case.stratum, case.reviewer_id) for case in free],
            how_many - len(held),
            Counter(stratum for _person, stratum in held),
        )
    )
    to_deal = [case for case in free if case.pk in picked]
    if len(picked) < min(how_many - len(held), len(once)):  # as many as were asked for there are not
        to_deal += [case for case in once if case not in free]
    return _dealt(challenge, people, to_deal, held, {case.pk: {case.reviewer_id} for case in to_deal})


def _dealt(
    challenge: Challenge,
    people: Sequence[User],
    to_deal: list[Case],
    held: Sequence[tuple[int | None, str]],
    readers: dict[int, set[int | None]],
) -> SharedOut:
    if not people:
        return SharedOut()
    barred = _barred(challenge)
    out = given_nothing(challenge)
    takers = [person for person in people if person.pk not in out]
    knows = themes_known(challenge, takers)
    parts: dict[int | None, list[str]] = {person.pk: [] for person in people}
    for person_id, stratum in held:
        parts.setdefault(person_id, []).append(stratum)
    dealt = sharing.deal(
        [(case.pk, case.stratum) for case in to_deal],
        [person.pk for person in takers],
        parts,
        barred={case.pk: {*barred.get(case.pk, set()), *readers.get(case.pk, set())} for case in to_deal},
        knows=knows,
    )
    return SharedOut(
        [
            Share(
                person,
                len(parts[person.pk]),
                [case for case in to_deal if dealt.get(case.pk) == person.pk],
                frozenset(stratum for stratum, known in knows.items() if person.pk in known),
            )
            for person in takers
        ],
        [case for case in to_deal if case.pk not in dealt],
    )


def _barred(challenge: Challenge) -> dict[int, set[int]]:
    """Who must not read which case."""
    found: dict[int, set[int]] = {}
    for case_id, person_id in CaseConflict.objects.filter(case__challenge=challenge).values_list("case", "person"):
        found.setdefault(case_id, set()).add(person_id)
    return found
