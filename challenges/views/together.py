"""Host and visitors of a regional challenge, and the councils that challenge each other side by side."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from challenges import actions
from challenges.access import challenge_view
from challenges.form_tools import refusals_shown_on
from challenges.forms import VisitForm
from challenges.models import Challenge, Milestone, NextAction, Role
from challenges.moments import today
from challenges.queries import people


@challenge_view("challenges.view_visits")
def visit_list(request, challenge):
    """Who visits whom, whether they are of one region, and who helps when a finding is disputed."""
    plan = challenge.programme.plan
    may_match = request.user.has_perm("challenges.match_visitors", challenge)
    form = VisitForm(request.POST or None, challenge=challenge) if may_match and not challenge.group_id else None
    if form and request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            visit = actions.match_visitor(challenge, by=request.user, **form.cleaned_data)
            messages.success(request, f"{visit.council} visits {challenge.council}.")
            return redirect("challenges:visit_list", slug=challenge.slug)
    return render(
        request,
        "challenges/visit_list.html",
        {
            "challenge": challenge,
            "visits": challenge.visits.select_related("council", "matched_by").order_by("council__name"),
            "form": form,
            "escalation": plan.escalation,
            "moderators": people(challenge, Role.MODERATOR) if plan.moderator else [],
            "may_add": request.user.has_perm("challenges.add_person", challenge),
        },
    )


@require_POST
@challenge_view("challenges.match_visitors")
def visit_end(request, challenge, pk):
    visit = get_object_or_404(challenge.visits.select_related("council", "challenge"), pk=pk)
    actions.end_match(visit, by=request.user)
    messages.success(request, f"{visit.council} is no longer among the visitors.")
    return redirect("challenges:visit_list", slug=challenge.slug)


@dataclass(frozen=True)
class Column:
    """One of the councils side by side; without a challenge where this reader does not take part in it."""

    council: Any
    challenge: Challenge | None
    is_this: bool
    visitors: list[str]
    next_milestone: Milestone | None = None
    turn: str = ""


@challenge_view("challenges.view_group")
def group(request, challenge):
    """The challenges of a triad or an event side by side. Of one the reader has no part in, only the council's name."""
    theirs = challenge.group.challenges.select_related("council", "programme").order_by("starts_on", "pk")
    seen = {each.pk: each for each in theirs.visible_to(request.user)}
    councils = {each.pk: each.council for each in theirs}
    coming = Milestone.objects.filter(challenge__in=seen, due_on__gte=today()).order_by("due_on", "position")
    turns = NextAction.objects.gating().filter(challenge__in=seen).order_by("challenge", "position")
    columns = []
    for pk, council in councils.items():
        found = seen.get(pk)
        knows_the_plan = found is not None and request.user.has_perm("challenges.view_milestones", found)
        columns.append(
            Column(
                council=council,
                challenge=found,
                is_this=pk == challenge.pk,
                visitors=[str(each) for each in councils.values() if each != council],
                next_milestone=next((each for each in coming if each.challenge_id == pk and knows_the_plan), None),
                turn=next((Role(each.role).label for each in turns if each.challenge_id == pk and knows_the_plan), ""),
            )
        )
    return render(
        request, "challenges/group.html", {"challenge": challenge, "group": challenge.group, "columns": columns}
    )
