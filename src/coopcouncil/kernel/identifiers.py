"""References that survive being read over a telephone."""

from coopcouncil.kernel.errors import BadInput
from coopcouncil.kernel.words import Said

# 29 symbols without the pairs that look or sound alike in print (0/O, 1/I/L, 5/S, 8/B). A prime number of them lets
# one weighted check symbol find every single slip and every swap of two symbols.
ALPHABET = "2346789ACDEFGHJKMNPQRTUVWXYZ5"
_VALUE = {symbol: value for value, symbol in enumerate(ALPHABET)}
# What a person may hear or read instead of a symbol that is not in the alphabet.
_HEARD_AS = str.maketrans({"S": "5", "B": "8"})
LENGTH = 9
CODE_LENGTH = 12
RANDOM_BYTES = 16


def _check_symbol(body: str) -> str:
    total = sum((place + 2) * _VALUE[symbol] for place, symbol in enumerate(body))
    return ALPHABET[-total % len(ALPHABET)]


def new_reference(randomness: bytes) -> str:
    """A public reference such as "7KD-4QM-9XF": eight symbols drawn from `randomness` (16 bytes), one check symbol.

    29⁸ ≈ 5 × 10¹¹ references: unlikely to be met by chance, but a reference is a name and not a secret.
    """
    return spaced(_drawn(randomness, LENGTH - 1))


def new_code(randomness: bytes) -> str:
    """A secret to write down, such as "7KD4-QM9X-F2AP": eleven symbols drawn from `randomness`, one check symbol.

    29¹¹ ≈ 1.2 × 10¹⁶ codes: with tries limited, nobody meets one by guessing. In groups of four, so that it is not
    taken for a reference.
    """
    return _in_fours(_drawn(randomness, CODE_LENGTH - 1))


def _drawn(randomness: bytes, count: int) -> str:
    """So many symbols, and the check symbol."""
    if len(randomness) != RANDOM_BYTES:
        raise ValueError(f"This needs {RANDOM_BYTES} random bytes.")
    number, body = int.from_bytes(randomness), ""
    for _ in range(count):
        number, value = divmod(number, len(ALPHABET))
        body += ALPHABET[value]
    return body + _check_symbol(body)


def spaced(symbols: str) -> str:
    """Nine symbols in three groups."""
    return "-".join(symbols[start : start + 3] for start in range(0, LENGTH, 3))


def _in_fours(symbols: str) -> str:
    return "-".join(symbols[start : start + 4] for start in range(0, CODE_LENGTH, 4))


def check_reference(text: str) -> str:
    """The reference as it is kept, from what a person typed: any case, spaces or dashes.

    Raises BadInput when a symbol is missing, wrong or swapped with another. The check is a weighted sum modulo 29 with
    weights 2 to 9 and 1, all different and none divisible by 29, so one wrong symbol or any two swapped are found.
    """
    symbols = "".join(text.upper().split()).replace("-", "").translate(_HEARD_AS)
    mend = Said("Look at the letters and numbers again: a reference has nine of them, such as 7KD-4QM-9XF.")
    if len(symbols) != LENGTH or any(symbol not in _VALUE for symbol in symbols):
        raise BadInput(Said("“%(text)s” is not a reference.", text=text), mend=mend)
    if _check_symbol(symbols[:-1]) != symbols[-1]:
        raise BadInput(Said("“%(text)s” has a slip in it.", text=text), mend=mend)
    return spaced(symbols)


def check_code(text: str) -> str:
    """The code as it was written down, from what a person typed: any case, spaces or dashes.

    Raises BadInput, without the text itself, which is a secret, when a symbol is missing, wrong or swapped.
    """
    symbols = "".join(text.upper().split()).replace("-", "").translate(_HEARD_AS)
    if len(symbols) != CODE_LENGTH or any(symbol not in _VALUE for symbol in symbols):
        raise BadInput("That is not a code.", mend="It has twelve letters and numbers, such as 7KD4-QM9X-F2AP.")
    if _check_symbol(symbols[:-1]) != symbols[-1]:
        raise BadInput("There is a slip in the code.", mend="Look at the letters and numbers again.")
    return _in_fours(symbols)


_SPOKEN = {
    "A": "Alpha", "C": "Charlie", "D": "Delta", "E": "Echo", "F": "Foxtrot", "G": "Golf", "H": "Hotel", "J": "Juliett",
    "K": "Kilo", "M": "Mike", "N": "November", "P": "Papa", "Q": "Quebec", "R": "Romeo", "T": "Tango", "U": "Uniform",
    "V": "Victor", "W": "Whiskey", "X": "X-ray", "Y": "Yankee", "Z": "Zulu",
}  # fmt: skip


def spoken(reference: str) -> str:
    """The reference as words for the telephone (ICAO spelling alphabet)."""
    return ", ".join(" ".join(_SPOKEN.get(symbol, symbol) for symbol in group) for group in reference.split("-"))
