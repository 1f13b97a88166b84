"""See as: choosing whose view of a challenge to look at."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from challenges import see_as as seeing_as
from challenges.access import challenge_view
from challenges.form_tools import refusals_shown_on
from challenges.forms import SeeAsForm


@challenge_view("challenges.see_as")
def see_as(request, challenge):
    """Choose one of the people of this challenge, and say why."""
    memberships = seeing_as.can_be_seen(challenge, request.user)
    cancel = reverse("challenges:person_list", args=[challenge.slug])
    form = SeeAsForm(request.POST if request.method == "POST" else None, memberships=memberships, cancel=cancel)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            person = form.cleaned_data["person"]
            seeing_as.begin(request, challenge, person, reason=form.cleaned_data["reason"])
            return redirect(challenge)
    return render(
        request, "challenges/see_as.html", {"challenge": challenge, "form": form, "anyone": bool(memberships)}
    )


@require_POST
def see_as_stop(request):
    """Back to oneself; asked by whoever looks, so it stands in no challenge."""
    challenge = seeing_as.end(request)
    return redirect(challenge or "home")
