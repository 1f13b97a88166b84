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
from challenges.models import Role
from challenges.moments import today
from challenges.queries import uploads_to_finish
from challenges.text_check.forms import keep_reasons, words_checked
from challenges.uploads import parts
from preparation import actions, queries
from preparation.forms import AskForm, DocumentForm, NoteForm, NotHeldForm, UploadForm
from preparation.models import DocumentRequest, DocumentVersion


@challenge_view("preparation.view_documents")
def document_list(request, challenge):
    """The list by importance, with what this reader has still to do in it."""
    items = list(queries.document_list(challenge, request.user))
    may_upload = request.user.has_perm("preparation.upload_documents", challenge)
    may_read = request.user.has_perm("preparation.mark_read", challenge)
    to_read = [item for item in items if item.state == DocumentRequest.State.IN and not item.is_read]
    must_read = [item for item in to_read if item.importance == DocumentRequest.Importance.MUST_READ]
    to_come = [item for item in items if item.state == DocumentRequest.State.WANTED]
    choices = {
        "all": ("All", items),
        "to_come": ("To come", to_come),
        "in": ("In", [item for item in items if item.state == DocumentRequest.State.IN]),
        "not_held": ("Not held", [item for item in items if item.state == DocumentRequest.State.NOT_HELD]),
    }
    if may_read:
        choices["to_read"] = ("To read", to_read)
    chosen = request.GET.get("show", "all")
    chosen = chosen if chosen in choices else "all"
    next_item = None
    if may_upload:
        next_item = min(to_come, key=lambda item: (item.due_on, item.position), default=None)
    elif may_read:
        next_item = next(iter(must_read or to_read), None)
    return render(
        request,
        "preparation/document_list.html",
        {
            "challenge": challenge,
            "counts": queries.counts_of(items),
            "groups": queries.by_importance(choices[chosen][1]),
            "choices": [(name, label, len(chosen_items)) for name, (label, chosen_items) in choices.items()],
            "chosen": chosen,
            "must_read_left": len(must_read),
            "next_item": next_item,
            "today": today(),
            "may_upload": may_upload,
            "may_read": may_read,
            "may_add": request.user.has_perm("preparation.add_document", challenge),
            "may_end": request.user.has_perm("preparation.end_preparation", challenge),
            "leaves_out_restricted": Role.OBSERVER in request.user.roles_in(challenge)
            and not request.user.roles_in(challenge) & DocumentRequest.READERS,
            "reads_some": not request.user.has_perm("challenges.view_people", challenge),
        },
    )


@challenge_view("preparation.view_documents")
def document(request, challenge, pk):
    """One item: what is asked and why, its files, and what this reader can do with it."""
    return _document_page(request, challenge, _item(request, challenge, pk))


def _item(request, challenge, pk):
    """An item of this challenge that this reader may read."""
    readable = DocumentRequest.objects.readable_by(request.user, challenge).with_reading_of(request.user)
    return get_object_or_404(readable.select_related("challenge", "answered_by", "changed_by"), pk=pk)


def _document_page(request, challenge, item, form=None):
    may_upload = request.user.has_perm("preparation.upload_documents", challenge)
    may_read = request.user.has_perm("preparation.mark_read", challenge)
    may_see_readings = request.user.has_perm("preparation.view_readings", challenge)
    files = queries.files_of(item)
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
            "files": files,
            "readers": queries.readers_of(item) if may_see_readings else [],
            "next_item": next_item,
            "today": today(),
            "may_upload": may_upload,
            "to_finish": _to_finish(request, item) if may_upload else [],
            "waits_for_a_scan": any(file.newest.file.state == "pending" for file in files),
            "may_read": may_read,
            "may_see_readings": may_see_readings,
            "may_ask": request.user.has_perm("preparation.ask_contributor", challenge),
            "asked_of": queries.asked_of(item) if request.user.has_perm("challenges.view_people", challenge) else [],
            "form": form or (UploadForm(item=item) if may_upload else None),
        },
    )


def _to_finish(request, item):
    """Large files this person began to upload here: name, and how much of it has arrived, of a hundred."""
    place = reverse("preparation:document_upload", args=[item.challenge.slug, item.pk])
    begun = uploads_to_finish(item.challenge, request.user, place)
    return [(upload.name, 100 * upload.received // upload.size) for upload in begun]


@challenge_view("preparation.upload_documents")
def document_upload(request, challenge, pk):
    """Takes files: all at once from the plain form, one by one from static/js/upload.js."""
    item = _item(request, challenge, pk)
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
        mine = challenge.unfinished_uploads.filter(owner=request.user, place=request.path)
        upload = get_object_or_404(mine, key=answer["received"])
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
        return _document_page(request, challenge, _item(request, challenge, pk), form)
    messages.success(request, f"{_files_in_words(uploaded.kept)}." if uploaded.kept else "The note is saved.")
    return redirect("preparation:document", slug=challenge.slug, pk=pk)


def _files_in_words(names):
    return f"“{names[0]}” is in" if len(names) == 1 else f"{len(names)} files are in"


@challenge_view("preparation.upload_documents")
def document_note(request, challenge, pk):
    item = _item(request, challenge, pk)
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
    item = _item(request, challenge, pk)
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
    item = _item(request, challenge, pk)
    actions.want_again(item, by=request.user)
    messages.success(request, f"Item {item.code} is on the list again.")
    return redirect("preparation:document", slug=challenge.slug, pk=pk)


@challenge_view("preparation.ask_contributor")
def document_ask(request, challenge, pk):
    """Choose the contributors who answer an item."""
    item = _item(request, challenge, pk)
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
    """One version of a file, to save."""
    readable = DocumentRequest.objects.readable_by(request.user, challenge)
    versions = DocumentVersion.objects.filter(request__in=readable).select_related("file__challenge")
    version = get_object_or_404(versions, pk=pk)
    if not version.file.may_be_read:  # the page of the item says why
        return redirect("preparation:document", slug=challenge.slug, pk=version.request_id)
    return serve(version.file)


@require_POST
@challenge_view("preparation.mark_read")
def document_mark_read(request, challenge, pk):
    actions.mark_read(_item(request, challenge, pk), by=request.user)
    return _reading(request, challenge, pk)


@require_POST
@challenge_view("preparation.mark_read")
def document_mark_unread(request, challenge, pk):
    actions.mark_unread(_item(request, challenge, pk), by=request.user)
    return _reading(request, challenge, pk)


def _reading(request, challenge, pk):
    """The part of the page that says whether I have read it."""
    if not request.htmx:
        return redirect("preparation:document", slug=challenge.slug, pk=pk)
    item = _item(request, challenge, pk)
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
