from uuid import uuid4

from coopcouncil.places.domain.ages import EVERYBODY, Ages
from coopcouncil.places.domain.population import Cell
from coopcouncil.places.domain.small_areas import by_span, common_spans, holders

FIVES = [*(Ages(first, first + 4) for first in range(0, 90, 5)), Ages(90)]


def test_fives_of_a_census_and_the_wide_spans_of_estimates_are_put_together_each_in_its_way():
    assert list(map(str, common_spans(FIVES))) == ["0–14", "15–24", "25–44", "45–64", "65–79", "80 and over"]
    wide = [Ages(0, 15), Ages(16, 29), Ages(30, 44), Ages(45, 64), Ages(65)]
    assert common_spans(wide) == wide
    assert list(map(str, common_spans([*FIVES, *wide]))) == ["0–29", "30–44", "45–64", "65 and over"]
    assert common_spans([EVERYBODY]) == []


def test_an_area_has_its_own_ages_or_those_of_its_ward_by_number_of_people():
    spans = [Ages(0, 14), Ages(15)]
    ward = [Cell("female", Ages(0, 4), 10), Cell("male", Ages(5, 14), 20), Cell("all", Ages(15), 70)]
    assert by_span(200, [Cell("all", EVERYBODY, 200)], ward, spans) == ([60.0, 140.0], True)
    own = [Cell("all", Ages(0, 14), 150), Cell("all", Ages(15), 50)]
    assert by_span(200, own, ward, spans) == ([150, 50], False)
    assert by_span(200, [], [], spans) == ([], False)


def test_the_ward_is_found_through_what_lies_between():
    ward, quarter, small, lost = uuid4(), uuid4(), uuid4(), uuid4()
    found = holders({ward: None, quarter: ward, small: quarter, lost: None}, {ward: "Quay"})
    assert found == {ward: ward, quarter: ward, small: ward}
