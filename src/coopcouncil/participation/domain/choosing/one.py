"""Choosing one: Schulze's method with instant run-off beside it, approval, and STAR."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from coopcouncil.participation.domain.choosing.ballots import Ranked, Scored
from coopcouncil.participation.domain.ties import Order

Table = tuple[tuple[int, ...], ...]
TOP_SCORE = 5


@dataclass(frozen=True)
class Schulze:
    """`prefer[a][b]`: how many voters rank a above b. `paths[a][b]`: the strength of the strongest chain of wins from a
    to b. `ranking`: groups of candidates exactly level, the best first; `winner` by the declared order among the first.
    `condorcet`: who beats every other alone, if anybody does.
    """

    prefer: Table
    paths: Table
    ranking: tuple[tuple[int, ...], ...]
    winner: int
    condorcet: int | None

    @property
    def lot(self) -> tuple[int, ...]:
        """Between whom the declared order decided."""
        return self.ranking[0] if len(self.ranking[0]) > 1 else ()


def schulze(told: Ranked, ties: Order) -> Schulze:
    """Schulze, "A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent single-winner election
    method", Social Choice and Welfare 36 (2011), section 2, by winning votes. Who is not ranked is below all who are.
    """
    size, standing = len(told.candidates), told.standing
    prefer = [[0] * size for _ in range(size)]
    for voters, ranks in told.valid:
        below = set(standing)
        for rank in ranks:
            below -= set(rank)
            for better in rank:
                for worse in below:
                    prefer[better][worse] += voters
    paths = [[prefer[a][b] if prefer[a][b] > prefer[b][a] else 0 for b in range(size)] for a in range(size)]
    for through in standing:
        for a in standing:
            for b in standing:
                if len({a, b, through}) == 3:
                    paths[a][b] = max(paths[a][b], min(paths[a][through], paths[through][b]))
    left, ranking = list(standing), []
    while left:
        top = tuple(a for a in left if all(paths[a][b] >= paths[b][a] for b in left))
        ranking.append(top)
        left = [a for a in left if a not in top]
    alone = [a for a in standing if all(prefer[a][b] > prefer[b][a] for b in standing if b != a)]
    winner = _by_lot(told.candidates, ranking[0], ties)
    return Schulze(_fixed(prefer), _fixed(paths), tuple(ranking), winner, alone[0] if alone else None)


@dataclass(frozen=True)
class Round:
    """`votes` of those still in; `out` goes after it, None in the last; `lot`: between whom the order decided."""

    votes: dict[int, int]
    exhausted: int
    out: int | None
    lot: tuple[int, ...] = ()


def instant_runoff(told: Ranked, ties: Order) -> tuple[int, tuple[Round, ...]]:
    """Exclude the candidate with the fewest votes until one has more than half of those that still count.

    Ties for the fewest: by the latest earlier round in which they were not level, else by the declared order, whose
    last is excluded. Strict rankings only.
    """
    left, rounds = list(told.standing), list[Round]()
    while True:
        votes, exhausted = dict.fromkeys(left, 0), 0
        for voters, ranks in told.valid:
            first = next((rank[0] for rank in ranks if rank[0] in votes), None)
            if first is None:
                exhausted += voters
            else:
                votes[first] += voters
        best = max(left, key=lambda place: votes[place])
        if len(left) == 1 or votes[best] * 2 > sum(votes.values()):
            rounds.append(Round(votes, exhausted, None))
            return best, tuple(rounds)
        lowest = left
        for held in (votes, *(before.votes for before in reversed(rounds))):
            least = min(held[place] for place in lowest)
            lowest = [place for place in lowest if held[place] == least]
        out = _last(told.candidates, lowest, ties)
        rounds.append(Round(votes, exhausted, out, tuple(lowest) if len(lowest) > 1 else ()))
        left.remove(out)


@dataclass(frozen=True)
class Approved:
    """`votes` of each; `elected`, the most first; `lot`: who was level at the last seat."""

    votes: dict[int, int]
    elected: tuple[int, ...]
    lot: tuple[int, ...]


def approval(told: Ranked, ties: Order) -> Approved:
    """Everybody named on a ballot has its vote, whatever the order. Brams and Fishburn, "Approval Voting", 1983."""
    votes = dict.fromkeys(told.standing, 0)
    for voters, ranks in told.valid:
        for rank in ranks:
            for place in rank:
                votes[place] += voters
    order = ties([told.candidates[place] for place in told.standing])
    ranked = sorted(told.standing, key=lambda place: (-votes[place], order.index(told.candidates[place])))
    elected = ranked[: told.seats]
    level = [place for place in ranked if elected and votes[place] == votes[elected[-1]]]
    is_tied = any(place not in elected for place in level)
    return Approved(votes, tuple(elected), tuple(level) if is_tied else ())


@dataclass(frozen=True)
class Star:
    """`scores` of all; the two `finalists`; `prefer`: how many voters score the first above the second, and the other
    way round; `fives` of all; `lot`: between whom the declared order decided.
    """

    scores: dict[int, int]
    fives: dict[int, int]
    finalists: tuple[int, int]
    prefer: tuple[int, int]
    winner: int
    lot: tuple[int, ...]


def star(told: Scored, ties: Order) -> Star:
    """Score, then automatic run-off: of the two with the highest scores the one that more voters score higher wins.

    Ties by the official protocol of the Equal Vote Coalition (starvoting.org/ties): for a place in the run-off whoever
    lost the most comparisons among those level goes out, again and again, then by the most fives, then by the declared
    order; in the run-off by the score, then the most fives, then the declared order. Takes two candidates or more.
    """
    places = range(len(told.candidates))
    scores = {place: sum(ballot[place] for ballot in told.ballots) for place in places}
    fives = {place: sum(ballot[place] == TOP_SCORE for ballot in told.ballots) for place in places}

    def prefer(a: int, b: int) -> int:
        return sum(ballot[a] > ballot[b] for ballot in told.ballots)

    lot: list[int] = []

    def fewest_lost(level: list[int]) -> list[int]:
        lost = {a: sum(prefer(b, a) > prefer(a, b) for b in level) for a in level}
        return [a for a in level if lost[a] == min(lost.values())]

    def best(left: Sequence[int]) -> int:
        top = _most(left, scores.__getitem__)
        while len(kept := fewest_lost(top)) < len(top):
            top = kept
        top = _most(top, fives.__getitem__)
        if len(top) > 1:
            lot.extend(top)
        return _by_lot(told.candidates, top, ties)

    first = best(list(places))
    second = best([place for place in places if place != first])
    against = prefer(first, second), prefer(second, first)
    final = [first, second] if against[0] == against[1] else [first if against[0] > against[1] else second]
    final = _most(_most(final, scores.__getitem__), fives.__getitem__)
    if len(final) > 1:
        lot.extend(final)
    return Star(
        scores, fives, (first, second), against, _by_lot(told.candidates, final, ties), tuple(dict.fromkeys(lot))
    )


def _most(places: Sequence[int], value: Callable[[int], int]) -> list[int]:
    top = max(value(place) for place in places)
    return [place for place in places if value(place) == top]


def _by_lot(candidates: Sequence[str], level: Iterable[int], ties: Order) -> int:
    return candidates.index(ties([candidates[place] for place in level])[0])


def _last(candidates: Sequence[str], level: Iterable[int], ties: Order) -> int:
    return candidates.index(ties([candidates[place] for place in level])[-1])


def _fixed(table: Iterable[Iterable[int]]) -> Table:
    return tuple(tuple(row) for row in table)
