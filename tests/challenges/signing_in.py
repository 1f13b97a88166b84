"""People who sign in, for the tests of how they do."""

import time

from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client

from challenges.models import AuditEvent, User

PASSWORD = "a long enough password"
SIGN_IN = "/accounts/login/"
SHUT = "Too many attempts. To keep this account safe it is closed for 15 minutes."
NEEDED = "/account/second-step/"


def somebody(email="dcs@example.org", **fields):
    return User.objects.create_user(email, PASSWORD, name="The director", **fields)


def with_app(user):
    """The secret of an authenticator app that this person has set up."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def code(secret, *, later=0):
    """What the app shows now, or so many half minutes later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later))


def by_password(email="dcs@example.org", password=PASSWORD, client=None):
    client = client or Client()
    return client, client.post(SIGN_IN, {"login": email, "password": password})


def what_happened():
    return list(AuditEvent.objects.order_by("pk").values_list("what", "sentence"))
