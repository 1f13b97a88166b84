"""The state and file of a rendered document."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from challenges import actions, documents
from challenges.access import challenge_view
from challenges.downloads import serve


def _document(request, challenge, pk):
    """A rendered document of this challenge that this reader may read."""
    document = get_object_or_404(
        challenge.rendered_documents.select_related("job", "file", "word", "challenge").defer("html"), pk=pk
    )
    if not request.user.has_perm(document.permission, challenge):
        raise PermissionDenied
    return document


@require_GET
@challenge_view("challenges.view_challenge")
def document_state(request, challenge, pk):
    """The state of a rendering: a part of a page, asked for again while it is being made."""
    document = _document(request, challenge, pk)
    if not request.htmx:
        return redirect(challenge)
    whole_page = request.GET.get("then") == "page"
    shown = documents.shown(document, then_whole_page=whole_page)
    response = render(request, "_document_state.html", {"document": shown})
    if whole_page and shown.state in {"ready", "failed"}:
        response["HX-Refresh"] = "true"
    return response


@require_GET
@challenge_view("challenges.view_challenge")
def document_file(request, challenge, pk):
    document = _document(request, challenge, pk)
    if not document.file_id:
        return redirect(challenge)
    return serve(document.file, inline=True)


@require_GET
@challenge_view("challenges.view_challenge")
def document_word(request, challenge, pk):
    """The same document as a Word file."""
    document = _document(request, challenge, pk)
    if not document.word_id:
        return redirect(challenge)
    return serve(document.word)


@require_POST
@challenge_view("challenges.retry_document")
def document_retry(request, challenge, pk):
    document = _document(request, challenge, pk)
    actions.render_again(document, by=request.user)
    if request.htmx:
        return render(request, "_document_state.html", {"document": documents.shown(_document(request, challenge, pk))})
    messages.success(request, f"“{document}” is queued again.")
    return redirect(challenge)
