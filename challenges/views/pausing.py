"""Pausing a challenge, letting it go on, withdrawing it; and the sponsor asking for it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from challenges import actions, pausing
from challenges.access import challenge_view
from challenges.forms import AskToPauseForm, DeclineForm, PauseForm, WithdrawForm
from challenges.models import PauseRequest
from challenges.text_check.forms import words_checked
from challenges.who_is_told import who_is_told


@challenge_view("challenges.pause_challenge")
def challenge_pause(request, challenge):
    form = PauseForm(request.POST or None, cancel=challenge.get_absolute_url())
    if request.method == "POST" and form.is_valid():
        with words_checked(form, request):
            actions.pause_challenge(challenge, by=request.user, **form.cleaned_data)
            messages.success(request, "The challenge is paused. Everyone who takes part is told.")
            return redirect(challenge)
    return render(
        request,
        "challenges/challenge_pause.html",
        _context(request, challenge, form) | {"asked": _asked(challenge, PauseRequest.Kind.PAUSE)},
    )


@challenge_view("challenges.resume_challenge")
def challenge_resume(request, challenge):
    """Let it go on; the page that moves the dates comes next."""
    if not challenge.paused_at:
        messages.info(request, "This challenge goes on already.")
        return redirect(challenge)
    if request.method == "POST":
        actions.resume_challenge(challenge, by=request.user)
        messages.success(
            request, "The challenge goes on. Now give it new dates: those below are from before the pause."
        )
        return redirect("challenges:milestone_move", slug=challenge.slug)
    return render(
        request,
        "challenges/challenge_resume.html",
        {
            "challenge": challenge,
            "since_and_why": pausing.since_and_why(challenge),
            "told": who_is_told(challenge, but=request.user),
            "cancel_url": challenge.get_absolute_url(),
        },
    )


@challenge_view("challenges.withdraw_challenge")
def challenge_withdraw(request, challenge):
    form = WithdrawForm(request.POST or None, cancel=challenge.get_absolute_url())
    if request.method == "POST" and form.is_valid():
        with words_checked(form, request):
            actions.withdraw_challenge(challenge, because=form.cleaned_data["because"], by=request.user)
            messages.success(request, "The challenge is withdrawn. Everyone who took part is told.")
            return redirect(challenge)
    return render(
        request,
        "challenges/challenge_withdraw.html",
        _context(request, challenge, form) | {"asked": _asked(challenge, PauseRequest.Kind.WITHDRAW)},
    )


@challenge_view("challenges.ask_to_pause")
def pause_ask(request, challenge):
    """The sponsor asks the programme manager to pause the challenge or to end it, and sees what became of it."""
    form = AskToPauseForm(
        request.POST or None, is_paused=challenge.paused_at is not None, cancel=challenge.get_absolute_url()
    )
    if request.method == "POST" and form.is_valid():
        with words_checked(form, request):
            actions.ask_to_pause(challenge, by=request.user, **form.cleaned_data)
            messages.success(request, "The programme manager is asked. Nothing has changed yet.")
            return redirect("challenges:pause_ask", slug=challenge.slug)
    asked = challenge.pause_requests.select_related("asked_by", "answered_by").order_by("-pk")
    return render(
        request,
        "challenges/pause_ask.html",
        {"challenge": challenge, "form": form, "asked": asked, "waits": any(not each.answered_at for each in asked)},
    )


@require_POST
@challenge_view("challenges.answer_pause")
def pause_decline(request, challenge, pk):
    """Answer the sponsor that the challenge goes on as it is."""
    asked = get_object_or_404(challenge.pause_requests.waiting(), pk=pk)
    form = _decline_form(asked, request.POST)
    if form.is_valid():
        with words_checked(form, request):
            actions.decline_to_pause(asked, answer=form.cleaned_data["answer"], by=request.user)
            messages.success(request, f"{asked.asked_by} is told that the challenge goes on as it is.")
            return redirect(challenge)
    return render(request, "challenges/pause_decline.html", {"challenge": challenge, "form": form, "asked": asked})


def _asked(challenge, kind):
    """What the sponsor asks for and nobody has answered, with the form that declines it; None where nothing waits."""
    asked = challenge.pause_requests.waiting().filter(kind=kind).select_related("asked_by").first()
    return asked and {"request": asked, "form": _decline_form(asked)}


def _decline_form(asked, data=None):
    page = reverse("challenges:pause_decline", args=[asked.challenge.slug, asked.pk])
    return DeclineForm(data, action=page, auto_id="id_decline_%s")


def _context(request, challenge, form):
    return {"challenge": challenge, "form": form, "told": who_is_told(challenge, but=request.user)}
