"""Who comes instead when somebody declines, so that the quotas still hold."""

from collections.abc import Collection
from dataclasses import replace as changed

from coopcouncil.participation.domain.panels.draw import lots
from coopcouncil.participation.domain.panels.pool import Pool, Quota, Volunteer
from coopcouncil.participation.domain.panels.solver import Finder


def replacements(pool: Pool, panel: Collection[str], declined: Collection[str], seed: str) -> list[str] | None:
    """The people who take the places of those of the panel who declined; None when nobody can with these quotas.

    Reserves are called in the order of their lots. Each is taken if the rest of the panel can still be filled so that
    the quotas hold, and passed over if not, until all places are taken: the first in order for whom it works out.
    """
    staying = [name for name in panel if name not in declined]
    reserves = lots(seed, (name for name in pool.people if name not in panel and name not in declined))
    if not _fillable(pool, staying, reserves):
        return None
    taken: list[str] = []
    passed: set[tuple[tuple[str, ...], str]] = set()
    for place, name in enumerate(reserves):
        if len(staying) + len(taken) == pool.size:
            break
        person = pool.people[name]
        alike = (tuple(person.values[quota.feature] for quota in pool.quotas), person.household)
        # Who equals one who was passed over since somebody was last taken need not be tried.
        if alike in passed:
            continue
        if _fillable(pool, [*staying, *taken, name], reserves[place + 1 :]):
            taken.append(name)
            passed.clear()
        else:
            passed.add(alike)
    return taken


def stand_ins(pool: Pool, panel: Collection[str], seed: str) -> dict[str, str | None]:
    """For each of the panel, who would come if only they declined; None when nobody could."""
    order = lots(seed, (name for name in pool.people if name not in panel))
    found: dict[str, str | None] = {}
    for leaver in panel:
        staying = [pool.people[name] for name in panel if name != leaver]
        homes = {person.household for person in staying if person.household}
        left = _left(pool, staying)
        found[leaver] = next((name for name in order if _fits(pool.people[name], left, homes)), None)
    return found


def _fits(person: Volunteer, left: tuple[Quota, ...], homes: set[str]) -> bool:
    return person.household not in homes and all(
        quota.low <= (person.values[quota.feature] == quota.value) <= quota.high for quota in left
    )


def _left(pool: Pool, seated: Collection[Volunteer]) -> tuple[Quota, ...]:
    """What the quotas ask of those still to come."""
    left = []
    for quota in pool.quotas:
        held = sum(person.values[quota.feature] == quota.value for person in seated)
        left.append(changed(quota, low=max(0, quota.low - held), high=quota.high - held))
    return tuple(left)


def _fillable(pool: Pool, seated: Collection[str], others: Collection[str]) -> bool:
    """Whether some of the others complete those seated to a panel."""
    people = [pool.people[name] for name in seated]
    homes = [person.household for person in people if person.household]
    left = _left(pool, people)
    places = pool.size - len(people)
    if len(set(homes)) < len(homes) or any(quota.high < 0 or quota.low > quota.high for quota in left):
        return False
    if places == 0:
        return all(quota.low == 0 for quota in left)
    able = tuple(pool.people[name] for name in others if pool.people[name].household not in homes)
    rest = Pool(able, left, places)
    return bool(able) and Finder(rest).good(rest.counts * 0.0) is not None
