"""The production profile. It refuses to start on anything that a demo may forgive."""

import re
from base64 import b64decode
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from coopcouncil.foundation import cache
from coopcouncil.project.settings.base import (
    ALLOWED_HOSTS,
    AUDIT_KEY,
    DEBUG,
    DEMO,
    FACTS_KEY,
    MAIL_REPORTS_SECRET,
    MESSAGES,
    NOTIFY_CALLBACK_TOKEN,
    NOTIFY_EMAIL_TEMPLATE,
    NOTIFY_KEY,
    NOTIFY_TEXT_TEMPLATE,
    ONE_LOGIN_CLIENT_ID,
    ONE_LOGIN_IDENTITY_KEYS,
    ONE_LOGIN_ISSUER,
    ONE_LOGIN_KEY,
    PUBLIC_URL,
    ROOT,
    SEARCH_KEY,
    SECRET_KEY,
    STORAGES,
    env,
    switched_on,
)

_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_LOCAL_HOSTS = {"localhost", "127.0.0.1", "[::1]", "*"}


def _signs(held: str) -> bool:
    """Whether this is a secret of Standard Webhooks, and long enough."""
    try:
        return held.startswith("whsec_") and len(b64decode(held.removeprefix("whsec_"), validate=True)) >= 24
    except ValueError:
        return False


def _is_key(key: str) -> bool:
    try:
        return len(b64decode(key, validate=True)) == 32
    except ValueError:
        return False


def problems() -> list[str]:
    """Why this installation may not serve people yet: one sentence each, with its mend."""
    found = [
        (DEBUG, "Debugging is on. Unset COOPCOUNCIL_DEBUG."),
        (DEMO, "Demo sign-in is on. Unset COOPCOUNCIL_DEMO."),
        (
            len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 10,
            "The secret key is missing or weak. Run `coopcouncil init`, or set COOPCOUNCIL_SECRET_KEY to 50 or more "
            "random characters.",
        ),
        (
            not FACTS_KEY.split() or not all(_is_key(word) for word in FACTS_KEY.split()),
            "The facts key is missing or weak. Run `coopcouncil init`, or set COOPCOUNCIL_FACTS_KEY to 32 random bytes "
            "in base64.",
        ),
        (
            not _is_key(SEARCH_KEY),
            "The search key is missing or weak. Run `coopcouncil init`, or set COOPCOUNCIL_SEARCH_KEY to 32 random "
            "bytes in base64.",
        ),
        (
            not _is_key(AUDIT_KEY),
            "The audit key is missing or weak. Run `coopcouncil init`, or set COOPCOUNCIL_AUDIT_KEY to 32 random bytes "
            "in base64.",
        ),
        (not PUBLIC_URL.startswith("https://"), "The public address is not https. Set COOPCOUNCIL_PUBLIC_URL."),
        (
            not set(ALLOWED_HOSTS) - _LOCAL_HOSTS or "*" in ALLOWED_HOSTS,
            "No host name is set. Set COOPCOUNCIL_ALLOWED_HOSTS to the names that this site answers to.",
        ),
        (
            bool(ONE_LOGIN_CLIENT_ID) and "PRIVATE KEY" not in ONE_LOGIN_KEY,
            "GOV.UK One Login has a client but no private key. Put it into secrets/one-login.pem of the home, or unset "
            "COOPCOUNCIL_ONE_LOGIN_CLIENT_ID.",
        ),
        (
            not all(address.startswith("https://") for address in (ONE_LOGIN_ISSUER, ONE_LOGIN_IDENTITY_KEYS)),
            "An address of GOV.UK One Login is not https. Mend or unset COOPCOUNCIL_ONE_LOGIN_ISSUER and "
            "COOPCOUNCIL_ONE_LOGIN_IDENTITY_KEYS.",
        ),
        (not env("EMAIL_HOST"), "No mail server is set. Set COOPCOUNCIL_EMAIL_HOST."),
        (
            not _ADDRESS.fullmatch(env("FROM_EMAIL")),
            "No address is set for letters to come from. Set COOPCOUNCIL_FROM_EMAIL to one that people may write to.",
        ),
        (
            MESSAGES == "notify" and not (len(NOTIFY_KEY) >= 73 and NOTIFY_EMAIL_TEMPLATE and NOTIFY_TEXT_TEMPLATE),
            "GOV.UK Notify is chosen but not set up. Set COOPCOUNCIL_NOTIFY_KEY, COOPCOUNCIL_NOTIFY_EMAIL_TEMPLATE and "
            "COOPCOUNCIL_NOTIFY_TEXT_TEMPLATE.",
        ),
        (
            not all(_signs(held) for held in MAIL_REPORTS_SECRET.split()),
            "A secret for reports of e-mail is none of Standard Webhooks. Write COOPCOUNCIL_MAIL_REPORTS_SECRET as "
            "whsec_ and 24 random bytes or more in base64.",
        ),
        (
            not all(len(held) >= 20 for held in NOTIFY_CALLBACK_TOKEN.split()),
            "The token of GOV.UK Notify’s receipts is short. Set COOPCOUNCIL_NOTIFY_CALLBACK_TOKEN to 20 characters or "
            "more.",
        ),
    ]
    return [sentence for wrong, sentence in found if wrong]


if _found := problems():
    raise ImproperlyConfigured("coopcouncil will not start in production:\n- " + "\n- ".join(_found))

STATIC_ROOT = Path(env("STATIC_ROOT", str(ROOT / "build" / "collected")))
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = False
# A name that was not collected costs its own picture or script, never the whole page.
WHITENOISE_MANIFEST_STRICT = False
# One for all processes, so that limits on guessing hold however many there are. Room enough that a flood of guesses
# does not push out what is counted of another.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": cache.TABLE,
        "KEY_FUNCTION": cache.key,
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }
}
SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if switched_on("BEHIND_PROXY") else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
LANGUAGE_COOKIE_NAME = "__Host-language"
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env("EMAIL_HOST")
EMAIL_PORT = int(env("EMAIL_PORT", "587"))
EMAIL_HOST_USER = env("EMAIL_USER")
EMAIL_HOST_PASSWORD = env("EMAIL_PASSWORD")
EMAIL_USE_TLS = True
EMAIL_TIMEOUT = 10  # less than an outbox lease, so that a stuck mail server makes no letter go twice
