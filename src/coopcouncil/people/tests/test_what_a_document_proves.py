"""Which document, checked how, makes us how sure: by GPG 45's scores."""

from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopcouncil.people.domain.identity import LEVELS, ends_on, gpg45, highest, holds, level_of_documents, months_later
from coopcouncil.people.forms.standing import CHECKS, DOCUMENTS

DOCUMENT = st.sampled_from(sorted(gpg45().documents))
CHECK = st.sampled_from(sorted(gpg45().checks))


@pytest.mark.parametrize(
    ("documents", "checks", "level"),
    [
        # M1A: strength 4, validity 2, fraud 1, verification 2.
        (["passport"], ["security_features", "face_compared", "records_searched"], "medium"),
        # Without a look at our records there is no fraud score: L1B.
        (["passport"], ["security_features", "face_compared"], "low"),
        # M1C: a licence that was asked about, and a face compared by somebody trained.
        (["driving_licence"], ["issuer_asked", "face_compared_by_trained"], "medium"),
        (["driving_licence"], ["security_features", "face_compared"], "low"),
        # M2B: a licence and a second document, known for years.
        (
            ["driving_licence", "birth_certificate"],
            ["security_features", "face_compared", "records_searched", "known_for_years"],
            "medium",
        ),
        # L1A: a certificate has no face, so questions stand for it.
        (["birth_certificate"], ["security_features", "questions_answered", "records_searched"], "low"),
        (["birth_certificate"], ["security_features", "face_compared", "records_searched"], "none"),
        (["passport"], ["face_compared"], "none"),
        (["tenancy_agreement", "bank_letter"], sorted(gpg45().checks), "none"),
        ([], sorted(gpg45().checks), "none"),
    ],
)
def test_a_worked_example_of_each_profile(documents: list[str], checks: list[str], level: str) -> None:
    assert level_of_documents(documents, checks) == level


@given(st.lists(DOCUMENT, max_size=3, unique=True), st.sets(CHECK), DOCUMENT, CHECK)
def test_one_more_document_or_check_never_makes_us_less_sure(
    documents: list[str], checks: set[str], document: str, check: str
) -> None:
    before = LEVELS.index(level_of_documents(documents, checks))
    assert LEVELS.index(level_of_documents([*documents, document], checks)) >= before
    assert LEVELS.index(level_of_documents(documents, checks | {check})) >= before


@given(st.lists(DOCUMENT, max_size=3), st.sets(CHECK))
def test_the_order_of_documents_decides_nothing(documents: list[str], checks: set[str]) -> None:
    assert level_of_documents(documents, checks) == level_of_documents(documents[::-1], checks)


def test_nobody_becomes_known_without_a_document_or_without_a_check() -> None:
    assert {level_of_documents(pair, []) for pair in combinations(gpg45().documents, 2)} == {"none"}
    with pytest.raises(KeyError):
        level_of_documents(["library_card"], [])


def test_the_form_offers_exactly_what_the_table_knows() -> None:
    assert set(DOCUMENTS) == set(gpg45().documents)
    assert set(CHECKS) == set(gpg45().checks)


@given(st.dates(max_value=date(9990, 1, 1)), st.integers(1, 60))
def test_a_proof_holds_until_the_day_before_its_end(day: date, months: int) -> None:
    end = months_later(day, months)
    assert end > day
    assert holds(end, day)
    assert not holds(end, end)
    assert (end.year * 12 + end.month) - (day.year * 12 + day.month) in {months, months + 1}
    assert ends_on("post_code", day) == months_later(day, 12)


def test_the_highest_of_no_proof_is_none() -> None:
    assert highest([]) == "none"
    assert highest(["low", "medium", "low"]) == "medium"
