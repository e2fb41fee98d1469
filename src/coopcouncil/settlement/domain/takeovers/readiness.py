"""What must be there before the council decides on a takeover, and before the service changes hands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from coopcouncil.kernel.words import Said
from coopcouncil.settlement.domain.promises import COMMUNITY
from coopcouncil.settlement.domain.takeovers.checklists import CHECKS, NOT_MET


@dataclass(frozen=True)
class Terms:
    """What the rules read of an agreement. `signed` names the parties that signed: "council", "group"."""

    starts_on: date
    ends_on: date
    minimum_how: str
    consent: str
    signed: frozenset[str]


@dataclass(frozen=True)
class Dossier:
    """All that the rules read. `kind` and `duty`: of the promise in force.

    `findings`: the newest of each check, of the organisation and the plan that stand. `torn`: the checks that were
    signed by somebody with a tie to the group. `managed`: somebody may speak for the organisation here. `service_fits`:
    it is open, and with whom the council may take it from. `anothers`: another body than the council runs it so far.
    `taken`: another group runs it.
    """

    organisation: bool = False
    managed: bool = False
    has_case: bool = False
    findings: Mapping[str, str] = field(default_factory=dict)
    torn: frozenset[str] = frozenset()
    undeclared: bool = False
    kind: str = ""
    duty: bool = False
    accountable_is_public: bool = False
    decided: bool = False
    terms: Terms | None = None
    service_fits: bool = True
    anothers: bool = False
    taken: bool = False


def missing_to_decide(held: Dossier) -> list[Said]:
    """Everything that keeps the competent body from agreeing to it; nothing where all is there."""
    found = []
    if not held.has_case:
        found.append(Said("The group has not written its plan yet."))
    if not held.organisation:
        found.append(Said("Nobody has said which organisation of the directory the group is."))
    elif not held.managed:
        found.append(Said("The organisation has no manager here who could speak for it."))
    for code, check in CHECKS.items():
        finding = held.findings.get(code)
        if finding is None:
            found.append(Said("“%(check)s” has not been checked.", check=check.title))
        elif finding == NOT_MET:
            found.append(Said("“%(check)s” was checked, and is not so.", check=check.title))
        elif code in held.torn:
            found.append(Said("“%(check)s” was signed by somebody with a tie to the group.", check=check.title))
    if held.undeclared:
        found.append(Said("Somebody serves both sides, and has not said so."))
    return found


def missing_to_hand_over(held: Dossier, today: date) -> list[Said]:
    """Everything that keeps the service from changing hands today; nothing where all is there."""
    found = missing_to_decide(held)
    if not held.decided:
        found.append(Said("The body that may decide it has not agreed to it."))
    if held.kind != COMMUNITY:
        found.append(Said("The settlement in force does not say that this service is for the community to run."))
    if held.duty and not held.accountable_is_public:
        found.append(Said("The law asks for this service, so a public body must answer for it, whoever runs it."))
    if held.terms is None:
        return [*found, Said("There is no agreement yet.")]
    if held.duty and not held.terms.minimum_how.strip():
        found.append(Said("The agreement does not say how the least that the law asks is met."))
    if held.anothers and not held.terms.consent.strip():
        found.append(Said("The agreement does not say where the body that runs it so far has agreed."))
    for party, words in (
        ("council", Said("The council has not signed the agreement.")),
        ("group", Said("The group has not signed the agreement.")),
    ):
        if party not in held.terms.signed:
            found.append(words)
    if held.terms.starts_on > today:
        found.append(Said("The agreement has not begun yet."))
    if held.terms.ends_on <= today:
        found.append(Said("The agreement is over."))
    if not held.service_fits:
        found.append(Said("The service has closed, or another body that the council cannot speak for runs it now."))
    if held.taken:
        found.append(Said("Another group runs this service already."))
    return found
