"""What the year holds, the same on every machine: organisations' shares, names of budget lines, amounts."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

SEED = 2010


@dataclass(frozen=True)
class Size:
    """How many organisations, budget lines and payments a budget line."""

    organisations: int = 40
    budgets: int = 240
    payments: int = 8


FULL = Size(40, 3_000, 20)  # a whole year: more than 60,000 postings


@dataclass(frozen=True)
class Kind:
    """What a kind of organisation does: its service areas, its weight among all, and where its money comes from."""

    areas: tuple[str, ...]
    weight: int
    income: tuple[str, ...]


COUNCIL = Kind(
    ("adult-care", "childrens-care", "education", "housing", "environment", "highways", "planning", "culture",
     "public-health", "benefits", "work-and-skills", "central"), 340, ("4000", "4100", "4200", "4400"),
)  # fmt: skip
KINDS = {
    "council": COUNCIL,
    "other_council": Kind(("highways", "childrens-care", "environment"), 24, ("4000", "4200")),
    "nhs": Kind(("health-care", "public-health"), 16, ("4200",)),
    "foundation_trust": Kind(("health-care",), 60, ("4200", "4400")),
    "police": Kind(("community-safety",), 40, ("4000", "4200")),
    "fire": Kind(("fire", "community-safety"), 24, ("4000", "4200")),
    "almo": Kind(("housing",), 40, ("4400",)),
    "housing_association": Kind(("housing",), 20, ("4400",)),
    "tmo": Kind(("housing", "environment"), 8, ("4400",)),
    "co_operative": Kind(("housing", "work-and-skills", "benefits"), 6, ("4400", "4300")),
    "mutual": Kind(("culture", "benefits"), 10, ("4400", "4300")),
    "charity": Kind(("benefits", "adult-care"), 4, ("4300",)),
    "academy": Kind(("education",), 12, ("4200",)),
}
# What is done in a service area, and the account that most of it is charged to.
DONE = {
    "adult-care": (("Home care", "5400"), ("Care homes", "5400"), ("Day centres", "5000"),
                   ("Equipment at home", "5300")),
    "childrens-care": (("Foster care", "5400"), ("Social workers for children", "5000"), ("Family help", "5000")),
    "education": (("Teaching", "5000"), ("School meals", "5300"), ("School buildings", "5100"),
                  ("Special needs", "5400")),
    "housing": (("Repairs", "5100"), ("Safe boilers", "5100"), ("Estate services", "5000"), ("Homelessness", "5400")),
    "environment": (("Street cleaning", "5000"), ("Collecting rubbish", "5400"), ("Street trees", "5300"),
                    ("Recycling", "5400")),
    "highways": (("Mending roads", "5400"), ("Street lights", "5100"), ("Safe crossings", "5700")),
    "planning": (("Planning advice", "5000"), ("High street grants", "5500")),
    "culture": (("Library", "5000"), ("Parks", "5300"), ("Pools and gyms", "5100")),
    "public-health": (("Stop smoking", "5400"), ("Health visitors", "5000"), ("Healthy schools", "5300")),
    "health-care": (("Doctors and nurses", "5000"), ("Medicines", "5300"), ("Clinics", "5100"), ("Ambulances", "5200")),
    "benefits": (("Advice", "5000"), ("Hardship payments", "5500"), ("Food pantry", "5300")),
    "work-and-skills": (("Apprenticeships", "5500"), ("Courses", "5300"), ("First jobs", "5500")),
    "community-safety": (("Neighbourhood team", "5000"), ("Vehicles", "5200"), ("Youth clubs", "5400")),
    "fire": (("Crews", "5000"), ("Engines", "5200"), ("Home safety visits", "5000")),
    "central": (("Finance", "5600"), ("Computers", "5300"), ("Elections", "5600"), ("Buildings", "5100")),
}  # fmt: skip
BOUGHT = {
    "5000": "Pay", "5100": "Rent, energy and repairs", "5200": "Vehicles and fuel", "5300": "Materials",
    "5400": "A provider’s bill", "5500": "Payment to a person", "5600": "Shared office", "5700": "Building works",
}  # fmt: skip


@dataclass(frozen=True)
class PlannedBudget:
    """A line to be: `pounds` a year, the account of most of its payments, and its ward's code where it has one."""

    code: str
    name: str
    area: str
    pounds: int
    account: str
    ward: str


def split(weights: Sequence[int], whole: int) -> list[int]:
    """`whole` in parts by weight, each one at least; they add up."""
    total = sum(weights)
    parts = [max(1, weight * whole // total) for weight in weights]
    parts[0] += whole - sum(parts)
    return parts


def budgets(kind: Kind, count: int, wards: Sequence[tuple[str, str]], chance: random.Random) -> list[PlannedBudget]:
    """So many lines of an organisation: each activity for the whole borough first, then ward by ward, then in parts."""
    works = [(area, what, account) for area in kind.areas for what, account in DONE[area]]
    places: list[tuple[str, str]] = [("", ""), *wards]
    made = []
    for at in range(count):
        area, what, account = works[at % len(works)]
        turn = at // len(works)
        code, name = places[turn % len(places)]
        part = turn // len(places)
        words = what + (f", {name}" if name else "") + (f" ({part + 1})" if part else "")
        pounds = chance.randrange(40, 900) * 250
        made.append(PlannedBudget(_slug(words), words, area, pounds, "5700" if account == "5700" else account, code))
    return made


def payments(
    budget: PlannedBudget, count: int, year: int, chance: random.Random
) -> Iterator[tuple[date, int, str, str]]:
    """(day, pence, account, what for) of the payments of a line. One line in nine spends more than it has."""
    share = chance.uniform(1.01, 1.06) if chance.random() < 1 / 9 else chance.uniform(0.88, 0.995)
    left, first = int(budget.pounds * 100 * share), date(year, 4, 1)
    for at in range(count):
        pence = left // (count - at) if at < count - 1 else left
        if at < count - 1:
            pence = max(1, pence * chance.randrange(70, 131) // 100)
        left -= pence
        day = first + timedelta(days=at * 365 // count + chance.randrange(0, 365 // count))
        account = budget.account if at % 4 else chance.choice(("5000", "5300", budget.account))
        yield day, pence, account, BOUGHT[account]


def _slug(words: str) -> str:
    return "-".join(
        "".join(letter if letter.isascii() and letter.isalnum() else " " for letter in words.lower()).split()
    )[:80]
