"""What every answer tells the browser besides its content policy (django-csp) and Django's own headers."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

# Nothing here needs a device; passkeys are for our own pages. Names a browser does not know are ignored.
NEEDED_BY_NOTHING = [
    *("accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "encrypted-media"),
    *("fullscreen", "geolocation", "gyroscope", "hid", "idle-detection", "local-fonts", "magnetometer", "microphone"),
    *("midi", "payment", "picture-in-picture", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking"),
]
OURS_ONLY = ["publickey-credentials-create", "publickey-credentials-get"]
PERMISSIONS_POLICY = ", ".join(
    [*(f"{each}=()" for each in NEEDED_BY_NOTHING), *(f"{each}=(self)" for each in OURS_ONLY)]
)


def middleware(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Sets what the view has not set itself; also on static files and on errors."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)  # Django's own stands further in
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("X-Permitted-Cross-Domain-Policies", "none")
        response.headers.setdefault("Cache-Control", "private, no-store")  # nothing stays behind in the browser
        return response

    return answer
