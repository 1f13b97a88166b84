"""Who takes part."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from challenges import actions
from challenges.access import challenge_view
from challenges.form_tools import refusals_shown_on
from challenges.forms import PersonForm


@challenge_view("challenges.view_people")
def person_list(request, challenge):
    memberships = challenge.memberships.current().select_related("user").order_by("role", "pk")
    return render(
        request,
        "challenges/person_list.html",
        {
            "challenge": challenge,
            "memberships": memberships,
            "may_add": request.user.has_perm("challenges.add_person", challenge),
        },
    )


@challenge_view("challenges.add_person")
def person_add(request, challenge):
    cancel = reverse("challenges:person_list", args=[challenge.slug])
    form = PersonForm(request.POST or None, initial={"role": request.GET.get("role")}, cancel=cancel)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            membership = actions.add_person(challenge, by=request.user, **form.cleaned_data)
            messages.success(request, f"{membership.user} is now {membership.get_role_display().lower()} here.")
            return redirect(cancel)
    return render(request, "challenges/person_add.html", {"challenge": challenge, "form": form})


@challenge_view("challenges.add_person")
def person_remove(request, challenge, pk):
    membership = get_object_or_404(challenge.memberships.current().select_related("user"), pk=pk)
    if request.method == "POST":
        actions.end_membership(membership, by=request.user)
        messages.success(request, f"{membership.user} is no longer {membership.get_role_display().lower()} here.")
        return redirect("challenges:person_list", slug=challenge.slug)
    return render(request, "challenges/person_remove.html", {"challenge": challenge, "membership": membership})
