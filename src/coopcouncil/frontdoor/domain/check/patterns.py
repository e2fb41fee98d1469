"""Patterns of text facts: a pattern that can be tried in too many ways would let one answer stop the site."""

import re
from re import _parser  # type: ignore[attr-defined]
from typing import Any

MOST_WAYS = 10_000_000  # three endless repeats side by side: about a tenth of a second of matching
_LONGEST_ANSWER = 200  # characters that an endless repeat is reckoned to run over
_SIMPLE = "Repeat single signs only, such as [A-Z0-9]+, and no repeat inside a repeat."


def what_is_wrong(pattern: str) -> tuple[str, str] | None:
    """What is wrong with a pattern and how to mend it; None where it can be used.

    Python's matcher goes back and tries again, so the work can grow with the number of ways in which a text can be cut
    up among the pattern's repeats and alternatives. We bound that number from the parsed pattern.
    """
    try:
        re.compile(pattern)
        ways = _ways(_parser.parse(pattern))
    except re.error as error:
        return f"This pattern cannot be used: {error}.", "Mend the regular expression."
    except (OverflowError, RecursionError):
        return "This pattern cannot be used: it repeats too much.", _SIMPLE
    if ways > MOST_WAYS:
        return "This pattern can be tried in too many ways, so one answer could stop the site.", _SIMPLE
    return None


def _ways(nodes: Any) -> int:
    """In how many ways a text of the longest length can run through these nodes, up to one more than the most."""
    ways = 1
    for kind, what in nodes:
        ways = min(ways * _ways_of(str(kind), what), MOST_WAYS + 1)
    return ways


def _ways_of(kind: str, what: Any) -> int:
    if kind in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        least, most, inner = what
        most = min(int(most), _LONGEST_ANSWER)
        each = _ways(inner)
        if each == 1:
            return max(1, most - min(int(least), most) + 1)
        # Each turn can go in `each` ways, so all turns together in each + each² + …, of which the last says enough.
        return min(each ** min(most, 64), MOST_WAYS + 1)
    if kind == "SUBPATTERN":
        return _ways(what[3])
    if kind == "BRANCH":
        return sum(_ways(branch) for branch in what[1])
    if kind in ("ASSERT", "ASSERT_NOT"):
        return _ways(what[1])
    if kind == "ATOMIC_GROUP":
        return _ways(what)
    if kind == "GROUPREF_EXISTS":
        return sum(_ways(branch) for branch in what[1:] if branch)
    return 1
