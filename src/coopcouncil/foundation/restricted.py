"""What a law keeps of somebody who was erased: restricted, so that it reads as nothing (UK GDPR, Article 18).

The restriction is judged in one place: where a value is unsealed (`fields`). Whatever page, list, file or answer asks
for it gets what an erased value gives, unless it asks inside `opened()`. Who opens it first notes who reads, and why.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_OPEN: ContextVar[bool] = ContextVar("restricted_values_are_open", default=False)


def is_open() -> bool:
    """Whether restricted values may be read just now, by whatever runs here."""
    return _OPEN.get()


@contextmanager
def opened() -> Iterator[None]:
    """Have restricted values read as what they are, until it ends. For the one action that notes who reads them."""
    before = _OPEN.set(True)
    try:
        yield
    finally:
        _OPEN.reset(before)
