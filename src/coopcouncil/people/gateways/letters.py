"""Letters on paper: a PDF in the home's `letters` folder, whence they are printed and posted."""

import os
from collections.abc import Iterable
from contextlib import suppress
from uuid import UUID

from django.conf import settings

from coopcouncil.foundation import pdf


def post_letter(letter_id: UUID, made: pdf.Record) -> None:
    """Put a letter where letters go, whole or not at all; only the process's own user may read it. Raises OSError."""
    folder = settings.HOME / "letters"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = folder / f"{letter_id}.pdf"
    begun = file.with_suffix(".part")
    try:
        with os.fdopen(os.open(begun, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as output:
            output.write(pdf.record(made))
            output.flush()
            os.fsync(output.fileno())
        begun.replace(file)
    except OSError:
        with suppress(OSError):
            begun.unlink(missing_ok=True)
        raise


def remove_letters(letter_ids: Iterable[UUID]) -> None:
    """Throw away the letters of these that still lie in the home; those that were posted lie there no more."""
    for letter_id in letter_ids:
        (settings.HOME / "letters" / f"{letter_id}.pdf").unlink(missing_ok=True)
