import random
import re

import pytest

from coopcouncil.kernel.errors import BadInput
from coopcouncil.kernel.identifiers import (
    ALPHABET,
    RANDOM_BYTES,
    check_code,
    check_reference,
    new_code,
    new_reference,
    spaced,
    spoken,
)

SEEDED = random.Random(2010)  # noqa: S311 — the same samples on every machine
SAMPLES = [new_reference(SEEDED.randbytes(RANDOM_BYTES)) for _ in range(60)]


def found_out(symbols: list[str]) -> bool:
    try:
        check_reference(spaced("".join(symbols)))
    except BadInput:
        return True
    return False


@pytest.mark.parametrize("reference", SAMPLES[:10])
def test_a_reference_is_three_groups_of_three_without_lookalikes(reference):
    assert re.fullmatch(r"[2-9A-HJ-NP-Z]{3}(-[2-9A-HJ-NP-Z]{3}){2}", reference)
    assert not set(reference) & set("01OILSB")


@pytest.mark.parametrize("reference", SAMPLES)
def test_a_reference_is_understood_however_it_is_typed(reference):
    assert check_reference(reference) == reference
    assert check_reference(reference.lower().replace("-", " ")) == reference
    assert check_reference(f" {reference.replace('-', '')}\n") == reference


def test_letters_that_sound_like_a_number_are_understood():
    with_a_five = next(reference for reference in SAMPLES if "5" in reference)
    with_an_eight = next(reference for reference in SAMPLES if "8" in reference)
    assert check_reference(with_a_five.replace("5", "S")) == with_a_five
    assert check_reference(with_an_eight.replace("8", "b")) == with_an_eight


def test_every_single_wrong_symbol_is_found():
    for reference in SAMPLES:
        symbols = list(reference.replace("-", ""))
        for place, right in enumerate(symbols):
            for wrong in set(ALPHABET) - {right}:
                assert found_out([*symbols[:place], wrong, *symbols[place + 1 :]])


def test_every_swap_of_two_different_symbols_is_found():
    for reference in SAMPLES:
        symbols = list(reference.replace("-", ""))
        for first in range(len(symbols)):
            for second in range(first + 1, len(symbols)):
                if symbols[first] != symbols[second]:
                    swapped = symbols.copy()
                    swapped[first], swapped[second] = swapped[second], swapped[first]
                    assert found_out(swapped)


def test_a_missing_and_an_extra_symbol_are_found():
    symbols = list(SAMPLES[0].replace("-", ""))
    for text in ("".join(symbols[:-1]), "".join([*symbols, "2"]), "", "---", "🙂" * 9):
        with pytest.raises(BadInput, match="nine of them"):
            check_reference(text)


def test_the_reference_shown_as_an_example_is_a_real_one():
    with pytest.raises(BadInput) as refused:
        check_reference("?")
    example = re.search(r"such as (\S+)\.$", refused.value.mend)
    assert example
    assert check_reference(example[1]) == example[1]


def test_other_bytes_make_other_references():
    assert len(set(SAMPLES)) == len(SAMPLES)
    with pytest.raises(ValueError, match="16 random bytes"):
        new_reference(b"too few")


def test_a_reference_can_be_read_over_the_telephone():
    assert spoken("7KD-4QM-9XF") == "7 Kilo Delta, 4 Quebec Mike, 9 X-ray Foxtrot"
    assert all(symbol.isdigit() or spoken(symbol) != symbol for symbol in ALPHABET)


CODES = [new_code(SEEDED.randbytes(RANDOM_BYTES)) for _ in range(40)]


@pytest.mark.parametrize("code", CODES)
def test_a_code_to_write_down_is_understood_however_it_is_typed(code):
    assert re.fullmatch(r"[2-9A-HJ-NP-Z]{4}(-[2-9A-HJ-NP-Z]{4}){2}", code)
    assert check_code(code) == code
    assert check_code(f" {code.lower().replace('-', ' ')}\n") == code


@pytest.mark.parametrize("code", CODES[:10])
def test_a_slip_in_a_code_is_found_and_the_code_is_not_said_back(code):
    symbols = list(code.replace("-", ""))
    for place, symbol in enumerate(symbols):
        for other in ALPHABET:
            if other != symbol:
                with pytest.raises(BadInput) as wrong:
                    check_code("".join([*symbols[:place], other, *symbols[place + 1 :]]))
                assert "".join(symbols[:place]) not in str(wrong.value) or place < 3
    for text in ("", "7KD-4QM-9XF", code + "2"):
        with pytest.raises(BadInput):
            check_code(text)


def test_a_code_and_a_reference_are_not_taken_for_each_other():
    for code, reference in zip(CODES, SAMPLES, strict=False):
        with pytest.raises(BadInput):
            check_reference(code)
        with pytest.raises(BadInput):
            check_code(reference)
