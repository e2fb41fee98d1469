"""A file that comes with a form about a case."""

from datetime import timedelta
from typing import Any

from coopcouncil.foundation import limits
from coopcouncil.foundation.requests import Request
from coopcouncil.foundation.uploads import too_large
from coopcouncil.kernel.errors import BadInput, TooMany
from coopcouncil.kernel.words import Said
from coopcouncil.sharing import public as sharing

FILES: dict[str, Any] = {"most": 40, "within": timedelta(hours=1)}


def examined(request: Request) -> sharing.Checked:
    """The file that was sent as “file”, made safe. Raises BadInput in words for whoever sent it.

    Examining a file is dear, so only so many are taken an hour. It may take seconds: hold no lock.
    """
    try:
        sharing.check_document_size(too_large(request) or 1)
        chosen = request.FILES.getlist("file")
        if len(chosen) != 1:
            raise BadInput(Said("Choose one file."), place="file")
        limits.take_try(f"file-from:{request.actor.account_id}", **FILES, now=request.now)
        with chosen[0].open("rb") as opened:
            return sharing.examine_document(opened.read(), chosen[0].name or "")
    except TooMany as error:
        raise BadInput(
            Said("That is more files than we can take in one hour."), place="file", mend=Said("Try again later.")
        ) from error
    except sharing.RefusedFile as error:
        raise BadInput(error.message, place="file", mend=error.mend) from error
