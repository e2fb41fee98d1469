"""Files that somebody sends with a form: how large they may be, and how one goes out again, as a download only."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

MOST_BYTES = 10 * 1024 * 1024
_FORM_BYTES = 1024 * 1024  # what the fields and boundaries around a file may take


class LimitedUploadHandler(FileUploadHandler):
    """Throws a file away piece by piece once it is known to be too large, so that none fills memory or disk.

    The form's other fields are read as ever. `too_large(request)` then says how large it was.
    """

    whole = seen = 0

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *args: Any, **kwargs: Any) -> None:
        self.whole = content_length

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.seen = 0
        if self.whole > MOST_BYTES + _FORM_BYTES:
            self._refuse()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.seen += len(raw_data)
        if self.seen > MOST_BYTES:
            self._refuse()
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None

    def _refuse(self) -> None:
        if self.request is not None:
            self.request.upload_too_large = max(self.whole, self.seen)  # type: ignore[attr-defined]
        raise SkipFile


def too_large(request: HttpRequest) -> int:
    """How many bytes the file had that was thrown away because it was too large; 0 where none was."""
    return int(getattr(request, "upload_too_large", 0))


def as_download(content: bytes, *, name: str, media_type: str) -> HttpResponse:
    """A file that somebody gave us, to be saved: never shown inside our own pages, never kept by a cache."""
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer["Content-Security-Policy"] = (
        "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["Cache-Control"] = "no-store"
    return answer
