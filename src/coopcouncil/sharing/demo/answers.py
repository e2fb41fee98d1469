"""How the demo agencies answer: by rule, so that the same notice always gets the same answer."""

import re
from typing import Any

SOON, LATER = 1.0, 4.0  # seconds after a notice has come

DONE = {
    "national-benefits-office": "We have changed our records. We will write to you if we need anything else.",
    "ashmere-homes": "We have updated the tenancy. Your housing officer will phone you this week.",
    "vale-nhs-trust": "We have updated the hospital’s records and stopped letters that should not come.",
}
NOTED = "We have made a note of this. No payment or service stops before we have checked it."
PUT_RIGHT = "We have put this right. Nothing that we changed because of it stands any more."
GONE = "We use it no more, and have erased it."
MUST_KEEP = "We paid money because of it. The law makes us keep the papers of each payment for six years."
KEPT_UNDER = "legal_obligation"
CHANGED = "We have changed this in our records."
NOT_OUR_HOME = (
    "This address is not one of our homes, so there is no tenancy for us to change. "
    "Please tell the landlord of that home."
)


def answers_to(code: str, data: dict[str, Any]) -> list[tuple[float, str, str]]:
    """What the agency `code` will say to a notice: (seconds to wait, answer, reason), in order.

    Ashmere Homes refuses where it is given addresses and none is one of its homes. What comes without proof is noted,
    and changes nothing yet. What is taken back is put right, what is corrected is changed, whatever was said before.
    """
    if data.get("kind") == "withdrawal":
        return [(SOON, "accepted", ""), (LATER, "acted", PUT_RIGHT)]
    if data.get("kind") == "stop":
        kept = code == "national-benefits-office"
        return [
            (SOON, "accepted", ""),
            (LATER, "kept_under", MUST_KEEP) if kept else (LATER, "stopped_and_erased", GONE),
        ]
    if data.get("kind") == "correction":
        return [(SOON, "accepted", ""), (LATER, "acted", CHANGED)]
    places = _addresses(data)
    if code == "ashmere-homes" and places and not any(is_our_home(place) for place in places):
        return [(SOON, "refused", NOT_OUR_HOME)]
    done = DONE.get(code, "") if data.get("standing") == "evidenced" else NOTED
    return [(SOON, "accepted", ""), (LATER, "acted", done)]


def is_our_home(address: dict[str, Any]) -> bool:
    """The demo's rule for Ashmere Homes: its homes are the flats, and the houses with an odd number."""
    first_line = str(address.get("line_1", ""))
    number = re.search(r"\d+", first_line)
    return "flat" in first_line.lower() or (number is not None and int(number.group()) % 2 == 1)


def _addresses(data: dict[str, Any]) -> list[dict[str, Any]]:
    values = [fact.get("value") for fact in data.get("facts") or []]
    return [value for value in values if isinstance(value, dict) and "postcode" in value]
