"""Numbers that mean something: years, money, and the identifiers of public services and banks."""

import re
from datetime import date
from typing import Any

from coopcouncil.frontdoor.domain.facts.kind import (
    Kind,
    Part,
    WrongAnswer,
    as_line,
    as_typed,
    boxes,
    compact,
    one_box,
    only_digits,
    single,
)
from coopcouncil.frontdoor.domain.life_event import Fact
from coopcouncil.kernel.words import Said

_AMOUNT = re.compile(r"(?P<pounds>\d{1,9})(?:\.(?P<pence>\d{2}))?")


def pounds(pence: int) -> str:
    """Pence as a person writes them: "£1,234" or "£1,234.50"."""
    whole, rest = divmod(pence, 100)
    return f"£{whole:,}.{rest:02d}" if rest else f"£{whole:,}"


def _read_year(fact: Fact, raw: Any, today: date) -> int:
    if isinstance(raw, int) and not isinstance(raw, bool):
        raw = str(raw)
    value = single(raw)
    if not re.fullmatch(r"[0-9]{4}", value):
        raise WrongAnswer(Said("The year must have 4 numbers."), mend=Said("For example, 1994."))
    year = int(value)
    low, high = fact.minimum, fact.maximum
    if isinstance(low, int) and year < low:
        raise WrongAnswer(Said("The year must be %(year)s or later.", year=low), mend=Said("Check the year."))
    if high == "today":
        high = today.year
    if isinstance(high, int) and year > high:
        raise WrongAnswer(Said("The year must be %(year)s or earlier.", year=high), mend=Said("Check the year."))
    return year


def _read_money(fact: Fact, raw: Any, today: date) -> int:
    if isinstance(raw, int) and not isinstance(raw, bool):
        pence = raw
    else:
        text = single(raw).replace("£", "").replace(" ", "")
        if not re.fullmatch(r"\d{1,3}(,\d{3})*(\.\d*)?|\d+(\.\d*)?", text, re.ASCII):
            raise WrongAnswer(Said("That is not an amount of money."), mend=Said("Use numbers, such as 120 or 120.50."))
        amount = _AMOUNT.fullmatch(text.replace(",", ""))
        if not amount:
            raise WrongAnswer(
                Said("The amount has too many numbers."), mend=Said("Use pounds and two numbers for pence: 120.50.")
            )
        pence = int(amount["pounds"]) * 100 + int(amount["pence"] or 0)
    if pence < 0:
        raise WrongAnswer(Said("The amount cannot be less than nothing."), mend=Said("Leave out the minus sign."))
    if isinstance(fact.minimum, int) and pence < fact.minimum:
        raise WrongAnswer(
            Said("The amount must be %(amount)s or more.", amount=pounds(fact.minimum)), mend=Said("Check the amount.")
        )
    if isinstance(fact.maximum, int) and pence > fact.maximum:
        raise WrongAnswer(
            Said("The amount must be %(amount)s or less.", amount=pounds(fact.maximum)), mend=Said("Check the amount.")
        )
    return pence


def _fill_money(fact: Fact, value: Any) -> dict[str, str | list[str]]:
    whole, rest = divmod(value, 100)
    return {"value": f"{whole}.{rest:02d}" if rest else str(whole)}


def _read_uprn(fact: Fact, raw: Any, today: date) -> str:
    """A Unique Property Reference Number: up to 12 digits, no check digit. Source: BS 7666, GeoPlace."""
    value = compact(single(raw))
    if not only_digits(value) or len(value) > 12 or not int(value):
        raise WrongAnswer(
            Said("The property number (UPRN) has 1 to 12 numbers and no letters."), mend=Said("Check each number.")
        )
    return str(int(value))


def _read_nhs_number(fact: Fact, raw: Any, today: date) -> str:
    """Ten digits, the last a check digit: 11 less the sum of the others, weighted 10 to 2, modulo 11.

    A result of 11 counts as 0, and a number that would need 10 is never issued. Source: NHS Data Dictionary.
    """
    value = compact(single(raw))
    if not only_digits(value) or len(value) != 10:
        raise WrongAnswer(
            Said("An NHS number has 10 numbers."), mend=Said("For example, 943 476 5919. It is on any NHS letter.")
        )
    total = sum(int(digit) * weight for digit, weight in zip(value, range(10, 1, -1), strict=False))
    if (11 - total % 11) % 11 != int(value[9]) or len(set(value)) == 1:
        raise WrongAnswer(
            Said("That NHS number has a slip in it."), mend=Said("Check each number against an NHS letter.")
        )
    return value


def _read_national_insurance_number(fact: Fact, raw: Any, today: date) -> str:
    """Two letters, six digits, a letter A to D. Source: HMRC manual NIM39110: D, F, I, Q, U and V are in neither of the
    first two places, O is not second, and BG, GB, KN, NK, NT, TN and ZZ are not issued."""
    value = compact(single(raw))
    mend = Said("It is on payslips and letters about benefits, and looks like QQ 12 34 56 C.")
    if not re.fullmatch(r"[A-Z]{2}[0-9]{6}[A-Z]", value):
        raise WrongAnswer(Said("A National Insurance number is 2 letters, 6 numbers, then 1 letter."), mend=mend)
    if value[8] not in "ABCD":
        raise WrongAnswer(Said("A National Insurance number ends in A, B, C or D."), mend=mend)
    forbidden = value[:2] in {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"}
    if forbidden or set(value[:2]) & set("DFIQUV") or value[1] == "O":
        raise WrongAnswer(
            Said("No National Insurance number starts with %(letters)s.", letters=value[:2]),
            mend=Said("Check the first two letters."),
        )
    return value


def _show_national_insurance_number(fact: Fact, value: Any) -> list[str]:
    return [f"{value[:2]} {value[2:4]} {value[4:6]} {value[6:8]} {value[8]}"]


def _read_bank_account(fact: Fact, raw: Any, today: date) -> dict[str, str]:
    """Name, sort code and account number. Shorter account numbers are led by noughts, as banks ask for them."""
    given = boxes(raw, "name_on_account", "sort_code", "account_number")
    if not given["name_on_account"]:
        raise WrongAnswer(
            Said("The name on the account is missing."), mend=Said("Copy it from the card."), part="name_on_account"
        )
    if len(given["name_on_account"]) > 70:
        raise WrongAnswer(
            Said("The name on the account is too long."), mend=Said("Shorten it."), part="name_on_account"
        )
    sort_code, account = compact(given["sort_code"]), compact(given["account_number"])
    if not only_digits(sort_code) or len(sort_code) != 6 or not int(sort_code):
        raise WrongAnswer(Said("A sort code has 6 numbers."), mend=Said("For example, 30 94 30."), part="sort_code")
    if not only_digits(account) or not 6 <= len(account) <= 8 or not int(account):
        raise WrongAnswer(
            Said("An account number has 6 to 8 numbers."), mend=Said("It is on the card."), part="account_number"
        )
    return {"name_on_account": given["name_on_account"], "sort_code": sort_code, "account_number": account.zfill(8)}


def _bank_parts(fact: Fact) -> tuple[Part, ...]:
    return (
        Part("name_on_account", Said("Name on the account"), autocomplete="name" if fact.about_you else ""),
        Part("sort_code", Said("Sort code"), width=10, inputmode="numeric"),
        Part("account_number", Said("Account number"), width=10, inputmode="numeric"),
    )


def _show_bank(fact: Fact, value: Any) -> list[str]:
    code = value["sort_code"]
    return [value["name_on_account"], f"{code[:2]}-{code[2:4]}-{code[4:]}", value["account_number"]]


YEAR = Kind(
    one_box(width=4, inputmode="numeric"), _read_year, as_line, lambda fact, value: {"value": str(value)},
    Said("Enter the year."), Said("For example, 1994."),
)  # fmt: skip
MONEY = Kind(
    one_box(width=10, inputmode="decimal"), _read_money, lambda fact, value: [pounds(value)], _fill_money,
    Said("Enter an amount of money."), Said("For example, 120 or 120.50."),
)  # fmt: skip
UPRN = Kind(
    one_box(width=20, inputmode="numeric"), _read_uprn, as_line, as_typed, Said("Enter the property number (UPRN).")
)
NHS_NUMBER = Kind(
    one_box(width=20, inputmode="numeric"), _read_nhs_number,
    lambda fact, value: [f"{value[:3]} {value[3:6]} {value[6:]}"], as_typed,
    Said("Enter the NHS number."), Said("It has 10 numbers, such as 943 476 5919."),
)  # fmt: skip
NATIONAL_INSURANCE_NUMBER = Kind(
    one_box(width=20), _read_national_insurance_number, _show_national_insurance_number, as_typed,
    Said("Enter the National Insurance number."), Said("It looks like QQ 12 34 56 C."),
)  # fmt: skip
BANK_ACCOUNT = Kind(
    _bank_parts, _read_bank_account, _show_bank, lambda fact, value: dict(value),
    Said("Enter the details of the account."),
)  # fmt: skip
