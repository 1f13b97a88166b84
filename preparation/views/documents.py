"""The council's documents."""

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from challenges import drafts, uploads
from challenges.access import challenge_view
from challenges.downloads import serve
from challenges.form_tools import refusals_shown_on
from challenges.moments import today
from challenges.queries import uploads_to_finish
from challenges.retention import when_it_went
from challenges.text_check.forms import keep_reasons, words_checked
from challenges.typed import row_number
from challenges.uploads import parts
from preparation import actions, queries
from preparation.file_names import name_on_download
from preparation.forms import AskForm, DocumentForm, NoteForm, NotHeldForm, UploadForm
from preparation.models import DocumentRequest, DocumentVersion
from preparation.views.file_rows import FileRows
from preparation.views.statements import statement_beside


@challenge_view("preparation.view_documents")
def document(request, challenge, pk):
    """One item: what is asked and why, its files, and what this reader can do with it."""
    return _document_page(request, challenge, item_here(request, challenge, pk))


def item_here(request, challenge, pk):
    """An item of this challenge that this reader may read."""
    readable = DocumentRequest.objects.readable_by(request.user, challenge).with_reading_of(request.user)
    people = ["answered_by", "changed_by", "owned_by", "outlook_by", "pulled_by"]
    item = get_object_or_404(readable.select_related(*people), pk=pk)
    item.challenge = challenge
    return item


def _document_page(request, challenge, item, form=None):
    may_upload = request.user.has_perm("preparation.upload_documents", challenge)
    may_read = request.user.has_perm("preparation.mark_read", challenge)
    may_see_readings = request.user.has_perm("preparation.view_readings", challenge)
    sees_people = request.user.has_perm("challenges.view_people", challenge)
    page = min(max(1, row_number(request.GET.get("page", "")) or 1), 1000)
    files, more_files = queries.files_of(item, page=page)
    may_ask_who_opened = request.user.has_perm("challenges.view_openings", challenge)
    current = queries.current_round(challenge) if item.is_closed else None
    next_item = None
    if may_upload:
        next_item = queries.next_to_come(item, request.user)
    elif may_read:
        next_item = queries.next_to_read(item, request.user)
    return render(
        request,
        "preparation/document.html",
        {
            "challenge": challenge,
            "item": item,
            "file_rows": FileRows(item, challenge, may_upload=may_upload, may_ask=may_ask_who_opened).rows(files),
            "page": page,
            "more_files": more_files,
            "current_round": current,
            "key_lines": queries.readable_key_lines(challenge, request.user).filter(document_requests=item),
            "may_link": request.user.has_perm("preparation.link_key_line", challenge),
            "may_give": request.user.has_perm("preparation.ask_contributor", challenge),
            "sees_people": sees_people,
            "readers": queries.readers_of(item) if may_see_readings else [],
            "next_item": next_item,
            "today": today(),
            "may_upload": may_upload,
            "to_finish": _to_finish(request, item) if may_upload else [],
            "waits_for_a_scan": any(file.newest.file.state == "pending" for file in files),
            "may_read": may_read,
            "may_see_readings": may_see_readings,
            "may_withdraw": request.user.has_perm("preparation.withdraw_pull", challenge),
            **notes_beside(request, challenge, item),
            **statement_beside(request, challenge, item),
            "may_ask": request.user.has_perm("preparation.ask_contributor", challenge),
            "asked_of": queries.asked_of(item) if sees_people else [],
            "gives_figures": may_upload
            and queries.takes_figures(item)
            and request.user.has_perm("preparation.give_performance", challenge),
            "form": form or (UploadForm(item=item) if may_upload and item.takes_files else None),
            "went": [] if files else when_it_went(challenge, _goes_with(item)).values(),
        },
    )


def notes_beside(request, challenge, item):
    """What a page needs to show the notes on an item (preparation/_reading_notes.html)."""
    may_see = request.user.has_perm("preparation.view_reading_notes", challenge)
    return {
        "may_see_notes": may_see,
        "notes": queries.notes_on(item, request.user) if may_see else [],
        "may_note": request.user.has_perm("preparation.write_reading_note", challenge) and not item.is_withdrawn,
        "may_write_evidence": item.state == DocumentRequest.State.IN
        and request.user.has_perm("feedback.write_note", challenge),
    }


def _goes_with(item):
    """The period that takes the files of this item (challenges/retention)."""
    return "restricted_documents" if item.importance == DocumentRequest.Importance.RESTRICTED else "documents"


def _to_finish(request, item):
    """Large files this person began to upload here: name, and how much of it has arrived, of a hundred."""
    place = reverse("preparation:document_upload", args=[item.challenge.slug, item.pk])
    begun = uploads_to_finish(item.challenge, request.user, place)
    return [(upload.name, 100 * upload.received // upload.size) for upload in begun]


@challenge_view("preparation.upload_documents")
def document_upload(request, challenge, pk):
    """Takes files: all at once from the plain form, one by one from static/js/upload.js."""
    item = item_here(request, challenge, pk)
    if request.method != "POST":
        return redirect("preparation:document", slug=challenge.slug, pk=pk)
    form = UploadForm(request.POST, request.FILES, item=item)
    by_script = request.headers.get("X-Requested-With") == "upload"
    if not form.is_valid():
        if by_script:
            message = " ".join(error for errors in form.errors.values() for error in errors)
            return JsonResponse({"ok": False, "name": "", "message": message}, status=400)
        return _document_page(request, challenge, item, form)
    answer = form.cleaned_data
    files = answer["documents"]
    if answer["received"]:
        upload = begun_here(request, challenge, answer["received"])
        if upload.file_id:  # it was answered, and the answer was lost
            return JsonResponse({"ok": True, "name": upload.name})
        files = [parts.received_whole(upload, sha256=answer["sha256"])]
    uploads.look_ahead(files)
    with refusals_shown_on(form):
        keep_reasons(request)
    uploaded = actions.upload_documents(item, files, note=answer["note"], by=request.user)
    parts.close(files)
    if by_script:
        name = files[0].name if files else ""
        if uploaded.refusals:
            return JsonResponse({"ok": False, "name": name, "message": " ".join(uploaded.refusals)}, status=400)
        drafts.words_are_saved(request)
        return JsonResponse({"ok": True, "name": name})
    if uploaded.refusals:
        for refusal in uploaded.refusals:
            form.add_error("documents", refusal)
        if uploaded.kept:
            messages.success(request, f"{_files_in_words(uploaded.kept)}.")
        return _document_page(request, challenge, item_here(request, challenge, pk), form)
    messages.success(request, f"{_files_in_words(uploaded.kept)}." if uploaded.kept else "The note is saved.")
    return redirect("preparation:document", slug=challenge.slug, pk=pk)


def begun_here(request, challenge, key):
    """A large file this person has sent to this address part by part."""
    return get_object_or_404(challenge.unfinished_uploads.filter(owner=request.user, place=request.path), key=key)


def _files_in_words(names):
    return f"“{names[0]}” is in" if len(names) == 1 else f"{len(names)} files are in"


@challenge_view("preparation.upload_documents")
def document_note(request, challenge, pk):
    item = item_here(request, challenge, pk)
    back = reverse("preparation:document", args=[challenge.slug, pk])
    form = NoteForm(request.POST or None, initial={"note": item.note, "version": item.version}, cancel=back)
    if request.method == "POST" and form.is_valid():
        with words_checked(form, request):
            actions.write_note(item, by=request.user, **form.cleaned_data)
            messages.success(request, "The note is saved.")
            return redirect(back)
    return render(request, "preparation/document_note.html", {"challenge": challenge, "item": item, "form": form})


@challenge_view("preparation.upload_documents")
def document_not_held(request, challenge, pk):
    item = item_here(request, challenge, pk)
    back = reverse("preparation:document", args=[challenge.slug, pk])
    form = NotHeldForm(request.POST or None, cancel=back)
    if request.method == "POST" and form.is_valid():
        with words_checked(form, request):
            actions.mark_not_held(item, by=request.user, **form.cleaned_data)
            messages.success(request, f"Item {item.code} is marked as not held. Uploading a file takes that back.")
            return redirect("preparation:document_list", slug=challenge.slug)
    return render(request, "preparation/document_not_held.html", {"challenge": challenge, "item": item, "form": form})


@require_POST
@challenge_view("preparation.upload_documents")
def document_wanted_again(request, challenge, pk):
    item = item_here(request, challenge, pk)
    actions.want_again(item, by=request.user)
    messages.success(request, f"Item {item.code} is on the list again.")
    return redirect("preparation:document", slug=challenge.slug, pk=pk)


@challenge_view("preparation.ask_contributor")
def document_ask(request, challenge, pk):
    """Choose the contributors who answer an item."""
    item = item_here(request, challenge, pk)
    back = reverse("preparation:document", args=[challenge.slug, pk])
    asked = queries.asked_of(item)
    form = AskForm(
        request.POST if request.method == "POST" else None,
        people=queries.contributors(challenge),
        initial={"contributors": [person.pk for person in asked]},
        cancel=back,
    )
    if request.method == "POST" and form.is_valid():
        with refusals_shown_on(form):
            actions.ask_contributors(item, by=request.user, **form.cleaned_data)
            messages.success(request, "Saved. They find the item among their next actions.")
            return redirect(back)
    context = {"challenge": challenge, "item": item, "form": form, "anyone": queries.contributors(challenge).exists()}
    return render(request, "preparation/document_ask.html", context)


@require_GET
@challenge_view("preparation.view_documents")
def document_file(request, challenge, pk):
    """One version of a file, to save under the number of its item."""
    readable = DocumentRequest.objects.readable_by(request.user, challenge)
    versions = DocumentVersion.objects.filter(request__in=readable).select_related("file__challenge", "request")
    version = get_object_or_404(versions, pk=pk)
    if not version.file.may_be_read:  # the page of the item says why
        return redirect("preparation:document", slug=challenge.slug, pk=version.request_id)
    return serve(version.file, name=name_on_download(version.request, version))


@require_POST
@challenge_view("preparation.mark_read")
def document_mark_read(request, challenge, pk):
    actions.mark_read(item_here(request, challenge, pk), by=request.user)
    return _reading(request, challenge, pk)


@require_POST
@challenge_view("preparation.mark_read")
def document_mark_unread(request, challenge, pk):
    actions.mark_unread(item_here(request, challenge, pk), by=request.user)
    return _reading(request, challenge, pk)


def _reading(request, challenge, pk):
    """The part of the page that says whether I have read it."""
    if not request.htmx:
        return redirect("preparation:document", slug=challenge.slug, pk=pk)
    item = item_here(request, challenge, pk)
    context = {
        "challenge": challenge,
        "item": item,
        "announce": "Marked as read" if item.is_read else "Marked as not read",
        "next_item": queries.next_to_read(item, request.user),
        "readers": queries.readers_of(item),
        "may_read": True,
        "may_see_readings": True,
    }
    return render(request, "preparation/document.html#reading", context)


@challenge_view("preparation.add_document")
def document_add(request, challenge):
    back = reverse("preparation:document_list", args=[challenge.slug])
    form = DocumentForm(request.POST or None, cancel=back)
    if request.method == "POST" and form.is_valid():
        with words_checked(form, request):
            item = actions.add_document(challenge, by=request.user, **form.cleaned_data)
            messages.success(
                request, f"Item {item.code} is on the list. The council’s organiser sees it as a next action."
            )
            return redirect(back)
    return render(request, "preparation/document_add.html", {"challenge": challenge, "form": form})
