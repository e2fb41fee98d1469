"""Ballots for choosing among people or options."""

from dataclasses import dataclass
from functools import cached_property

Rank = tuple[int, ...]  # candidates of one rank; more than one where the voter puts them level


@dataclass(frozen=True)
class Ranked:
    """`ballots`: (how many voters, their ranks, the best first); candidates by their place in `candidates`. Who has
    withdrawn is passed over on every ballot.
    """

    candidates: tuple[str, ...]
    seats: int
    ballots: tuple[tuple[int, tuple[Rank, ...]], ...]
    withdrawn: frozenset[int] = frozenset()
    title: str = ""

    @cached_property
    def standing(self) -> list[int]:
        return [place for place in range(len(self.candidates)) if place not in self.withdrawn]

    @cached_property
    def valid(self) -> tuple[tuple[int, tuple[Rank, ...]], ...]:
        """The ballots that name somebody who stands, without those who do not."""
        held = [
            (voters, tuple(rank for named in ranks if (rank := tuple(c for c in named if c not in self.withdrawn))))
            for voters, ranks in self.ballots
        ]
        return tuple((voters, ranks) for voters, ranks in held if ranks)

    @property
    def is_strict(self) -> bool:
        """Whether no voter puts two candidates level."""
        return all(len(rank) == 1 for _, ranks in self.valid for rank in ranks)


@dataclass(frozen=True)
class Scored:
    """`ballots`: of each voter the score of each candidate, from 0 to 5."""

    candidates: tuple[str, ...]
    ballots: tuple[tuple[int, ...], ...]
