"""What of somebody decides what they are promised, from what they told: only plain facts, and nothing is guessed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from coopcouncil.frontdoor.domain.conditions import age_of

GROWN_UP = 18  # Children Act 1989, section 105


@dataclass(frozen=True)
class Told:
    """Age in years, and what is so of them; None, or "", where they have not told us."""

    age: int | None = None
    children: bool | None = None
    carer: bool | None = None
    tenant: bool | None = None
    postcode: str = ""


def told(known: Mapping[str, Iterable[Any]], *, child_at_home: bool, today: date) -> Told:
    """From the values of what is known of a person (`life_event.KNOWN_AS`) and whether a child lives with them.

    We are told of children, of care and of a landlord where there are such, and never that there are none.
    """
    values = {code: tuple(items) for code, items in known.items()}
    age = next((age_of(value, today) for value in values.get("date_of_birth", ())), None)
    children = [age_of(value, today) for value in values.get("children_dates_of_birth", ())]
    young = child_at_home or any(child is not None and child < GROWN_UP for child in children)
    address = next(iter(values.get("address", ())), None)
    return Told(
        age=age,
        children=True if young else None,
        carer=True if any(values.get("care_hours", ())) else None,
        tenant=True if any(values.get("landlord", ())) else None,
        postcode=str(address.get("postcode") or "") if isinstance(address, dict) else "",
    )
