"""What is kept about a person: a copy of it, and closing the account. For oneself, and by the programme office for others."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from challenges import actions
from challenges.about_people.closing import former, may_not_be_closed
from challenges.access import office_view
from challenges.duties import is_last
from challenges.form_tools import refusals_shown_on
from challenges.forms import CloseForm, CopyForPersonForm, EraseForm, PersonAskingForm
from challenges.models import User
from challenges.models.people import CLOCK_EMAIL
from challenges.sign_in import second_step


@reauthentication_required
def my_data(request: HttpRequest) -> HttpResponse:
    """A copy of everything kept about oneself. Asks for the second step, whoever it is."""
    if not second_step.was_shown(request):
        return second_step.ask(request)  # type: ignore[return-value]
    if request.method == "POST":
        person = _oneself(request)
        return _handed_over(actions.copy_of_everything(person, by=person), "everything-kept-about-you.zip")
    return render(request, "challenges/my_data.html", {})


@reauthentication_required
def account_close(request: HttpRequest) -> HttpResponse:
    """Close one's own account, after a page that says what it means."""
    person = _oneself(request)
    cancel = reverse("challenges:my_account")
    form = CloseForm(request.POST or None, cancel=cancel)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            actions.erase_account(person, by=person)
            logout(request)
            messages.success(request, "Your account is closed. A mail to your old address confirms it.")
            return redirect("account_login")
    return render(
        request, "challenges/account_close.html", {"form": form, **_what_it_means(person, by=person), "own": True}
    )


@office_view("challenges.answer_about_data")
def person_find(request: HttpRequest) -> HttpResponse:
    """For the programme office: who asks about their data."""
    form = PersonAskingForm(request.POST or None, cancel=reverse("challenges:my_account"))
    if request.method == "POST" and form.is_valid():
        return redirect("challenges:person_data", pk=form.key)
    return render(request, "challenges/person_find.html", {"form": form})


@office_view("challenges.answer_about_data")
@reauthentication_required
def person_data(request: HttpRequest, pk: int) -> HttpResponse:
    """For the programme office: a copy for a person who asks, and the way to erase their account."""
    person = get_object_or_404(_people(), pk=pk)
    form = CopyForPersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            packed = actions.copy_of_everything(person, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
            return _handed_over(packed, f"everything-kept-about-person-{person.pk}.zip")
    roles = person.memberships.standing().select_related("challenge__council").order_by("challenge_id", "pk")
    return render(request, "challenges/person_data.html", {"person": person, "form": form, "roles": list(roles)})


@office_view("challenges.answer_about_data")
@reauthentication_required
def account_erase(request: HttpRequest, pk: int) -> HttpResponse:
    """For the programme office: erase the account of somebody who asks."""
    person = get_object_or_404(_people(), pk=pk)
    by = _oneself(request)
    form = EraseForm(request.POST or None, cancel=reverse("challenges:person_data", args=[pk]))
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            name = person.name
            actions.erase_account(person, by=by, reason=form.cleaned_data["reason"])
            messages.success(request, f"The account of {name} is erased. A mail to the old address says so.")
            return redirect("challenges:person_find")
    return render(
        request,
        "challenges/account_close.html",
        {"form": form, "person": person, **_what_it_means(person, by=by), "own": False},
    )


def _people():
    return User.objects.filter(erased_at=None).exclude(email=CLOCK_EMAIL)


def _oneself(request: HttpRequest) -> User:
    return User.objects.get(pk=request.user.pk)  # type: ignore[misc]  # signed in


def _handed_over(packed: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(packed, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _what_it_means(person: User, *, by: User) -> dict[str, Any]:
    """What ends with the account: the roles, those among them that nobody else holds, and the words not saved."""
    standing = person.memberships.standing().select_related("challenge__council").order_by("challenge_id", "pk")
    roles = [(each, is_last(each)) for each in standing]
    return {
        "refusal": may_not_be_closed(person, by=by),
        "roles": roles,
        "anyone_missing": any(last for _role, last in roles),
        "called": former(person),
        "drafts": person.drafts.unsaved().count(),
    }
