"""The floor: a signed-in Django page with three queries (session, user, 20 rows by an index) and a plain template."""

import os

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.template import engines
from django.urls import path
from environs import Env

env = Env()
os.environ.pop("DJANGO_SETTINGS_MODULE", None)
settings.configure(
    SECRET_KEY=env.str("SECRET_KEY"),
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    DATABASES={"default": env.dj_db_url("DATABASE_URL") | {"CONN_MAX_AGE": 600}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=[
        "tools.bench.bottom.BottomConfig",
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    AUTH_USER_MODEL="challenges.User",
    AUTHENTICATION_BACKENDS=["django.contrib.auth.backends.ModelBackend"],
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
    LOGIN_URL="/",
    USE_TZ=True,
)
django.setup()

from challenges.models import AuditEvent  # after setup

PAGE = engines["django"].from_string(
    "<!doctype html><title>Floor</title><h1>{{ user.name }}</h1>"
    "<ul>{% for row in rows %}<li>{{ row.at }} {{ row.by_name }} {{ row.sentence }}</li>{% endfor %}</ul>"
)


def floor(request):
    assert request.user.is_authenticated  # noqa: S101  # nosec B101  # a page for nobody would be quicker
    rows = list(AuditEvent.objects.filter(challenge_id=request.GET.get("challenge")).order_by("-pk")[:20])
    return HttpResponse(PAGE.render({"user": request.user, "rows": rows}, request))


urlpatterns = [path("floor/", floor)]
application = get_wsgi_application()
