"""Whether a letter to an address that was shown to reach a person still reaches them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class AddressTold:
    """The newest address that a person told us of themself: its lines, the postcode last, and when."""

    lines: tuple[str, ...]
    at: datetime


def same_place(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two addresses (lines, the postcode last) are one place: the same postcode, and the same numbers in it.

    A street is written in many ways; a postcode and the numbers of house and flat are not. Houses without a number at
    one postcode count as one place: the postman knows them by name.
    """
    return place_of(one) == place_of(other)


def place_of(lines: Sequence[str]) -> list[str]:
    """Which place an address is: its postcode, then the numbers in its other lines."""
    return [_postcode(lines), *_numbers(lines)]


def _postcode(lines: Sequence[str]) -> str:
    return "".join(lines[-1].split()).upper() if lines else ""


def _numbers(lines: Sequence[str]) -> list[str]:
    return sorted(re.findall(r"\d+[a-z]?\b", " ".join(lines[:-1]).lower()))


def still_reaches(lines: Sequence[str], shown_at: datetime, told: AddressTold | None) -> bool:
    """Whether letters to `lines`, shown to arrive at `shown_at`, may go on: not once another address was told since."""
    return told is None or told.at <= shown_at or same_place(lines, told.lines)
