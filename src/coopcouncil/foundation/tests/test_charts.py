import re
from xml.etree import ElementTree  # of our own making, so nothing foreign is parsed

import pytest
from django.template import engines
from hypothesis import given
from hypothesis import strategies as st

from coopcouncil.foundation import charts, maps
from coopcouncil.foundation.charts import BarChart, Line, LineChart
from coopcouncil.foundation.maps import Area, AreaMap, Mark, Point

SQUARE = {"type": "Polygon", "coordinates": [[[0, 51], [0.01, 51], [0.01, 51.01], [0, 51.01], [0, 51]]]}
SVG = "{http://www.w3.org/2000/svg}"


def bars(*values: float) -> BarChart:
    return BarChart(
        "notices", "Notices", "notices", [(f"<Service {at}>", value) for at, value in enumerate(values)], "us"
    )


def areas(*values: float | None) -> AreaMap:
    shapes = [Area(f"W{at}", f"Ward & {at}", SQUARE, value) for at, value in enumerate(values)]
    return AreaMap("figure", "A figure", "of 100", shapes, "us", points=[Point("<Library>", 0.005, 51.005)])


def test_a_bar_is_as_long_as_its_value() -> None:
    rects = ElementTree.fromstring(bars(100, 50, 0).svg).findall(f"{SVG}rect")  # noqa: S314
    widths = [float(rect.attrib["width"]) for rect in rects]
    assert widths[0] == pytest.approx(2 * widths[1], abs=0.2)
    assert widths[2] == 1


def test_every_picture_has_a_name_and_a_description_and_no_style_of_its_own() -> None:
    line = LineChart("l", "Line", "%", ["2024", "2025"], [Line("Council", [1, 2])], "us")
    for svg in (bars(3, 1).svg, line.svg, areas(1, 2, None).svg):
        tree = ElementTree.fromstring(svg)  # noqa: S314
        named = {item.attrib["id"] for item in (tree.find(f"{SVG}title"), tree.find(f"{SVG}desc")) if item is not None}
        assert set(tree.attrib["aria-labelledby"].split()) == named
        assert "style=" not in svg
        assert "<script" not in svg


def test_the_description_says_the_most_and_the_least() -> None:
    assert bars(3, 1200).description == "2 bars, notices. Most: <Service 1>, 1,200. Least: <Service 0>, 3."


def test_names_are_text_in_the_picture() -> None:
    assert "<Service" not in bars(1).svg
    assert "&lt;Service 0&gt;" in bars(1).svg
    assert "&lt;Library&gt;" in areas(1).svg


def test_a_chart_stands_with_its_data_and_its_source() -> None:
    html = str(engines["jinja2"].env.get_template("foundation/components/chart.html").module.chart(bars(3, 1)))
    assert "<table" in html
    assert "The data of this chart" in html
    assert "Where this figure comes from:" in html


@pytest.mark.parametrize("made", [lambda: bars(), lambda: bars(-1)])
def test_a_bar_chart_without_bars_or_below_zero_is_refused(made: object) -> None:
    with pytest.raises(ValueError):
        made()  # type: ignore[operator]


def test_a_line_breaks_where_a_value_is_missing() -> None:
    chart = LineChart("l", "Line", "%", ["1", "2", "3", "4"], [Line("Council", [1, 2, None, 4])], "us")
    paths = re.findall(r'class="app-chart__line app-chart__line--1" d="(M[^"]+)"', chart.svg)
    assert paths[-1].count("M") == 2
    assert chart.rows[2] == ["3", "–"]


def test_lines_that_do_not_fit_their_axis_are_refused() -> None:
    with pytest.raises(ValueError):
        LineChart("l", "Line", "%", ["1", "2"], [Line("Council", [1])], "us")
    with pytest.raises(ValueError):
        LineChart("l", "Line", "%", ["1", "2"], [Line("Council", [None, None])], "us")


@given(st.floats(-1e9, 1e9), st.floats(0, 1e9))
def test_the_marks_of_an_axis_hold_every_value_and_are_few(low: float, span: float) -> None:
    marks = charts.scale(low, low + span)
    breath = 1e-6 * max(abs(low), abs(low + span), 1)  # less than a pixel
    assert marks[0] <= low + breath
    assert marks[-1] >= low + span - breath
    assert 2 <= len(marks) <= 12


def test_bands_hold_about_equally_many_areas_and_the_darkest_the_highest() -> None:
    made = areas(*range(1, 26), None)
    assert [sum(made.band_of(area) == number for area in made.areas) for number in range(6)] == [1, 5, 5, 5, 5, 5]
    assert [band.says for band in made.bands][:2] == ["No figure", "1 to under 6"]
    assert made.bands[-1].says == "21 to 25"


@given(st.lists(st.integers(0, 6), min_size=1, max_size=60))
def test_every_value_lies_in_one_band_of_the_legend(values: list[int]) -> None:
    made = areas(*values)
    numbers = {band.number for band in made.bands}
    for area in made.areas:
        band = next(band for band in made.bands if band.number == made.band_of(area))
        assert band.number in numbers
        assert area.value is not None
        assert band.low <= area.value <= band.high


def test_where_most_have_nothing_the_few_others_are_told_from_them() -> None:
    made = areas(*[0] * 24, 100)
    assert [band.says for band in made.bands] == ["0 to under 100", "100"]
    assert [made.band_of(area) for area in made.areas] == [1] * 24 + [2]
    assert [band.says for band in areas(*[0] * 20, 3, 9).bands] == ["0 to under 3", "3 to under 9", "9"]


def test_one_value_everywhere_is_one_band() -> None:
    assert [band.says for band in areas(7, 7, 7).bands] == ["7"]


def test_the_table_beside_a_map_lists_the_highest_first_and_no_figure_last() -> None:
    assert areas(None, 5, 9).rows == [["Ward & 2", "9"], ["Ward & 1", "5"], ["Ward & 0", "No figure"]]


def test_a_map_stands_with_its_table_its_legend_and_shapes_for_the_script() -> None:
    module = engines["jinja2"].env.get_template("foundation/components/map.html").module
    html = str(module.area_map(areas(1, 2), "NONCE"))
    assert "<table" in html
    assert "app-map__legend" in html
    assert '<script type="application/json" nonce="NONCE">' in html
    assert "http://" not in html.replace("http://www.w3.org/2000/svg", "")


def test_points_of_another_kind_have_another_shape_in_picture_legend_and_words() -> None:
    points = [Point("A", 0, 0, shape="cross"), Point("B", 0, 0), Point("C", 0, 0)]
    marks = [Mark("cross", "Goes"), Mark("square", "Comes"), Mark("dot", "Stays")]
    made = AreaMap("m", "M", "u", [Area("1", "One", SQUARE, 1)], "us", points=points, marks=marks)
    assert [mark.says for mark in made.legend] == ["Goes", "Stays"]  # none comes
    assert made.description.endswith("Goes: A. Stays: B; C.")
    assert made.svg.count("app-map__mark--cross") == 1
    assert made.svg.count("<circle") == 2
    assert [point["shape"] for point in made.data["points"]] == ["cross", "dot", "dot"]
    module = engines["jinja2"].env.get_template("foundation/components/map.html").module
    assert "Goes</li>" in str(module.area_map(made, "NONCE"))


def test_a_map_of_nothing_or_of_lines_is_refused() -> None:
    with pytest.raises(ValueError):
        areas()
    with pytest.raises(ValueError):
        AreaMap("m", "M", "u", [Area("1", "One", {"type": "LineString", "coordinates": []}, 1)], "us")


def test_a_map_keeps_its_holes_and_its_islands() -> None:
    ring = SQUARE["coordinates"][0]
    shape = {"type": "MultiPolygon", "coordinates": [[ring, ring], [ring]]}
    assert len(list(maps.rings(shape))) == 3
