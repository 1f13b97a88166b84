"""The council decides who observes."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from challenges import actions
from challenges.access import challenge_view


@challenge_view("challenges.agree_observer")
def observer_decide(request, challenge, pk):
    """Say for the council whether a person may observe. Until then they see nothing of the challenge."""
    waiting = challenge.memberships.waiting_for_the_council().select_related("user", "added_by")
    membership = get_object_or_404(waiting, pk=pk)
    if request.method == "POST":
        if "agree" in request.POST:
            actions.agree_to_observer(membership, by=request.user)
            messages.success(request, f"{membership.user} may observe.")
        else:
            actions.refuse_observer(membership, by=request.user)
            messages.success(request, f"{membership.user} does not observe, and sees nothing of the challenge.")
        return redirect("challenges:person_list", slug=challenge.slug)
    return render(request, "challenges/observer_decide.html", {"challenge": challenge, "membership": membership})
