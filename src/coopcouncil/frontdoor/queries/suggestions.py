"""What else a person could have, from what they told us of themselves."""

from collections import defaultdict
from datetime import date
from typing import Any

from coopcouncil.foundation.actors import Actor
from coopcouncil.frontdoor.domain.suggestions import Suggestion, suggest
from coopcouncil.sharing import public as sharing


def suggestions(actor: Actor, *, today: date) -> list[Suggestion]:
    """The suggestions for this person; ask `people.suggestions_since` first. Three queries, whatever is known."""
    told = [row.event_code for row in sharing.submissions_of(actor)]
    return suggest(known_of(actor), told=told, today=today)


def known_of(actor: Actor) -> dict[str, list[Any]]:
    """What we know of the person signed in, by what it is.

    The values that a correction replaced are no longer true of them, but for children: each is another child.
    """
    known: dict[str, list[Any]] = defaultdict(list)
    for record in sharing.records_of(actor):
        known[record.code].append(record.value)
        if record.code == "children_dates_of_birth":
            known[record.code] += [earlier.value for earlier in record.earlier]
    return known
