"""Letters by e-mail and on paper, and the address of this platform.

Each is known by its id: a second copy of an e-mail has the same Message-ID, of a letter on paper the same file.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage

from coopcouncil.foundation.files import write_atomically

_SUFFIXES = (".pdf", ".json")


def public_url() -> str:
    """The address of this platform, without a slash at its end."""
    return str(settings.PUBLIC_URL)


def write(*, letter_id: UUID, to: str, subject: str, text: str) -> None:
    """Send an e-mail. Raises OSError when the mail server does not take it."""
    host = public_url().partition("://")[2].partition("/")[0].partition(":")[0]
    name = f"<settlement-{letter_id}@{host}>"
    EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [to], headers={"Message-ID": name}).send()


def post(*, letter_id: UUID, to: Sequence[str], pdf: bytes, at: datetime) -> None:
    """Put a letter where letters are printed and posted from, with the sheet beside it that says to whom.

    Whole or not at all; only the process's own user may read it. Raises OSError.
    """
    folder = Path(settings.HOME) / "letters"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    sheet = {"letter": f"{letter_id}.pdf", "to": list(to), "made_at": at.isoformat()}
    for suffix, content in zip(_SUFFIXES, (pdf, json.dumps(sheet, ensure_ascii=False).encode()), strict=True):
        write_atomically(folder / f"{letter_id}{suffix}", content, mode=0o600)


def remove(letter_ids: Iterable[UUID]) -> None:
    """Throw away the letters of these that still lie in the home; those that were posted lie there no more."""
    for letter_id in letter_ids:
        for suffix in _SUFFIXES:
            (Path(settings.HOME) / "letters" / f"{letter_id}{suffix}").unlink(missing_ok=True)
