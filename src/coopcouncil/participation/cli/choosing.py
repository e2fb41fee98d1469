"""`coopcouncil participation elect`."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from coopcouncil.foundation.commandline import command, emit, json_option
from coopcouncil.kernel.errors import BadInput
from coopcouncil.participation.cli.files import FILE, content
from coopcouncil.participation.domain.choosing import one
from coopcouncil.participation.domain.choosing.ballots import Ranked
from coopcouncil.participation.domain.choosing.stv import VOTE, Count, stv
from coopcouncil.participation.domain.ties import Order, order_of
from coopcouncil.participation.formats import blt, scores

commands = click.Group()
Told = tuple[dict[str, Any], list[str]]


@command(commands, "elect", permission="operator", database=False)
@click.argument("file", type=FILE, metavar="FILE.blt|FILE.csv")
@click.option("--method", type=click.Choice(["stv", "schulze", "approval", "star"]), default="stv", show_default=True)
@click.option("--ties", default="lexicographic", show_default=True, metavar="lexicographic|seed:S",
              help="Who goes first where two are exactly level.")  # fmt: skip
@json_option
def elect(file: Path, method: str, ties: str, as_json: bool) -> None:
    """Count ballots for people or options: a BLT file of ranks, or for STAR a CSV file of scores from 0 to 5.

    STV goes by the rules of Scottish local elections. With Schulze’s method stands who would win by instant run-off.
    """
    order = order_of(ties)
    if method == "star":
        data, lines = _star(content(file), str(file), order)
    else:
        told = blt.read(content(file), str(file), strict=method == "stv")
        if not told.valid:
            raise BadInput(
                "No ballot names anybody who stands.", place=str(file), mend="See whether it is the right file."
            )
        ways: dict[str, Callable[[Ranked, Order], Told]] = {"stv": _stv, "schulze": _schulze, "approval": _approval}
        data, lines = ways[method](told, order)
    emit({"method": method, "tie_breaking": ties, **data}, as_json, "\n".join(lines))


def _many(number: int, thing: str) -> str:
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def _names(candidates: tuple[str, ...], places: tuple[int, ...]) -> list[str]:
    return [candidates[place] for place in places]


# --- STV ------------------------------------------------------------------------------------------------------------


def _votes(value: int) -> str:
    """Exactly, with five decimals where there are any."""
    whole, part = divmod(value, VOTE)
    return f"{whole}.{part:05d}" if part else str(whole)


def _stv(told: Ranked, order: Order) -> Told:
    done = stv(told, order)
    names = told.candidates
    data = {
        "seats": told.seats,
        "valid": done.valid,
        "quota": done.quota,
        "elected": _names(names, done.elected),
        "stages": [
            {
                "what": stage.what,
                "moved": None if stage.moved is None else names[stage.moved],
                "votes": {names[place]: _votes(value) for place, value in stage.votes.items()},
                "not_transferable": _votes(stage.not_transferable),
                "lost_by_rounding": _votes(stage.lost),
                "elected": _names(names, stage.elected),
                "lot_between": _names(names, stage.lot),
            }
            for stage in done.stages
        ],
    }
    return data, _stv_in_words(told, done)


def _stv_in_words(told: Ranked, done: Count) -> list[str]:
    names = told.candidates
    lines = [
        f"{_many(done.valid, 'valid ballot')} for {_many(told.seats, 'seat')}. "
        f"Whoever has {_many(done.quota, 'vote')}, the quota, is elected."
    ]
    for number, stage in enumerate(done.stages, start=1):
        moved = "" if stage.moved is None else names[stage.moved]
        lines.append(
            {
                "first": f"Stage {number}: first preferences.",
                "surplus": f"Stage {number}: {moved} has more than is needed; the rest of each vote goes on.",
                "excluded": f"Stage {number}: {moved} has the fewest votes and is excluded; those votes go on.",
            }[stage.what]
        )
        if stage.lot:
            lines.append(f"  Always level were {', '.join(_names(names, stage.lot))}; the declared order decided.")
        ranked = sorted(stage.votes, key=lambda place: -stage.votes[place])
        lines.append("  " + ", ".join(f"{names[place]} {_votes(stage.votes[place])}" for place in ranked))
        if stage.not_transferable or stage.lost:
            lines.append(f"  Not going on: {_votes(stage.not_transferable)}; by rounding {_votes(stage.lost)}.")
        lines += [f"  {name} is elected." for name in _names(names, stage.elected)]
    return [*lines, f"Elected: {', '.join(_names(names, done.elected))}."]


# --- one winner, or the most votes ------------------------------------------------------------------------------------


def _schulze(told: Ranked, order: Order) -> Told:
    done, names = one.schulze(told, order), told.candidates
    data: dict[str, Any] = {
        "winner": names[done.winner],
        "condorcet_winner": None if done.condorcet is None else names[done.condorcet],
        "ranking": [_names(names, level) for level in done.ranking],
        "prefer": _table(names, told.standing, done.prefer),
        "paths": _table(names, told.standing, done.paths),
        "lot_between": _names(names, done.lot),
        "instant_runoff": None,
    }
    lines = [
        f"{names[done.winner]} wins"
        + (
            " against every other, one by one."
            if done.condorcet == done.winner
            else " by the strongest chains of wins."
        ),
        "In order: " + "; ".join(" = ".join(_names(names, level)) for level in done.ranking) + ".",
    ]
    if done.lot:
        lines.append(f"Exactly level were {', '.join(_names(names, done.lot))}; the declared order decided.")
    lines += [
        f"  {names[a]} against {names[b]}: {done.prefer[a][b]:,} to {done.prefer[b][a]:,}."
        for a in told.standing
        for b in told.standing
        if a < b
    ]
    if told.is_strict:
        winner, rounds = one.instant_runoff(told, order)
        data["instant_runoff"] = {
            "winner": names[winner],
            "rounds": [
                {
                    "votes": {names[place]: votes for place, votes in row.votes.items()},
                    "exhausted": row.exhausted,
                    "out": None if row.out is None else names[row.out],
                    "lot_between": _names(names, row.lot),
                }
                for row in rounds
            ],
        }
        lines.append(f"By instant run-off {names[winner]} would win, after {_many(len(rounds), 'round')}.")
    return data, lines


def _table(names: tuple[str, ...], standing: list[int], table: one.Table) -> dict[str, dict[str, int]]:
    return {names[a]: {names[b]: table[a][b] for b in standing if b != a} for a in standing}


def _approval(told: Ranked, order: Order) -> Told:
    done, names = one.approval(told, order), told.candidates
    data = {
        "elected": _names(names, done.elected),
        "votes": {names[place]: votes for place, votes in done.votes.items()},
        "lot_between": _names(names, done.lot),
    }
    ranked = sorted(done.votes, key=lambda place: -done.votes[place])
    lines = [f"{names[place]}: {done.votes[place]:,}" for place in ranked]
    if done.lot:
        lines.append(f"Level were {', '.join(_names(names, done.lot))}; the declared order decided.")
    return data, [*lines, f"Elected: {', '.join(_names(names, done.elected))}."]


def _star(file: bytes, name: str, order: Order) -> Told:
    told = scores.read(file, name)
    done, names = one.star(told, order), told.candidates
    first, second = done.finalists
    data = {
        "winner": names[done.winner],
        "scores": {names[place]: score for place, score in done.scores.items()},
        "finalists": [names[first], names[second]],
        "prefer": {names[first]: done.prefer[0], names[second]: done.prefer[1]},
        "lot_between": _names(names, done.lot),
    }
    lines = [
        f"{names[place]}: {done.scores[place]:,} stars" for place in sorted(done.scores, key=lambda p: -done.scores[p])
    ]
    lines.append(
        f"In the run-off {done.prefer[0]:,} prefer {names[first]} and {done.prefer[1]:,} prefer {names[second]}."
    )
    if done.lot:
        lines.append(f"Level were {', '.join(_names(names, done.lot))}; the declared order decided.")
    return data, [*lines, f"{names[done.winner]} wins."]
