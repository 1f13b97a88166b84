"""A person's own profile as a peer: of no challenge, and nobody else's page."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse

from challenges import actions
from challenges.form_tools import refusals_shown_on
from challenges.forms import ProfileForm
from challenges.models import Council, PeerProfile, Theme

WORDS = ("authority", "profession", "seniority", "about", "training", "earlier_challenges", "availability")


def profile_edit(request):
    """What councils read of me before I come."""
    profile = PeerProfile.objects.filter(user=request.user).first()
    initial = {"version": 1}
    if profile:
        initial = {name: getattr(profile, name) for name in (*WORDS, "version")}
        initial["skills"] = list(profile.skills.values_list("theme", flat=True))
        initial |= {"council": profile.council_id, "in_pool": profile.in_pool_since is not None}
        initial["worked_for"] = list(profile.worked_for.all())
        initial["months"] = [month.isoformat() for month in profile.months.values_list("month", flat=True)]
    themes = Theme.objects.order_by("name").values_list("name", flat=True).distinct()
    councils = Council.objects.filter(is_demo=request.user.is_demo)
    form = ProfileForm(request.POST or None, initial=initial, themes=themes, councils=councils, cancel=reverse("home"))
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            actions.save_profile(request.user, by=request.user, **form.cleaned_data)
            messages.success(request, "Your profile is saved.")
            return redirect("challenges:profile_edit")
    return render(request, "challenges/profile_edit.html", {"form": form, "profile": profile})
