"""For whom a promise is: whether it fits somebody’s life, as far as they told us."""

from collections.abc import Collection
from dataclasses import dataclass

FITS, PERHAPS, NOT = "fits", "perhaps", "not"
GROWN_UP = 18  # Children Act 1989, section 105
OLDER = 65  # what the directory’s “older people” means here; an age limit of the promise itself goes before
YOUNG = (13, 25)


@dataclass(frozen=True)
class Life:
    """What somebody told: age in years, and what is so of them; None where we were not told."""

    age: int | None = None
    children: bool | None = False
    carer: bool | None = False
    tenant: bool | None = False


@dataclass(frozen=True)
class Reach:
    """Whom a promise is for: groups of the directory (none, or "everyone": all), ages, wards by code (none: all)."""

    audiences: Collection[str] = ()
    minimum_age: int | None = None
    maximum_age: int | None = None
    wards: Collection[str] = ()


def fit(reach: Reach, life: Life, ward: str) -> str:
    """FITS, PERHAPS where it depends on what we did not ask, or NOT. `ward` is a code, "" where it is not known."""
    if reach.wards and ward and ward not in reach.wards:
        return NOT
    sure = not reach.wards or bool(ward)
    aged = _aged(reach, life)
    if aged is False and life.children is False:
        return NOT
    groups = set(reach.audiences) - {"everyone"}
    if not groups or "everyone" in reach.audiences:
        return FITS if sure and aged else PERHAPS
    found = {_of(group, life) for group in groups}
    if True in found:
        return FITS if sure and aged is not False else PERHAPS
    return PERHAPS if None in found else NOT


def _aged(reach: Reach, life: Life) -> bool | None:
    if reach.minimum_age is None and reach.maximum_age is None:
        return True
    if life.age is None:
        return None
    return (reach.minimum_age or 0) <= life.age <= (130 if reach.maximum_age is None else reach.maximum_age)


def _of(group: str, life: Life) -> bool | None:
    """Whether somebody belongs to a group of the directory; None where we did not ask, or were not told."""
    if group == "children":
        young = None if life.age is None else life.age < GROWN_UP
        return True if life.children or young else young if life.children is False else None
    if group == "parents":
        return life.children
    if group == "carers":
        return life.carer
    if group == "tenants":
        return life.tenant
    if group == "older_people":
        return None if life.age is None else life.age >= OLDER
    if group == "young_people":
        return None if life.age is None else YOUNG[0] <= life.age <= YOUNG[1]
    return None
