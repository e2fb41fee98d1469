"""The single transferable vote, by the rules of Scottish local elections.

The Scottish Local Government Elections Order 2011 (SSI 2011/399), schedule 1, rules 46–53, the weighted inclusive
Gregory method: a surplus moves all papers of the candidate, each at surplus × its value when received / votes of the
candidate, to five decimal places, the remainder ignored. All votes here are whole numbers of a hundred-thousandth of a
vote.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from coopcouncil.participation.domain.choosing.ballots import Ranked
from coopcouncil.participation.domain.ties import Order

VOTE = 100_000  # five decimal places


@dataclass(frozen=True)
class Stage:
    """One stage of the count. `moved` is the candidate whose papers moved: "surplus" or "excluded" (`what`); None and
    "first" for the first preferences. `votes` of every candidate that stands, and what does not transfer, in
    hundred-thousandths; `lost` by remainders that were ignored. `elected` at its end; `lot`: whom the declared order
    decided between.
    """

    what: str
    moved: int | None
    votes: dict[int, int]
    not_transferable: int
    lost: int
    elected: tuple[int, ...]
    lot: tuple[int, ...] = ()


@dataclass(frozen=True)
class Count:
    """`quota` in whole votes; `elected` in the order of their election."""

    quota: int
    valid: int
    stages: tuple[Stage, ...]
    elected: tuple[int, ...]


@dataclass
class _Parcel:
    """Papers of the same preferences that came together: how many, at what value each, and where they are read from."""

    papers: int
    value: int
    preferences: tuple[int, ...]


class _Counting:
    def __init__(self, told: Ranked, ties: Order) -> None:
        self.told, self.ties = told, ties
        self.valid = sum(voters for voters, _ in told.valid)
        self.quota = self.valid // (told.seats + 1) + 1
        self.continuing = set(told.standing)
        self.held: dict[int, list[_Parcel]] = {place: [] for place in told.standing}
        self.votes = dict.fromkeys(told.standing, 0)
        self.not_transferable = self.lost = 0
        self.elected: list[int] = []
        self.waiting: list[int] = []  # elected, their surplus not moved yet
        self.stages: list[Stage] = []

    def run(self) -> Count:
        for voters, ranks in self.told.valid:
            self._give(_Parcel(voters, VOTE, tuple(rank[0] for rank in ranks)))
        self._end("first", None)
        while self._vacancies() > 0 and len(self.continuing) > self._vacancies():
            surplus = [place for place in self.waiting if self.votes[place] > self.quota * VOTE]
            if surplus:
                chosen, lot = self._first(surplus, highest=True)
                self._move_surplus(chosen)
                self._end("surplus", chosen, lot)
            else:
                chosen, lot = self._first(sorted(self.continuing), highest=False)
                self._exclude(chosen)
                self._end("excluded", chosen, lot)
        if self._vacancies() > 0 and self.continuing:  # as many are left as there are seats
            rest = self._in_order(self.continuing)
            self.elected += rest
            last = self.stages[-1]
            self.stages[-1] = Stage(
                last.what, last.moved, last.votes, last.not_transferable, last.lost, (*last.elected, *rest), last.lot
            )
        return Count(self.quota, self.valid, tuple(self.stages), tuple(self.elected))

    def _vacancies(self) -> int:
        return self.told.seats - len(self.elected)

    # --- papers -----------------------------------------------------------------------------------------------------

    def _give(self, parcel: _Parcel) -> None:
        """Credit papers to the next candidate on them who continues; else they do not transfer."""
        for place, candidate in enumerate(parcel.preferences):
            if candidate in self.continuing:
                self.held[candidate].append(_Parcel(parcel.papers, parcel.value, parcel.preferences[place:]))
                self.votes[candidate] += parcel.papers * parcel.value
                return
        self.not_transferable += parcel.papers * parcel.value

    def _move_surplus(self, candidate: int) -> None:
        """What no continuing candidate is named on for, and the remainders, stay behind."""
        self.waiting.remove(candidate)
        total = self.votes[candidate]
        surplus, before = total - self.quota * VOTE, sum(self.votes.values()) + self.not_transferable
        self.votes[candidate] = self.quota * VOTE
        for parcel in self._take(candidate):
            value = surplus * parcel.value // total
            self._give(_Parcel(parcel.papers, value, parcel.preferences[1:]))
        self.lost += before - sum(self.votes.values()) - self.not_transferable

    def _exclude(self, candidate: int) -> None:
        """Each paper moves at the value at which it was received."""
        self.continuing.discard(candidate)
        self.votes[candidate] = 0
        for parcel in self._take(candidate):
            self._give(_Parcel(parcel.papers, parcel.value, parcel.preferences[1:]))

    def _take(self, candidate: int) -> list[_Parcel]:
        parcels, self.held[candidate] = self.held[candidate], []
        return parcels

    def _end(self, what: str, moved: int | None, lot: tuple[int, ...] = ()) -> None:
        """End a stage: whoever has the quota is elected, the highest first."""
        reached = [place for place in self.continuing if self.votes[place] >= self.quota * VOTE]
        new = tuple(self._in_order(reached)[: max(0, self._vacancies())])
        self.continuing -= set(new)
        self.elected += new
        self.waiting += new
        self.stages.append(Stage(what, moved, dict(self.votes), self.not_transferable, self.lost, new, lot))

    # --- who goes first ---------------------------------------------------------------------------------------------

    def _first(self, candidates: list[int], *, highest: bool) -> tuple[int, tuple[int, ...]]:
        """The one with the most (or fewest) votes; where level, at the latest earlier stage at which they were not;
        where they always were, by lot. Also returns between whom the lot decided.
        """
        pick = max if highest else min
        for stage in (self.votes, *(stage.votes for stage in reversed(self.stages))):
            most = pick(stage[place] for place in candidates)
            candidates = [place for place in candidates if stage[place] == most]
            if len(candidates) == 1:
                return candidates[0], ()
        names = self.ties([self.told.candidates[place] for place in candidates])
        # Whoever comes first in the declared order goes on: is transferred first, and excluded last.
        name = names[0] if highest else names[-1]
        return self.told.candidates.index(name), tuple(candidates)

    def _in_order(self, candidates: Iterable[int]) -> list[int]:
        """From the most votes to the fewest."""
        waiting, found = sorted(candidates), []
        while waiting:
            best, _ = self._first(waiting, highest=True)
            found.append(best)
            waiting.remove(best)
        return found


def stv(told: Ranked, ties: Order) -> Count:
    """Count strict rankings. Where fewer stand than there are seats, all are elected."""
    return _Counting(told, ties).run()
