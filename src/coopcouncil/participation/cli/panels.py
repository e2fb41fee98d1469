"""`coopcouncil participation panel | draw | replace`: panels by lot, from files."""

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from coopcouncil.foundation.commandline import command, emit, json_option
from coopcouncil.kernel.errors import BadInput
from coopcouncil.participation.cli.files import FILE, content, write

if TYPE_CHECKING:
    from coopcouncil.participation.domain.panels.feasible import Relaxation
    from coopcouncil.participation.domain.panels.lottery import Lottery
    from coopcouncil.participation.domain.panels.pool import Pool
    from coopcouncil.participation.domain.panels.table import Table

commands = click.Group()
SEED = "What the draw is made from: a public event after the table was published, such as the numbers of a lottery."
people_option = click.option("--people", required=True, type=FILE, help="The volunteers: an id, then their features.")
features_option = click.option("--features", required=True, type=FILE, help="The quotas: feature, value, min, max.")
size_option = click.option("--size", required=True, type=int, help="How many sit on the panel.")
household_option = click.option("--household", default="", help="The column that says who lives together: one a home.")
id_option = click.option("--id", "name", default="", help="The column of people's ids; the first, if not named.")


@command(commands, "panel", permission="operator", database=False)
@people_option
@features_option
@size_option
@click.option(
    "--method",
    type=click.Choice(["maximin", "leximin", "nash"]),
    default="maximin",
    show_default=True,
    help="What is fair: the smallest chance as large as can be; then the next; or the product of all.",
)
@click.option("--seed", help=SEED)
@household_option
@id_option
@click.option(
    "--tickets",
    type=click.IntRange(1, 100_000),
    default=1000,
    show_default=True,
    help="How many equally likely panels the table has.",
)
@click.option("--table", "table_file", type=FILE, help="Write the public table here; no file of this name may exist.")
@json_option
def panel(
    people: Path, features: Path, size: int, method: str, seed: str | None, household: str, name: str, tickets: int,
    table_file: Path | None, as_json: bool,
) -> int:  # fmt: skip
    """Make a fair table of panels that meet the quotas; with --seed, draw one.

    Publish the table first, then draw from it by a seed that nobody could know before (`draw`). Exit code 0 when there
    is a panel, 1 when none can meet the quotas (the closest relaxations are named), 2 for a file with a mistake.
    """
    pool = _pool(people, features, size, household, name)
    from coopcouncil.participation.domain.panels.feasible import closest
    from coopcouncil.participation.domain.panels.lottery import fairest
    from coopcouncil.participation.domain.panels.table import publish

    if table_file is not None and table_file.exists():
        raise BadInput("There is a file of this name.", place=str(table_file), mend="Remove it or choose another name.")
    relaxations = closest(pool)
    if relaxations:
        emit(_impossible(pool, relaxations), as_json, _impossible_text(pool, relaxations))
        return 1
    lottery = fairest(pool, method)
    table = publish(pool, lottery, tickets)
    if table_file is not None:
        write(table_file, table.text)
    data = _made(pool, method, lottery, table)
    text = _made_text(data)
    if seed is not None:
        drawn = _drawn(table, seed) | _reserves(pool, table, seed)
        data |= drawn
        text += "\n" + _drawn_text(drawn, size)
    emit(data, as_json, text)
    return 0


@command(commands, "draw", permission="operator", database=False)
@click.argument("table_file", type=FILE, metavar="TABLE")
@click.option("--seed", required=True, help=SEED)
@json_option
def draw(table_file: Path, seed: str, as_json: bool) -> None:
    """Draw a panel from a published table, by SHA-256 of the seed."""
    from coopcouncil.participation.formats.panels import read_table

    table = read_table(str(table_file), content(table_file))
    drawn = _drawn(table, seed)
    emit(drawn, as_json, _drawn_text(drawn, len(drawn["panel"])))


@command(commands, "replace", permission="operator", database=False)
@people_option
@features_option
@size_option
@click.option("--table", "table_file", required=True, type=FILE, help="The published table.")
@click.option("--seed", required=True, help="The seed of the draw.")
@click.option("--declined", multiple=True, required=True, help="The id of somebody who declined; may be repeated.")
@household_option
@id_option
@json_option
def replace(
    people: Path, features: Path, size: int, table_file: Path, seed: str, declined: tuple[str, ...], household: str,
    name: str, as_json: bool,
) -> int:  # fmt: skip
    """Name who comes for those of the drawn panel who declined, so that the quotas still hold.

    Name everybody who ever declined, members and reserves. Exit code 1 when nobody can take their places.
    """
    pool = _pool(people, features, size, household, name)
    from coopcouncil.participation.domain.panels.draw import winner
    from coopcouncil.participation.domain.panels.pool import broken
    from coopcouncil.participation.domain.panels.replace import replacements
    from coopcouncil.participation.formats.panels import read_table

    table = read_table(str(table_file), content(table_file))
    number = winner(seed, len(table.panels))
    before = table.panels[number]
    for person in [*before, *declined]:
        if person not in pool.people:
            raise BadInput(
                f"Nobody has the id “{person}”.", place=str(people), mend="Take the list of the table's time."
            )
    if wrong := broken(pool, before):
        mend = "Take the quotas by which the table was made."
        raise BadInput(
            f"Panel {table.label(number)} does not meet these quotas. {wrong[0]}", place=str(features), mend=mend
        )
    coming = replacements(pool, before, declined, seed)
    data: dict[str, Any] = {"number": table.label(number), "declined": list(declined), "coming": coming}
    if coming is None:
        emit(data, as_json, "Nobody on the list can take these places so that the quotas hold.")
        return 1
    data["panel"] = sorted([person for person in before if person not in declined] + coming)
    emit(data, as_json, f"Coming: {', '.join(coming) or 'nobody is needed'}.\nPanel: {', '.join(data['panel'])}")
    return 0


def _pool(people: Path, features: Path, size: int, household: str, name: str) -> "Pool":
    from coopcouncil.participation.formats.panels import read_pool

    return read_pool(
        (str(people), content(people)), (str(features), content(features)), size=size, household=household, name=name
    )


def _impossible(pool: "Pool", relaxations: list[tuple["Relaxation", ...]]) -> dict[str, Any]:
    return {
        "possible": False,
        "volunteers": len(pool.volunteers),
        "size": pool.size,
        "change": sum(each.change for each in relaxations[0]),
        "relaxations": [
            [
                {
                    "feature": each.quota.feature,
                    "value": each.quota.value,
                    "side": each.side,
                    "from": each.quota.low if each.side == "min" else each.quota.high,
                    "to": each.to,
                }
                for each in choice
            ]
            for choice in relaxations
        ],
    }


def _impossible_text(pool: "Pool", relaxations: list[tuple["Relaxation", ...]]) -> str:
    lines = [f"No panel of {pool.size} can meet these quotas. The closest relaxations are:"]
    lines += [f"- {'; '.join(map(str, choice))}" for choice in relaxations]
    return "\n".join([*lines, "Each line by itself is enough, and no smaller change is."])


def _made(pool: "Pool", method: str, lottery: "Lottery", table: "Table") -> dict[str, Any]:
    chances = table.chances([person.id for person in pool.volunteers])
    ideal = {
        name: chance for members, chance in zip(pool.groups, lottery.chances, strict=True) for name in members.members
    }
    never = sorted(name for group in lottery.never for name in pool.groups[group].members)
    possible = [chance for name, chance in chances.items() if name not in set(never)]
    return {
        "possible": True,
        "method": method,
        "size": pool.size,
        "volunteers": len(pool.volunteers),
        "never": never,
        "smallest_chance": float(min(possible)),
        "lottery": {
            "panels": len(lottery.panels),
            "smallest_chance": float(lottery.smallest),
            "bound": str(lottery.bound),
            "of_bound": float((1 if method == "nash" else lottery.smallest) / lottery.bound),
            "searched_bound": lottery.searched,
        },
        "certificate": _certificate(pool, lottery),
        "tickets": len(table.panels),
        "largest_rounding": float(max(abs(chances[name] - ideal[name]) for name in chances)),
        "table_sha256": table.digest,
        "chances": {name: str(chance) for name, chance in sorted(chances.items())},
        "panels": table.panels,
    }


def _certificate(pool: "Pool", lottery: "Lottery") -> dict[str, Any]:
    """Whole numbers by which anybody can prove the bound (docs/explanation/panels-by-lot.md says how)."""
    weighed = {
        name: weight
        for members, weight in zip(pool.groups, lottery.proof.weights, strict=True)
        for name in members.members
    }
    priced = lottery.proof.prices
    return {
        "weights": dict(sorted(weighed.items())),
        "prices": [
            {"feature": quota.feature, "value": quota.value, "price": price}
            for quota, price in zip(pool.quotas, priced, strict=False)
        ],
        "price_of_a_seat": priced[len(pool.quotas)],
        "value": lottery.proof.value,
    }


def _made_text(data: dict[str, Any]) -> str:
    made, rounded = data["lottery"], data["largest_rounding"]
    lines = [
        f"{data['volunteers']} volunteers, a panel of {data['size']}, {data['tickets']} equally likely panels.",
        f"Smallest chance: {_percent(data['smallest_chance'])} in the table, {_percent(made['smallest_chance'])} "
        f"before rounding; rounding moved no chance by more than {_percent(rounded)}.",
    ]
    if data["method"] == "nash":
        times = float(Fraction(made["bound"]))
        lines.append(f"No lottery makes the (geometric) mean of chances more than {times:.5f} times as large. Proved.")
    else:
        lines.append(
            f"No lottery gives everybody more than {_percent(float(Fraction(made['bound'])))}: this is "
            f"{_percent(made['of_bound'])} of what is proved to be the most."
        )
    if made["searched_bound"] is not None:
        lines.append(
            f"A full search found that none gives more than {_percent(made['searched_bound'])}; not proved again."
        )
    if data["never"]:
        lines.append(f"On no panel that meets the quotas can be: {', '.join(data['never'])}.")
    return "\n".join([*lines, f"SHA-256 of the table: {data['table_sha256']}"])


def _percent(value: float) -> str:
    return f"{100 * value:.2f} %"


def _drawn(table: "Table", seed: str) -> dict[str, Any]:
    from coopcouncil.participation.domain.panels.draw import winner

    number = winner(seed, len(table.panels))
    return {
        "seed": seed,
        "table_sha256": table.digest,
        "number": table.label(number),
        "panel": list(table.panels[number]),
    }


def _reserves(pool: "Pool", table: "Table", seed: str) -> dict[str, Any]:
    from coopcouncil.participation.domain.panels.draw import lots, winner
    from coopcouncil.participation.domain.panels.replace import stand_ins

    drawn = table.panels[winner(seed, len(table.panels))]
    reserves = lots(seed, (person.id for person in pool.volunteers if person.id not in drawn))
    return {"reserves": reserves, "stand_ins": stand_ins(pool, drawn, seed)}


def _drawn_text(drawn: dict[str, Any], size: int) -> str:
    lines = [f"Drawn by the seed “{drawn['seed']}”: panel {drawn['number']}.", f"Panel: {', '.join(drawn['panel'])}"]
    if "reserves" in drawn:
        lines.append(f"Reserves, in order: {', '.join(drawn['reserves'][:size])}")
        lines += [f"If {name} declines: {other or 'nobody fits'}" for name, other in drawn["stand_ins"].items()]
    return "\n".join(lines)
