"""Files of weighting: `respondents.csv`, a row a person, and `margins.csv` with `margin,level,population`.

Each margin of the second is a column of the first, and each of its levels is spelt the same in both. A margin of
several columns has “ × ” between their names, as its levels have: “age × sex”, “65+ × female”.
"""

import csv
import math
from collections.abc import Sequence
from io import StringIO

import numpy as np

from coopcouncil.kernel.errors import BadInput, Mistakes
from coopcouncil.participation.domain.representation import CROSS
from coopcouncil.participation.domain.weighting import Floats, Integers, Margin
from coopcouncil.participation.formats.columns import Columns, read_columns


def read_respondents(content: bytes, *, file: str) -> Columns:
    """Raises BadInput."""
    return read_columns(content, file=file)


def read_margins(content: bytes, *, file: str, respondents: Columns) -> list[Margin]:
    """The population's margins, with the level of each respondent. Raises BadInput, or Mistakes for several."""
    table = read_columns(content, file=file, required=("margin", "level", "population"))
    levels: dict[str, dict[str, tuple[float, str]]] = {}
    mistakes: list[BadInput] = []
    for row, (name, level, text) in enumerate(
        zip(*(table.columns[column] for column in ("margin", "level", "population")), strict=True)
    ):
        population = _number(text)
        if population is None or population < 0:
            mend = "Write how many people, as a plain number such as 1234."
            mistakes.append(BadInput(f"“{text}” is no population.", place=table.place(row), mend=mend))
        elif level in levels.setdefault(name, {}):
            mend = "Add the two lines together."
            mistakes.append(BadInput(f"“{name}” has “{level}” twice.", place=table.place(row), mend=mend))
        else:
            levels[name][level] = (population, table.place(row))
    if mistakes:
        raise Mistakes(mistakes)
    for name, held in levels.items():
        if not any(population for population, _place in held.values()):
            raise BadInput(f"Nobody lives at any level of “{name}”.", place=file, mend="Give its levels their people.")
    return [_margin(name, held, respondents) for name, held in levels.items()]


def _margin(name: str, held: dict[str, tuple[float, str]], respondents: Columns) -> Margin:
    index = {level: at for at, level in enumerate(held)}
    texts = list(map(CROSS.join, zip(*map(respondents.column, name.split(CROSS)), strict=True)))
    codes = np.array([index.get(text, -1) for text in texts], dtype=np.intp)
    unknown = np.flatnonzero(codes < 0)
    if len(unknown):
        text = texts[unknown[0]]
        raise BadInput(
            f"“{text}” is no level of “{name}” in the margins ({len(unknown)} such rows)."
            if all(text.split(CROSS))
            else f"“{name}” is empty ({len(unknown)} such rows).",
            place=respondents.place(int(unknown[0])),
            mend=f"It has: {', '.join(held)}.",
        )
    population = np.array([people for people, _place in held.values()])
    return Margin(name, tuple(held), population, codes, tuple(place for _people, place in held.values()))


def read_base(respondents: Columns, name: str) -> Floats:
    """Weights to begin with, all above 0. Raises BadInput."""
    numbers = [_number(text) for text in respondents.column(name)]
    for row, number in enumerate(numbers):
        if number is None or number <= 0:
            text = respondents.columns[name][row]
            mend = "Each row needs a weight above 0."
            raise BadInput(f"“{text}” is no weight.", place=respondents.place(row), mend=mend)
    return np.array(numbers, dtype=float)


def read_answers(respondents: Columns, name: str) -> tuple[Integers, list[str]]:
    """A question's answers as indexes into its levels, which are in order of code point; −1 where it is empty."""
    texts = respondents.column(name)
    levels = sorted({text for text in texts if text})
    if not levels:
        raise BadInput(f"Nobody answered “{name}”.", place=respondents.file, mend="Name another column.")
    index = {level: at for at, level in enumerate(levels)}
    return np.array([index.get(text, -1) for text in texts], dtype=np.intp), levels


def read_numbers(respondents: Columns, name: str) -> Floats:
    """A column of numbers, `nan` where it is empty. Raises BadInput."""
    numbers = []
    for row, text in enumerate(respondents.column(name)):
        number = _number(text) if text else math.nan
        if number is None:
            mend = f"Leave it empty, or count it with --share {name}."
            raise BadInput(f"“{text}” is no number.", place=respondents.place(row), mend=mend)
        numbers.append(number)
    if (answers := len(numbers) - sum(map(math.isnan, numbers))) < 2:
        message = f"{answers} answered “{name}”; a mean with a range needs two or more."
        raise BadInput(message, place=respondents.file, mend="Name another column.")
    return np.array(numbers)


def write_weights(respondents: Columns, weights: Sequence[float]) -> str:
    """The respondents' file again, with a last column `weight`."""
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*respondents.columns, "weight"])
    writer.writerows(
        [*row, repr(float(weight))]
        for row, weight in zip(zip(*respondents.columns.values(), strict=True), weights, strict=True)
    )
    return out.getvalue()


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
