"""Small doors an attacker tries first: where a redirect leads, what a session keeps, what a text may become or cost."""

import re
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings as ours
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from challenges import documents, text_check
from challenges.lifecycle import Stage
from challenges.tables_out import guarded
from challenges.templatetags.prose import prose
from tests.challenges.signing_in import PASSWORD, by_password, somebody
from tests.factories import ChallengeFactory, UserFactory

ROOT = Path(ours.BASE_DIR)
ELSEWHERE = [
    *("https://evil.example/", "//evil.example/", "/\\evil.example/", "\\\\evil.example", "https:evil.example"),
    *("https:///evil.example", "javascript:alert(1)", "data:text/html,x", " //evil.example", "/\t/evil.example"),
    *("http://testserver@evil.example/", "https://evil.example\\@testserver/", "//evil.example/%2f.."),
]


# Where a redirect leads


@pytest.mark.django_db
@pytest.mark.parametrize("onward", ELSEWHERE)
def test_signing_in_leads_to_no_other_site(onward, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick: it is tried often here
    somebody()

    answer = Client().post("/accounts/login/", {"login": "dcs@example.org", "password": PASSWORD, "next": onward})
    asked = Client().post(
        "/accounts/login/", {"login": "dcs@example.org", "password": PASSWORD}, query_params={"next": onward}
    )

    assert (answer.status_code, answer.url) == (302, "/")
    assert (asked.status_code, asked.url) == (302, "/")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "onward", [*ELSEWHERE, "id", "home", "../../", "", "%00", "/\r\nSet-Cookie: a=b", "challenges:join"]
)
def test_accepting_the_ground_rules_leads_to_no_other_site(onward, person, log_in_as):
    challenge = ChallengeFactory(stage=Stage.PREPARATION)
    client = log_in_as(person("peer", challenge))  # the programme of tests has no texts: they have all been accepted

    answer = client.get(reverse("preparation:agreement_accept", args=[challenge.slug]), {"next": onward})

    assert answer.status_code == 302
    assert answer.url.startswith(("/challenges/", "/%0D%0A"))
    assert urlsplit(answer.headers.get("Location", "")).netloc == ""
    assert "evil.example" not in answer.headers.get("Location", "")


@pytest.mark.django_db
@pytest.mark.parametrize("onward", ["id", "home", "../../", "%00", "/\r\nSet-Cookie: a=b", "challenges:join", "\x00"])
def test_nonsense_where_to_go_on_is_no_error_of_ours(onward, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    somebody()

    asked = Client().get("/accounts/login/", {"next": onward})
    answer = Client().post("/accounts/login/", {"login": "dcs@example.org", "password": PASSWORD, "next": onward})

    assert (asked.status_code, answer.status_code) == (200, 302)
    assert urlsplit(answer.url).netloc == ""
    assert "Set-Cookie: a=b" not in str(answer.headers)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["//evil.example/", "///evil.example", "/\\evil.example/"])
def test_an_address_that_looks_like_another_site_stays_here(path, person, log_in_as):
    """The page that was wanted before the second step is kept, and led to afterwards."""
    office = person("office")
    client = log_in_as(office, second_step=False)

    client.get("/" + path.lstrip("/"))
    wanted = client.session.get("wanted_before_the_second_step", "/")

    assert wanted.startswith("/")
    assert not wanted.startswith(("//", "/\\"))


@pytest.mark.django_db
def test_every_redirect_of_a_page_stays_on_the_site(person, log_in_as):
    """HTMX's own redirects too: a script is led where a browser would be."""
    challenge = ChallengeFactory(stage=Stage.PREPARATION)
    client = log_in_as(person("office"), second_step=False)

    for headers in ({}, {"HX-Request": "true", "HX-Current-URL": "https://evil.example/"}):
        answer = client.get(challenge.get_absolute_url(), headers={**headers, "Referer": "https://evil.example/"})
        led = answer.headers.get("HX-Redirect") or answer.headers.get("Location")
        assert led == "/account/second-step/"


# What a session keeps


@pytest.mark.django_db
def test_a_session_from_before_signing_in_is_worth_nothing_after():
    somebody()
    client = Client()
    client.get("/accounts/login/")
    client.session["planted"] = "x"
    session = client.session
    session.save()
    client.cookies["sessionid"] = session.session_key
    token = client.cookies["csrftoken"].value

    by_password(client=client)

    assert client.session.session_key != session.session_key
    assert client.cookies["csrftoken"].value != token
    stolen = Client()
    stolen.cookies["sessionid"] = session.session_key
    assert stolen.get("/").url == "/accounts/login/?next=/"


@pytest.mark.django_db
def test_the_demo_button_changes_the_session_too(settings):
    settings.DEMO = True
    invented = UserFactory(is_demo=True)
    client = Client()
    session = client.session
    session["planted"] = "x"
    session.save()
    client.cookies["sessionid"] = session.session_key

    client.post("/demo/sign-in/", {"person": invented.pk})

    assert client.session.session_key != session.session_key


@pytest.mark.django_db
def test_signing_out_ends_the_session_on_the_server():
    somebody()
    client, _page = by_password()
    key = client.session.session_key

    client.post("/accounts/logout/")

    again = Client()
    again.cookies["sessionid"] = key
    assert again.get("/").status_code == 302
    assert Client().get("/accounts/logout/").status_code in {302, 405}


@pytest.mark.django_db
def test_a_form_from_another_site_is_refused(settings):
    settings.CSRF_TRUSTED_ORIGINS = []
    somebody()
    client = Client(enforce_csrf_checks=True)
    client.get("/accounts/login/", secure=True)
    token = client.cookies["csrftoken"].value
    form = {"login": "dcs@example.org", "password": PASSWORD, "csrfmiddlewaretoken": token}

    origins = ["https://evil.example", "http://testserver", "null"]
    codes = [
        client.post("/accounts/login/", form, headers={"Origin": each}, secure=True).status_code for each in origins
    ]
    ours = client.post("/accounts/login/", form, headers={"Origin": "https://testserver"}, secure=True)

    assert codes == [403, 403, 403]
    assert ours.status_code == 302


# Passwords


@pytest.mark.parametrize(
    "password",
    [
        *("elevenchars", "Peerchallenge2027!", "Childrensservices1", "LGA-peer-review-2027", "safeguarding2027"),
        *("Password12345678", "qwertyuiop123", "Ofsted-Ofsted-2026"),
    ],
)
def test_a_password_that_comes_to_mind_first_is_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password)


@pytest.mark.parametrize(
    "password",
    ["three words together", "a long enough password", "x" * 200, "ÄÖÜ ßẞ 漢字 correct horse", "7294018365523917"],
)
def test_a_long_one_of_any_kind_is_taken(password):
    validate_password(password)


@pytest.mark.django_db
def test_a_password_like_its_person_is_refused():
    with pytest.raises(ValidationError):
        validate_password("northshire.director", user=UserFactory(email="northshire.director@example.org"))


# What a text may become


@pytest.mark.parametrize(
    "text",
    [
        *(
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "[x](javascript:alert(1))",
            "<svg/onload=alert(1)>",
        ),
        *("[x](https://evil.example)", "![x](https://evil.example/x.png)", "<https://evil.example>", "`<b>`"),
        *("<a href='https://evil.example' target=_blank>x</a>", "<style>@import 'x'</style>", "&#60;script&#62;"),
        *("**<iframe src=//evil.example>**", '- <p style="position:fixed">x</p>', "<form action=//evil.example>"),
    ],
)
def test_small_markdown_makes_no_link_no_address_and_no_attribute(text):
    html = prose(text)

    tags = re.findall(r"<(/?)(\w+)([^>]*)>", html)
    assert {name for _end, name, _rest in tags} <= {"p", "ul", "ol", "li", "strong", "em", "br"}
    assert {rest for _end, _name, rest in tags} <= {"", " /"}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", " =", "＝", "＋", "－", "＠", "\t=", "  @"])
def test_a_cell_that_begins_like_a_formula_is_text(start):
    assert guarded(f"{start}HYPERLINK(1)").startswith("'")


def test_tables_go_out_by_one_door():
    """Every CSV is written by challenges/tables_out.py, which guards each cell."""
    astray = [
        str(path.relative_to(ROOT))
        for folder in (
            "challenges",
            "scoping",
            "preparation",
            "casereview",
            "onsite",
            "feedback",
            "reports",
            "evaluation",
        )
        for path in (ROOT / folder).rglob("*.py")
        if path.name != "tables_out.py" and re.search(r"csv\.(?:writer|DictWriter)\(", path.read_text())
    ]

    assert astray == [], "use csv_file of challenges/tables_out.py"


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "http://127.0.0.1:9/", "https://evil.example/x.png", "ftp://evil.example/x"]
)
def test_a_pdf_fetches_nothing(address, caplog):
    """The renderer follows data: alone, whatever stands in the page; an attachment is not made from a file either."""
    html = f'<html lang="en"><title>x</title><img src="{address}" alt="x"><a rel="attachment" href="{address}">x</a>'
    html += f'<link rel="stylesheet" href="{address}"><object data="{address}"></object></html>'

    made = documents.make_pdf(html)

    assert made.startswith(b"%PDF")
    assert b"root:" not in made
    assert b"EmbeddedFile" not in made


# What a text may cost


LONG = 1_000_000
COSTLY = {
    "digits": "1" * LONG,
    "digits and spaces": "1 " * (LONG // 2),
    "digits and hyphens": "0-" * (LONG // 2),
    "one word": "a" * LONG,
    "capitals": "A" * LONG,
    "at signs": "@" * LONG,
    "half an address": "a@" * (LONG // 2),
    "many dots": "a@" + "a." * (LONG // 2),
    "spaces": " " * LONG,
    "new lines": "\n" * LONG,
    "pupil letters": "A1" * (LONG // 2),
    "almost an NHS number": "NHS number " * (LONG // 11),
    "almost a date": "12/12/" * (LONG // 6),
    "almost a postcode": "AB1 " * (LONG // 4),
    "almost insured": "AB 12 34 56 " * (LONG // 12),
    "judgement": "inadequate " * (LONG // 11),
    "almost judgement": "graded outstanding rating scale " * (LONG // 32),
    "born": "born on the " * (LONG // 12),
}
SECONDS = 30  # for a megabyte: 20 times what pages and forms let through, on a busy machine


@pytest.mark.parametrize("name", COSTLY)
def test_no_text_makes_the_check_run_away(name):
    """A pattern that backtracks without bound would take hours for a megabyte; these take seconds at most."""
    begun = time.process_time()

    text_check.check(COSTLY[name])

    assert time.process_time() - begun < SECONDS


@pytest.mark.parametrize(
    "text", ["*" * 100_000, "- " * 50_000, "> " * 50_000, "[" * 100_000, "\\" * 100_000, "**a " * 25_000]
)
def test_no_text_makes_markdown_run_away(text):
    begun = time.process_time()

    prose(text)

    assert time.process_time() - begun < SECONDS
