"""What every test may ask for: a person in a role, and their browser's session."""

import pytest
from django.db import connections
from django.test import Client

from challenges.models import Membership, Role, User
from challenges.moments import now
from tests.factories import UserFactory


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """No connection outlives its request: a kept one would stand in the way when the test database is dropped."""
    connections["default"].settings_dict["CONN_MAX_AGE"] = 0
    connections.settings["default"]["CONN_MAX_AGE"] = 0


@pytest.fixture
def person(db):
    """person("peer", challenge) gives a user who holds the role there; "stranger" and "office" hold none."""

    def make(role, challenge=None, **fields):
        user = UserFactory(is_programme_office=role in {"office", "programme_manager"}, **fields)
        if challenge is not None and role in Role.values:
            Membership.objects.create(
                challenge=challenge, user=user, role=role, added_at=now(), added_by=challenge.created_by
            )
        return User.objects.get(pk=user.pk)

    return make


@pytest.fixture
def log_in_as():
    """A client signed in as this user."""

    def make(user):
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

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
