"""A person's own account. No challenge, no permission: everyone has one, and only their own."""

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from challenges import actions
from challenges.access import office_view
from challenges.form_tools import refusals_shown_on
from challenges.forms import DetailsForm, LostSecondStepForm
from challenges.models import User
from challenges.sign_in import second_step
from challenges.sign_in.second_step import about_oneself


@require_GET
@about_oneself
def my_account(request):
    """Where everything about one's own account begins."""
    person = request.user
    types = list(Authenticator.objects.filter(user=person).values_list("type", flat=True))
    return render(
        request,
        "challenges/my_account.html",
        {
            "app": Authenticator.Type.TOTP in types,
            "passkeys": types.count(Authenticator.Type.WEBAUTHN),
            "needed": second_step.always_needed_by(person),
            "sessions": len(UserSession.objects.purge_and_list(person)),
            "helps_others": person.has_perm("challenges.take_second_step_away"),
            "linked": SocialAccount.objects.filter(user=person).exists(),
        },
    )


@about_oneself
def my_details(request):
    person = User.objects.get(pk=request.user.pk)
    cancel = reverse("challenges:my_account")
    initial = {"name": person.name, "job_title": person.job_title}
    form = DetailsForm(request.POST or None, initial=initial, cancel=cancel)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            actions.change_own_details(person, by=person, **form.cleaned_data)
            messages.success(request, "Your details are changed.")
            return redirect(cancel)
    return render(request, "challenges/my_details.html", {"form": form})


@require_GET
@about_oneself
def second_step_needed(request):
    """Why a second step is needed, and the way to it; whoever has shown it goes on to the page they wanted."""
    if second_step.was_shown(request):
        return redirect(request.session.pop(second_step.WANTED, None) or "home")
    person = request.user
    held = set(Authenticator.objects.filter(user=person).values_list("type", flat=True))
    return render(
        request,
        "challenges/second_step_needed.html",
        {
            "has_one": bool(held & set(second_step.METHODS)),
            "has_passkey": Authenticator.Type.WEBAUTHN in held,
            "everywhere": second_step.always_needed_by(person),
        },
    )


@office_view("challenges.take_second_step_away")
def second_step_lost(request):
    """For the programme office: a person has lost phone, passkeys and recovery codes."""
    cancel = reverse("challenges:my_account")
    form = LostSecondStepForm(request.POST or None, cancel=cancel)
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            actions.take_second_step_away(form.person, by=request.user)
            get_adapter(request).send_mail("account/email/second_step_taken_away", form.person.email, {})
            messages.success(request, f"{form.person} can set up a new second step at their next sign-in.")
            return redirect(cancel)
    return render(request, "challenges/second_step_lost.html", {"form": form})
