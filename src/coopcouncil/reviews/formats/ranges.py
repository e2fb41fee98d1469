"""The ranges of a case's numbers, in a file beside it: which number, how far it may lie, in which shape.

[[range]]
of = "benefit.1.amount"   # the number's name: rows count from 1 in the order of the case file
shape = "pert"            # or "triangular"
low = "1200000"
high = "2100000"          # the most likely value is what the case says
"""

from coopcouncil.kernel.locate import Path
from coopcouncil.kernel.words import Said
from coopcouncil.reviews.domain.appraisal.case import Case, inputs
from coopcouncil.reviews.domain.appraisal.explaining import plain
from coopcouncil.reviews.domain.uncertainty import Range
from coopcouncil.reviews.formats.toml_tables import Document, read

_KEYS = ("of", "shape", "low", "high")
_SHAPES = ("triangular", "pert")
_WITHOUT_EFFECT = ("case.base_year", "case.price_year")


def read_ranges(content: bytes, case: Case, *, file: str) -> tuple[Range, ...]:
    """The ranges of a file for `case`. Raises BadInput, or Mistakes for several, each with file and line, key and mend.

    Each number is one of the case, stands once, and lies within its range; and no draw makes a row end before it
    begins.
    """
    document = read(content, file=file)
    document.table((), document.data, ("range",), ("range",))
    made: dict[str, tuple[Range, Path]] = {}
    for path, held in document.tables("range"):
        found = _range(document, case, path, held)
        if found is None:
            continue
        if found.path in made:
            document.wrong(
                (*path, "of"), Said("“%(key)s” stands here a second time.", key=found.path), Said("Leave one.")
            )
        made[found.path] = (found, path)
    _check_order(document, case, made)
    document.finish()
    return tuple(found for found, _path in made.values())


def _range(document: Document, case: Case, path: Path, held: object) -> Range | None:
    table = document.table(path, held, _KEYS, _KEYS)
    of, shape = table.text("of"), table.choice("shape", _SHAPES, "triangular")
    low, high = (
        table.fraction(table.held[key], (*path, key)) if key in table.held else None for key in ("low", "high")
    )
    number = inputs(case).get(of)
    if number is None:
        if of in _WITHOUT_EFFECT:
            document.wrong((*path, "of"), Said("“%(key)s” changes no result.", key=of), Said("Take the range out."))
        elif of:
            document.wrong(
                (*path, "of"),
                Said("“%(key)s” is no number of the case.", key=of),
                Said("Name one such as %(keys)s.", keys=", ".join(list(inputs(case))[-2:])),
            )
        return None
    if low is None or high is None:
        return None
    for key, value in (("low", low), ("high", high)):
        # What a row's own other end allows is looked at with the ranges of both ends at once.
        most = None if of.endswith((".from", ".to")) else number.most
        least = 0 if of.endswith(".to") else number.least
        if value < least or (most is not None and value > most):
            message = Said("“%(key)s” is %(value)s, which “%(of)s” cannot be.", key=key, value=plain(value), of=of)
            mend = (
                Said("It is from %(least)s to %(most)s.", least=str(least), most=str(most))
                if most is not None
                else Said("It is %(least)s or more.", least=str(least))
            )
            document.wrong((*path, key), message, mend)
            return None
        if number.size == "whole" and value.denominator != 1:
            message = Said("“%(key)s” is %(value)s, not a whole number.", key=key, value=plain(value))
            document.wrong((*path, key), message, Said("Write a whole number, such as 3."))
            return None
    if not low <= number.value <= high:
        message = Said("The case says %(value)s, which is not from low to high.", value=plain(number.value))
        document.wrong(
            (*path, "low"), message, Said("Let low and high hold what the case says: it is the most likely.")
        )
        return None
    return Range(of, "pert" if shape == "pert" else "triangular", low, high)


def _check_order(document: Document, case: Case, made: dict[str, tuple[Range, Path]]) -> None:
    numbers = inputs(case)
    for name in {found.rpartition(".")[0] for found in made if found.endswith((".from", ".to"))}:
        begins, ends = made.get(f"{name}.from"), made.get(f"{name}.to")
        latest = begins[0].high if begins else numbers[f"{name}.from"].value
        earliest = ends[0].low if ends else numbers[f"{name}.to"].value
        if latest > earliest:
            _found, path = begins or ends  # type: ignore[misc]
            message = Said(
                "“%(key)s” may begin in %(begins)s and end in %(ends)s.",
                key=name,
                begins=str(latest),
                ends=str(earliest),
            )
            document.wrong(path, message, Said("Keep every beginning at or before every end."))
