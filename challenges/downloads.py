"""The one way to serve a file: never from a public folder, never run by the browser."""

import logging
from urllib.parse import quote

from django.conf import settings
from django.http import FileResponse, HttpResponse
from django.utils.http import content_disposition_header

from challenges.action_tools import ActionRefused
from challenges.models import StoredFile

logger = logging.getLogger(__name__)
SHOWN_IN_THE_BROWSER = {"application/pdf"}
PICTURES = {"image/png", "image/jpeg"}  # looked at when they came in (challenges/uploads/images.py)
NOT_GIVEN = {
    StoredFile.State.PENDING: "“{file}” waits to be scanned for viruses. You can open it once that is done.",
    StoredFile.State.BLOCKED: "“{file}” is blocked: the virus scanner found something in it. Nobody can open it.",
}

NOT_THERE = "“{file}” cannot be read just now. Try again in a few minutes; if it stays so, tell the programme office."


def serve(stored_file, *, inline=False, name=""):
    """Send a stored file. Call it from a view that has checked the reader; challenge_view keeps who opened it.

    inline: show it in the browser rather than save it; only for PDFs that we made ourselves, and for pictures. name: what
    it is saved as, in the place of its own. Refuses, in a sentence, what waits for the virus scanner or was blocked by it.
    """
    if not stored_file.may_be_read:
        raise ActionRefused(NOT_GIVEN[stored_file.state].format(file=stored_file))
    made_here = hasattr(stored_file, "rendered_document")
    is_shown = (made_here and stored_file.media_type in SHOWN_IN_THE_BROWSER) or stored_file.media_type in PICTURES
    inline = inline and is_shown
    if settings.X_ACCEL_PREFIX:
        response = HttpResponse()
        response["X-Accel-Redirect"] = settings.X_ACCEL_PREFIX + quote(stored_file.content.name)
    else:
        try:
            response = FileResponse(stored_file.content.open("rb"))
        except OSError as error:
            logger.exception("The bytes of file %s cannot be read.", stored_file.pk)
            raise ActionRefused(NOT_THERE.format(file=stored_file)) from error
        response.setdefault("Content-Length", str(stored_file.size))  # what comes from a bucket does not say
    response["Content-Type"] = stored_file.media_type
    response["Content-Disposition"] = content_disposition_header(not inline, name or stored_file.name)
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    if not made_here:
        # What others made is saved, not shown; should a browser show it all the same, it runs nothing and reaches nothing.
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.stored_file = stored_file  # for challenges/openings.py
    return response
