"""Whoever prints the explanation can add it up: the figures on paper give the results on paper."""

from decimal import Decimal

from hypothesis import given, settings

from coopcouncil.reviews.cli.printing import sections
from coopcouncil.reviews.domain.appraisal.case import Case
from coopcouncil.reviews.domain.appraisal.explaining import Section, explain
from coopcouncil.reviews.domain.appraisal.sums import appraise, pence
from coopcouncil.reviews.formats.case import read_case
from coopcouncil.reviews.tests.cases import CASE, cases


def number(text: str) -> Decimal:
    return Decimal(text.replace(",", "").replace("£", ""))


def column(section: Section, name: str, *, total: bool = False) -> list[Decimal]:
    at = [str(each) for each in section.columns].index(name)
    return [number(row[at]) for row in section.rows if (row[0] == "Σ") == total]


@given(cases())
@settings(max_examples=30, deadline=None)
def test_the_printed_years_add_up_to_the_printed_totals_and_to_the_result(case: Case) -> None:
    found = appraise(case)
    steps = {str(section.title): section for section in explain(found)}
    by_year, worth = steps["All rows added up, year by year"], steps["What each year is worth in year 0"]
    fiscal, sharing = steps["The fiscal case"], steps["Sharing the savings"]
    near = Decimal("0.0001")
    for kind in ("Costs", "Public benefits"):
        amounts, factors, printed = column(by_year, kind), column(worth, "Factor"), column(worth, kind)
        for amount, factor, made in zip(amounts, factors, printed, strict=True):
            assert abs(amount * factor - made) <= near * 10  # a tenth of a penny: the factor has 12 decimals
        [total] = column(worth, kind, total=True)
        assert abs(sum(printed) - total) <= near
    exact = {"Costs": found.costs, "Public benefits": found.benefits, "Net": found.net}
    for kind, result in exact.items():
        [total] = column(worth, kind, total=True)
        assert abs(total * 100 - pence(result)) <= Decimal("0.5001")
    [net] = column(fiscal, "Net", total=True)
    assert abs(net * 100 - pence(found.fiscal_net)) <= Decimal("0.5001")
    for kind, result in (
        ("Shared this year", found.pool.pool_pence),
        ("To central government", found.pool.central_pence),
    ):
        [total] = column(sharing, kind, total=True)
        assert sum(column(sharing, kind)) == total == Decimal(result) / 100


def test_each_factor_of_a_row_is_written_out() -> None:
    text = sections(explain(appraise(read_case(CASE.encode(), file="case.toml"))))
    assert "1,250,000.55 × (1 + 0.1) = 1,375,000.605 in each year from 0 to 1." in text
    assert "1,833,333.33 × 0.8 × 1 × 1 × 1 × 1 × 0.9 = 1,319,999.9976 in each year from 2 to 10" in text
    assert "It builds up by 0.25, 0.6, 1, and drops off by 0.03 a year." in text
    assert "0.9409" in text  # the third year: full, after two years of dropping off
