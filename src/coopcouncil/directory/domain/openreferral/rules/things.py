"""Ages, money, words, phones, and names of fields."""

from collections.abc import Sequence
from datetime import date
from difflib import get_close_matches

import phonenumbers

from coopcouncil.directory.domain.openreferral.findings import Findings, Node, quoted
from coopcouncil.directory.domain.openreferral.profile import shipped_profile

_OLDEST = 130


def ages_are_in_order(nodes: Sequence[Node], today: date) -> Findings:
    """Ages are years of a human life, and the youngest is not older than the oldest."""
    for node in nodes:
        least, most = node.number("minimum_age"), node.number("maximum_age")
        for name, age in (("minimum_age", least), ("maximum_age", most)):
            if age is not None and not 0 <= age <= _OLDEST:
                yield node.warn("no-such-age", name, f"Nobody is {age:g} years old.", f"Write 0 to {_OLDEST}.")
        if least is not None and most is not None and least > most:
            message = f"From {least:g} to {most:g} years is nobody."
            yield node.warn("ages-reversed", "minimum_age", message, "Put the ages the right way round.")


def money_is_not_owed_to_the_visitor(nodes: Sequence[Node], today: date) -> Findings:
    """A cost is not below nought."""
    for node in nodes:
        amount = node.number("amount")
        if node.kind == "cost_option" and amount is not None and amount < 0:
            yield node.warn("negative-cost", "amount", f"{amount:g} is below nought.", "Write 0 for what is free.")


def what_is_required_says_something(nodes: Sequence[Node], today: date) -> Findings:
    """What must be there is not only there, but says something."""
    for node in nodes:
        for field in shipped_profile().of(node.kind).values():
            value = node.data.get(field.name)
            if field.required and isinstance(value, str) and not value.strip():
                yield node.warn("says-nothing", field.name, "It must be there, and is blank.", "Fill it.")


def phones_can_be_rung(nodes: Sequence[Node], today: date) -> Findings:
    """A number that a telephone could ring: ours, or with the code of its country. Short codes such as 111 too."""
    for node in nodes:
        if node.kind != "phone" or not (text := node.text("number")):
            continue
        try:
            number = phonenumbers.parse(text, "GB")
            fits = phonenumbers.is_possible_number(number) or phonenumbers.is_possible_short_number(number)
        except phonenumbers.NumberParseException:
            fits = False
        if not fits:
            yield node.warn("no-such-phone", "number", f"{quoted(text)} cannot be rung.", "Write the whole number.")


def names_of_fields_are_spelt_right(nodes: Sequence[Node], today: date) -> Findings:
    """A field that nobody knows and whose name is nearly that of one that is not there."""
    profile = shipped_profile()
    for node in nodes:
        known = profile.known(node.kind)
        free = sorted(known - node.data.keys())
        for name in node.data:
            if name not in known and (near := get_close_matches(name, free, n=1, cutoff=0.85)):
                message = f"HSDS-UK has no field {quoted(name)}, and readers will not see it."
                yield node.warn("misspelt-field", name, message, f"If “{near[0]}” was meant, call it that.")
