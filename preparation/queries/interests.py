"""Declarations of interest, and what is left to do about them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from challenges.lifecycle import Stage, ToDo
from challenges.models import Challenge, Role, User
from preparation.models import Declaration, TeamPlace

# From the first invitation until the report is written: what the team works on.
TEAM_AT_WORK = {Stage.PREPARATION, Stage.CASE_REVIEW, Stage.ON_SITE, Stage.FEEDBACK, Stage.REPORTING}


def must_declare(challenge: Challenge, user: User) -> bool:
    """Whether this person is in the team and has never declared anything."""
    in_team = TeamPlace.objects.filter(challenge=challenge, user=user).in_team().exists()
    return in_team and not Declaration.objects.answered().filter(challenge=challenge, user=user).exists()


def declarations_of(challenge: Challenge, user: User) -> QuerySet[Declaration]:
    """All rounds of one person in one challenge, the newest first."""
    return Declaration.objects.filter(challenge=challenge, user=user).select_related("changed_by").order_by("-number")


def newest_declarations(challenge: Challenge) -> dict[int, Declaration]:
    """The last answered declaration of each person of the challenge, by the person's id."""
    return {each.user_id: each for each in Declaration.objects.newest().filter(challenge=challenge)}


def people_to_replace(challenge: Challenge) -> set[int]:
    """Whom the challenge manager decided to replace, by the person's id: nothing more is given to them."""
    replace = Declaration.objects.newest().filter(challenge=challenge, decision=Declaration.Decision.REPLACE)
    return set(replace.values_list("user", flat=True))


@dataclass(frozen=True)
class DeclarationRow:
    """One of the team: what they declared last, and whether they are asked again."""

    place: TeamPlace
    newest: Declaration | None
    asked: Declaration | None


def declaration_rows(challenge: Challenge) -> list[DeclarationRow]:
    """Everyone in the team, in three queries."""
    newest = newest_declarations(challenge)
    asked = {each.user_id: each for each in Declaration.objects.open().filter(challenge=challenge)}
    places = TeamPlace.objects.filter(challenge=challenge).in_team().select_related("user").lead_first()
    return [DeclarationRow(place, newest.get(place.user_id), asked.get(place.user_id)) for place in places]


def interests_left(challenge: Challenge) -> list[ToDo]:
    """What peers have to check again, what the challenge manager has to decide, and who is to be replaced."""
    if challenge.stage not in TEAM_AT_WORK:
        return []
    rows = declaration_rows(challenge)
    decide = [row for row in rows if row.newest and not row.newest.decision]
    replace = [row for row in rows if row.newest and row.newest.decision == Declaration.Decision.REPLACE]
    todos = [
        ToDo(
            "Check your declaration of interest",
            "preparation:declaration",
            row.place.role,
            person_id=row.place.user_id,
        )
        for row in rows
        if row.asked
    ]
    if decide:
        who = str(decide[0].place.user) if len(decide) == 1 else f"{len(decide)} people"
        page = "preparation:declaration_list"
        url = ""
        if len(decide) == 1 and decide[0].newest:
            url = reverse("preparation:declaration_decide", args=[challenge.slug, decide[0].newest.pk])
        todos.append(ToDo(f"Decide about the interests of {who}", page, Role.CHALLENGE_MANAGER, url=url))
    todos += [
        ToDo(
            f"Replace {row.place.user} in the team",
            "preparation:team",
            Role.CHALLENGE_MANAGER,
            url=reverse("preparation:place_withdraw", args=[challenge.slug, row.place.pk]),
        )
        for row in replace
        if challenge.stage in {Stage.PREPARATION, Stage.CASE_REVIEW, Stage.ON_SITE}
    ]
    return todos
