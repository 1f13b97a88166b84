"""The only settings file: every value that varies comes from the environment (.env.example lists them)."""

from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import Env

from peerchallenge import files_url

env = Env()
BASE_DIR = Path(__file__).resolve().parent.parent
env.read_env(BASE_DIR / ".env", recurse=False)

DEBUG = env.bool("DEBUG", False)
DEMO = env.bool("DEMO", False)
HTTPS = env.bool("HTTPS", False)
SECRET_KEY = env.str("SECRET_KEY", "")
if not SECRET_KEY:
    if not DEBUG:
        raise ImproperlyConfigured("Set SECRET_KEY to a long random text (bin/run makes one in var/secret_key).")
    SECRET_KEY = "only-for-development-" + "x" * 40
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", [])  # older keys, while what they signed or sealed is about
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", [])
SITE_URL = env.str("SITE_URL", "http://localhost:8000").rstrip("/")

# Everything the embedded application keeps stands below this folder.
DATA_DIR = Path(env.str("DATA_DIR", str(BASE_DIR / "var"))).resolve()
FILES_DIR = DATA_DIR / "files"

INSTALLED_APPS = [
    "challenges",
    "scoping",
    "preparation",
    "casereview",
    "onsite",
    "feedback",
    "reports",
    "evaluation",
    "peerchallenge",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "crispy_forms",
    "csp",
    "django_htmx",
    "rules",
    "template_partials",
]

MIDDLEWARE = [
    "challenges.security_log.Middleware",
    "challenges.headers.middleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",  # after what sets headers: static files carry them too
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "challenges.uploads.handler.RefusesTooLarge",
    "challenges.typed.middleware",  # after it: reading a form reads its files
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "challenges.sign_in.sessions.middleware",
    "challenges.sign_in.second_step.Middleware",
    "django_htmx.middleware.HtmxMiddleware",
    "challenges.see_as.middleware",  # the last: whatever stands before it knows who really asks
]

ROOT_URLCONF = "peerchallenge.urls"
WSGI_APPLICATION = "peerchallenge.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "peerchallenge.frame.frame",
                "peerchallenge.frame.site",
                "challenges.see_as.banner",
            ],
        },
    },
]

# SQLite is the embedded default; PostgreSQL in production.
DATABASES = {"default": env.dj_db_url("DATABASE_URL", f"sqlite:///{DATA_DIR / 'db.sqlite3'}")}
DATABASES["default"]["CONN_MAX_AGE"] = 600
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",  # writers queue up instead of failing, and a check before a write holds
        "timeout": 20,
        # What is deleted is written over in the file as well (challenges/retention).
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA secure_delete=ON;",
    }
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}  # a file: test workers are other processes
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Who people are, and how they sign in.
AUTH_USER_MODEL = "challenges.User"
AUTHENTICATION_BACKENDS = [
    "challenges.permissions.RulesUnlessAtAStandstill",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "challenges.sign_in.passwords.NoWordsOfOurs"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "challenges.sign_in.adapters.InvitedOnly"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "challenges.sign_in.adapters.display_name"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"  # a new address counts once its link was opened; the first by the invitation
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_PREVENT_ENUMERATION = True
# Django's own: it asks the database nothing, so a known address takes no longer to answer than an unknown one.
_django_s_own = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # nosec B105  # a class
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = _django_s_own
PASSWORD_RESET_TIMEOUT = 4 * 60 * 60
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_FORMS = {"reset_password": "challenges.sign_in.forms.ForgottenPasswordForm"}  # nosec B105
# "key" is the e-mail address that was typed, known or not. Twenty people of a council may share one address of theirs.
ACCOUNT_RATE_LIMITS = {"login_failed": "40/m/ip,5/15m/key", "reset_password": "20/m/ip,5/15m/key"}  # nosec B105
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", 0)  # web servers in front that add to X-Forwarded-For
# The second step of signing in (challenges/sign_in/second_step.py).
SECOND_FACTOR = env.str("SECOND_FACTOR", "required")
if SECOND_FACTOR not in {"required", "off"}:
    raise ImproperlyConfigured("SECOND_FACTOR is required or off.")
SECOND_STEP_KEYS = env.list("SECOND_STEP_KEYS", [])  # the first seals, all of them open; without any, SECRET_KEY does
MFA_ADAPTER = "challenges.sign_in.adapters.SecondSteps"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1  # clocks differ: the code before and the one after count too, each once
MFA_ALLOW_UNVERIFIED_EMAIL = True  # whoever is changing their address can still set up a second step
MFA_FORMS = {
    "authenticate": "challenges.sign_in.forms.SecondStepForm",
    "reauthenticate": "challenges.sign_in.forms.SecondStepAgainForm",
    "activate_totp": "challenges.sign_in.forms.AppForm",
    "add_webauthn": "challenges.sign_in.forms.PasskeyForm",
    "login_webauthn": "challenges.sign_in.forms.PasskeyInsteadForm",
    "authenticate_webauthn": "challenges.sign_in.forms.PasskeyStepForm",
    "reauthenticate_webauthn": "challenges.sign_in.forms.PasskeyAgainForm",
}
# Single sign-on by OpenID Connect (challenges/sign_in/single_sign_on.py).
OIDC_SERVER_URL = env.str("OIDC_SERVER_URL", "").rstrip("/")
OIDC_NAME = env.str("OIDC_NAME", "your organisation")
OIDC_IS_SECOND_FACTOR = env.bool("OIDC_IS_SECOND_FACTOR", False)
OIDC_EMAIL_IS_VERIFIED = env.bool("OIDC_EMAIL_IS_VERIFIED", False)
if OIDC_SERVER_URL and not OIDC_SERVER_URL.startswith(("https://", "http://localhost:", "http://127.0.0.1:")):
    raise ImproperlyConfigured("OIDC_SERVER_URL begins with https://.")
SOCIALACCOUNT_ADAPTER = "challenges.sign_in.single_sign_on.KnownPeopleOnly"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": []}}
if OIDC_SERVER_URL:
    SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"] = [
        {
            "provider_id": "single-sign-on",
            "name": OIDC_NAME,
            "client_id": env.str("OIDC_CLIENT_ID"),
            "secret": env.str("OIDC_CLIENT_SECRET"),
            "settings": {"server_url": OIDC_SERVER_URL, "fetch_userinfo": False},
        }
    ]
INVITATION_DAYS = env.int("INVITATION_DAYS", 14)  # how long the link in an invitation works
# Rate limits count in the cache, which every web process must share.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True
DATE_FORMAT = "j F Y"
FORMAT_MODULE_PATH = ["peerchallenge.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": FILES_DIR}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = False

CRISPY_TEMPLATE_PACK = "govuk"
CRISPY_ALLOWED_TEMPLATE_PACKS = ("govuk",)
CRISPY_FAIL_SILENTLY = False

# Uploads.
MAX_UPLOAD_BYTES = env.int("MAX_UPLOAD_MB", 250) * 1024 * 1024
MAX_REQUEST_BYTES = 2 * MAX_UPLOAD_BYTES  # several files in one form
MAX_UNFINISHED_BYTES_EACH = 4 * MAX_UPLOAD_BYTES  # what one person may have under way, counted as if it were there
MAX_UNFINISHED_BYTES = 40 * MAX_UPLOAD_BYTES
INCOMING_DIR = DATA_DIR / "incoming"
QUARANTINE_DIR = DATA_DIR / "quarantine"
for _folder in (INCOMING_DIR, QUARANTINE_DIR):
    _folder.mkdir(parents=True, exist_ok=True, mode=0o700)
FILE_UPLOAD_TEMP_DIR = INCOMING_DIR
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "challenges.uploads.handler.StopsAtTheLimit",
]
# The virus scanner: unix:/run/clamav/clamd.ctl or tcp://host:3310. Its own StreamMaxLength, MaxFileSize and MaxScanSize
# must be as large as CLAMAV_MAX_MB: beyond MaxFileSize it would call a file clean that it has not looked at.
CLAMAV_URL = env.str("CLAMAV_URL", "")
CLAMAV_MAX_BYTES = env.int("CLAMAV_MAX_MB", 100) * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
X_ACCEL_PREFIX = env.str("X_ACCEL_PREFIX", "")  # e.g. /protected/: the web server then sends the bytes
# S3-compatible storage in the place of FILES_DIR (challenges/bucket.py).
FILES_URL = env.str("FILES_URL", "")
_keys = {"access_key": env.str("FILES_ACCESS_KEY", ""), "secret_key": env.str("FILES_SECRET_KEY", "")}
if FILES_URL:
    STORAGES["default"] = files_url.storage(FILES_URL, **_keys)
    if X_ACCEL_PREFIX:
        raise ImproperlyConfigured("X_ACCEL_PREFIX is for files in a folder: leave it out with FILES_URL.")

# Mail.
_email = env.dj_email_url("EMAIL_URL", "file:")
EMAIL_BACKEND = _email["EMAIL_BACKEND"]
EMAIL_HOST = _email["EMAIL_HOST"]
EMAIL_PORT = _email["EMAIL_PORT"] or 25
EMAIL_HOST_USER = _email["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = _email["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = _email["EMAIL_USE_TLS"]
EMAIL_USE_SSL = _email["EMAIL_USE_SSL"]
EMAIL_FILE_PATH = DATA_DIR / "mail"
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Peer challenge <peerchallenge@localhost>")
EMAIL_BATCH = 100

# The worker and the clock.
REDIS_URL = env.str("REDIS_URL", "")
JOB_STALE_SECONDS = env.float("JOB_STALE_SECONDS", 15.0)
JOB_ATTEMPTS = 3
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 270
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {"challenges.render_document": {"queue": "render"}}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0.2, "interval_max": 0.2}
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": 900,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        "socket_connect_timeout": 2,
    }
else:
    _queue = DATA_DIR / "queue"
    for _folder in (_queue / "messages", _queue / "control"):
        _folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    CELERY_BROKER_URL = "filesystem://localhost"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_queue / "messages"),
        "data_folder_out": str(_queue / "messages"),
        "control_folder": str(_queue / "control"),
        "store_processed": False,
    }

# What browsers may do with our pages.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "object-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60  # from signing in, whatever happens (challenges/sign_in/sessions.py)
SESSION_IDLE_MINUTES = env.int("SESSION_IDLE_MINUTES", 60)
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/"]
if HTTPS:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"  # no other host may set them
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["upgrade-insecure-requests"] = True
# /.well-known/security.txt: where to report a weakness, and until when that holds.
SECURITY_CONTACT = env.str("SECURITY_CONTACT", "")
SECURITY_EXPIRES = env.str("SECURITY_EXPIRES", "")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "peerchallenge.logs.Plain", "format": "{asctime} {levelname} {name} {message}", "style": "{"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
        "django": {"handlers": [], "level": "INFO"},  # without the one that mails errors to ADMINS
    },
}
DEFAULT_EXCEPTION_REPORTER_FILTER = "peerchallenge.logs.TellsNothing"
