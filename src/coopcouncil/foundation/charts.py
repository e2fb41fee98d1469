"""Charts as SVG drawn by the server: a bar chart and a line chart, each with its data as a table beside it.

Templates show them with `chart` of `foundation/components/chart.html`. Sizes are in SVG units; the picture scales.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape
from math import ceil, floor, log10
from typing import Any

from django.utils.translation import gettext as _
from markupsafe import Markup

from coopcouncil.foundation import jinja

WIDTH = 640
LETTER = 8.6  # the width of an average letter of 16 units in Arial, rounded up


def nice_step(span: float, steps: int = 5) -> float:
    """The width of one division: 1, 2 or 5 times a power of ten, so that about `steps` cover `span` (above 0)."""
    rough = span / steps
    power = 10.0 ** floor(log10(rough))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * 0.999)


def scale(low: float, high: float, steps: int = 5) -> list[float]:
    """The marks of an axis that holds `low` to `high`: evenly spaced, round, zero included where it is near."""
    low, high = min(low, 0.0) if low < 0 or low < 0.5 * high else low, max(high, 0.0)
    if high - low <= 1e-9 * max(abs(low), abs(high), 1):  # one value everywhere, or as good as
        high = low + 1
    step = nice_step(high - low, steps)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    places = max(0, 1 - floor(log10(step)))  # 3 × 0.1 is 0.3, not 0.30000000000000004
    return [round(number * step, places) for number in range(first, last + 1)]


def _svg(height: float, name: str, title: str, description: str, parts: list[str], width: float = WIDTH) -> Markup:
    name = escape(name)
    return Markup(  # noqa: S704 - every text in `parts` went through `escape`
        f'<svg viewBox="0 0 {width:g} {height:g}" role="img" aria-labelledby="{name}-title {name}-desc" '
        f'xmlns="http://www.w3.org/2000/svg" preserveAspectRatio="xMinYMin meet">'
        f'<title id="{name}-title">{escape(title)}</title>'
        f'<desc id="{name}-desc">{escape(description)}</desc>{"".join(parts)}</svg>'
    )


def _text(x: float, y: float, words: str, anchor: str = "start", size: int = 16, weight: str = "normal") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" font-weight="{weight}">'
        f"{escape(words)}</text>"
    )


def _short(words: str, letters: int) -> str:
    return words if len(words) <= letters else f"{words[: letters - 1].rstrip()}…"


@dataclass(frozen=True)
class BarChart:
    """Horizontal bars, in the order given: (label, value at or above zero). `name` is the id on the page.

    `say` writes a value ("£1,234", "47%"). `marked` labels stand out; where none is given all do.
    Raises `ValueError` for a value below zero or no bars at all.
    """

    name: str
    title: str
    unit: str
    bars: Sequence[tuple[str, float]]
    source: str
    say: Callable[[float], str] = jinja.number
    marked: frozenset[str] = frozenset()
    source_url: str = ""

    def __post_init__(self) -> None:
        if not self.bars:
            raise ValueError("A chart needs at least one bar; show the empty state instead.")
        if any(value < 0 for _label, value in self.bars):
            raise ValueError("A bar chart shows values from zero up.")

    @property
    def description(self) -> str:
        most = max(self.bars, key=lambda bar: bar[1])
        least = min(self.bars, key=lambda bar: bar[1])
        return _("%(count)s bars, %(unit)s. Most: %(most)s, %(most_value)s. Least: %(least)s, %(least_value)s.") % {
            "count": len(self.bars),
            "unit": self.unit,
            "most": most[0],
            "most_value": self.say(most[1]),
            "least": least[0],
            "least_value": self.say(least[1]),
        }

    @property
    def columns(self) -> list[dict[str, Any]]:
        return [{"label": ""}, {"label": self.unit, "numeric": True}]

    @property
    def rows(self) -> list[list[str]]:
        return [[label, self.say(value)] for label, value in self.bars]

    @property
    def svg(self) -> Markup:
        """The label stands above its bar, so that long names fit at every width."""
        top, bar, row = 2, 22, 54
        room = max(len(self.say(value)) for _label, value in self.bars) * LETTER + 12
        longest = max(value for _label, value in self.bars) or 1
        parts = []
        for at, (label, value) in enumerate(self.bars):
            y = top + at * row
            width = (WIDTH - room) * value / longest
            weak = " app-chart__bar--weak" if self.marked and label not in self.marked else ""
            parts += [
                _text(0, y + 15, _short(label, int(WIDTH / LETTER))),
                f'<rect class="app-chart__bar{weak}" x="0" y="{y + 21}" width="{max(width, 1):.1f}" height="{bar}"/>',
                _text(max(width, 1) + 8, y + 21 + bar - 5, self.say(value), weight="bold"),
            ]
        foot = top + len(self.bars) * row
        return _svg(foot, self.name, self.title, self.description, parts)


@dataclass(frozen=True)
class Line:
    """One line of a chart: its name and a value for each place on the axis, None where there is none."""

    label: str
    values: Sequence[float | None]


@dataclass(frozen=True)
class LineChart:
    """Up to three lines over the same places ("2019", "2020", …), told apart by dash as well as by colour.

    Raises `ValueError` unless there are at least two places, one to three lines, and a value for each place.
    """

    name: str
    title: str
    unit: str
    places: Sequence[str]
    lines: Sequence[Line]
    source: str
    say: Callable[[float], str] = jinja.number
    source_url: str = ""
    height: int = field(default=340)

    def __post_init__(self) -> None:
        if len(self.places) < 2 or not 1 <= len(self.lines) <= 3:
            raise ValueError("A line chart needs two places and one to three lines.")
        if any(len(line.values) != len(self.places) for line in self.lines):
            raise ValueError("Each line needs a value (or None) for each place.")
        if all(value is None for line in self.lines for value in line.values):
            raise ValueError("A line chart needs at least one value.")

    @property
    def description(self) -> str:
        said = []
        for line in self.lines:
            known = [(place, value) for place, value in zip(self.places, line.values, strict=True) if value is not None]
            if known:
                said.append(
                    _("%(line)s: from %(from)s in %(first)s to %(to)s in %(last)s.")
                    % {
                        "line": line.label,
                        "from": self.say(known[0][1]),
                        "first": known[0][0],
                        "to": self.say(known[-1][1]),
                        "last": known[-1][0],
                    }
                )
        return " ".join(said)

    @property
    def columns(self) -> list[dict[str, Any]]:
        return [{"label": ""}, *({"label": line.label, "numeric": True} for line in self.lines)]

    @property
    def rows(self) -> list[list[str]]:
        return [
            [place, *("–" if (value := line.values[at]) is None else self.say(value) for line in self.lines)]
            for at, place in enumerate(self.places)
        ]

    @property
    def svg(self) -> Markup:
        values = [value for line in self.lines for value in line.values if value is not None]
        marks = scale(min(values), max(values))
        left = max(len(self.say(mark)) for mark in marks) * LETTER + 16
        top = 14 + 24 * len(self.lines)
        foot, right = self.height - 34, WIDTH - 16

        def x(at: int) -> float:
            return left + (right - left) * at / (len(self.places) - 1)

        def y(value: float) -> float:
            return foot - (foot - top) * (value - marks[0]) / (marks[-1] - marks[0])

        parts = []
        for mark in marks:
            kind = "axis" if mark == marks[0] else "grid"
            parts.append(f'<path class="app-chart__{kind}" d="M{left:.1f} {y(mark):.1f}H{right}"/>')
            parts.append(_text(left - 8, y(mark) + 5, self.say(mark), "end"))
        parts += [_text(x(at), foot + 24, self.places[at], self._anchor(at)) for at in self._named(right - left)]
        for number, line in enumerate(self.lines, start=1):
            parts += self._legend(number, line) + self._drawn(number, line, x, y)
        return _svg(self.height, self.name, self.title, self.description, parts)

    def _anchor(self, at: int) -> str:
        return "end" if at == len(self.places) - 1 else "middle"

    def _named(self, width: float) -> list[int]:
        """Which places are written under the axis: as many as fit, the last always."""
        longest = max(len(place) for place in self.places) * LETTER + 14
        every = max(1, ceil(len(self.places) * longest / width))
        last = len(self.places) - 1
        return [at for at in range(0, len(self.places), every) if at == last or last - at >= every] + (
            [] if last % every == 0 else [last]
        )

    def _legend(self, number: int, line: Line) -> list[str]:
        y = 24 * number - 12
        return [
            f'<path class="app-chart__line app-chart__line--{number}" d="M0 {y}H36"/>',
            _text(46, y + 5, _short(line.label, 60)),
        ]

    def _drawn(self, number: int, line: Line, x: Callable[[int], float], y: Callable[[float], float]) -> list[str]:
        """The line, broken where a value is missing, and a ring at each value."""
        path, pen = "", "M"
        rings = []
        for at, value in enumerate(line.values):
            if value is None:
                pen = "M"
                continue
            path += f"{pen}{x(at):.1f} {y(value):.1f}"
            pen = "L"
            kind = f"app-chart__point app-chart__point--{number}"
            rings.append(f'<circle class="{kind}" cx="{x(at):.1f}" cy="{y(value):.1f}" r="4"/>')
        return [f'<path class="app-chart__line app-chart__line--{number}" d="{path}"/>', *rings]
