"""Letters by e-mail."""

import time

from django.conf import settings
from django.core.mail import EmailMessage

from coopcouncil.sharing.gateways.outcome import Outcome


def write(*, to: str, subject: str, text: str) -> Outcome:
    """Send a letter by e-mail."""
    began = time.monotonic()
    try:
        EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [to]).send()
        code = "sent"
    except OSError:  # every error of smtplib is one
        code = "mail_error"
    return Outcome(code, None, round((time.monotonic() - began) * 1000))
