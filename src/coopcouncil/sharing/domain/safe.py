"""Safe mode: what may not be written, how the person may be reached, how long it is kept, the words that open it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib import resources
from typing import Any, Literal, Protocol

from coopcouncil.kernel.errors import BadInput

Way = Literal["phone", "text", "email", "in_person", "none"]
WAYS: tuple[str, ...] = Way.__args__  # type: ignore[attr-defined]
LONGEST = 200  # characters
INSTRUCTION = "Do not write, phone or visit at any other address or number. Do not tell anybody that you were told."
WORDS = 4
MOST_TRIES = 5
LOCKED_FOR = timedelta(hours=1)


class Kept(Protocol):
    """What says of itself that it was told in safe mode."""

    safe: bool


def may_write_to(submission: Kept) -> bool:
    """Whether we may send the person anything about it: a letter, an e-mail, a text, a line in an account.

    Never in safe mode. Whoever writes to people asks this first.
    """
    return not submission.safe


@dataclass(frozen=True)
class SafeContact:
    """How somebody may safely be reached: `way` is one of WAYS, `detail` where, `when` at what times."""

    way: str
    detail: str = ""
    when: str = ""


def safe_contact(way: str, detail: str, when: str) -> SafeContact:
    """What the person chose, tidied. Raises BadInput whose `place` is way, detail or when."""
    detail, when = " ".join(detail.split()), " ".join(when.split())
    if way not in WAYS:
        raise BadInput("No way was chosen.", place="way", mend="Choose one.")
    if way == "none":
        return SafeContact("none")
    if not detail:
        raise BadInput("There is no number, address or place.", place="detail", mend="Write it down, or choose none.")
    for place, said in (("detail", detail), ("when", when)):
        if len(said) > LONGEST or not said.isprintable():
            raise BadInput("That is too long.", place=place, mend=f"Write at most {LONGEST} letters.")
    return SafeContact(way, detail, when)


def kept_contact(contact: SafeContact) -> dict[str, str]:
    """As it is kept (sealed) with a draft and a notice."""
    return {"way": contact.way, "detail": contact.detail, "when": contact.when}


def read_contact(row: Mapping[str, Any] | None) -> SafeContact | None:
    return SafeContact(row["way"], row.get("detail", ""), row.get("when", "")) if row else None


def is_chosen(contact: SafeContact, shown: str) -> bool:
    """Whether a fact, as a person reads it, is the very number or address by which they asked to be reached."""
    return bool(_bare(shown)) and _bare(shown) in _bare(contact.detail)


def _bare(text: str) -> str:
    return "".join(text.split()).casefold().replace("+44", "0")


# --- the catalogue ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Retention:
    """How long one thing of a safe submission is kept here, and why."""

    days: int
    why: str


@dataclass(frozen=True)
class Helpline:
    """Somebody who can help and is not of the council."""

    name: str
    phone: str
    hours: str


@dataclass(frozen=True)
class SafeBook:
    """`retention` by what is kept ("facts", "answers"); who else can help."""

    retention: Mapping[str, Retention]
    helplines: tuple[Helpline, ...]

    def facts_until(self, sent_at: datetime) -> datetime:
        """When the facts as a whole are emptied."""
        return sent_at + timedelta(days=self.retention["facts"].days)

    def opens_until(self, sent_at: datetime) -> datetime:
        """Until when the words open the answers."""
        return sent_at + timedelta(days=self.retention["answers"].days)


@cache
def shipped_safe_book() -> SafeBook:
    """The catalogue that comes with the program."""
    text = (resources.files("coopcouncil.sharing") / "catalogue" / "safe_mode.toml").read_text(encoding="utf-8")
    document = tomllib.loads(text)
    return SafeBook(
        {row["what"]: Retention(row["days"], row["why"]) for row in document["kept"]},
        tuple(Helpline(**row) for row in document["helpline"]),
    )


# --- the words that open it -------------------------------------------------------------------------------------------


@cache
def word_list() -> tuple[str, ...]:
    """128 plain words of four to six letters, no two of which look alike."""
    text = (resources.files("coopcouncil.sharing") / "catalogue" / "safe_words.txt").read_text(encoding="utf-8")
    return tuple(text.split())


def new_words(randomness: bytes) -> str:
    """Four words drawn from `randomness` (8 bytes), such as "apple river candle tiger".

    28 bits, a secret where the tries are limited. A person can keep them in the head; on paper they look like nothing.
    """
    if len(randomness) != 2 * WORDS:
        raise ValueError(f"The words need {2 * WORDS} random bytes.")
    words, number = word_list(), int.from_bytes(randomness)
    found = []
    for _ in range(WORDS):
        number, value = divmod(number, len(words))
        found.append(words[value])
    return " ".join(found)


def typed_words(text: str) -> str:
    """The words as they are compared, from what a person typed: any case, commas, dashes or spaces."""
    return " ".join("".join(sign if sign.isalpha() else " " for sign in text.casefold()).split())


def is_locked(tries: int, tried_at: datetime | None, *, now: datetime) -> bool:
    """Whether another try must wait: after MOST_TRIES wrong ones, for LOCKED_FOR since the last."""
    return tries >= MOST_TRIES and tried_at is not None and now < tried_at + LOCKED_FOR
