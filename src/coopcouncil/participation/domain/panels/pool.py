"""Who put their name forward, what a panel must look like, and which volunteers the quotas cannot tell apart."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np


@dataclass(frozen=True)
class Quota:
    """At least `low` and at most `high` of a panel's members have `value` for `feature`."""

    feature: str
    value: str
    low: int
    high: int

    def __str__(self) -> str:
        return f"{self.feature}: {self.value}"


@dataclass(frozen=True)
class Volunteer:
    """One person: an id, a value for each feature, and the household they share (empty: nobody's)."""

    id: str
    values: Mapping[str, str]
    household: str = ""


@dataclass(frozen=True)
class Group:
    """Volunteers whom the rules cannot tell apart: the same values, in households of the same make-up.

    By symmetry a fairest lottery gives them all the same chance, so that it is enough to decide how many of a group
    sit on each panel. At most `most` can sit together: one from each household.
    """

    members: tuple[str, ...]
    most: int
    homes: int


@dataclass(frozen=True)
class Pool:
    """The volunteers, the quotas and the size of the panel, and the same as a matrix over groups.

    A panel is a vector `y` of whole numbers, one a group, with `lows <= matrix @ y <= highs` and `0 <= y <= most`: a
    row for each quota, one for the size, and one for each make-up of a household of two or more, of which at most as
    many sit as there are such households. Any such `y` can be filled with people, one a household.
    """

    volunteers: tuple[Volunteer, ...]
    quotas: tuple[Quota, ...]
    size: int

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        return self._sorted[0]

    @cached_property
    def shared(self) -> tuple[int, ...]:
        """How many households there are of each make-up with two or more people."""
        return self._sorted[1]

    @cached_property
    def _sorted(self) -> tuple[tuple[Group, ...], tuple[int, ...]]:
        features = sorted({quota.feature for quota in self.quotas})
        homes: dict[tuple[str, str], list[tuple[tuple[str, ...], str]]] = defaultdict(list)
        for person in self.volunteers:
            home = ("home", person.household) if person.household else ("alone", person.id)
            homes[home].append((tuple(person.values[feature] for feature in features), person.id))
        alike: dict[tuple[tuple[str, ...], ...], list[list[tuple[tuple[str, ...], str]]]] = defaultdict(list)
        for people in homes.values():
            people.sort()
            alike[tuple(values for values, _ in people)].append(people)
        groups, shared = [], []
        for make_up in sorted(alike):
            together = sorted(alike[make_up], key=lambda people: [name for _, name in people])
            if len(make_up) > 1:
                shared.append(len(together))
            for values in sorted(set(make_up)):
                members = tuple(name for people in together for held, name in people if held == values)
                groups.append(Group(members, len(together), len(shared) if len(make_up) > 1 else 0))
        return tuple(groups), tuple(shared)

    @cached_property
    def people(self) -> dict[str, Volunteer]:
        return {person.id: person for person in self.volunteers}

    @cached_property
    def counts(self) -> np.ndarray:
        """How many volunteers each group has (int64)."""
        return np.array([len(group.members) for group in self.groups], dtype=np.int64)

    @cached_property
    def most(self) -> np.ndarray:
        """How many of each group can sit on one panel (int64)."""
        return np.array([group.most for group in self.groups], dtype=np.int64)

    @cached_property
    def matrix(self) -> np.ndarray:
        """Rows: quotas, the size, shared households; columns: groups (int64, 0 or 1)."""
        values = [self.people[group.members[0]].values for group in self.groups]
        rows = [[held[quota.feature] == quota.value for held in values] for quota in self.quotas]
        rows.append([True] * len(values))
        rows += [[group.homes == home for group in self.groups] for home in range(1, len(self.shared) + 1)]
        return np.array(rows, dtype=np.int64)

    @cached_property
    def lows(self) -> np.ndarray:
        return np.array([quota.low for quota in self.quotas] + [self.size] + [0] * len(self.shared), dtype=np.int64)

    @cached_property
    def highs(self) -> np.ndarray:
        return np.array([quota.high for quota in self.quotas] + [self.size, *self.shared], dtype=np.int64)

    def holds(self, panel: np.ndarray) -> bool:
        """Whether these numbers of people, one number a group, are a panel: counted, in whole numbers."""
        rows = self.matrix @ panel
        return bool(
            (rows >= self.lows).all()
            and (rows <= self.highs).all()
            and (panel >= 0).all()
            and (panel <= self.most).all()
        )


def broken(pool: Pool, panel: Collection[str]) -> list[str]:
    """What is wrong with a panel of people, a sentence each: size, quotas, households. Empty when it is right."""
    wrong = []
    if len(set(panel)) != pool.size or len(panel) != pool.size:
        wrong.append(f"It has {len(set(panel))} people, not {pool.size}.")
    for quota in pool.quotas:
        held = sum(pool.people[name].values[quota.feature] == quota.value for name in panel)
        if not quota.low <= held <= quota.high:
            wrong.append(f"{quota}: {held}, not {quota.low} to {quota.high}.")
    homes = Counter(home for name in panel if (home := pool.people[name].household))
    wrong += [f"Household {home} has {count} people on it." for home, count in sorted(homes.items()) if count > 1]
    return wrong
