"""A look at a PDF or a picture in the page, without taking it away (docs/adr/0024)."""

import datetime

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from challenges import page_pictures
from challenges.access import challenge_view
from challenges.downloads import serve
from challenges.models import Opening, StoredFile
from challenges.moments import now
from challenges.typed import row_number
from preparation.file_names import name_on_download
from preparation.models import DocumentRequest, DocumentVersion
from preparation.views.documents import notes_beside

ONE_LOOK = datetime.timedelta(hours=1)  # turning pages is one opening, not one for each page


@require_GET
@challenge_view("preparation.view_documents")
def document_preview(request, challenge, pk):
    """One page of a file as a picture, with its words, and the way to the others."""
    version, pages = _to_look_at(request, challenge, pk)
    if not pages:
        return redirect("preparation:document", slug=challenge.slug, pk=version.request_id)
    page = min(max(1, row_number(request.GET.get("page", "")) or 1), pages)
    is_pdf = version.file.media_type == page_pictures.PDF
    answer = render(
        request,
        "preparation/document_preview.html",
        {
            "challenge": challenge,
            "version": version,
            "item": version.request,
            "name": name_on_download(version.request, version),
            "page": page,
            "pages": pages,
            "words": page_pictures.words(version.file, page) if is_pdf else "",
            "is_pdf": is_pdf,
            **notes_beside(request, challenge, version.request),
            "picture": reverse("preparation:document_picture", args=[challenge.slug, pk]) + f"?page={page}",
        },
    )
    return _opened(request, challenge, version, answer)


@require_GET
@challenge_view("preparation.view_documents")
def document_picture(request, challenge, pk):
    """The picture itself: a page of a PDF drawn by us, or a picture as it was uploaded. It can run nothing."""
    version, pages = _to_look_at(request, challenge, pk)
    page = row_number(request.GET.get("page", "")) or 1
    if not 1 <= page <= pages:
        return HttpResponse(status=404)
    if version.file.media_type in page_pictures.PICTURES:
        answer = serve(version.file, inline=True)
        del answer.stored_file  # kept below, once for one look
    else:
        answer = HttpResponse(page_pictures.draw(version.file, page), content_type="image/png")
        answer["Content-Disposition"] = "inline"
        answer["Cache-Control"] = "private, no-store"
        answer["X-Content-Type-Options"] = "nosniff"
        answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return _opened(request, challenge, version, answer)


def _to_look_at(request, challenge, pk):
    """A version this reader may read, and how many pages of it can be shown."""
    readable = DocumentRequest.objects.readable_by(request.user, challenge)
    versions = DocumentVersion.objects.filter(request__in=readable).select_related("file__challenge", "request")
    version = get_object_or_404(versions, pk=pk)
    return version, page_pictures.pages_of(version.file)


def _opened(request, challenge, version, answer):
    """Mark the answer as an opening of the file, unless this person began to look less than an hour ago."""
    person = getattr(request, "real_user", None) or request.user
    lately = Opening.objects.filter(
        challenge_id=challenge.pk,
        by_id=person.pk,
        target_type=StoredFile._meta.label,
        target_id=version.file_id,
        at__gt=now() - ONE_LOOK,
    )
    if not lately.exists():
        answer.stored_file = version.file
        answer.headers.setdefault("Content-Disposition", "inline")
    return answer
