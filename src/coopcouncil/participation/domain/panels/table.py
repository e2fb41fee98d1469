"""A public table of equally likely panels, made from a lottery: whoever can count can find their chance in it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256

import numpy as np

from coopcouncil.participation.domain.panels.lottery import Lottery
from coopcouncil.participation.domain.panels.pool import Group, Pool


@dataclass(frozen=True)
class Table:
    """Panels numbered from 0, each as likely as any other. One may stand there more than once. Ids are sorted."""

    panels: tuple[tuple[str, ...], ...]

    def chances(self, volunteers: Sequence[str]) -> dict[str, Fraction]:
        """How likely each volunteer is to be drawn: the part of the panels on which they stand."""
        seats = Counter(name for panel in self.panels for name in panel)
        return {name: Fraction(seats[name], len(self.panels)) for name in volunteers}

    def label(self, number: int) -> str:
        """Its number as it stands in the table: 000 to 999 for a thousand panels."""
        return f"{number:0{len(str(len(self.panels) - 1))}}"

    @property
    def text(self) -> str:
        """The table as it is published: CSV, a line a panel, its number before the ids of its people."""
        head = ",".join(["panel", *(f"person_{seat}" for seat in range(1, len(self.panels[0]) + 1))])
        lines = [",".join([self.label(number), *map(_cell, panel)]) for number, panel in enumerate(self.panels)]
        return "\n".join([head, *lines]) + "\n"

    @property
    def digest(self) -> str:
        """SHA-256 of the published text: who has it can tell that not a letter was changed."""
        return sha256(self.text.encode()).hexdigest()


def _cell(value: str) -> str:
    return '"' + value.replace('"', '""') + '"' if any(sign in value for sign in ',"\r\n') else value


def publish(pool: Pool, lottery: Lottery, tickets: int) -> Table:
    """`tickets` equally likely panels whose chances are close to the lottery's.

    Each panel of the lottery stands there as often as its share holds whole tickets; what is left over is filled with
    those that seat the people who lack most, in proportion to their due. (Flanigan, Kehne and Procaccia, "Fair
    sortition made transparent", NeurIPS 2021, show that a rounding exists that moves each chance by little; how far
    this one moved them is counted, not promised.) Then seats of a group go round among its members.
    """
    due = np.array([float(chance * tickets) for chance in lottery.chances])
    numbers = [
        panel for panel, share in zip(lottery.panels, lottery.shares, strict=True) for _ in range(int(share * tickets))
    ]
    had = np.sum(numbers, axis=0) / pool.counts if numbers else np.zeros(len(due))
    known = np.array(lottery.panels) / np.maximum(due, 1e-9)
    while len(numbers) < tickets:
        panel = lottery.panels[int(np.argmax(known @ np.maximum(due - had, -1.0)))]
        numbers.append(panel)
        had = had + panel / pool.counts
    sat: Counter[str] = Counter()
    return Table(tuple(sorted(_seated(pool, panel, sat) for panel in numbers)))


def _seated(pool: Pool, panel: np.ndarray, sat: Counter[str]) -> tuple[str, ...]:
    """People for these numbers: of each group those who sat least so far, one a household."""
    names: list[str] = []
    homes: set[str] = set()
    for group, number in sorted(
        ((pool.groups[index], int(panel[index])) for index in np.flatnonzero(panel)), key=lambda each: each[0].homes > 0
    ):
        chosen = _least(pool, group, number, homes, sat)
        homes.update(pool.people[name].household for name in chosen)
        names += chosen
    sat.update(names)
    return tuple(sorted(names))


def _least(pool: Pool, group: Group, number: int, homes: set[str], sat: Counter[str]) -> list[str]:
    chosen: list[str] = []
    taken: set[str] = set()
    for name in sorted(group.members, key=lambda member: (sat[member], member)):
        home = pool.people[name].household
        if len(chosen) < number and (not home or (home not in homes and home not in taken)):
            chosen.append(name)
            taken.add(home)
    return chosen
