"""What every kind of answer tells the browser: no way of answering gets round it."""

import re

import pytest
from django.contrib.auth.decorators import login_not_required
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import path, reverse

from challenges.headers import NEEDED_BY_NOTHING
from challenges.lifecycle import Stage
from peerchallenge.urls import urlpatterns as ours
from tests import visibility
from tests.challenges.test_upload_handler import TWO_GB, Unread
from tests.factories import ChallengeFactory
from tests.preparation.factories import DocumentVersionFactory, StoredFileFactory
from tests.reports.factories import DocumentFactory

pytestmark = pytest.mark.django_db
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "object-src": "'none'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
SANDBOX = "default-src 'none'; sandbox"
HSTS = "max-age=31536000; includeSubDomains; preload"


@login_not_required
def broken(request):
    raise RuntimeError("It broke.")


urlpatterns = [*ours, path("broken/", broken, name="broken")]


@pytest.fixture(autouse=True)
def _as_in_production(settings):
    """As settings.py has it under HTTPS=1, which tests/peerchallenge/test_deployment.py reads."""
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 365 * 24 * 60 * 60, True
    settings.SECURE_HSTS_PRELOAD = True
    settings.SECOND_FACTOR = "off"


def policy(response):
    parts = (each.split(" ", 1) for each in response.headers.get("Content-Security-Policy", "").split("; "))
    return {name: value for name, *rest in parts for value in [" ".join(rest)]}


def missing(response, *, kept_nowhere=True):
    """What this answer lacks, as sentences; nothing when it carries all."""
    headers = response.headers
    permissions = headers.get("Permissions-Policy", "")
    is_saved = headers.get("Content-Disposition", "").startswith("attachment")
    must = {
        "HSTS": headers.get("Strict-Transport-Security") == HSTS,
        "nosniff": headers.get("X-Content-Type-Options") == "nosniff",
        "frames": headers.get("X-Frame-Options") == "DENY" or policy(response).get("sandbox") == "",
        "referrer": headers.get("Referrer-Policy") == "same-origin",
        "opener": headers.get("Cross-Origin-Opener-Policy") == "same-origin",
        "resource": headers.get("Cross-Origin-Resource-Policy") == "same-origin",
        "permissions": all(f"{each}=()" in permissions for each in NEEDED_BY_NOTHING),
        "policy": policy(response) == POLICY or (is_saved and headers.get("Content-Security-Policy") == SANDBOX),
        "no cache": not kept_nowhere or "no-store" in headers.get("Cache-Control", ""),
        "private": not kept_nowhere or "private" in headers.get("Cache-Control", ""),
    }
    return [name for name, holds in must.items() if not holds]


def cookies_astray(cookies):
    """Cookies that are set otherwise than they should be; one that is taken back has no value."""
    return [
        name
        for name, cookie in cookies.items()
        if cookie.value
        and not (cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["path"] == "/" and not cookie["domain"])
    ]


@pytest.mark.parametrize("htmx", [False, True], ids=["whole pages", "parts for HTMX"])
def test_every_page_of_the_site_carries_them(person, log_in_as, htmx):
    challenge = ChallengeFactory(stage=Stage.REPORTING)
    client = log_in_as(person("programme_manager", challenge))
    inside, outside = visibility.our_views()
    needed = {
        "pk": 1,
        "number": 1,
        "day": "2027-03-09",
        "kind": "ground_rules",
        "key": "0" * 8 + "-0000" * 3 + "-" + "0" * 12,
    }
    headers = {"HX-Request": "true"} if htmx else {}
    astray, codes = {}, set()

    for view in [*inside, *outside]:
        slug = [challenge.slug] if view in inside else []
        where = reverse(view.name, args=[*slug, *(needed.get(need, "1") for need in view.needs)])
        response = client.get(where, headers=headers, secure=True)
        codes.add(response.status_code)
        if lacks := missing(response) + cookies_astray(response.cookies):
            astray[view.name] = lacks

    assert astray == {}
    assert {200, 302, 404, 405} <= codes


def error_pages(challenge, person, log_in_as):
    contributor = log_in_as(person("contributor", challenge))
    contributor.raise_request_exception = False
    checked = Client(enforce_csrf_checks=True)
    large = {"CONTENT_LENGTH": str(TWO_GB), "wsgi.input": Unread()}
    in_vain = Client()
    for _ in range(21):
        limited = in_vain.post("/accounts/password/reset/", {"email": "nobody@example.org"}, secure=True)
    return {
        400: contributor.get("/", headers={"Host": "elsewhere.example"}, secure=True),
        403: contributor.get(reverse("feedback:finding_list", args=[challenge.slug]), secure=True),
        "CSRF": checked.post("/accounts/login/", {"login": "x"}, secure=True),
        404: contributor.get("/nowhere/", secure=True),
        405: contributor.get(reverse("challenges:text_check", args=[challenge.slug]), secure=True),
        413: contributor.post("/account/details/", {}, secure=True, **large),
        429: limited,
        500: contributor.get("/broken/", secure=True),
    }


def test_pages_of_errors_carry_them_too(person, log_in_as, settings):
    settings.ROOT_URLCONF = __name__
    challenge = ChallengeFactory(stage=Stage.REPORTING)

    pages = error_pages(challenge, person, log_in_as)

    wanted = {name: 403 if name == "CSRF" else name for name in pages}
    assert {name: page.status_code for name, page in pages.items()} == wanted
    assert {name: missing(page) for name, page in pages.items()} == {key: [] for key in pages}


def test_so_do_pages_for_everyone(settings):
    settings.SECURITY_CONTACT = "mailto:security@peerchallenge.example"
    places = ["/accounts/login/", "/accessibility/", "/.well-known/security.txt", "/health/live/", "/health/ready/"]
    client = Client()

    pages = {place: client.get(place, secure=True) for place in places}

    assert {place: page.status_code for place, page in pages.items()} == dict.fromkeys(places, 200)
    assert {place: missing(page) for place, page in pages.items()} == {key: [] for key in places}
    assert cookies_astray(client.cookies) == []


def test_so_do_answers_to_scripts(person, log_in_as):
    challenge = ChallengeFactory(stage="onsite")
    client = log_in_as(person("peer", challenge))
    drafts = reverse("challenges:draft_save", args=[challenge.slug])
    uploads = reverse("challenges:upload_begin", args=[challenge.slug])
    checks = reverse("challenges:text_check", args=[challenge.slug])

    answers = [
        client.get(drafts, secure=True),
        client.post(drafts, {}, secure=True),
        client.post(uploads, {}, headers={"X-Requested-With": "upload"}, secure=True),
        client.post(checks, {"text": "Words", "audience": "team"}, secure=True),
    ]

    assert [missing(each) for each in answers] == [[]] * 4


def test_http_is_led_to_https_with_them(settings):
    settings.SECURE_SSL_REDIRECT = True

    response = Client().get("/accounts/login/")

    assert (response.status_code, response.url) == (301, "https://testserver/accounts/login/")
    assert missing(response) == ["HSTS"]  # which a browser takes from https alone


def test_a_file_somebody_sent_is_saved_and_could_run_nothing(person, log_in_as):
    challenge = ChallengeFactory(stage="preparation")
    content = ContentFile(b"<script>", name="plan.html")
    version = DocumentVersionFactory(request__challenge=challenge, file__content=content, file__name="plan.html")
    where = reverse("preparation:document_file", args=[challenge.slug, version.pk])

    response = log_in_as(person("challenge_manager", challenge)).get(where, secure=True)

    assert missing(response) == []
    assert response["Content-Security-Policy"] == SANDBOX
    assert response["Content-Disposition"].startswith("attachment; filename=")
    response.close()


def test_a_pdf_of_ours_may_be_shown_and_is_kept_nowhere(person, log_in_as):
    challenge = ChallengeFactory(stage=Stage.REPORTING)
    document = DocumentFactory(challenge=challenge)
    document.file = StoredFileFactory(challenge=challenge, content=ContentFile(b"%PDF-1.7", name="x.pdf"))
    document.save()
    where = reverse("challenges:document_file", args=[challenge.slug, document.pk])

    response = log_in_as(person("programme_manager", challenge)).get(where, secure=True)

    assert response.status_code == 200
    assert missing(response) == []
    assert response["Content-Type"] == "application/pdf"
    response.close()


def test_a_table_is_saved_and_kept_nowhere(person, log_in_as):
    challenge = ChallengeFactory(stage=Stage.REPORTING)
    where = reverse("challenges:opening_export", args=[challenge.slug])

    response = log_in_as(person("programme_manager", challenge)).get(where, secure=True)

    assert missing(response) == []
    assert re.fullmatch(r'attachment; filename="openings-[a-z0-9-]+\.csv"', response["Content-Disposition"])


def test_static_files_carry_them_and_may_be_kept(settings, tmp_path):
    (tmp_path / "app.css").write_text("p {}")
    settings.STATIC_ROOT = tmp_path

    response = Client().get("/static/app.css", secure=True)

    assert response.status_code == 200
    assert missing(response, kept_nowhere=False) == []
    assert "max-age" in response["Cache-Control"]
    response.close()


def test_cookies_are_set_for_this_host_alone(settings):
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    client = Client()
    client.get("/accounts/login/", secure=True)
    client.post("/accounts/login/", {"login": "a@example.org", "password": "not it"}, secure=True)

    assert cookies_astray(client.cookies) == []
    assert {name for name in client.cookies if not name.startswith("__Host-")} == set()
    assert all(cookie["secure"] for cookie in client.cookies.values())
