"""Who owns a case: chosen the same way each time, and never nobody."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

# Who is asked first: those who own cases for a living, then whoever answers for them.
_RANKS = {"officer": 0, "manager": 1, "head": 2}


@dataclass(frozen=True)
class Candidate:
    """An active officer, and how many open cases are theirs. `last_resort`: theirs is the team that takes the rest."""

    id: UUID
    account_id: UUID
    team_id: UUID
    rank: str
    open_cases: int
    last_resort: bool = False


def choose(
    candidates: Sequence[Candidate], *, team_id: UUID | None, not_accounts: Collection[UUID] = ()
) -> Candidate | None:
    """The officer with the fewest open cases, of the lowest rank that anybody has, in the team; else in the team that
    takes the rest; else anywhere. None only where nobody is left but `not_accounts` (the person, whoever goes).
    """
    fitting = [item for item in candidates if item.account_id not in not_accounts]
    return min(
        fitting,
        key=lambda item: (
            item.team_id != team_id,
            not item.last_resort,
            _RANKS[item.rank],
            item.open_cases,
            str(item.id),
        ),
        default=None,
    )


def next_rung(candidates: Sequence[Candidate], *, team_id: UUID, rung: int) -> Candidate | None:
    """Who answers at a rung of the ladder: 1 the team's manager, 2 the head of service. Where the team has none, a
    higher one of the team; None where there is none either.
    """
    above = [item for item in candidates if item.team_id == team_id and _RANKS[item.rank] >= rung]
    return min(above, key=lambda item: (_RANKS[item.rank], item.open_cases, str(item.id)), default=None)
