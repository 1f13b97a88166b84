"""Many files at once: dropped on one page, put to their items on the next."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from challenges import uploads
from challenges.access import challenge_view
from challenges.addresses import addresses
from challenges.downloads import serve
from challenges.models import StoredFile
from challenges.queries import uploads_to_finish
from challenges.sizes import size_in_words
from challenges.uploads import parts
from preparation import actions, queries
from preparation.file_names import Guesses
from preparation.forms import DropForm, ItemOptions
from preparation.models import DocumentRequest
from preparation.views.documents import begun_here

AT_A_TIME = 50  # a list to choose from for each: more would be a page nobody gets through
AWAY = "away"


@challenge_view("preparation.upload_documents")
def document_drop(request, challenge):
    """Takes files for whatever items: all at once from the plain form, one by one from static/js/upload.js."""
    posted = request.method == "POST"
    form = DropForm(request.POST if posted else None, request.FILES if posted else None, slug=challenge.slug)
    by_script = request.headers.get("X-Requested-With") == "upload"
    if posted and by_script and not form.is_valid():
        message = " ".join(error for errors in form.errors.values() for error in errors)
        return JsonResponse({"ok": False, "name": "", "message": message}, status=400)
    if posted and form.is_valid():
        answer = form.cleaned_data
        files = answer["documents"]
        if answer["received"]:
            upload = begun_here(request, challenge, answer["received"])
            if upload.file_id:  # it was answered, and the answer was lost
                return JsonResponse({"ok": True, "name": upload.name})
            files = [parts.received_whole(upload, sha256=answer["sha256"])]
        uploads.look_ahead(files)
        dropped = actions.drop_files(challenge, files, by=request.user)
        parts.close(files)
        if by_script:
            name = files[0].name if files else ""
            if dropped.refusals:
                return JsonResponse({"ok": False, "name": name, "message": " ".join(dropped.refusals)}, status=400)
            return JsonResponse({"ok": True, "name": name})
        if not dropped.refusals:
            return redirect("preparation:document_sort", slug=challenge.slug)
        for refusal in dropped.refusals:
            form.add_error("documents", refusal)
        if dropped.kept:
            messages.success(request, f"{_files(len(dropped.kept))} came in. Put them to their items next.")
    begun = uploads_to_finish(challenge, request.user, request.path)
    return render(
        request,
        "preparation/document_drop.html",
        {
            "challenge": challenge,
            "form": form,
            "waiting": queries.unsorted_files(challenge, request.user).count(),
            "to_finish": [(upload.name, 100 * upload.received // upload.size) for upload in begun],
        },
    )


@challenge_view("preparation.upload_documents")
def document_sort(request, challenge):
    """Put the files that wait to their items. What the name says is filled in; a person decides."""
    waiting = queries.unsorted_files(challenge, request.user)
    items = list(DocumentRequest.objects.readable_by(request.user, challenge).order_by("position"))
    if request.method == "POST":
        return _sort(request, challenge, waiting, items)
    shown = list(waiting[:AT_A_TIME])
    is_alone = not request.user.has_perm("challenges.view_people", challenge)
    open_items = [item for item in items if item.takes_files]
    return render(
        request,
        "preparation/document_sort.html",
        {
            "challenge": challenge,
            "rows": _rows(shown, open_items, challenge, is_alone=is_alone),
            "how_many": len(shown) if len(shown) < AT_A_TIME else waiting.count(),
            "closed": sum(not item.takes_files and not item.is_withdrawn for item in items),
        },
    )


@dataclass(frozen=True)
class WaitingRow:
    """A file that waits, and the items it can be put to, with the one its name speaks for chosen."""

    key: str
    name: str
    address: str
    facts: str
    options: str
    because: str
    file: StoredFile


def _rows(waiting, items, challenge, *, is_alone):
    address = addresses("preparation:document_waiting", challenge.slug)
    guesses, options = Guesses(items), ItemOptions(items)
    rows = []
    for each in waiting:
        file = each.file
        guess = guesses.of(file.name) if file.may_be_read else None
        pages = file.page_count and f"{file.page_count} page{'' if file.page_count == 1 else 's'}"
        facts = [size_in_words(file.size), pages, "" if is_alone else file.stored_by.name]
        rows.append(
            WaitingRow(
                key=str(each.pk),
                name=file.name,
                address=address(each.pk) if file.may_be_read else "",
                facts=", ".join(fact for fact in facts if fact),
                options="" if file.state == file.State.BLOCKED else options.with_chosen(guess.item if guess else None),
                because=guess.because if guess else "",
                file=file,
            )
        )
    return rows


@require_GET
@challenge_view("preparation.upload_documents")
def document_waiting(request, challenge, pk):
    """A file that waits to be put to its item, to see what it is."""
    waiting = get_object_or_404(queries.unsorted_files(challenge, request.user), pk=pk)
    return serve(waiting.file)


def _sort(request, challenge, waiting, items):
    by_key = {str(item.pk): item for item in items}
    named = [name for name in request.POST if name.startswith("file-")][:AT_A_TIME]
    keys = [name.removeprefix("file-") for name in named]
    files = {
        str(each.pk): each for each in waiting.filter(pk__in=[key for key in keys if key.isdecimal() and len(key) < 19])
    }
    answers = {files[key]: request.POST.get(f"file-{key}", "") for key in keys if key in files}
    done = actions.sort_files(
        challenge,
        choices={each: by_key[answer] for each, answer in answers.items() if answer in by_key},
        away=[each for each, answer in answers.items() if answer == AWAY],
        by=request.user,
    )
    for refusal in done.refusals:
        messages.warning(request, refusal)
    if done.put:
        to = "its item" if done.put == 1 else f"{done.items} item{'' if done.items == 1 else 's'}"
        messages.success(request, f"{_files(done.put)} put to {to}.")
    if waiting.exists():
        return redirect("preparation:document_sort", slug=challenge.slug)
    return redirect(reverse("preparation:document_list", args=[challenge.slug]))


def _files(how_many):
    return "1 file" if how_many == 1 else f"{how_many} files"
