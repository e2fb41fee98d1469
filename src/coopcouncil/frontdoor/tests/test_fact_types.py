"""Each type of fact reads what people type, says clearly what is wrong, and gives the same value back."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopcouncil.frontdoor.domain import facts
from coopcouncil.frontdoor.domain.facts import WrongAnswer
from coopcouncil.frontdoor.domain.life_event import FACT_TYPES, Fact, Option

TODAY = date(2026, 11, 23)
OPTIONS = (Option("a", "Apples"), Option("b", "Bread"), Option("none", "None of these", exclusive=True))


def fact(kind: str, **more: Any) -> Fact:
    more = {"options": OPTIONS if kind in ("choice", "many") else (), **more}
    return Fact("thing", kind, "Thing", "What is it?", 1, **more)


def read(kind: str, raw: Any, **more: Any) -> Any:
    return facts.read(fact(kind, **more), raw, today=TODAY)


ADDRESS = {"line_1": "3 Weir Court", "line_2": "", "town": "Ashmere", "postcode": "AS2 6HB"}
BANK = {"name_on_account": "A Marlowe", "sort_code": "309430", "account_number": "01234567"}
PERSON = {"first_names": "Theo", "last_name": "O’Neill-Łoś", "date_of_birth": "2024-02-29"}
FILE = {
    "document": "6a1f9f0e-5b0c-4a7e-9a43-2f6d1c0f7b11",
    "name": "letter.pdf",
    "media_type": "application/pdf",
    "size": 226_000,
    "sha256": "0" * 64,
    "scan": "clean",
}
GOOD = [
    ("text", "  two   words ", "two words", ["two words"]),
    (
        "name",
        {"first_names": "Ruth Ann", "last_name": "Okafor"},
        {"first_names": "Ruth Ann", "last_name": "Okafor"},
        ["Ruth Ann Okafor"],
    ),
    ("name", {"first_names": "-", "last_name": "Suharto"}, {"first_names": "-", "last_name": "Suharto"}, ["Suharto"]),
    ("date", {"day": "3", "month": "mar", "year": "2025"}, "2025-03-03", ["3 March 2025"]),
    ("date", {"day": "03", "month": "03", "year": "2025"}, "2025-03-03", ["3 March 2025"]),
    ("year", "1994", 1994, ["1994"]),
    ("money", "£1,234.50", 123450, ["£1,234.50"]),
    ("money", "120", 12000, ["£120"]),
    ("choice", "b", "b", ["Bread"]),
    ("many", ["b", "a", "a"], ["a", "b"], ["Apples", "Bread"]),
    ("many", "none", ["none"], ["None of these"]),
    ("yes_no", "yes", True, ["Yes"]),
    ("yes_no", "no", False, ["No"]),
    ("email", "Amara@Example.COM", "Amara@example.com", ["Amara@example.com"]),
    ("phone", "(020) 7946 0000", "+442079460000", ["020 7946 0000"]),
    ("phone", "+353 1 234 5678", "+35312345678", ["+353 1 234 5678"]),
    ("address", {**ADDRESS, "postcode": "as26hb"}, ADDRESS, ["3 Weir Court", "Ashmere", "AS2 6HB"]),
    ("uprn", "0100 0234 5678", "10002345678", ["10002345678"]),
    ("nhs_number", "943-476-5919", "9434765919", ["943 476 5919"]),
    ("national_insurance_number", "ab 12 34 56 c", "AB123456C", ["AB 12 34 56 C"]),
    (
        "bank_account",
        {**BANK, "sort_code": "30-94-30", "account_number": "1234567"},
        BANK,
        ["A Marlowe", "30-94-30", "01234567"],
    ),
    (
        "person",
        {"first_names": "Theo", "last_name": "O’Neill-Łoś", "day": "29", "month": "2", "year": "2024"},
        PERSON,
        ["Theo O’Neill-Łoś", "Born 29 February 2024"],
    ),
    (
        "document",
        {"number": "NSP-118", "day": "", "month": "", "year": ""},
        {"number": "NSP-118", "issued_on": None},
        ["Number NSP-118"],
    ),
    (
        "document",
        {"number": "7", "day": "1", "month": "may", "year": "2026"},
        {"number": "7", "issued_on": "2026-05-01"},
        ["Number 7", "Dated 1 May 2026"],
    ),
    (
        "file",
        FILE,
        FILE,
        ["letter.pdf", "PDF, 221 KB", "Scanned for viruses: none found"],
    ),
]


@pytest.mark.parametrize(("kind", "raw", "value", "lines"), GOOD)
def test_what_people_type_is_read_shown_and_filled_in_again(kind: str, raw: Any, value: Any, lines: list[str]) -> None:
    assert read(kind, raw) == value
    assert facts.show(fact(kind), value) == lines
    assert read(kind, value) == value, "a value that was read before reads as itself"
    assert read(kind, facts.fill(fact(kind), value)) == value, "the boxes filled in again give the same value"


def test_every_type_has_an_example_above_and_boxes() -> None:
    assert {kind for kind, *_ in GOOD} == set(FACT_TYPES) == set(facts.KINDS)
    assert all(facts.parts(fact(kind)) for kind in FACT_TYPES)
    assert [part.code for part in facts.parts(fact("date"))] == ["day", "month", "year"]


BAD = [
    ("text", "bell\x07", "cannot read"),
    ("name", {"first_names": "R2", "last_name": "D"}, "letters"),
    ("name", {"first_names": "", "last_name": "Okafor"}, "first names are missing"),
    ("date", {"day": "31", "month": "2", "year": "2025"}, "no 31 February in 2025"),
    ("date", {"day": "3", "month": "", "year": "2025"}, "needs a month"),
    ("date", {"day": "3", "month": "13", "year": "2025"}, "month must be"),
    ("date", {"day": "3", "month": "3", "year": "25"}, "4 numbers"),
    ("date", {"day": "٣", "month": "3", "year": "2025"}, "day must be"),
    ("date", "yesterday", "not a date"),
    ("year", "94", "4 numbers"),
    ("money", "lots", "not an amount"),
    ("money", "1,23", "not an amount"),
    ("money", "1.5", "too many numbers"),
    ("money", -5, "less than nothing"),
    ("choice", "c", "not one of"),
    ("many", ["none", "a"], "something else"),
    ("yes_no", "maybe", "not yes or no"),
    ("email", "amara@example", "not an e-mail"),
    ("email", "a..b@example.com", "not an e-mail"),
    ("phone", "12", "too"),
    ("phone", "call me", "not a phone number"),
    ("address", {**ADDRESS, "postcode": "AS2"}, "not a full UK postcode"),
    ("address", {**ADDRESS, "town": ""}, "town or city is missing"),
    ("uprn", "1234567890123", "1 to 12 numbers"),
    ("nhs_number", "943 476 5918", "slip"),
    ("nhs_number", "0000000000", "slip"),
    ("nhs_number", "943476591", "10 numbers"),
    ("national_insurance_number", "QQ123456C", "starts with QQ"),
    ("national_insurance_number", "AB123456E", "ends in A, B, C or D"),
    ("national_insurance_number", "AB12345C", "2 letters, 6 numbers"),
    ("bank_account", {**BANK, "sort_code": "1234"}, "6 numbers"),
    ("bank_account", {**BANK, "account_number": "12"}, "6 to 8 numbers"),
    ("person", {"first_names": "A", "last_name": "B", "day": "1", "month": "1", "year": "2027"}, "in the past"),
    ("document", {"number": "<b>"}, "letters, numbers"),
    ("file", "letter.pdf", "cannot be given here"),
    ("file", {**FILE, "document": "../../etc/passwd"}, "cannot be given here"),
    ("file", {**FILE, "media_type": "text/html"}, "cannot be given here"),
]


@pytest.mark.parametrize(("kind", "raw", "words"), BAD)
def test_a_wrong_answer_is_told_what_is_wrong_and_how_to_mend_it(kind: str, raw: Any, words: str) -> None:
    with pytest.raises(WrongAnswer) as caught:
        read(kind, raw)
    assert words in caught.value.message
    assert caught.value.mend


@pytest.mark.parametrize(
    "prefix", ["BG", "GB", "KN", "NK", "NT", "TN", "ZZ", "DA", "FA", "IA", "QA", "UA", "VA", "AO", "AD", "AV"]
)
def test_no_national_insurance_number_starts_with_letters_that_are_never_issued(prefix: str) -> None:
    with pytest.raises(WrongAnswer):
        read("national_insurance_number", f"{prefix}123456A")


def test_the_first_letter_o_is_issued() -> None:
    assert read("national_insurance_number", "OA123456A") == "OA123456A"


@pytest.mark.parametrize("kind", FACT_TYPES)
@pytest.mark.parametrize("nothing", ["", "  ", None, [], {}, {"value": " "}])
def test_nothing_is_refused_unless_the_fact_is_optional(kind: str, nothing: Any) -> None:
    with pytest.raises(WrongAnswer):
        read(kind, nothing)
    assert read(kind, nothing, optional=True) is None
    assert facts.show(fact(kind), None) == ["Not given"]
    assert facts.fill(fact(kind), None) == {}


def test_limits_are_kept_and_said() -> None:
    died = {"maximum": "today", "minimum": "today-10"}
    assert read("date", "2026-11-23", **died) == "2026-11-23"
    with pytest.raises(WrongAnswer, match="today or in the past"):
        read("date", "2026-11-24", **died)
    with pytest.raises(WrongAnswer, match="13 November 2026 or later"):
        read("date", "2026-11-12", **died)
    with pytest.raises(WrongAnswer, match="1850"):
        read("date", "1066-10-14")
    with pytest.raises(WrongAnswer, match="2026 or earlier"):
        read("year", "2027", maximum="today")
    with pytest.raises(WrongAnswer, match="£100 or less"):
        read("money", "100.01", maximum=10_000)
    with pytest.raises(WrongAnswer, match="too short"):
        read("text", "ab", min_length=3)
    with pytest.raises(WrongAnswer, match="it has 4 characters"):
        read("text", "abcd", max_length=3)
    with pytest.raises(WrongAnswer, match="8 numbers"):
        read("text", "x", pattern="[0-9]{8}", pattern_says="It has 8 numbers.")


def test_long_text_keeps_its_lines() -> None:
    assert read("text", "one  \r\n two", long=True) == "one\ntwo"


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.sampled_from(["value", "day", "month", "year", "first_names", "last_name", "number", "issued_on", "line_1",
                         "town", "postcode", "date_of_birth", "sort_code", "account_number", "name_on_account"]),
        inner, max_size=5,
    ),
    max_leaves=6,
)  # fmt: skip


@given(kind=st.sampled_from(FACT_TYPES), raw=anything)
def test_whatever_is_sent_gives_a_value_or_a_message_and_never_a_crash(kind: str, raw: Any) -> None:
    try:
        value = read(kind, raw)
    except WrongAnswer:
        return
    assert read(kind, value) == value
    assert facts.show(fact(kind), value)


@given(digits=st.text("0123456789", min_size=9, max_size=9), place=st.integers(0, 8), step=st.integers(1, 9))
def test_one_wrong_digit_of_an_nhs_number_is_found(digits: str, place: int, step: int) -> None:
    check = (11 - sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=True)) % 11) % 11
    if check == 10 or len(set(digits + str(check))) == 1:
        return
    slipped = digits[:place] + str((int(digits[place]) + step) % 10) + digits[place + 1 :]
    assert read("nhs_number", digits + str(check)) == digits + str(check)
    with pytest.raises(WrongAnswer):
        read("nhs_number", slipped + str(check))


def test_a_person_left_empty_is_asked_for_by_the_facts_own_label() -> None:
    with pytest.raises(WrongAnswer) as caught:
        facts.read(replace(fact("person"), label="Your baby"), {}, today=TODAY)
    assert caught.value.message == "Your baby: enter the name and the date of birth."


def test_first_names_may_be_longer_than_a_last_name() -> None:
    longest = {"first_names": "a" * 100, "last_name": "b" * 70}
    assert read("name", longest) == longest
    for part in longest:
        with pytest.raises(WrongAnswer) as caught:
            read("name", {**longest, part: longest[part] + "x"})
        assert caught.value.part == part
