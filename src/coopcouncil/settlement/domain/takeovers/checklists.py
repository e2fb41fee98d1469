"""What is checked before a service changes hands: of the group (due diligence), and of the way (route)."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from coopcouncil.kernel.words import Said

MET, NOT_MET, NOT_NEEDED = "met", "not_met", "not_needed"
FINDINGS: Mapping[str, Said] = MappingProxyType(
    {MET: Said("It is so"), NOT_MET: Said("It is not so"), NOT_NEEDED: Said("It does not apply here")}
)


@dataclass(frozen=True)
class Check:
    """One question of a checklist. `law` names what it rests on; `always`: nobody may say that it does not apply."""

    part: str
    title: Said
    asks: Said
    law: str = ""
    always: bool = False


DILIGENCE, ROUTE = "diligence", "route"
PARTS: Mapping[str, Said] = MappingProxyType(
    {DILIGENCE: Said("Can this group carry it?"), ROUTE: Said("Is this a lawful way to hand it over?")}
)

CHECKS: Mapping[str, Check] = MappingProxyType(
    {
        "constitution": Check(
            DILIGENCE,
            Said("Constitution"),
            Said(
                "Its rules are written down, it may do this, its members decide, and what it owns stays with the "
                "community."
            ),
            "Co-operative and Community Benefit Societies Act 2014; Charities Act 2011; Companies Act 2006",
            always=True,
        ),
        "solvency": Check(
            DILIGENCE,
            Said("Solvency"),
            Said("It can pay its debts as they fall due, and none of those who run it is disqualified."),
            "Insolvency Act 1986, section 123; Company Directors Disqualification Act 1986; "
            "Charities Act 2011, section 178",
            always=True,
        ),
        "safeguarding": Check(
            DILIGENCE,
            Said("Safeguarding"),
            Said(
                "It has a policy, somebody who answers for it, and checks by the Disclosure and Barring Service where "
                "the work asks for them."
            ),
            "Safeguarding Vulnerable Groups Act 2006; Police Act 1997, part V",
        ),
        "insurance": Check(
            DILIGENCE,
            Said("Insurance"),
            Said(
                "It is insured for what could go wrong: employers’ and public liability, and what it borrows or uses."
            ),
            "Employers’ Liability (Compulsory Insurance) Act 1969",
            always=True,
        ),
        "conflicts": Check(
            DILIGENCE,
            Said("Conflicts of interest"),
            Said("Who of the group works for, or sits in, a body that decides on it has said so, and keeps out there."),
            "Local Government Act 1972, section 117; Localism Act 2011, sections 28 to 31; "
            "Procurement Act 2023, sections 81 to 83",
            always=True,
        ),
        "procurement": Check(
            ROUTE,
            Said("Procurement"),
            Said(
                "It is a grant, a contract open to all, or one reserved for public service mutuals or supported "
                "employment; say which and why."
            ),
            "Procurement Act 2023, sections 32 and 33; Localism Act 2011, sections 81 to 86; for tenants who manage "
            "their homes: Housing Act 1985, section 27",
            always=True,
        ),
        "subsidy": Check(
            ROUTE,
            Said("Subsidy control"),
            Said(
                "Whether any help is a subsidy, and if so how it keeps to the principles, or that it is small enough."
            ),
            "Subsidy Control Act 2022, sections 2, 12 and 36",
            always=True,
        ),
        "staff": Check(
            ROUTE,
            Said("Staff and pensions"),
            Said("Who works in the service goes over with their terms kept, was told and asked, and keeps a pension."),
            "Transfer of Undertakings (Protection of Employment) Regulations 2006; "
            "Best Value Authorities Staff Transfers (Pensions) Direction 2007",
        ),
        "land": Check(
            ROUTE,
            Said("Land and buildings"),
            Said(
                "Land goes for the best that can be had for it, or for less where people’s well-being is served and "
                "the consent covers it."
            ),
            "Local Government Act 1972, section 123; Local Government Act 1972: General Disposal Consent (England) "
            "2003; for homes: Housing Act 1985, section 32",
        ),
        "data": Check(
            ROUTE,
            Said("Personal data"),
            Said("What residents told the service is kept as the law asks: who answers for it is agreed, in writing."),
            "UK GDPR, articles 26, 28 and 35",
            always=True,
        ),
    }
)
