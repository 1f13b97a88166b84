"""A peer's notes on an item of the document list."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from challenges.access import challenge_view
from challenges.models import Audience
from challenges.text_check import NotClean
from challenges.text_check.forms import words_checked
from preparation import actions
from preparation.forms import ReadingNoteEditForm, ReadingNoteForm
from preparation.models import ReadingNote
from preparation.views.documents import item_here


@challenge_view("preparation.write_reading_note")
def reading_note_add(request, challenge, pk):
    item = item_here(request, challenge, pk)
    form = ReadingNoteForm(request.POST or None, cancel=_notes_of(challenge, item.pk))
    if request.method == "POST" and form.is_valid():
        with words_checked(form, request):
            note = actions.add_reading_note(item, by=request.user, share="share" in request.POST, **form.cleaned_data)
            shared = note.audience == Audience.TEAM
            messages.success(
                request, "The note is shared with the team." if shared else "The note is kept for you alone."
            )
            return redirect(_notes_of(challenge, item.pk))
    return render(request, "preparation/reading_note_add.html", {"challenge": challenge, "item": item, "form": form})


@challenge_view("preparation.write_reading_note")
def reading_note_edit(request, challenge, pk):
    note = _own_note(request, challenge, pk)
    form = ReadingNoteEditForm(
        request.POST or None,
        is_shared=note.audience == Audience.TEAM,
        initial={"text": note.text, "version": note.version},
        cancel=_notes_of(challenge, note.request_id),
    )
    if request.method == "POST" and form.is_valid():
        with words_checked(form, request):
            share = "share" in request.POST
            actions.edit_reading_note(note, by=request.user, share=share, **form.cleaned_data)
            messages.success(request, "The note is shared with the team." if share else "The note is saved.")
            return redirect(_notes_of(challenge, note.request_id))
    context = {"challenge": challenge, "note": note, "item": note.request, "form": form}
    return render(request, "preparation/reading_note_edit.html", context)


@require_POST
@challenge_view("preparation.write_reading_note")
def reading_note_share(request, challenge, pk):
    """Where words stand in the way, the page that shows them is next."""
    note = _own_note(request, challenge, pk)
    try:
        actions.share_reading_note(note, by=request.user)
    except NotClean as refusal:
        messages.error(request, refusal.of("text", called="Your note"))
        return redirect("preparation:reading_note_edit", slug=challenge.slug, pk=pk)
    messages.success(request, "The note is shared with the team.")
    return redirect(_notes_of(challenge, note.request_id))


@challenge_view("preparation.write_reading_note")
def reading_note_remove(request, challenge, pk):
    """Ask first: a note that is removed is gone."""
    note = _own_note(request, challenge, pk)
    back = _notes_of(challenge, note.request_id)
    if request.method == "POST":
        actions.remove_reading_note(note, by=request.user)
        messages.success(request, "The note is removed.")
        return redirect(back)
    context = {"challenge": challenge, "note": note, "item": note.request, "cancel_url": back}
    return render(request, "preparation/reading_note_remove.html", context)


def _own_note(request, challenge, pk):
    """A note this reader wrote; 404 for what they may not read, 403 for somebody else's."""
    notes = ReadingNote.objects.visible_to(request.user).filter(challenge=challenge)
    note = get_object_or_404(notes.select_related("request", "written_by"), pk=pk)
    if note.written_by_id != request.user.pk:
        raise PermissionDenied
    return note


def _notes_of(challenge, pk):
    return reverse("preparation:document", args=[challenge.slug, pk]) + "#notes"
