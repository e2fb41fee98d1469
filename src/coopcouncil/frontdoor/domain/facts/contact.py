"""Ways to reach someone: e-mail, telephone, address."""

import re
from datetime import date
from typing import Any

import phonenumbers

from coopcouncil.frontdoor.domain.facts.kind import Kind, Part, WrongAnswer, as_line, as_typed, boxes, one_box, single
from coopcouncil.frontdoor.domain.life_event import Fact
from coopcouncil.kernel.words import Said

# Local part and labels as mail servers really take them; whether the address exists, only a letter to it can tell.
_EMAIL = re.compile(
    r"(?=[^@]{1,64}@)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
# The shapes of a United Kingdom postcode: area, district, sector, unit. Source: BS 7666 and Royal Mail's guide;
# the inward part has no C, I, K, M, O or V.
_POSTCODE = re.compile(
    r"(GIR0AA|[A-PR-UWYZ]([0-9][0-9A-HJKPSTUW]?|[A-HK-Y][0-9][0-9ABEHMNPRVWXY]?)[0-9][ABD-HJLNP-UW-Z]{2})"
)
_ADDRESS = ("line_1", "line_2", "town", "postcode")


def _read_email(fact: Fact, raw: Any, today: date) -> str:
    value = single(raw)
    if len(value) > 254 or not _EMAIL.fullmatch(value):
        raise WrongAnswer(Said("That is not an e-mail address."), mend=Said("It looks like name@example.com."))
    local, _, domain = value.rpartition("@")
    return f"{local}@{domain.lower()}"


def _read_phone(fact: Fact, raw: Any, today: date) -> str:
    mend = Said("Use a number such as 020 7946 0000 or 07700 900982. For another country, start with + and its code.")
    try:
        number = phonenumbers.parse(single(raw), "GB")
    except phonenumbers.NumberParseException:
        raise WrongAnswer(Said("That is not a phone number."), mend=mend) from None
    # "Possible", not "valid": numbers are issued faster than any list of them is published.
    if not phonenumbers.is_possible_number(number):
        raise WrongAnswer(Said("That phone number is too long or too short."), mend=mend)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _show_phone(fact: Fact, value: Any) -> list[str]:
    number = phonenumbers.parse(value, "GB")
    national = phonenumbers.PhoneNumberFormat.NATIONAL
    form = national if number.country_code == 44 else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return [phonenumbers.format_number(number, form)]


def read_postcode(text: str) -> str:
    """A United Kingdom postcode in capitals with its space. Raises WrongAnswer."""
    value = re.sub(r"[\s.\-]", "", text).upper()
    if not _POSTCODE.fullmatch(value):
        raise WrongAnswer(Said("That is not a full UK postcode."), mend=Said("For example, AM1 1AA."), part="postcode")
    return f"{value[:-3]} {value[-3:]}"


def _read_address(fact: Fact, raw: Any, today: date) -> dict[str, str]:
    given = boxes(raw, *_ADDRESS)
    if not given["line_1"]:
        raise WrongAnswer(
            Said("The first line of the address is missing."), mend=Said("Enter house and street."), part="line_1"
        )
    if not given["town"]:
        raise WrongAnswer(Said("The town or city is missing."), mend=Said("Enter the town or city."), part="town")
    for name in ("line_1", "line_2", "town"):
        if len(given[name]) > 100:
            raise WrongAnswer(Said("This line is too long."), mend=Said("Use 100 characters or fewer."), part=name)
    if not given["postcode"]:
        raise WrongAnswer(Said("The postcode is missing."), mend=Said("For example, AM1 1AA."), part="postcode")
    return {**given, "postcode": read_postcode(given["postcode"])}


def _address_parts(fact: Fact) -> tuple[Part, ...]:
    you = fact.about_you
    return (
        Part("line_1", Said("House and street"), autocomplete="address-line1" if you else ""),
        Part("line_2", Said("Second line"), autocomplete="address-line2" if you else "", optional=True),
        Part("town", Said("Town or city"), width=20, autocomplete="address-level2" if you else ""),
        Part("postcode", Said("Postcode"), width=10, autocomplete="postal-code" if you else ""),
    )


EMAIL = Kind(
    one_box(width=30, inputmode="email", autocomplete="email", type="email"), _read_email, as_line, as_typed,
    Said("Enter an e-mail address."), Said("It looks like name@example.com."),
)  # fmt: skip
PHONE = Kind(
    one_box(width=20, inputmode="tel", autocomplete="tel", type="tel"), _read_phone, _show_phone,
    lambda fact, value: {"value": _show_phone(fact, value)[0]},
    Said("Enter a phone number."), Said("For example, 020 7946 0000."),
)  # fmt: skip
ADDRESS = Kind(
    _address_parts,
    _read_address,
    lambda fact, value: [value[name] for name in _ADDRESS if value[name]],
    lambda fact, value: dict(value),
    Said("Enter the address."),
)
