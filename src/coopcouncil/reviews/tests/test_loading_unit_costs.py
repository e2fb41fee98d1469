"""A library of unit costs comes in whole or not at all, once, with where each figure is from."""

import json
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import IntegrityError, transaction

from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import OPERATOR, SYSTEM, Actor
from coopcouncil.foundation.models import AuditRow
from coopcouncil.kernel.errors import BadInput, NotAllowed
from coopcouncil.kernel.years import FinancialYear
from coopcouncil.reviews import actions
from coopcouncil.reviews.cli import unit_costs as command
from coopcouncil.reviews.domain.prices import uplift
from coopcouncil.reviews.domain.tables import deflators
from coopcouncil.reviews.formats.unit_costs import looks_like_unit_costs, read_unit_costs
from coopcouncil.reviews.models import UnitCost, UnitCostLoad
from coopcouncil.reviews.tests.cases import MONEY

ROW = 'FIRE,-,T1.0,"A fire,\nin a bin",Fire,,Per fire,"£1,002.345",2008/09," £9 ","A report, p. 3",A,Take care.,https://x.example/a\n'


def load(text: str, **given: object) -> actions.Loaded:
    rows = read_unit_costs(text.encode(), file="u.csv")
    return actions.load_unit_costs(  # type: ignore[arg-type]
        **{"actor": OPERATOR, "rows": rows, "origin": actions.Origin(["u.csv"], "A test"), "now": clock.now(), **given}
    )


@pytest.mark.django_db
def test_a_load_adds_changes_and_leaves_and_a_second_does_nothing() -> None:
    other = ROW.replace("T1.0", "T1.1")
    assert load(ROW, dry_run=True) == actions.Loaded(1, 0, 0)
    assert UnitCost.objects.count() == UnitCostLoad.objects.count() == 0
    assert load(ROW + other) == actions.Loaded(2, 0, 0)
    assert load(other + ROW) == actions.Loaded(0, 0, 2)
    assert load(ROW.replace(",A,", ",R,")) == actions.Loaded(0, 1, 0)
    assert UnitCostLoad.objects.count() == AuditRow.objects.filter(verb="reviews.unit_costs_loaded").count() == 2
    held = UnitCost.objects.get(code="T1.0")
    assert (held.pence, held.price_year, held.quality, held.name) == (100_234, 2008, "R", "A fire, in a bin")
    assert (held.source, held.address, held.load.source) == ("A report, p. 3", "https://x.example/a", "A test")
    with pytest.raises(NotAllowed):
        load(ROW, actor=Actor(kind="person", name="Hari"))
    assert load(ROW, actor=SYSTEM).changed == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        UnitCost.objects.filter(code="T1.0").update(pence=-1)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("FIRE,-", "FIRE", "u.csv:2: This row has 13 fields."),
        ("T1.0", "", "u.csv:2: The code is empty."),
        ("1,002.345", "12 or so", "u.csv:2: “£12 or so” is not a cost."),
        ("2008/09", "2008/10", "u.csv:2: “2008/10” is not a financial year."),
        (",A,", ",Q,", "u.csv:2: “Q” does not say how well it is founded."),
        ("https:", "javascript:", "u.csv:2: “javascript://x.example/a” is not an address."),
        ("Per fire", "x" * 81, "u.csv:2: The unit is longer than 80 signs."),
        ("T1.0", "T0", "u.csv:2: T0, “A fire, in a bin” stands at u.csv:1 too."),
        ("Take care.", '"Take', "u.csv:2: This is not CSV"),
    ],
)
def test_a_mistake_in_a_row_is_named_with_the_line_on_which_the_row_begins(old: str, new: str, said: str) -> None:
    first = ROW.replace("\n", " ", 1).replace("T1.0", "T0")
    with pytest.raises(BadInput) as caught:
        read_unit_costs((first + ROW.replace(old, new, 1)).encode(), file="u.csv")
    assert said in str(caught.value)


def test_an_amount_is_brought_to_the_newest_prices_by_the_ratio_of_two_index_values() -> None:
    table = deflators()
    found = uplift(100_000, FinancialYear(2008), table)
    assert found is not None
    assert found.pence == round(100_000 * Fraction("100") / Fraction("66.89")) == 149_499
    assert uplift(100_000, FinancialYear(2024), table).pence == 100_000  # type: ignore[union-attr]
    assert uplift(100_000, FinancialYear(1989), table) is None
    assert uplift(99_999, FinancialYear(2010), table, to=2010).pence == 99_999  # type: ignore[union-attr]


@pytest.mark.shared_data
def test_the_deflators_of_the_catalogue_are_those_that_were_published() -> None:
    lines = (MONEY / "gdp_deflator.csv").read_text("utf-8").splitlines()[1:]
    assert deflators().index == {int(year): Fraction(value) for year, value in (line.split(",") for line in lines)}


@pytest.mark.shared_data
@pytest.mark.django_db
def test_the_whole_database_comes_in_from_its_folder_and_other_files_are_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chosen, left_out = command._chosen((MONEY,))
    assert (len(chosen), next(file.name for file in left_out)) == (7, "gdp_deflator.csv")
    assert not looks_like_unit_costs((MONEY / "gdp_deflator.csv").read_bytes())
    rows = [row for file, held in chosen for row in read_unit_costs(held, file=file.name)]
    assert len(rows) == 673
    assert {name: sum(row.quality == name for row in rows) for name in "GAR"} == {"G": 498, "A": 172, "R": 3}
    origin = actions.Origin([file.name for file, _held in chosen], "Unit cost database")
    for expected in (actions.Loaded(673, 0, 0), actions.Loaded(0, 0, 673)):
        assert actions.load_unit_costs(actor=OPERATOR, rows=rows, origin=origin, now=clock.now()) == expected


def test_a_folder_without_any_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a,b\n1,2\n")
    with pytest.raises(BadInput, match="No file here holds unit costs"):
        command._chosen((tmp_path,))


def test_the_command_says_how_to_use_it() -> None:
    help_text = CliRunner().invoke(command.commands, ["load-unit-costs", "--help"]).output
    assert json.dumps("--dry-run")[1:-1] in help_text
