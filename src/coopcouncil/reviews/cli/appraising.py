"""`coopcouncil reviews appraise`: what a review would cost and bring, from its case file."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from coopcouncil.foundation.commandline import command, emit, json_option
from coopcouncil.kernel.errors import BadInput
from coopcouncil.kernel.money import Money
from coopcouncil.reviews.cli.files import FILE, content
from coopcouncil.reviews.cli.printing import sections, table

if TYPE_CHECKING:
    from coopcouncil.reviews.domain.appraisal.case import Case
    from coopcouncil.reviews.domain.appraisal.sums import Appraisal
    from coopcouncil.reviews.domain.comparing import Comparison
    from coopcouncil.reviews.domain.switching import Switch, Turn
    from coopcouncil.reviews.domain.uncertainty import Simulation

commands = click.Group()
MOST_RUNS = 1_000_000


@command(commands, "appraise", permission="operator", database=False)
@click.argument("files", type=FILE, nargs=-1, required=True, metavar="CASE.toml [OTHER.toml …]")
@click.option("--explain", is_flag=True, help="Show every step of the sums, to print and add up by hand.")
@click.option("--switching", is_flag=True, help="Show at which value each number turns the answer.")
@click.option(
    "--monte-carlo", "runs", type=click.IntRange(1, MOST_RUNS), metavar="N", help="Draw the uncertain numbers N times."
)
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="What the draws are made from.")
@click.option("--ranges", "ranges_file", type=FILE, help="How far each uncertain number may lie (a TOML file).")
@click.option(
    "--compare", is_flag=True, help="Put two cases or more beside each other; differences are from the first."
)
@json_option
def appraise(
    files: tuple[Path, ...], explain: bool, switching: bool, runs: int | None, seed: int, ranges_file: Path | None,
    compare: bool, as_json: bool,
) -> None:  # fmt: skip
    """Appraise a case: present values, the fiscal case, what is shared, and who bears and saves what.

    Every figure is exact to the penny. Exit code 2 for a file with mistakes: each is named with its line.
    """
    from coopcouncil.reviews.domain.appraisal.sums import appraise as sum_up
    from coopcouncil.reviews.formats.case import read_case

    if (len(files) > 1) != compare:
        raise BadInput(
            "To compare, name two cases or more." if compare else "This is more than one case.",
            mend="Write: appraise --compare A.toml B.toml" if compare else "Name one, or add --compare.",
        )
    if compare and (explain or switching or runs or ranges_file):
        raise BadInput("--compare goes with --json alone.", mend="Appraise each case by itself for the rest.")
    if (runs is None) != (ranges_file is None):
        raise BadInput("Draws need both.", mend="Give --monte-carlo N and --ranges FILE.toml.")
    cases = [read_case(content(file), file=str(file)) for file in files]
    found = [sum_up(case) for case in cases]
    if compare:
        _compared(found, as_json)
    else:
        _one(cases[0], found[0], explain, switching, runs, seed, ranges_file, as_json)


def _compared(found: "list[Appraisal]", as_json: bool) -> None:
    from coopcouncil.reviews.domain.comparing import compare
    from coopcouncil.reviews.formats.results import comparison_json

    compared = compare(found)
    emit(comparison_json(compared), as_json, _comparison_text(compared))


def _one(
    case: "Case", found: "Appraisal", explain: bool, switching: bool, runs: int | None, seed: int,
    ranges_file: Path | None, as_json: bool,
) -> None:  # fmt: skip
    from coopcouncil.reviews.formats import results

    data, parts = results.as_json(found), [_text(found)]
    if explain:
        from coopcouncil.reviews.domain.appraisal.explaining import explain as explained

        steps = explained(found)
        data["explanation"] = results.explanation_json(steps)
        parts.append(sections(steps))
    if switching:
        from coopcouncil.reviews.domain.switching import switching_values

        turns = switching_values(case)
        data["switching"] = results.switching_json(turns)
        parts.append(_switching_text(turns))
    if runs is not None and ranges_file is not None:
        from coopcouncil.reviews.domain.uncertainty import simulate
        from coopcouncil.reviews.formats.ranges import read_ranges

        ranges = read_ranges(content(ranges_file), case, file=str(ranges_file))
        drawn = simulate(case, ranges, runs=runs, seed=seed)
        data["monte_carlo"] = results.simulation_json(drawn)
        parts.append(_simulation_text(drawn))
    emit(data, as_json, "\n\n".join(parts))


def _text(found: "Appraisal") -> str:
    from coopcouncil.reviews.domain.appraisal.notes import notes
    from coopcouncil.reviews.domain.appraisal.sums import pence, ratio

    def money(value: Any) -> str:
        return str(Money(value if isinstance(value, int) else pence(value)))

    pool, year = found.pool, found.payback_year
    figures = [
        ("Costs, present value", money(found.costs)),
        ("Benefits to the public, present value", money(found.benefits)),
        ("Net present value", money(found.net)),
        ("Benefit–cost ratio", ratio(found.benefits, found.costs) or "no costs"),
        ("Fiscal benefits, present value", money(found.fiscal)),
        ("Fiscal case, net", money(found.fiscal_net)),
        ("Fiscal benefit–cost ratio", ratio(found.fiscal, found.costs) or "no costs"),
        ("Paid back for good in year", "not by the last year" if year is None else str(year)),
        ("Savings to share", money(pool.pool_pence)),
        ("  to central government", money(pool.central_pence)),
        ("  stays local", money(pool.local_pence)),
    ]
    case = found.case
    lines = [case.title, f"In prices of {case.price_year}; year 0 begins in April {case.base_year}.", ""]
    lines += table(("", ""), figures)[1:]
    purses = [
        (purse.organisation, money(purse.cost_pence), money(purse.saving_pence), money(purse.net_pence))
        for purse in found.purses
    ]
    if purses:
        lines += ["", *table(("Organisation", "bears", "saves", "net"), purses)]
    return "\n".join([*lines, *(f"\nNote. {note}" for note in notes(found))])


def _comparison_text(found: "Comparison") -> str:
    from coopcouncil.reviews.domain.comparing import FIGURES

    columns = [""]
    for number, option in enumerate(found.options):
        columns += [option.title] + (["more than the first"] if number else [])
    rows = []
    for name, label in FIGURES:
        row = [str(label)]
        for number, option in enumerate(found.options):
            row += [str(Money(option.figures[name]))] + ([str(Money(option.difference[name]))] if number else [])
        rows.append(row)
    return "\n".join([*table(columns, rows), *(f"Note. {caution}" for caution in found.cautions)])


def _switching_text(found: "tuple[Switch, ...]") -> str:
    def turn(at: "Turn | None") -> str:
        return "–" if at is None else f"{float(at.value):,.6f}".rstrip("0").rstrip(".") + ("" if at.exact else " *")

    rows = [
        (each.path, f"{float(each.own):,.6f}".rstrip("0").rstrip("."), turn(each.public), turn(each.fiscal))
        for each in found
    ]
    lines = ["At which value each number turns the answer, all others as they are", ""]
    lines += table(("number", "now", "net present value", "fiscal case"), rows)
    lines += ["", "Without a star the net is exactly zero there (--json has the exact fraction). With a star it is the",
              "next whole number, or for a drop-off the next billionth, at which the answer is the other one.",
              "Numbers that turn neither within what they may be are left out."]  # fmt: skip
    return "\n".join(lines)


def _simulation_text(found: "Simulation") -> str:
    from coopcouncil.reviews.domain.uncertainty import PERCENTILES

    names = {
        "net": "Net present value", "bcr": "Benefit–cost ratio", "fiscal_net": "Fiscal case, net",
        "pool": "Savings to share", "central": "  to central government", "local": "  stays local",
    }  # fmt: skip

    def say(name: str, value: float) -> str:
        return f"{value:,.4f}" if name == "bcr" else str(Money(round(value)))

    rows = []
    for name, label in names.items():
        spread = found.spread(name)
        if spread is not None:
            figures = (spread.mean, spread.deviation, *spread.percentiles)
            rows.append((label, *(say(name, value) for value in figures)))
    columns = ("", "mean", "deviation", *(f"{at} %" for at in PERCENTILES))
    return "\n".join(
        [
            f"{found.runs:,} draws of {len(found.ranges)} numbers, independent of each other, from seed {found.seed}",
            "",
            *table(columns, rows),
            "",
            f"The net present value is above zero in {100 * found.chance('net'):.1f} % of the draws, "
            f"the fiscal case in {100 * found.chance('fiscal_net'):.1f} %; "
            f"there is something to share in {100 * found.chance('pool'):.1f} %.",
        ]
    )
