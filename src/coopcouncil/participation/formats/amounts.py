"""Amounts of money and of points, as people write them."""

import re
from fractions import Fraction

# So long that any sum of them is a floating number too, and so plain that nobody reads one in two ways.
_AMOUNT = re.compile(r"-?[0-9]{1,15}(?:[.,][0-9]{1,9})?")
_THOUSANDS = re.compile(r"-?[1-9][0-9]{0,2},[0-9]{3}")


def amount(text: str) -> Fraction:
    """Digits, with decimals after a point or a comma. Raises ValueError, also where a comma may divide thousands."""
    if not _AMOUNT.fullmatch(text) or _THOUSANDS.fullmatch(text):
        raise ValueError(text)
    return Fraction(text.replace(",", "."))
