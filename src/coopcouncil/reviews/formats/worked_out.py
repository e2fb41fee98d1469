"""A case and its ranges as texts, read and appraised: for pages, where nobody may take a machine's whole time."""

from math import lcm

from coopcouncil.kernel.errors import BadInput
from coopcouncil.kernel.words import Said
from coopcouncil.reviews.domain.appraisal.case import Case
from coopcouncil.reviews.domain.appraisal.sums import Appraisal, appraise, benefit_scale, cost_scale
from coopcouncil.reviews.domain.uncertainty import Range
from coopcouncil.reviews.formats.case import read_case
from coopcouncil.reviews.formats.ranges import read_ranges

MOST_BYTES = 64_000
MOST_ROWS = 60
MOST_BITS = 6_000
CASE_FILE, RANGES_FILE = "case.toml", "ranges.toml"


def read_and_appraise(case_text: str, ranges_text: str = "") -> tuple[Appraisal, tuple[Range, ...]]:
    """The appraisal of a case, and its ranges.

    Raises BadInput, or Mistakes for several; BadInput too for a case that would take a page too long.
    """
    for name, text in ((CASE_FILE, case_text), (RANGES_FILE, ranges_text)):
        if len(text.encode()) > MOST_BYTES:
            raise BadInput(Said("This is too long for a page."), place=name, mend=_COMMAND)
    case = read_case(case_text.encode(), file=CASE_FILE)
    if len(case.rows) > MOST_ROWS or _bits(case) > MOST_BITS:
        raise BadInput(Said("This takes too long to work out on a page."), place=CASE_FILE, mend=_COMMAND)
    ranges = read_ranges(ranges_text.encode(), case, file=RANGES_FILE) if ranges_text.strip() else ()
    return appraise(case), ranges


_COMMAND = Said("Use the command instead: coopcouncil reviews appraise.")


def _bits(case: Case) -> int:
    """How long the exact fractions of its sums grow, about: denominators meet in sums, and drop-offs are multiplied."""
    scales = lcm(*(cost_scale(case, row).denominator for row in case.costs),
                 *((benefit_scale(case, row) * row.cashability).denominator for row in case.benefits),
                 *(share.denominator for row in case.benefits for share in row.ramp))  # fmt: skip
    drops = lcm(*(row.drop_off.denominator for row in case.benefits))
    return scales.bit_length() + (drops.bit_length() - 1) * case.horizon
