"""Setting a challenge up, and its dates."""

from django.contrib import messages
from django.shortcuts import redirect, render

from challenges import actions
from challenges.access import challenge_view, office_view
from challenges.form_tools import refusals_shown_on
from challenges.forms import ChallengeForm, CouncilForm


@office_view("challenges.add_challenge")
def challenge_add(request):
    form = ChallengeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            challenge = actions.create_challenge(by=request.user, **form.cleaned_data)
            messages.success(request, "The challenge is set up. Next: say who takes part.")
            return redirect("challenges:person_list", slug=challenge.slug)
    return render(request, "challenges/challenge_add.html", {"form": form})


@office_view("challenges.add_challenge")
def council_add(request):
    form = CouncilForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            council = actions.add_council(by=request.user, **form.cleaned_data)
            messages.success(request, f"{council} is known now.")
            return redirect("challenges:challenge_add")
    return render(request, "challenges/council_add.html", {"form": form})


@challenge_view("challenges.view_milestones")
def milestone_list(request, challenge):
    return render(
        request,
        "challenges/milestone_list.html",
        {"challenge": challenge, "milestones": challenge.milestones.order_by("due_on", "position")},
    )
