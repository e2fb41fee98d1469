"""What a law keeps of somebody who was erased: until when, and for what it may be read at all."""

from collections.abc import Iterable
from datetime import date

from coopcouncil.kernel.words import Said
from coopcouncil.sharing.domain.slices import Fact

# Records of children in care are kept until the child would be this old (years). Source: Care Planning, Placement and
# Case Review (England) Regulations 2010, regulation 50 (from knowledge: have your lawyer confirm it).
KEPT_UNTIL_AGE = 75
# For what restricted data may be read. Source: UK GDPR, Article 18(2). Codes, so that no fact comes into the log.
REASONS = {
    "they_ask": Said("The person asks for it, or somebody who may speak for them"),
    "claim": Said("A legal claim is made, carried on or answered"),
    "protect": Said("It protects the rights of another person"),
    "public_interest": Said("The law orders it: a court, an inquiry, an inspection"),
}


def kept_until(born_on: date) -> date:
    """The first day on which a record of somebody who was in care need not be kept: their 75th birthday.

    Of whoever was born on 29 February it is 1 March where that year has none.
    """
    try:
        return born_on.replace(year=born_on.year + KEPT_UNTIL_AGE)
    except ValueError:
        return date(born_on.year + KEPT_UNTIL_AGE, 3, 1)


def born_on(facts: Iterable[Fact]) -> date | None:
    """The date of birth among facts that were told; None where it is not among them."""
    found = next((fact.value for fact in facts if fact.known_as == "date_of_birth"), None)
    return date.fromisoformat(found) if found else None
