"""Who is responsible for a problem, by what it is and where it lies. Somebody always is."""

from collections.abc import Collection
from dataclasses import dataclass

from coopcouncil.casework.domain.report_categories import OWNER, Category, Rule


@dataclass(frozen=True)
class Spot:
    """What is known of a place: the code of its ward, the class of the road that it lies on ("" for none), the code of
    the organisation that the land belongs to ("" where nobody told us)."""

    ward: str = ""
    road: str = ""
    owner: str = ""


@dataclass(frozen=True)
class Responsible:
    """One body's part: its code, what it answers for there, and by which facts of the place ("road", "owner"…)."""

    organisation: str
    does: str
    because: tuple[str, ...] = ()


def responsible(category: Category, spot: Spot, *, known: Collection[str], council: str) -> list[Responsible]:
    """The bodies that are responsible, each once, in the catalogue's order: one, or several at once.

    A rule of a body that this installation does not know (`known` codes) falls to the council, and so does what no rule
    covers: nobody is ever told that it is somebody else's.
    """
    matching = [rule for rule in category.rules if not rule.otherwise and _holds(rule, spot)]
    if not matching:
        matching = [rule for rule in category.rules if rule.otherwise]
    found: dict[str, Responsible] = {}
    for rule in matching:
        wanted = spot.owner if rule.organisation == OWNER else rule.organisation
        code = wanted if wanted in known else council
        found.setdefault(code, Responsible(code, rule.does, tuple(rule.when)))
    return list(found.values()) or [Responsible(council, category.summary)]


def _holds(rule: Rule, spot: Spot) -> bool:
    if rule.organisation == OWNER and not spot.owner:
        return False
    return all(getattr(spot, key) in allowed for key, allowed in rule.when.items())
