"""The chain over the audit trail, as it could be worked out on paper, from rows, seals and a public key alone.

Each row is linked to the one before it by SHA-256 over the link before, the row's number and all of its columns. Each
round of sealing ends with a signed checkpoint: the round, a number, its link and the time, with Ed25519 (RFC 8032).
Whoever changes a row must change every link after it, and has not the key to sign the checkpoints anew.
"""

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from coopcouncil.kernel.errors import BadInput

START = bytes(32)  # stands before the first link
_VERSION = "coopcouncil audit 1"


def link(before: bytes, number: int, row: Sequence[Any]) -> bytes:
    """The link of the row that has this number, 32 bytes. `row` holds its columns as text, whole numbers and None."""
    content = json.dumps([_VERSION, number, *row], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(before + content.encode()).digest()


@dataclass(frozen=True)
class Checkpoint:
    """After this round, the first being 1, the trail had so many sealed rows; `link` was the link of the last."""

    round: int
    number: int
    link: bytes
    at: datetime
    signature: bytes = b""

    def said(self) -> bytes:
        """What is signed."""
        return json.dumps(
            [_VERSION, "checkpoint", self.round, self.number, self.link.hex(), self.at.isoformat()]
        ).encode()

    def as_json(self) -> str:
        """The checkpoint as one line of JSON."""
        return json.dumps(
            {
                "round": self.round,
                "number": self.number,
                "link": self.link.hex(),
                "at": self.at.isoformat(),
                "signature": b64encode(self.signature).decode(),
            }
        )

    @classmethod
    def from_json(cls, text: str, *, place: str) -> "Checkpoint":
        """The checkpoint that was written so. Raises BadInput, which names the `place`."""
        try:
            read = json.loads(text)
            return cls(
                int(read["round"]),
                int(read["number"]),
                bytes.fromhex(read["link"]),
                datetime.fromisoformat(read["at"]),
                b64decode(read["signature"], validate=True),
            )
        except (ValueError, KeyError, TypeError) as error:
            raise BadInput(
                f"{place} is not a checkpoint.", mend="Get the file again from where it was exported to."
            ) from error


def sign(checkpoint: Checkpoint, key: Ed25519PrivateKey) -> Checkpoint:
    """The same, signed."""
    return replace(checkpoint, signature=key.sign(checkpoint.said()))


def is_signed(checkpoint: Checkpoint, key: Ed25519PublicKey) -> bool:
    """Whether the holder of the key signed exactly this."""
    try:
        key.verify(checkpoint.signature, checkpoint.said())
    except InvalidSignature:
        return False
    return True
