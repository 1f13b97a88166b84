"""The one way to serve a file: never from a public folder, never run by the browser."""

from urllib.parse import quote

from django.conf import settings
from django.http import FileResponse, HttpResponse
from django.utils.http import content_disposition_header

from challenges.action_tools import ActionRefused
from challenges.models import StoredFile

SHOWN_IN_THE_BROWSER = {"application/pdf"}
NOT_GIVEN = {
    StoredFile.State.PENDING: "“{file}” waits to be scanned for viruses. You can open it once that is done.",
    StoredFile.State.BLOCKED: "“{file}” is blocked: the virus scanner found something in it. Nobody can open it.",
}


def serve(stored_file, *, inline=False):
    """Send a stored file. Call it from a view that has checked the reader; challenge_view keeps who opened it.

    inline: show it in the browser rather than save it; only for PDFs that we made ourselves. Refuses, in a sentence,
    what waits for the virus scanner or was blocked by it.
    """
    if not stored_file.may_be_read:
        raise ActionRefused(NOT_GIVEN[stored_file.state].format(file=stored_file))
    made_here = hasattr(stored_file, "rendered_document")
    inline = inline and made_here and stored_file.media_type in SHOWN_IN_THE_BROWSER
    if settings.X_ACCEL_PREFIX:
        response = HttpResponse()
        response["X-Accel-Redirect"] = settings.X_ACCEL_PREFIX + quote(stored_file.content.name)
    else:
        response = FileResponse(stored_file.content.open("rb"))
    response["Content-Type"] = stored_file.media_type
    response["Content-Disposition"] = content_disposition_header(not inline, stored_file.name)
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    if not made_here:
        # What others made is saved, not shown; should a browser show it all the same, it runs nothing and reaches nothing.
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.stored_file = stored_file  # for challenges/openings.py
    return response
