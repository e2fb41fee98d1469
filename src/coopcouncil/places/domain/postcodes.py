"""How a postcode is written."""

import re

from coopcouncil.kernel.errors import BadInput

# Source of the shape: BS 7666-0, as Royal Mail uses it: one or two letters, a digit, perhaps one more letter or digit;
# then a digit and two letters. Ashmere's own made-up area ("AM") has the same shape.
_SHAPE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})")
_LONGEST = 16  # a postcode has seven letters and digits; the rest is spaces and slips of the hand


def normalise(text: str) -> str:
    """A postcode as it is kept: capitals, one space before the last three signs ("am11aa" → "AM1 1AA").

    Raises BadInput for anything that is not shaped like a postcode.
    """
    tight = re.sub(r"[\s.\-]", "", text[:_LONGEST]).upper()
    found = _SHAPE.fullmatch(tight) if len(text) <= _LONGEST else None
    if found is None:
        raise BadInput(f"“{text[:_LONGEST]}” is not a postcode.", mend="Write it like AM1 1AA.")
    return f"{found[1]} {found[2]}"
