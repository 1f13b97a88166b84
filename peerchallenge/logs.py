"""What the logs say: one line for each thing, no secret in it, and nothing that somebody typed.

Links that let their holder in (an invitation, a new password, a new address, single sign-on) stand in addresses, and
addresses in logs: their secret part is replaced before a line is written. gunicorn.conf.py uses the same for the access
log. Of an error only its place and the first line of what it says are kept: PostgreSQL's further lines hold whole rows.
"""

from __future__ import annotations

import logging
import re
import traceback
from typing import Any

from django.views.debug import SafeExceptionReporterFilter

HIDDEN = "[hidden]"
# The part of an address that opens something, in any of these, also where the address stands in another one (?next=).
_SLASH = r"(?:/|%(?:25)*2[Ff])"
_SECRET = re.compile(
    rf"(?P<known>join{_SLASH}\d+{_SLASH}|password{_SLASH}reset{_SLASH}key{_SLASH}|confirm-email{_SLASH}|\bfeeds{_SLASH})"
    r"(?:(?!%(?:25)*2[Ff])[^/\s\"'?&])+"
)
_QUERY = re.compile(r"(?P<known>[?&;](?:code|state|key|token|session_state)=)[^&\s\"']+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
MOST_OF_AN_ERROR = 200  # characters of what an error says


def without_secrets(text: str) -> str:
    """The same text with the secret parts of addresses replaced."""
    return _QUERY.sub(rf"\g<known>{HIDDEN}", _SECRET.sub(rf"\g<known>{HIDDEN}", text))


def on_one_line(text: str) -> str:
    """The same text with line ends and other control characters written out, so that nobody can forge a line."""
    return _CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


class Plain(logging.Formatter):
    """Formats a record as one line, and an error below it by its places."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        record.message = on_one_line(without_secrets(record.message))
        return super().formatMessage(record)

    def formatException(self, ei: Any) -> str:
        told: list[tuple[BaseException, str]] = []
        error: BaseException | None = ei[1]
        while error is not None and error not in [each for each, _text in told]:
            said = on_one_line(without_secrets(str(error).partition("\n")[0][:MOST_OF_AN_ERROR]))
            places = "".join(traceback.format_tb(error.__traceback__))
            told.append((error, f"{places}{type(error).__module__}.{type(error).__qualname__}: {said}"))
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n\nAfter this:\n\n".join(text for _error, text in reversed(told))


class TellsNothing(SafeExceptionReporterFilter):
    """Reports of errors, should anybody have them mailed, hold no value that was sent, set or worked with."""

    def get_post_parameters(self, request: Any) -> dict[str, str]:
        if request is None or not self.is_active(request):
            return super().get_post_parameters(request)
        return dict.fromkeys(request.POST, self.cleansed_substitute)

    def get_traceback_frame_variables(self, request: Any, tb_frame: Any) -> Any:
        if not self.is_active(request):
            return super().get_traceback_frame_variables(request, tb_frame)
        return [(name, self.cleansed_substitute) for name in tb_frame.f_locals]

    def get_safe_request_meta(self, request: Any) -> dict[str, Any]:
        meta = super().get_safe_request_meta(request)
        if not self.is_active(request):
            return meta
        return {name: self.cleansed_substitute if name.startswith("HTTP_") else meta[name] for name in meta}


def access_line(atoms: dict[str, Any]) -> dict[str, Any]:
    """gunicorn's parts of a line of the access log, without secrets. The query and the page before stay out altogether."""
    path = without_secrets(str(atoms.get("U", "")))
    request = f"{atoms.get('m', '-')} {on_one_line(path)} {atoms.get('H', '-')}"
    return {**atoms, "U": path, "r": request, "q": "", "f": "-"}
