"""Codes that go by post: what they look like, how long they hold, how many may be asked for."""

from datetime import timedelta

from coopcouncil.kernel.identifiers import ALPHABET

LENGTH = 8
HOLDS_FOR = timedelta(days=21)
TRIES = 5
# A letter costs money, and each is another chance for somebody at a letterbox.
MOST_LETTERS, IN_DAYS = 3, timedelta(days=60)
RANDOM_BYTES = 16
_HEARD_AS = str.maketrans({"S": "5", "B": "8"})


def new_code(randomness: bytes) -> str:
    """Eight symbols without pairs that look alike, such as "7KD4-QM9X", drawn from 16 random bytes.

    29⁸ ≈ 5 × 10¹¹ codes; with five tries a guess is right once in 10¹¹.
    """
    if len(randomness) != RANDOM_BYTES:
        raise ValueError(f"A code needs {RANDOM_BYTES} random bytes.")
    number, symbols = int.from_bytes(randomness), ""
    for _ in range(LENGTH):
        number, value = divmod(number, len(ALPHABET))
        symbols += ALPHABET[value]
    return f"{symbols[:4]}-{symbols[4:]}"


def tidy(text: str) -> str:
    """What was typed as it is compared: capitals, without spaces and dashes, a misread symbol as it was meant."""
    return "".join(text.upper().split()).replace("-", "").translate(_HEARD_AS)
