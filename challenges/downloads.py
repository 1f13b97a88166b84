"""The one way to serve a file: never from a public folder, never run by the browser."""

from urllib.parse import quote

from django.conf import settings
from django.http import FileResponse, HttpResponse
from django.utils.http import content_disposition_header

SHOWN_IN_THE_BROWSER = {"application/pdf"}


def serve(stored_file, *, inline=False):
    """Send a stored file. Call it from a view that has checked the reader and recorded the download.

    inline: show it in the browser rather than save it; only for PDFs that we made ourselves.
    """
    inline = inline and stored_file.media_type in SHOWN_IN_THE_BROWSER
    if settings.X_ACCEL_PREFIX:
        response = HttpResponse()
        response["X-Accel-Redirect"] = settings.X_ACCEL_PREFIX + quote(stored_file.content.name)
    else:
        response = FileResponse(stored_file.content.open("rb"))
    response["Content-Type"] = stored_file.media_type
    response["Content-Disposition"] = content_disposition_header(not inline, stored_file.name)
    response["Cache-Control"] = "private, no-store"
    return response
