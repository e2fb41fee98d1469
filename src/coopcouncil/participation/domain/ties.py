"""Who goes first where two projects are exactly level."""

from collections.abc import Callable, Sequence
from hashlib import sha256

from coopcouncil.kernel.errors import BadInput

Order = Callable[[Sequence[str]], list[str]]


def order_of(declared: str) -> Order:
    """`lexicographic`: by id, in the order of code points. `seed:S`: by SHA-256 of "S", a colon and the id, in UTF-8,
    the smallest first: nobody who named a public event to come as S could know whom it would favour.

    Raises BadInput.
    """
    if declared == "lexicographic":
        return sorted
    kind, _, seed = declared.partition(":")
    if kind != "seed" or not seed.strip():
        raise BadInput(
            f"“{declared}” is no way to break ties.",
            place="--ties",
            mend="Say lexicographic, or seed: and the outcome of a public event that came after the ballot was fixed.",
        )
    return lambda names: sorted(
        names, key=lambda name: sha256(f"{seed}:{name}".encode(errors="surrogateescape")).digest()
    )
