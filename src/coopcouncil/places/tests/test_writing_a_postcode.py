import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopcouncil.kernel.errors import BadInput
from coopcouncil.places.domain.grid import to_wgs84
from coopcouncil.places.domain.postcodes import normalise

POSTCODES = st.from_regex(r"[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{2}", fullmatch=True).filter(lambda text: text.isascii())


@pytest.mark.parametrize("text", ["AM1 1AA", "am11aa", " Am1  1aA ", "AM1.1AA", "AM1-1AA"])
def test_every_way_of_writing_a_postcode_means_the_same(text: str) -> None:
    assert normalise(text) == "AM1 1AA"


@pytest.mark.parametrize(
    "text", ["", "AM1", "1AA", "AM1 1AAA", "AMM1 1AA", "AM1 AA1", "not a postcode", "9" * 500, "AM١ 1AA"]
)
def test_what_is_no_postcode_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(BadInput, match="AM1 1AA"):
        normalise(text)


@given(POSTCODES)
def test_a_postcode_as_it_is_kept_stays_as_it_is(text: str) -> None:
    assert normalise(text) == text


@given(POSTCODES, st.integers(0, 3), st.booleans())
def test_spaces_and_capitals_never_matter(text: str, spaces: int, lower: bool) -> None:
    loose = (" " * spaces).join(text.split(" "))
    assert normalise(loose.lower() if lower else loose) == text


@given(st.text(max_size=30))
def test_any_text_is_refused_or_comes_back_in_one_shape(text: str) -> None:
    try:
        found = normalise(text)
    except BadInput:
        return
    assert normalise(found) == found
    assert found[-4] == " "


def test_a_grid_position_agrees_with_the_published_worked_example() -> None:
    # OS, "A guide to coordinate systems in Great Britain", annex C: this easting and northing are 52°39'28.723"N
    # 1°42'57.787"E in WGS84 by its Helmert transformation, to a few metres.
    lon, lat = to_wgs84(651409.903, 313177.270)
    assert abs(lat - (52 + 39 / 60 + 28.723 / 3600)) < 5 / 111_320
    assert abs(lon - (1 + 42 / 60 + 57.787 / 3600)) < 5 / 67_500


def test_a_position_off_the_grid_is_refused() -> None:
    with pytest.raises(BadInput, match="British National Grid"):
        to_wgs84(-5, 100)
