"""`coopcouncil participation count`."""

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from coopcouncil.foundation.commandline import command, emit, json_option
from coopcouncil.kernel.errors import BadInput
from coopcouncil.participation.cli.files import FILE, content

if TYPE_CHECKING:
    from coopcouncil.participation.domain.budgeting import Election, Outcome, Round

# As `domain.budgeting` has them, which is read only when something is counted: numpy takes its time.
RULES = ("equal-shares", "greedy", "greedy-per-cost", "phragmen")
SATISFACTIONS = ("cost", "cardinality")
COMPLETIONS = ("none", "add1", "add1-greedy", "greedy")

commands = click.Group()


@command(commands, "count", permission="operator", database=False)
@click.argument("file", type=FILE, metavar="FILE.pb")
@click.option("--rule", type=click.Choice(RULES), default="equal-shares", show_default=True)
@click.option("--satisfaction", type=click.Choice(SATISFACTIONS), default="cost", show_default=True,
              help="What a project is worth to a voter: its cost, or one.")  # fmt: skip
@click.option("--completion", type=click.Choice(COMPLETIONS), default="none", show_default=True,
              help="What to do with the money that equal shares leave over.")  # fmt: skip
@click.option("--step", default="1", show_default=True, help="By how much add1 raises each voter’s share at a time.")
@click.option("--ties", default="lexicographic", show_default=True, metavar="lexicographic|seed:S",
              help="Who goes first where two are exactly level.")  # fmt: skip
@click.option("--explain", is_flag=True, help="Say of each round why this project won, and what the others lacked.")
@json_option
def count(
    file: Path, rule: str, satisfaction: str, completion: str, step: str, ties: str, explain: bool, as_json: bool
) -> None:
    """Count an election over projects, from a Pabulib file, exactly."""
    from coopcouncil.participation.domain import budgeting
    from coopcouncil.participation.domain.budgeting.explaining import explained
    from coopcouncil.participation.formats import pabulib

    if rule != "equal-shares" and (completion != "none" or step != "1"):
        raise BadInput(
            f"{rule} gives no money to voters.",
            place="--rule",
            mend="Leave out --completion and --step, or use equal-shares.",
        )
    order = budgeting.order_of(ties)
    raised = _step(step)
    held = pabulib.read(content(file), str(file))
    outcome = budgeting.count(
        held.election, rule=rule, satisfaction=satisfaction, completion=completion, step=raised, ties=order,
        explained=explain,
    )  # fmt: skip
    for warning in held.warnings:
        click.echo(warning, err=True)
    told = held.election
    data: dict[str, Any] = {
        "selected": sorted(told.projects[project].id for project in outcome.selected),
        "cost": _number(told.money(sum(told.costs[project] for project in outcome.selected))),
        "budget": _number(told.money(told.budget)),
        "rule": rule,
        "tie_breaking": ties,
        "voters": told.voters,
        "rounds": [_round(told, row) for row in outcome.rounds],
        "ties": [
            {
                "round": number,
                "tied": [told.projects[project].id for project in row.tied],
                "chosen": told.projects[row.project].id,
            }
            for number, row in enumerate(outcome.rounds, start=1)
            if row.tied
        ],
        "warnings": list(held.warnings),
    }  # fmt: skip
    if rule == "equal-shares":
        data |= {"satisfaction": satisfaction, "completion": completion, "step": _number(raised)}
    if outcome.share is not None:
        data["share"] = _number(told.money(outcome.share))
        data["share_exact"] = str(told.money(outcome.share))
    text = "\n".join(explained(told, outcome, short=not explain))
    if explain:
        data["explanation"] = text.splitlines()
        data["losers"] = _losers(told, outcome)
    emit(data, as_json, text)


def _round(told: "Election", row: "Round") -> dict[str, Any]:
    price = None if row.price is None else told.money(row.price)
    data: dict[str, Any] = {
        "project": told.projects[row.project].id,
        "cost": _number(told.money(told.costs[row.project])),
        "effective_support": _number(row.effective_support),
        "price": None if price is None else _number(price),
        "price_exact": None if price is None else str(price),
        "by": row.by,
        "paid_in_full": row.full,
        "paid_the_rest": row.rest,
        "rest_paid": _number(told.money(row.rest_paid)),
    }
    if row.others:
        data["next"] = [
            {"project": told.projects[other].id, "effective_support": _number(support)} for other, support in row.others
        ]
    return data


def _losers(told: "Election", outcome: "Outcome") -> list[dict[str, Any]]:
    return [
        {
            "project": told.projects[row.project].id,
            "why": row.why,
            "lacked": _number(row.lacked if row.why == "too_few_votes" else told.money(row.lacked)),
        }
        for row in outcome.losers
    ]


def _number(value: Fraction) -> int | float:
    """As near as a number in JSON is; prices and shares stand exactly beside it."""
    return int(value) if value.denominator == 1 else float(value)


def _step(text: str) -> Fraction:
    from coopcouncil.participation.formats.amounts import amount

    try:
        step = amount(text)
    except ValueError:
        step = Fraction(0)
    if step <= 0:
        mend = "Say an amount of money above nought, such as 1 or 0.5."
        raise BadInput(f"“{text[:40]}” is no step.", place="--step", mend=mend)
    return step
