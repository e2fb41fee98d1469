"""`coopcouncil participation opinions`: who votes alike, and what nearly all agree on."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from coopcouncil.foundation.commandline import command, emit, json_option
from coopcouncil.participation.cli.files import FILE, content

if TYPE_CHECKING:
    from coopcouncil.participation.domain.opinions.opinion_map import OpinionMap
    from coopcouncil.participation.domain.opinions.statements import Said
    from coopcouncil.participation.domain.opinions.votes import Votes

commands = click.Group()
SEED = 2010


@command(commands, "opinions", permission="operator", database=False)
@click.argument("votes_file", type=FILE, metavar="VOTES.CSV")
@click.option("--comments", type=FILE, help="The export's comments.csv: words, and what moderators took out.")
@click.option(
    "--most-groups", type=click.IntRange(2, 20), default=5, show_default=True, help="No more groups than this."
)
@click.option("--starts", type=click.IntRange(0, 100), default=0, show_default=True, help="Starts beside Polis's own.")
@click.option("--resamples", type=click.IntRange(0, 1000), default=20, show_default=True, help="To see how firm it is.")
@click.option("--seed", type=click.IntRange(0), default=SEED, show_default=True, help="The same seed, the same map.")
@json_option
def opinions(
    votes_file: Path, comments: Path | None, most_groups: int, starts: int, resamples: int, seed: int, as_json: bool
) -> None:
    """Map the votes of a Polis export: groups, what each says, what all say, what parts them, and how firm it is."""
    import numpy as np

    from coopcouncil.participation.domain.opinions.opinion_map import map_opinions
    from coopcouncil.participation.domain.opinions.votes import without
    from coopcouncil.participation.formats.polis import read_statements, read_votes

    votes = read_votes(content(votes_file), file=str(votes_file))
    words, moderated = read_statements(content(comments), file=str(comments)) if comments else ({}, set())
    if moderated:
        votes = without(votes, np.isin(votes.statements, sorted(moderated)))
    found = map_opinions(votes, seed=seed, most_groups=most_groups, starts=starts, resamples=resamples)
    data = _as_data(found, votes, words) | {"seed": seed, "starts": starts, "resamples": resamples}
    emit(data, as_json, "\n".join(_lines(data)))


def _as_data(found: "OpinionMap", votes: "Votes", words: dict[int, str]) -> dict[str, Any]:
    def said(one: "Said") -> dict[str, Any]:
        statement = int(votes.statements[one.statement])
        shares = found.tally.shares(one.answer)[:, one.statement]
        return {
            "statement": statement,
            "words": words.get(statement),
            "answer": one.answer,
            "share": one.share,
            "by_group": {_name(group): float(share) for group, share in enumerate(shares)},
            "votes": one.votes,
            "measure": one.measure,
            "chance": one.chance,
        }

    sizes = [int((found.groups == group).sum()) for group in range(len(found.grouping.middles))]
    firm = found.stability
    return {
        "voters": len(votes.voters),
        "statements": len(votes.statements),
        "votes": int(votes.matrix.nnz),
        "grouped": sum(sizes),
        "silhouette": found.grouping.silhouette,
        "explained": found.space.explained.tolist(),
        "groups": [
            {
                "group": _name(group),
                "voters": size,
                "middle": found.grouping.middles[group].tolist(),
                "firmness": firm.groups[group] if firm else None,
                "representative": [said(one) for one in found.representative[group]],
            }
            for group, size in enumerate(sizes)
        ],
        "consensus": [said(one) for one in found.consensus],
        "divisive": [said(one) for one in found.divisive],
        "stability": {"alike": firm.alike, "least_alike": firm.least_alike} if firm else None,
        "places": [
            {"voter": int(voter), "x": float(x), "y": float(y), "group": _name(int(group)) if group >= 0 else None}
            for voter, (x, y), group in zip(votes.voters, found.places, found.groups, strict=True)
        ],
    }


def _name(group: int) -> str:
    return chr(ord("A") + group)


def _lines(data: dict[str, Any]) -> list[str]:
    lines = [
        f"{data['voters']:,} people cast {data['votes']:,} votes on {data['statements']:,} statements.",
        f"{data['grouped']:,} cast enough to be in a group; the others are on the map and in none.",
        f"There are {len(data['groups'])} groups (silhouette {data['silhouette']:.2f}).",
    ]
    if data["stability"]:
        lines.append(
            f"With other voters drawn from the same ones, the groups came out {data['stability']['alike']:.0%} alike "
            f"({max(data['stability']['least_alike'], 0):.0%} at the least; 0% is as by chance)."
        )
    for group in data["groups"]:
        firm = group["firmness"]
        grade = (
            ""
            if firm is None
            else f", {'firm' if firm >= 0.75 else 'uncertain' if firm >= 0.6 else 'not to be trusted'}"
        )
        lines += ["", f"Group {group['group']}, {group['voters']:,} people{grade}. More than the others they say:"]
        lines += [_line(one) for one in group["representative"]] or ["  nothing that stands out"]
    lines += ["", "Most of every group say:", *([_line(one) for one in data["consensus"]] or ["  nothing yet"])]
    lines += [
        "",
        "What parts the groups:",
        *([_line(one) for one in data["divisive"]] or ["  nothing that stands out"]),
    ]
    return lines


def _line(said: dict[str, Any]) -> str:
    shares = ", ".join(f"{group} {share:.0%}" for group, share in said["by_group"].items())
    words = f" {said['words']}" if said["words"] else ""
    return f"  {said['answer']} with {said['statement']} ({shares}):{words}"
