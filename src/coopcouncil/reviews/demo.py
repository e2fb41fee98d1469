"""Ashmere's unit costs, all made up, and three appraisals."""

from hashlib import sha256

from django.db import transaction

from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import OPERATOR
from coopcouncil.foundation.contributions import DemoLoader
from coopcouncil.kernel.identifiers import new_reference
from coopcouncil.kernel.years import FinancialYear
from coopcouncil.people import public as people
from coopcouncil.reviews import actions, queries
from coopcouncil.reviews.formats.shipped import shipped
from coopcouncil.reviews.formats.unit_costs import UnitCostRow

SOURCE = "Made up for the demonstration"
# Field | code | what | who bears it | for each | pence | price year | how well founded. Round, so that nobody takes one
# for a real figure.
_UNIT_COSTS = """
CHILDREN | AM1.0 | A child in foster care | Council | Week | 60000 | 2021 | G
CHILDREN | AM1.1 | A child in a children’s home | Council | Week | 400000 | 2021 | G
CHILDREN | AM1.2 | A visit of a family support worker | Council | Visit | 7000 | 2019 | A
HEALTH | AM2.0 | A night on a medical ward | NHS | Night | 35000 | 2022 | G
HEALTH | AM2.1 | A call of an ambulance | NHS | Call | 30000 | 2020 | A
POLICE | AM3.0 | An officer at an incident | Police | Incident | 15000 | 2018 | A
HOUSING | AM4.0 | A family in temporary housing | Council | Week | 50000 | 2023 | G
HOUSING | AM4.1 | A complaint about damp | Housing associations | Complaint | 10000 | 2016 | R
"""
_APPRAISALS = (
    ("family-support", "One worker and one plan for families who now meet nine services."),
    ("hospital-home", "Help at home for the first two nights, so that older people leave hospital when they are well."),
    ("white-paper", "The sum by which the white paper of 2010 explained how savings are to be shared."),
)


def load() -> None:
    """Bring Ashmere's in, or what is missing of it; a second load changes nothing."""
    now = clock.now()
    with transaction.atomic():
        rows = [_row(line) for line in _UNIT_COSTS.strip().splitlines()]
        origin = actions.Origin(["ashmere-unit-costs"], SOURCE)
        actions.load_unit_costs(actor=OPERATOR, rows=rows, origin=origin, now=now)
        council = people.organisation_by_code("ashmere-council")
        for name, summary in _APPRAISALS:
            reference = reference_of(name)
            if not queries.appraisals().filter(reference=reference).exists():
                ranges = "" if name == "white-paper" else shipped(f"{name}.ranges.toml")
                actions.publish_appraisal(
                    actor=OPERATOR, organisation_id=council.id, case_text=shipped(f"{name}.toml"), ranges_text=ranges,
                    summary=summary, now=now, reference=reference,
                )  # fmt: skip


def reference_of(name: str) -> str:
    """The same reference on every machine."""
    return new_reference(sha256(f"appraisal/{name}".encode()).digest()[:16])


def _row(line: str) -> UnitCostRow:
    category, code, name, agency, unit, pence, year, quality = (part.strip() for part in line.split("|"))
    return UnitCostRow(
        category, "", code, name, agency, "", unit, int(pence), FinancialYear(int(year)), SOURCE, quality, "", "", code
    )


LOADER = DemoLoader(order=45, name="reviews", load=load)
