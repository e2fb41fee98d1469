"""What holds in every profile. Each COOPCOUNCIL_* variable is described in docs/reference/settings.md."""

import os
from pathlib import Path

import dj_database_url
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from coopcouncil.foundation import logs


def env(name: str, default: str = "") -> str:
    return os.environ.get(f"COOPCOUNCIL_{name}", default)


def switched_on(name: str) -> bool:
    value = env(name, "0").strip().lower()
    if value not in {"0", "1", "true", "false", "yes", "no", ""}:
        raise ImproperlyConfigured(f"COOPCOUNCIL_{name} is “{value}”. Write 1 or 0.")
    return value in {"1", "true", "yes"}


def number(name: str, default: str) -> int:
    value = env(name, default).strip()
    if not value.isascii() or not value.isdecimal() or int(value) < 1:
        raise ImproperlyConfigured(f"COOPCOUNCIL_{name} is “{value}”. Write a whole number from 1 on.")
    return int(value)


def secret(name: str, file_name: str) -> str:
    """A secret from the environment, or else from its file in the home. Empty when there is neither yet."""
    if value := env(name):
        return value
    file = HOME / "secrets" / file_name
    return file.read_text().strip() if file.is_file() else ""


PROFILE = env("PROFILE", "local")
if PROFILE not in {"local", "production"}:
    raise ImproperlyConfigured(f"COOPCOUNCIL_PROFILE is “{PROFILE}”. Write local or production.")

PACKAGE = Path(__file__).resolve().parents[2]
ROOT = PACKAGE.parents[1]
HOME = Path(env("HOME", "var")).absolute()
DEMO = switched_on("DEMO")
DEMO_MONEY = env("DEMO_MONEY", "some")
DEBUG = switched_on("DEBUG")
SECRET_KEY = secret("SECRET_KEY", "django.key")
FACTS_KEY = secret("FACTS_KEY", "facts.key")
SEARCH_KEY = secret("SEARCH_KEY", "search.key")
KEY_RING = env("KEY_RING", "coopcouncil.foundation.keys.LocalRing")
KEYS_DATABASE_URL = env("KEYS_DATABASE_URL")
AUDIT_KEY = secret("AUDIT_KEY", "audit.key")
AUDIT_CHECKPOINTS = Path(env("AUDIT_CHECKPOINTS", str(HOME / "checkpoints")))
BATCHES = env("BATCHES")
METRICS_TOKEN = secret("METRICS_TOKEN", "metrics.token")
COUNCIL_NAME = env("COUNCIL_NAME", "Ashmere Council" if DEMO else "Our council")
ACCENT_COLOUR = env("ACCENT_COLOUR", "#0b5d4b")
PUBLIC_URL = env("PUBLIC_URL", "http://localhost:8000").rstrip("/")
ALLOWED_HOSTS = [host for host in env("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",") if host]
CSRF_TRUSTED_ORIGINS = [origin for origin in env("TRUSTED_ORIGINS").split(",") if origin]

CONTEXTS = [
    "people", "places", "directory", "settlement", "sharing", "ledger", "participation", "casework", "reviews",
    "frontdoor",
]  # fmt: skip
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_tasks_db",
    "coopcouncil.foundation",
    *(f"coopcouncil.{context}" for context in CONTEXTS),
    "coopcouncil.project",
]
MIDDLEWARE = [
    "coopcouncil.foundation.requests.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "coopcouncil.people.middleware.ActorMiddleware",
    "coopcouncil.foundation.middleware.ProblemsMiddleware",
]
ROOT_URLCONF = "coopcouncil.project.urls"
WSGI_APPLICATION = "coopcouncil.project.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": False,
        "DIRS": [PACKAGE / app / "templates" for app in ["foundation", *CONTEXTS, "project"]],
        "OPTIONS": {
            "environment": "coopcouncil.foundation.jinja.environment",
            "context_processors": ["coopcouncil.foundation.pages.around"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.Jinja2"

# How long a process waits for a connection (seconds) before it says that the database does not answer; and how long it
# tries to make one before it begins anew. psycopg_pool tries ever more seldom, by default for five minutes: a database
# that is back would be found minutes later.
DATABASE_PATIENCE = {"timeout": 10.0, "reconnect_timeout": 10.0}
# Beside what the address says of the way there (sslmode, sslrootcert), whichever address a process is pointed at.
DATABASE_OPTIONS: dict[str, object] = {
    # Values travel apart from the SQL, so that the database plans a question once a connection, not each time
    # it is asked: that halves what it works at a page (docs/decisions/0013-fast-by-asking-less.md).
    "server_side_binding": True,
    "prepare_threshold": 3,
    **(
        {"pool": {"min_size": 1, "max_size": int(env("DATABASE_POOL", "10")), **DATABASE_PATIENCE}}
        if switched_on("DATABASE_USE_POOL")
        else {}
    ),
}
_named = dj_database_url.parse(env("DATABASE_URL", "postgres:///coopcouncil"), conn_health_checks=True)
DATABASES = {
    "default": {
        **_named,
        "OPTIONS": {**_named.get("OPTIONS", {}), **DATABASE_OPTIONS},
        "ATOMIC_REQUESTS": False,  # actions open their own transactions, so that a page never half-writes
        "TEST": {"NAME": None},
    }
}
# An account's address is unique by its digest, which the check does not know of (people_account_email_once).
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# Staff roles work only after a second factor, except where demo sign-in stands in for it.
STAFF_SECOND_FACTOR = not DEMO
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/account/"
# Guesses are counted by address: behind a proxy, the address that it saw.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if switched_on("BEHIND_PROXY") else 0
ACCOUNT_ADAPTER = "coopcouncil.people.gateways.AccountAdapter"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]  # without the second, signing in would take no password either
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = False
MFA_ADAPTER = "coopcouncil.people.gateways.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = PUBLIC_URL.startswith("http://localhost")
MFA_TOTP_ISSUER = COUNCIL_NAME

# GOV.UK One Login, by OpenID Connect: off until a client and its private key are named.
ONE_LOGIN_CLIENT_ID = env("ONE_LOGIN_CLIENT_ID")
ONE_LOGIN_KEY = secret("ONE_LOGIN_KEY", "one-login.pem")
ONE_LOGIN_ISSUER = env("ONE_LOGIN_ISSUER", "https://oidc.account.gov.uk/")
ONE_LOGIN_IDENTITY_ISSUER = env("ONE_LOGIN_IDENTITY_ISSUER", "https://identity.account.gov.uk/")
ONE_LOGIN_IDENTITY_KEYS = env("ONE_LOGIN_IDENTITY_KEYS", "https://identity.account.gov.uk/.well-known/did.json")
ONE_LOGIN_TRUST = env("ONE_LOGIN_TRUST", "Cl.Cm.P2")

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English"), ("pt", "Português")]
# Before the catalogues of libraries: where both know a sentence, ours is said.
LOCALE_PATHS = [PACKAGE / app / "locale" for app in ["foundation", *CONTEXTS, "project"]]
LANGUAGE_COOKIE_NAME = "language"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
# Built from npm at set-up; absent only where no page is served (a pure command, a test of arithmetic).
STATICFILES_DIRS = [folder for folder in [ROOT / "build" / "static"] if folder.is_dir()]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True

EMAIL_BACKEND = "coopcouncil.foundation.filebased.EmailBackend"
EMAIL_FILE_PATH = HOME / "mail"
DEFAULT_FROM_EMAIL = env("FROM_EMAIL", "council@ashmere.example")

# How messages to people leave: files in the home (or the mail server), or GOV.UK Notify.
MESSAGES = env("MESSAGES", "files")
if MESSAGES not in {"files", "notify"}:
    raise ImproperlyConfigured(f"COOPCOUNCIL_MESSAGES is “{MESSAGES}”. Write files or notify.")
NOTIFY_KEY = secret("NOTIFY_KEY", "notify.key")
NOTIFY_URL = env("NOTIFY_URL", "https://api.notifications.service.gov.uk")
# With what those who carry our mail show that a report of theirs is theirs; two, with a space, while one is changed.
MAIL_REPORTS_SECRET = secret("MAIL_REPORTS_SECRET", "mail-reports.key")
NOTIFY_CALLBACK_TOKEN = secret("NOTIFY_CALLBACK_TOKEN", "notify-callback.token")
NOTIFY_EMAIL_TEMPLATE = env("NOTIFY_EMAIL_TEMPLATE")
NOTIFY_TEXT_TEMPLATE = env("NOTIFY_TEXT_TEMPLATE")
# Who is rung in an emergency that nobody has in hand: a gateway for voice or text messages, and the number that it
# rings (`sharing/gateways/ringing.py`). The same line is shown to residents. Without a gateway nobody is rung.
DUTY_PHONE = env("DUTY_PHONE")
DUTY_GATEWAY_URL = env("DUTY_GATEWAY_URL")
DUTY_GATEWAY_TOKEN = secret("DUTY_GATEWAY_TOKEN", "duty.key")
# Answers of services within so many minutes are one message.
DIGEST_MINUTES = int(env("DIGEST_MINUTES", "1" if DEMO else "10"))

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

SESSION_ENGINE = "coopcouncil.foundation.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 12  # in all, however much it is used
# After so long without a request a session is over; sooner for whoever holds a role.
IDLE_MINUTES = number("IDLE_MINUTES", "60")
STAFF_IDLE_MINUTES = number("STAFF_IDLE_MINUTES", "30")
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "coopcouncil.foundation.pages.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
API_REQUESTS_A_MINUTE = number("API_REQUESTS_A_MINUTE", "600")  # of one organisation's key
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
DATA_UPLOAD_MAX_NUMBER_FILES = 5
FILE_UPLOAD_HANDLERS = [
    "coopcouncil.foundation.uploads.LimitedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
CLAMD = env("CLAMD")  # where ClamAV's daemon listens: /run/clamav/clamd.ctl, or host:port
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [NONCE, SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

LOGGING_CONFIG = None
logs.configure()
