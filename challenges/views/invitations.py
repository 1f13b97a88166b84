"""The link of an invitation, for the one who got it; and sending a new one, for who may invite."""

from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from challenges import actions, invitation_links
from challenges.access import challenge_view
from challenges.form_tools import refusals_shown_on
from challenges.forms import ChoosePasswordForm
from challenges.inviting import PEER_TEAM, may_invite


@login_not_required
@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def join(request, pk, key):
    """What the link leads to. Looking at it uses nothing up: mail scanners follow links too.

    It is used once a password is chosen, or when the person it belongs to follows it while signed in.
    """
    invitation = invitation_links.read(pk, key)
    if invitation is None:
        return render(request, "challenges/join.html", {"state": "unknown"}, status=404)
    person = invitation.person
    is_the_person = request.user == person and not getattr(request, "see_as", None)
    if is_the_person and request.method == "GET" and not invitation.withdrawn_at:
        actions.use_invitations(invitation.challenge, by=person)
        return redirect(invitation_links.landing(invitation))
    context = {"invitation": invitation, "path": request.path, "ask": _ask(pk, key)}
    if not (invitation.is_open and person.is_active):
        return render(request, "challenges/join.html", context | {"state": _why_dead(invitation)}, status=410)
    if request.user.is_authenticated:
        return render(request, "challenges/join.html", context | {"state": "someone_else"})
    if person.has_usable_password():
        return render(request, "challenges/join.html", context | {"state": "known"})
    form = ChoosePasswordForm(request.POST if request.method == "POST" else None, person=person)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            person = actions.choose_password(invitation, password=form.cleaned_data["password"], by=person)
            messages.success(request, "You are signed in. From now on, sign in with your e-mail address and password.")
            return perform_login(request, person, redirect_url=invitation_links.landing(invitation))
    return render(request, "challenges/join.html", context | {"state": "new", "form": form})


def _ask(pk, key):
    return reverse("challenges:join_ask", args=[pk, key])


def _why_dead(invitation):
    if invitation.used_at:
        return "used"
    if invitation.withdrawn_at or not invitation.person.is_active:
        return "withdrawn"
    return "over"


@login_not_required
@never_cache
@require_POST
def join_ask(request, pk, key):
    """Ask for a new link. The answer is the same whatever became of the old one, and whoever asks."""
    invitation = invitation_links.read(pk, key)
    if invitation is not None:
        actions.ask_again(invitation, by=invitation.person)
    return render(request, "challenges/join_ask.html")


@challenge_view("challenges.add_person")
def invitation_send(request, challenge, pk):
    """Send a new link, or decide to send none."""
    rows = challenge.invitations.select_related("person", "made_by")
    invitation = get_object_or_404(rows, pk=pk)
    if not may_invite(request.user, challenge, invitation.role):
        raise PermissionDenied
    back = invitation_links.list_of(invitation.role)
    if request.method == "POST":
        if "settle" in request.POST:
            actions.settle_invitation(invitation, by=request.user)
            messages.success(request, f"No new invitation goes to {invitation.person}.")
        else:
            newer = actions.invite_again(invitation, by=request.user)
            until = f"{newer.expires_on:%-d %B %Y}"
            messages.success(request, f"{newer.person} is invited again. The invitation stands until {until}.")
        return redirect(back, slug=challenge.slug)
    held = challenge.memberships.standing().filter(user=invitation.person, role=invitation.role)
    return render(
        request,
        "challenges/invitation_send.html",
        {
            "challenge": challenge,
            "invitation": invitation,
            "can_be_sent": invitation.role in PEER_TEAM or held.exists(),
            "can_be_settled": not invitation.settled_at and (invitation.asked_at or invitation.lapsed_at),
            "back": reverse(back, args=[challenge.slug]),
        },
    )
