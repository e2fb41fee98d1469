import pytest

from coopcouncil.kernel.errors import BadInput
from coopcouncil.places.domain.ages import EVERYBODY, Ages, clash, read_ages
from coopcouncil.places.domain.bands import by_age
from coopcouncil.places.domain.population import Cell, Row, cells, read_sex


@pytest.mark.parametrize(
    ("label", "ages"),
    [
        ("0-4", Ages(0, 4)),
        ("5 to 9", Ages(5, 9)),
        ("20–24", Ages(20, 24)),
        ("90+", Ages(90)),
        ("85 and over", Ages(85)),
        ("85 years and over", Ages(85)),
        ("Aged 16 to 24 years", Ages(16, 24)),
        ("Under 1", Ages(0, 0)),
        ("37", Ages(37, 37)),
        ("All", EVERYBODY),
        ("  Total ", EVERYBODY),
    ],
)
def test_the_usual_labels_of_ages_are_understood(label: str, ages: Ages) -> None:
    assert read_ages(label) == ages


@pytest.mark.parametrize("label", ["", "young", "9-5", "4-", "131", "0-200", "under 0", "-4", "٣"])
def test_other_words_for_ages_are_refused(label: str) -> None:
    with pytest.raises(BadInput):
        read_ages(label)


def test_ages_are_said_in_words() -> None:
    assert [str(ages) for ages in (Ages(0, 4), Ages(90), Ages(7, 7), EVERYBODY)] == [
        "0–4",
        "90 and over",
        "7",
        "All ages",
    ]


def test_words_for_a_sex_are_understood_and_others_refused() -> None:
    assert [read_sex(word) for word in ("Female", "MALES", "Persons")] == ["female", "male", "all"]
    with pytest.raises(BadInput, match="not a sex"):
        read_sex("Unknown sort")


def test_a_clash_of_ages_is_found_and_a_row_of_ages_side_by_side_has_none() -> None:
    assert clash({Ages(0, 4), Ages(5, 9), Ages(10)}) is None
    assert clash({Ages(0, 9), Ages(5, 14)}) == (Ages(0, 9), Ages(5, 14))
    assert clash({Ages(85), Ages(90, 94)}) == (Ages(85), Ages(90, 94))


def row(sex: str, ages: Ages, count: int) -> tuple[str, Row]:
    return "oval", Row("file, line 2", "Oval", sex, ages, count)  # type: ignore[arg-type]


def test_rows_of_one_cell_add_up() -> None:
    found = cells([row("female", Ages(0, 4), 10), row("female", Ages(0, 4), 5), row("male", Ages(0, 4), 7)])
    assert found == {"oval": [Cell("female", Ages(0, 4), 15), Cell("male", Ages(0, 4), 7)]}


def test_totals_beside_their_parts_are_left_out() -> None:
    rows = [
        row("all", EVERYBODY, 32),
        row("female", EVERYBODY, 20),
        row("female", Ages(0, 4), 8),
        row("female", Ages(5), 12),
        row("male", EVERYBODY, 12),
    ]
    assert sum(cell.count for cell in cells(rows)["oval"]) == 32


def test_a_total_that_stands_alone_counts() -> None:
    assert cells([row("all", EVERYBODY, 32)]) == {"oval": [Cell("all", EVERYBODY, 32)]}


def test_ages_that_overlap_are_refused_because_people_would_count_twice() -> None:
    with pytest.raises(BadInput, match="counted twice"):
        cells([row("all", Ages(0, 15), 3), row("all", Ages(0, 4), 1)])


def test_single_years_are_put_together_in_tens_for_a_chart() -> None:
    single = [Cell("female", Ages(age, age), 1) for age in range(85)] + [Cell("male", Ages(85), 4)]
    bands = by_age(single)
    assert [str(band.ages) for band in bands][:2] == ["0–9", "10–19"]
    assert str(bands[-1].ages) == "80 and over"
    assert sum(band.people for band in bands) == 89
    assert bands[-1].male == 4
