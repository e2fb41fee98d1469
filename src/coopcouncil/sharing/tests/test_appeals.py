"""How a decision can be looked at again, and the last day for it, worked out on paper."""

from datetime import date

import pytest

from coopcouncil.directory.public import service_types
from coopcouncil.kernel.errors import BadInput
from coopcouncil.sharing.domain.appeals import (
    ANY,
    read_appeals,
    shipped_appeals,
)

BOOK = shipped_appeals()


@pytest.mark.parametrize(
    ("service_type", "decided_on", "code", "last_day"),
    [
        ("housing_options", date(2026, 11, 25), "homelessness_review", date(2026, 12, 15)),
        ("housing_benefit", date(2027, 1, 31), "housing_benefit", date(2027, 2, 28)),
        ("national_benefits", date(2028, 1, 31), "mandatory_reconsideration", date(2028, 2, 29)),
        ("child_benefit", date(2026, 1, 31), "child_benefit_reconsideration", date(2026, 2, 28)),
        ("healthy_start", date(2026, 11, 25), "healthy_start_complaint", date(2027, 11, 25)),
        ("school_admissions", date(2026, 12, 18), "school_admission", date(2027, 1, 20)),
        ("blue_badge", date(2026, 11, 25), "blue_badge_review", date(2026, 12, 23)),
        ("special_educational_needs", date(2026, 10, 25), "ehc_tribunal", date(2026, 12, 29)),
        ("adult_social_care", date(2024, 2, 29), "social_care_complaint", date(2025, 2, 28)),
        ("council_tax_reduction", date(2026, 11, 25), "council_tax_reduction", None),
        ("libraries", date(2026, 11, 25), "complaint", date(2027, 11, 25)),
    ],
)
def test_each_decision_names_its_way_and_its_last_day(
    service_type: str, decided_on: date, code: str, last_day: date | None
) -> None:
    appeal = BOOK.for_decision(service_type, decided_on)
    assert appeal.code == code
    assert BOOK.last_day(appeal, decided_on) == last_day


@pytest.mark.parametrize(
    ("service_type", "decided_on", "code", "last_day"),
    [
        # "within 21 days of" the day does not count it; "beginning with" does, so the review itself ends a day earlier.
        ("housing_options", date(2028, 2, 8), "homelessness_county_court", date(2028, 2, 29)),
        ("council_tax", date(2027, 12, 31), "valuation_tribunal", date(2028, 2, 29)),
        ("housing_benefit", date(2028, 1, 31), "housing_benefit_tribunal", date(2028, 2, 29)),
        ("child_benefit", date(2027, 1, 31), "benefit_tribunal", date(2027, 2, 28)),
        ("blue_badge", date(2026, 11, 25), "complaint", date(2027, 11, 25)),
    ],
)
def test_after_a_review_the_next_way_is_named_and_never_the_review_again(
    service_type: str, decided_on: date, code: str, last_day: date
) -> None:
    appeal = BOOK.for_decision(service_type, decided_on, reviewed=True)
    assert (appeal.code, BOOK.last_day(appeal, decided_on)) == (code, last_day)


def test_only_what_the_law_sends_to_a_tribunal_names_one() -> None:
    child_benefit = BOOK.for_decision("child_benefit", date(2026, 11, 25))
    assert "HM Revenue and Customs" in child_benefit.title
    assert "First-tier Tribunal (Social Security and Child Support)" in child_benefit.after
    assert "within one month of that notice" in child_benefit.after
    healthy_start = BOOK.for_decision("healthy_start", date(2026, 11, 25))
    assert "no appeal to a tribunal" in healthy_start.after
    assert "reconsideration" not in f"{healthy_start.title} {healthy_start.how} {healthy_start.after}"


def test_every_kind_of_service_that_it_names_is_in_the_catalogue_of_services() -> None:
    named = {code for appeal in BOOK.appeals for code in appeal.service_types} - {ANY}
    assert named <= set(service_types())


def test_a_decision_keeps_the_right_of_its_own_day() -> None:
    text = """
    [[appeal]]
    code = "old"
    service_types = ["*"]
    title = "Old"
    how = "h"
    after = "a"
    source = "s"
    from = 2000-01-01
    until = 2027-01-01
    within = "1 month"
    [[appeal]]
    code = "new"
    service_types = ["*"]
    title = "New"
    how = "h"
    after = "a"
    source = "s"
    from = 2027-01-01
    within = "2 months"
    """
    book = read_appeals(text, file="a.toml")
    assert book.for_decision("x", date(2026, 12, 31)).code == "old"
    assert book.for_decision("x", date(2027, 1, 1)).code == "new"


@pytest.mark.parametrize("within", ["soon", "0 days", "1 fortnight", "21"])
def test_a_time_that_is_none_is_refused_by_its_place(within: str) -> None:
    entry = 'code="a"\nservice_types=["*"]\ntitle="t"\nhow="h"\nafter="a"\nsource="s"\nfrom=2000-01-01\n'
    text = f'[[appeal]]\n{entry}within="{within}"'
    with pytest.raises(BadInput, match=r"a\.toml, appeal 1"):
        read_appeals(text, file="a.toml")
