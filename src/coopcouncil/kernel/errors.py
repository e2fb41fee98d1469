"""Errors that a person reads: what happened, where, and how to mend it."""

from collections.abc import Sequence


class CoopcouncilError(Exception):
    """The base of every error of ours. `str(error)` is a message for a person."""


class BadInput(CoopcouncilError):
    """What was given cannot be used. Nothing was changed.

    `place` says where (a file and line, a field); `mend` says what to do about it.
    """

    def __init__(self, message: str, *, place: str = "", mend: str = "") -> None:
        self.message, self.place, self.mend = message, place, mend
        text = f"{place}: {message}" if place else message
        super().__init__(f"{text} {mend}" if mend else text)


class Mistakes(BadInput):
    """Several things that cannot be used, each with its place and mend. Nothing was changed."""

    def __init__(self, mistakes: Sequence[BadInput]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__(" ".join(str(mistake) for mistake in mistakes))


class NotFound(CoopcouncilError):
    """No such thing, or none that this actor may know of."""


class NotAllowed(CoopcouncilError):
    """The actor may not do this. About an object, it is answered as if the object did not exist."""

    def __init__(self, permission: str, *, about_object: bool, why: str = "") -> None:
        self.permission, self.about_object = permission, about_object
        super().__init__(why or f"You do not have the permission “{permission}”.")


class Conflict(CoopcouncilError):
    """The thing has moved on since it was read; the message says what is true now."""


class TooMany(CoopcouncilError):
    """Asked too often. Nothing was done; it may be asked again after `seconds`."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(f"That is more than may be asked for. Ask again in {seconds} seconds.")
