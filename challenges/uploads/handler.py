"""How bytes come in from the network: never more than one file may have, whatever the sender says of their number."""

from __future__ import annotations

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import JsonResponse
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat


class StopsAtTheLimit(TemporaryFileUploadHandler):
    """Writes a file to the disk until it is over the limit; then lets go of it, counts, and keeps nothing.

    The form gets an empty file of the size that was sent, which `look_at` refuses in words; its other fields and files
    are kept.
    """

    file: TemporaryUploadedFile

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.is_over = False

    def receive_data_chunk(self, raw_data, start):
        if start + len(raw_data) <= settings.MAX_UPLOAD_BYTES:
            self.file.write(raw_data)
        elif not self.is_over:
            self.is_over = True
            self.file.seek(0)
            self.file.truncate()


class RefusesTooLarge:
    """Middleware: a request that says it is larger than any form of ours is refused before its body is read.

    Of someone not signed in, anything larger than the words of a form.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        said = request.META.get("CONTENT_LENGTH") or "0"
        if not (said.isascii() and said.isdigit()) or int(said) <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return self.get_response(request)
        if int(said) <= settings.MAX_REQUEST_BYTES and request.user.is_authenticated:
            return self.get_response(request)
        sentence = (
            f"You sent {filesizeformat(int(said))} at once. A file can be at most "
            f"{filesizeformat(settings.MAX_UPLOAD_BYTES)}, and all files sent together at most "
            f"{filesizeformat(settings.MAX_REQUEST_BYTES)}. Nothing of it was kept."
        )
        if request.headers.get("X-Requested-With") == "upload":
            response = JsonResponse({"ok": False, "message": sentence}, status=413)
        else:
            response = render(request, "413.html", {"sentence": sentence}, status=413)
        response["Connection"] = "close"
        return response
