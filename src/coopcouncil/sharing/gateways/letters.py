"""Letters by e-mail."""

import time

from django.conf import settings
from django.core.mail import EmailMessage

from coopcouncil.sharing.gateways.naming import message_id
from coopcouncil.sharing.gateways.outcome import Outcome


def write(*, to: str, subject: str, text: str, name: object = "") -> Outcome:
    """Send a letter by e-mail. By `name` it is known when it comes back; without one it is not."""
    began = time.monotonic()
    try:
        headers = {"Message-ID": message_id(name)} if name else None
        EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [to], headers=headers).send()
        code = "sent"
    except OSError:  # every error of smtplib is one
        code = "mail_error"
    return Outcome(code, None, round((time.monotonic() - began) * 1000))
