"""E-mail as files in the home, one a letter, so that what was written to somebody can be thrown away."""

import secrets
from collections.abc import Iterable, Sequence
from email.utils import parseaddr
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from coopcouncil.foundation import clock, keys
from coopcouncil.foundation.files import write_atomically


class EmailBackend(BaseEmailBackend):
    """Writes each letter to EMAIL_FILE_PATH, named by when it was written and a keyed digest of whom it is to."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = _folder()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for message in email_messages:
            whom = _digest(message.to[0]) if message.to else "nobody"
            name = f"{clock.now():%Y%m%d-%H%M%S-%f}.{whom}.{secrets.token_hex(4)}.eml"
            write_atomically(folder / name, message.message().as_bytes(), mode=0o600)
        return len(email_messages)


def remove_to(addresses: Iterable[str]) -> None:
    """Throw away every letter to these addresses. What is not there is no mistake."""
    for address in addresses:
        for file in _folder().glob(f"*.{_digest(address)}.*.eml"):
            file.unlink(missing_ok=True)


def _folder() -> Path:
    return Path(settings.EMAIL_FILE_PATH)


def _digest(address: Any) -> str:
    return keys.keyed_digest("mail", parseaddr(str(address))[1].strip().casefold())[:32]
