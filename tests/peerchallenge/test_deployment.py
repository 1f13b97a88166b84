"""The settings of a real deployment, read from a process of its own, and security.txt."""

import datetime
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as ours
from django.core.checks import run_checks
from django.test import Client
from django.urls import NoReverseMatch, Resolver404, get_resolver, resolve, reverse

from challenges.moments import today

ROOT = Path(ours.BASE_DIR)
DEPLOYED = {
    "SECRET_KEY": "a-long-random-text-of-the-deployment-" + "5f2c9a7e" * 5,
    "HTTPS": "1",
    "ALLOWED_HOSTS": "peerchallenge.example",
    "SITE_URL": "https://peerchallenge.example",
    "CSRF_TRUSTED_ORIGINS": "https://peerchallenge.example",
    "SECURITY_CONTACT": "mailto:security@peerchallenge.example",
    "EMAIL_URL": "smtp://127.0.0.1:25",
}
ASKED = """
import json
from django.conf import settings
names = {}
print(json.dumps({name: getattr(settings, name) for name in names}))
"""


def run(*words, tmp_path, **changes):
    """A program in an environment that says nothing but what a deployment says, with these changes."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    said = kept | DEPLOYED | {"DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "peerchallenge.settings"} | changes
    said["DATABASE_URL"] = f"sqlite:///{tmp_path / 'db.sqlite3'}"
    environment = {name: value for name, value in said.items() if value is not None}
    return subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def deployed(names, tmp_path, **changes):
    ran = run("-c", ASKED.replace("{}", repr(names), 1), tmp_path=tmp_path, **changes)
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def test_check_deploy_says_nothing(tmp_path):
    ran = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", tmp_path=tmp_path)

    assert (ran.returncode, ran.stdout) == (0, "System check identified no issues (0 silenced).\n"), ran.stderr


def test_https_makes_cookies_and_addresses_strict(tmp_path):
    expected = {
        "DEBUG": False,
        "SESSION_COOKIE_NAME": "__Host-session",
        "CSRF_COOKIE_NAME": "__Host-csrf",
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_DOMAIN": None,
        "SESSION_COOKIE_PATH": "/",
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31536000,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
        "SECURE_HSTS_PRELOAD": True,
        "SECURE_REFERRER_POLICY": "same-origin",
        "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin",
        "X_FRAME_OPTIONS": "DENY",
        "ALLOWED_HOSTS": ["peerchallenge.example"],
        "CSRF_TRUSTED_ORIGINS": ["https://peerchallenge.example"],
        "ADMINS": [],
    }

    assert deployed(list(expected), tmp_path) == expected


def test_the_content_policy_holds_nothing_unsafe_and_lifts_http_to_https(tmp_path):
    policy = deployed(["CONTENT_SECURITY_POLICY"], tmp_path)["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]

    assert "unsafe" not in json.dumps(policy)
    assert "http" not in json.dumps(policy).replace("upgrade-insecure-requests", "")
    assert policy["upgrade-insecure-requests"] is True


def test_without_a_secret_key_nothing_starts(tmp_path):
    ran = run("manage.py", "check", tmp_path=tmp_path, SECRET_KEY=None)

    assert ran.returncode != 0
    assert "Set SECRET_KEY to a long random text" in ran.stderr


@pytest.mark.parametrize(
    ("name", "value", "key"),
    [
        ("DEMO", True, "peerchallenge.W001"),
        ("SECOND_FACTOR", "off", "peerchallenge.W002"),
        ("ALLOWED_HOSTS", ["*"], "peerchallenge.W003"),
        ("SECURITY_CONTACT", "", "peerchallenge.W004"),
        ("SECURITY_CONTACT", "security@peerchallenge.example", "peerchallenge.W004"),
        ("SECURITY_EXPIRES", "2020-01-01", "peerchallenge.W005"),
        ("SECURITY_EXPIRES", "2999-01-01", "peerchallenge.W005"),
        ("SECURITY_EXPIRES", "next spring", "peerchallenge.W005"),
    ],
)
def test_check_deploy_says_what_must_not_be_forgotten(settings, name, value, key):
    settings.DEMO, settings.SECOND_FACTOR, settings.SECURITY_EXPIRES = False, "required", ""
    settings.SECURITY_CONTACT = "mailto:security@peerchallenge.example"
    before = {each.id for each in run_checks(tags=["security"], include_deployment_checks=True)}

    setattr(settings, name, value)

    after = {each.id for each in run_checks(tags=["security"], include_deployment_checks=True)}
    assert {each for each in after - before if each.startswith("peerchallenge")} == {key}


def test_djangos_admin_has_no_address():
    with pytest.raises(NoReverseMatch):
        reverse("admin:index")
    with pytest.raises(Resolver404):
        resolve("/admin/")
    assert "admin" not in get_resolver().namespace_dict


# security.txt


def fields(text):
    return [tuple(line.split(": ", 1)) for line in text.splitlines()]


def test_security_txt_says_where_to_report_and_until_when(settings):
    settings.SECURITY_CONTACT = "mailto:security@peerchallenge.example, https://peerchallenge.example/report"
    settings.SECURITY_EXPIRES, settings.SITE_URL = "2999-06-30", "https://peerchallenge.example"

    page = Client().get("/.well-known/security.txt")

    assert page["Content-Type"] == "text/plain; charset=utf-8"
    assert fields(page.text) == [
        ("Contact", "mailto:security@peerchallenge.example"),
        ("Contact", "https://peerchallenge.example/report"),
        ("Expires", "2999-06-30T23:59:00.000Z"),
        ("Preferred-Languages", "en"),
        ("Canonical", "https://peerchallenge.example/.well-known/security.txt"),
    ]


def test_it_expires_in_the_future_and_within_a_year(settings):
    settings.SECURITY_CONTACT, settings.SECURITY_EXPIRES = "mailto:security@peerchallenge.example", ""

    said = dict(fields(Client().get("/.well-known/security.txt").text))["Expires"]

    expires = datetime.datetime.fromisoformat(said).date()
    assert today() + datetime.timedelta(days=90) < expires < today() + datetime.timedelta(days=365)


def test_where_nobody_has_said_there_is_none(settings):
    settings.SECURITY_CONTACT = ""

    assert Client().get("/.well-known/security.txt").status_code == 404
