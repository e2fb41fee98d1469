"""A case on its way to another council: the states at both ends, and what is said between them.

One council decides: the one that is asked. It accepts, refuses, or lets the offer be taken back, each once and for
good, in one row of its own. So whoever offers stays responsible until it has heard of an acceptance, and whatever was
lost, doubled or overtaken on the way, both come to the same end. Each message says the whole standing of its sender
under a rising number: the highest number counts. Lines of the history have ids: each counts once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.kernel.words import Said

KIND = "org.coopcouncil.case-transfer.v1"
PATH = "case-transfers/messages"
GIVER, TAKER = "giver", "taker"  # who speaks
BASES = ("agreed", "law")

# Where the case was, and is until the other accepts.
GIVING: Mapping[str, frozenset[str]] = {
    "offered": frozenset({"accepted", "refused", "withdrawing", "undelivered"}),
    # No answer could be had: it may have arrived all the same, so every answer still counts.
    "undelivered": frozenset({"offered", "accepted", "refused", "withdrawing"}),
    "withdrawing": frozenset({"withdrawn", "accepted", "refused"}),  # the other may have accepted before it heard
    "accepted": frozenset({"closed"}),
    "closed": frozenset({"accepted"}),  # the other opened it again
    "refused": frozenset(),
    "withdrawn": frozenset(),
}
# Where the case goes.
TAKING: Mapping[str, frozenset[str]] = {
    "announced": frozenset({"offered", "withdrawn"}),  # a line or the withdrawal came before the offer itself
    "offered": frozenset({"accepted", "refused", "withdrawn"}),
    "accepted": frozenset(),
    "refused": frozenset(),
    "withdrawn": frozenset(),
}
STATES = {"giving": GIVING, "taking": TAKING}
WAITS = frozenset({"offered", "undelivered", "withdrawing"})  # for the other's answer
THEIRS = frozenset({"accepted"})  # the other answers for it
OVER = frozenset({"refused", "withdrawn"})

MOST_LINES = 20  # of the history in one message
MOST_TEXT = 12_000  # bytes of their words in one message, so that no server finds it too large
_MOST_WORDS = 8_000  # characters of one text that we take
_ANSWERS = frozenset({"accepted", "refused", "withdrawn"})


def may_move(side: str, state: str, to: str) -> bool:
    """Whether a transfer at one end ("giving" or "taking") may go from `state` to `to`."""
    return to in STATES[side][state]


def move(side: str, state: str, to: str) -> str:
    """The new state. Raises Conflict where this cannot follow."""
    if not may_move(side, state, to):
        raise Conflict(Said("That cannot be done any more: the other council has answered, or it was taken back."))
    return to


def after_answer(state: str, step: str) -> str:
    """At the giving end, the state once the other says `step`: what was decided stands, whatever comes late.

    Each later message of theirs says "accepted" too: where the case is over there, only their standing opens it again.
    """
    return step if state in WAITS and step in _ANSWERS and may_move("giving", state, step) else state


@dataclass(frozen=True)
class Line:
    """One line of the history that both ends show. `id` and `kind` are those of whoever wrote it."""

    id: UUID
    at: datetime
    kind: str
    text: str = ""


@dataclass(frozen=True)
class Standing:
    """How a case stands at one end. `state` is open, asked or closed; `outcome` solved or ended."""

    reference: str
    state: str
    outcome: str = ""
    owner: str = ""
    due_on: date | None = None
    follow_url: str = ""
    follow_code: str = ""


@dataclass(frozen=True)
class Offer:
    """All that is told of a case so that it can be taken: no note of a team, no file, no contact without a basis."""

    title: str
    words: str
    service_type: str
    urgency: str
    opened_on: date
    basis: str
    basis_words: str
    why: str
    contact: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Message:
    """What one end says to the other. `sequence` rises with each message of one end."""

    transfer: UUID
    by: str
    sequence: int
    step: str
    reason: str = ""
    offer: Offer | None = None
    standing: Standing | None = None
    lines: tuple[Line, ...] = ()
    erased: bool = False  # the person was erased there: who was told of them hears of it (UK GDPR, Article 19)

    def bare(self) -> "Message":
        """Only what was decided: no word about a person."""
        return replace(self, reason="", offer=None, standing=None, lines=())


def batches(lines: list[Line]) -> list[tuple[Line, ...]]:
    """The lines in as many messages as they need; at least one, though it be empty."""
    made: list[tuple[Line, ...]] = []
    current: list[Line] = []
    size = 0
    for line in lines:
        length = len(line.text.encode())
        if current and (len(current) == MOST_LINES or size + length > MOST_TEXT):
            made.append(tuple(current))
            current, size = [], 0
        current.append(line)
        size += length
    return [*made, tuple(current)]


def write(message: Message) -> dict[str, Any]:
    """The message as JSON."""
    standing, offer = message.standing, message.offer
    return {
        "transfer": str(message.transfer),
        "by": message.by,
        "sequence": message.sequence,
        "step": message.step,
        "reason": message.reason,
        "offer": None if offer is None else vars(offer) | {"opened_on": offer.opened_on.isoformat()},
        "standing": None
        if standing is None
        else vars(standing) | {"due_on": standing.due_on.isoformat() if standing.due_on else None},
        "lines": [vars(line) | {"id": str(line.id), "at": line.at.isoformat()} for line in message.lines],
        "erased": message.erased,
    }


def read(data: Any) -> Message:
    """The message that JSON says. Raises BadInput naming the place."""
    try:
        by, step = str(data["by"]), str(data["step"])
        if by not in {GIVER, TAKER} or step not in {*GIVING, *TAKING}:
            raise ValueError("by, step")
        if len(data["lines"]) > MOST_LINES:
            raise ValueError("lines")
        return Message(
            transfer=UUID(data["transfer"]),
            by=by,
            sequence=_number(data["sequence"]),
            step=step,
            reason=_text(data["reason"]),
            offer=_offer(data["offer"]) if data["offer"] is not None else None,
            standing=_standing(data["standing"]) if data["standing"] is not None else None,
            lines=tuple(_line(item) for item in data["lines"]),
            erased=data.get("erased") is True,
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadInput(
            f"This message cannot be read: {error}.", place="data", mend="Send what the description of the API shows."
        ) from None


def _offer(data: Any) -> Offer:
    if data["basis"] not in BASES:
        raise ValueError("basis")
    if data["urgency"] not in {"emergency", "same_day", "routine"}:
        raise ValueError("urgency")
    return Offer(
        title=_text(data["title"], most=150), words=_text(data["words"]),
        service_type=_text(data["service_type"], most=60), urgency=data["urgency"],
        opened_on=date.fromisoformat(data["opened_on"]), basis=data["basis"], basis_words=_text(data["basis_words"]),
        why=_text(data["why"]),
        contact={name: _text(data["contact"][name], most=254) for name in ("name", "phone", "email")
                 if data["contact"].get(name)},
    )  # fmt: skip


def _standing(data: Any) -> Standing:
    if data["state"] not in {"open", "asked", "closed"} or data["outcome"] not in {"", "solved", "ended"}:
        raise ValueError("standing")
    if (data["state"] == "closed") != bool(data["outcome"]):
        raise ValueError("standing: outcome")
    url = _text(data["follow_url"], most=300)
    if url and not url.startswith(("https://", "http://")):
        raise ValueError("standing: follow_url")
    return Standing(
        reference=_text(data["reference"], most=20), state=data["state"], outcome=data["outcome"],
        owner=_text(data["owner"], most=150),
        due_on=date.fromisoformat(data["due_on"]) if data["due_on"] else None,
        follow_url=url, follow_code=_text(data["follow_code"], most=20),
    )  # fmt: skip


def _line(data: Any) -> Line:
    at = datetime.fromisoformat(data["at"])
    if at.tzinfo is None:
        raise ValueError("at")
    return Line(UUID(data["id"]), at, _text(data["kind"], most=20), _text(data["text"]))


def _text(value: Any, *, most: int = _MOST_WORDS) -> str:
    if not isinstance(value, str) or len(value) > most or "\x00" in value:
        raise ValueError("a text that is none, or too long")
    return value


def _number(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value < 2**31:
        raise ValueError("sequence")
    return value
