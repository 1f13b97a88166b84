"""Who takes part."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from challenges import actions, queries
from challenges.access import challenge_view
from challenges.duties import a, is_last, roles_nobody_holds
from challenges.form_tools import refusals_shown_on
from challenges.forms import PersonForm, RemovalForm, SuccessorForm
from challenges.inviting import may_hand_over, may_invite, roles_to_invite
from challenges.models import Invitation, Membership


@dataclass(frozen=True)
class Line:
    """One person in one role, as the list shows it: `invitation` while they have not come in, and what may be done."""

    membership: Membership
    invitation: Invitation | None
    may_remove: bool
    may_hand_over: bool


@challenge_view("challenges.view_people")
def person_list(request, challenge):
    memberships = challenge.memberships.current().select_related("user").order_by("role", "pk")
    may_add = request.user.has_perm("challenges.add_person", challenge)
    hands_over = request.user.has_perm("challenges.hand_over", challenge)
    unused = {(each.person_id, each.role): each for each in challenge.invitations.unused()} if may_add else {}
    lines = []
    for membership in memberships:
        membership.challenge = challenge
        lines.append(
            Line(
                membership,
                unused.get((membership.user_id, membership.role)),
                may_remove=may_add and may_invite(request.user, challenge, membership.role),
                may_hand_over=hands_over and may_hand_over(request.user, membership),
            )
        )
    return render(
        request,
        "challenges/person_list.html",
        {
            "challenge": challenge,
            "lines": lines,
            "with_buttons": any(line.may_remove or line.may_hand_over for line in lines),
            "nobody": [
                (role, a(role))
                for role in roles_nobody_holds(challenge, [each.role for each in memberships if each.user.is_active])
            ],
            "may_add": may_add,
            "waiting": queries.observers_waiting(challenge, request.user),
            "may_see_as": request.user.has_perm("challenges.see_as", challenge),
            "may_decide": request.user.has_perm("challenges.agree_observer", challenge),
        },
    )


@challenge_view("challenges.add_person")
def person_add(request, challenge):
    cancel = reverse("challenges:person_list", args=[challenge.slug])
    roles = roles_to_invite(request.user, challenge)
    asked_for = {"role": request.GET.get("role")}
    form = PersonForm(request.POST or None, initial=asked_for, roles=roles, cancel=cancel)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            membership = actions.add_person(challenge, by=request.user, **form.cleaned_data)
            role = membership.get_role_display().lower()
            messages.success(request, f"{membership.user} is now {role} here. Their invitation is on its way.")
            return redirect(cancel)
    return render(request, "challenges/person_add.html", {"challenge": challenge, "form": form})


@challenge_view("challenges.add_person")
def person_remove(request, challenge, pk):
    """Take a role back; from somebody who has not come in yet, that is to withdraw the invitation."""
    membership = get_object_or_404(challenge.memberships.current().select_related("user"), pk=pk)
    if not may_invite(request.user, challenge, membership.role):
        raise PermissionDenied
    back = reverse("challenges:person_list", args=[challenge.slug])
    unused = challenge.invitations.unused().filter(person=membership.user, role=membership.role).first()
    form = RemovalForm(
        request.POST if request.method == "POST" else None,  # it may have no field to send
        is_last=is_last(membership),
        submit="Withdraw the invitation" if unused else "Remove",
        cancel=back,
    )
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            actions.end_membership(membership, by=request.user, **form.cleaned_data)
            messages.success(request, f"{membership.user} is no longer {membership.get_role_display().lower()} here.")
            return redirect("home" if membership.user_id == request.user.pk else back)
    return render(
        request,
        "challenges/person_remove.html",
        {
            "challenge": challenge,
            "membership": membership,
            "invitation": unused,
            "form": form,
            "is_last": is_last(membership),
            "may_hand_over": may_hand_over(request.user, membership),
        },
    )


@challenge_view("challenges.hand_over")
def person_hand_over(request, challenge, pk):
    """Name a successor: they begin as the one before ends, and what is left to do is theirs."""
    membership = get_object_or_404(challenge.memberships.current().select_related("user"), pk=pk)
    if not may_hand_over(request.user, membership):
        raise PermissionDenied
    back = reverse("challenges:person_list", args=[challenge.slug])
    form = SuccessorForm(request.POST or None, cancel=back)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            begun = actions.hand_over(membership, by=request.user, **form.cleaned_data)
            role = begun.get_role_display().lower()
            messages.success(request, f"{begun.user} is {role} now. Their invitation is on its way.")
            return redirect("home" if membership.user_id == request.user.pk else back)
    return render(
        request,
        "challenges/person_hand_over.html",
        {"challenge": challenge, "membership": membership, "form": form, "own": membership.user_id == request.user.pk},
    )
