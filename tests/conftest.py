"""What every test may ask for: a person in a role, and their browser's session."""

import os
import time
from functools import wraps

import pytest
from allauth.account.internal.flows import login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.db import connections
from django.test import Client
from hypothesis import settings as hypothesis_settings

from challenges.append_only import purging
from challenges.models import Membership, Role, User
from challenges.moments import now
from challenges.sign_in import sealing, sessions
from tests.factories import UserFactory

# A property is true or not; how long a machine takes to say so is measured elsewhere (bin/bench).
# The same examples each time: what is to be found by chance is looked for on purpose (tests/test_fuzz.py).
hypothesis_settings.register_profile("peerchallenge", deadline=None, derandomize=True)
hypothesis_settings.load_profile("peerchallenge")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """No connection outlives its request: a kept one would stand in the way when the test database is dropped."""
    connections["default"].settings_dict["CONN_MAX_AGE"] = 0
    connections.settings["default"]["CONN_MAX_AGE"] = 0
    # Copied from one that is migrated already (tools/with_services.py), where there is one.
    if migrated := os.environ.get("MIGRATED_DATABASE"):
        for settings in (connections["default"].settings_dict, connections.settings["default"]):
            settings["TEST"]["TEMPLATE"] = migrated


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup):
    """What a test commits is taken away by emptying every table: those that only grow are emptied through their door."""
    operations = type(connections["default"].ops)  # of every connection: beside a browser the test has one of its own
    empty = operations.execute_sql_flush

    @wraps(empty)
    def empty_through_the_door(self, statements):
        with purging():
            empty(self, statements)

    operations.execute_sql_flush = empty_through_the_door


@pytest.fixture
def person(db):
    """person("peer", challenge) gives a user who holds the role there; "stranger" and "office" hold none."""

    def make(role, challenge=None, **fields):
        user = UserFactory(is_programme_office=role in {"office", "programme_manager"}, **fields)
        if challenge is not None and role in Role.values:
            agreed = {"agreed_at": now(), "agreed_by": challenge.created_by} if role == Role.OBSERVER else {}
            Membership.objects.create(
                challenge=challenge, user=user, role=role, added_at=now(), added_by=challenge.created_by, **agreed
            )
        return User.objects.get(pk=user.pk)

    return make


def sign_in(client, user, *, second_step=True):
    """Sign the client in as this user, by password and, unless told otherwise, by an authenticator app of theirs."""
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    address = {"verified": True, "primary": True}
    EmailAddress.objects.get_or_create(user=user, email=user.email, defaults=address)
    session = client.session
    sessions.begin(session)
    if second_step:
        sealed = {"secret": sealing.seal(generate_totp_secret())}
        app, _made = Authenticator.objects.get_or_create(
            user=user, type=Authenticator.Type.TOTP, defaults={"data": sealed}
        )
        record = {"method": "mfa", "at": time.time(), "id": app.pk, "type": app.type}
        session[login.AUTHENTICATION_METHODS_SESSION_KEY] = [record]
        session[login._AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    session.save()
    return client


@pytest.fixture
def log_in_as():
    """A client signed in as this user; log_in_as(user, second_step=False) by password only."""

    def make(user, **how):
        return sign_in(Client(), user, **how)

    return make


@pytest.fixture(autouse=True)
def own_files(settings):
    """Files stand where a worker in a process of its own finds them; static files need no collecting."""
    settings.STORAGES = {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": settings.FILES_DIR},
        },
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
