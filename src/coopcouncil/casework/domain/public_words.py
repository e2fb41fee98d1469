"""What of somebody's words may be shown to everybody: without ways to reach a person, and without number plates."""

import re

HIDDEN = "[…]"
_EMAIL = re.compile(r"[^\s@<>,;:()\[\]]+@[^\s@<>,;:()\[\]]+\.[^\W\d_]{2,}")
# Ten digits or more as telephone numbers are written here: with a country's code or a nought before them.
_PHONE = re.compile(r"(?<![\w£])(?:\+|00|0)(?:[\s().–-]{0,2}\d){8,14}(?!\w)")
# Registration marks of Great Britain since 2001, and the two forms before. Source: DVLA, INF104.
_PLATE = re.compile(
    r"(?<!\w)(?:[A-Z]{2}[0-9]{2}\s?[A-Z]{3}|[A-Z][0-9]{1,3}\s?[A-Z]{3}|[A-Z]{3}\s?[0-9]{1,3}[A-Z])(?!\w)", re.IGNORECASE
)


def public(text: str) -> str:
    """The text with each e-mail address, telephone number and number plate replaced by “[…]”. Twice changes nothing."""
    for pattern in (_EMAIL, _PHONE, _PLATE):
        text = pattern.sub(HIDDEN, text)
    return text
