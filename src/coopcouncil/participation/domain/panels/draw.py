"""A draw that anybody can do again: by SHA-256 (FIPS 180-4) of a seed that nobody knew when the table was fixed."""

from collections.abc import Iterable
from hashlib import sha256


def winner(seed: str, panels: int) -> int:
    """The number of the panel that is drawn: SHA-256 of the seed's UTF-8, read as one whole number, modulo `panels`.

    Among 2**256 numbers no panel is favoured by more than one part in 2**240 for up to 65,536 panels.
    """
    return int.from_bytes(sha256(seed.encode()).digest(), "big") % panels


def lots(seed: str, names: Iterable[str]) -> list[str]:
    """The names in the order of their lots: SHA-256 of the seed, a line feed and the name, the smallest first."""
    return sorted(names, key=lambda name: (sha256(f"{seed}\n{name}".encode()).digest(), name))
