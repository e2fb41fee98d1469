"""E-mails to those who keep records, and the address of this platform."""

from django.conf import settings
from django.core.mail import send_mail


def public_url() -> str:
    """The address of this platform, without a slash at its end."""
    return str(settings.PUBLIC_URL)


def write(*, to: str, subject: str, text: str) -> None:
    """Send an e-mail. Raises OSError when the mail server does not take it."""
    send_mail(subject, text, settings.DEFAULT_FROM_EMAIL, [to])
