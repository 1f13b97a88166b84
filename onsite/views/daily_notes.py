"""The pages of the no-surprises notes."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from challenges import moments
from challenges.access import challenge_view
from challenges.form_tools import refusals_shown_on
from challenges.models import Audience, Role
from challenges.queries import people
from challenges.text_check.forms import words_checked
from onsite import actions, notifications, queries
from onsite.forms import ConfirmForm, DailyNoteEditForm, DailyNoteForm
from onsite.views.readable import posted


@challenge_view("onsite.view_daily_notes")
def daily_note_list(request, challenge):
    notes = queries.daily_notes(challenge, reader=request.user).with_people()
    return render(
        request,
        "onsite/daily_note_list.html",
        {
            "challenge": challenge,
            "notes": notes,
            "may_write": request.user.has_perm("onsite.write_daily_note", challenge),
            "may_share": request.user.has_perm("onsite.share_daily_note", challenge),
            "may_mark_seen": request.user.has_perm("onsite.mark_daily_note_seen", challenge),
            "for_sponsor": Role.SPONSOR in request.user.roles_in(challenge),
        },
    )


@challenge_view("onsite.write_daily_note")
def daily_note_add(request, challenge):
    day = moments.today()
    initial = {"on_date": day.isoformat()} if day in queries.on_site_days(challenge) else {}
    cancel = reverse("onsite:daily_note_list", args=[challenge.slug])
    form = DailyNoteForm(posted(request), challenge=challenge, initial=initial, cancel=cancel)
    if request.method == "POST" and form.is_valid():
        with words_checked(form, request):
            actions.write_daily_note(challenge, by=request.user, **form.cleaned_data)
            messages.success(request, "The note is saved for the team. Share it with the sponsor when it is ready.")
            return redirect(cancel)
    return render(
        request, "onsite/daily_note_add.html", {"challenge": challenge, "form": form, "audience": Audience.TEAM}
    )


@challenge_view("onsite.write_daily_note")
def daily_note_edit(request, challenge, pk):
    note = get_object_or_404(queries.daily_notes(challenge, reader=request.user), pk=pk)
    cancel = reverse("onsite:daily_note_list", args=[challenge.slug])
    initial = {"on_date": note.on_date.isoformat(), "text": note.text, "version": note.version}
    form = DailyNoteEditForm(posted(request), challenge=challenge, on_date=note.on_date, initial=initial, cancel=cancel)
    if request.method == "POST" and form.is_valid():
        with words_checked(form, request):
            actions.edit_daily_note(note, by=request.user, **form.cleaned_data)
            messages.success(request, "The note is saved.")
            return redirect(cancel)
    return render(
        request,
        "onsite/daily_note_edit.html",
        {"challenge": challenge, "note": note, "form": form, "audience": note.audience},
    )


@challenge_view("onsite.share_daily_note")
def daily_note_share(request, challenge, pk):
    """Confirm giving a note to the sponsor, with the mail that goes out."""
    note = get_object_or_404(queries.daily_notes(challenge, reader=request.user), pk=pk)
    note.challenge = challenge
    sponsors = list(people(challenge, Role.SPONSOR))
    form = ConfirmForm(posted(request))
    cancel = reverse("onsite:daily_note_list", args=[challenge.slug])
    if request.method == "POST":
        form.is_valid()
        with refusals_shown_on(form):
            actions.share_daily_note(note, by=request.user)
            messages.success(request, "The sponsor has the note, and is told by mail.")
            return redirect(cancel)
    return render(
        request,
        "onsite/daily_note_share.html",
        {
            "challenge": challenge,
            "note": note,
            "form": form,
            "mail": notifications.daily_note_letter(note, to=sponsors) if sponsors else None,
            "what_happens": [
                f"{queries.listed([str(sponsor) for sponsor in sponsors])} can read this note" if sponsors else "",
                "the mail below tells them that it is there, without what it says",
                "the note can no longer be changed",
            ],
            "cancel_url": cancel,
        },
    )


@require_POST
@challenge_view("onsite.mark_daily_note_seen")
def daily_note_mark_seen(request, challenge, pk):
    note = get_object_or_404(queries.daily_notes(challenge, reader=request.user), pk=pk)
    actions.mark_daily_note_seen(note, by=request.user)
    messages.success(request, "The team sees that you have read the note.")
    return redirect("onsite:daily_note_list", slug=challenge.slug)
