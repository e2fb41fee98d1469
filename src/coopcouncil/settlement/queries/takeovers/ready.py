"""What the rules look at before a takeover goes on, and what the guards watch while a community runs a service."""

from datetime import date, datetime

from coopcouncil.foundation import contributions
from coopcouncil.foundation.roles import Role
from coopcouncil.kernel.errors import NotFound
from coopcouncil.people import public as people
from coopcouncil.places import public as places
from coopcouncil.settlement.domain.takeovers.guards import Watched
from coopcouncil.settlement.domain.takeovers.readiness import Dossier, Terms
from coopcouncil.settlement.models import Edition, Entry, Takeover
from coopcouncil.settlement.queries.entries import by_code
from coopcouncil.settlement.queries.takeovers import rows


def promise(code: str) -> Entry:
    """The promise of this address: that in force, else the newest that everybody may read. Raises NotFound."""
    found = by_code(code)
    if not found:
        raise NotFound("There is no such promise.")
    return next((row for row in found if row.edition.state == Edition.State.IN_FORCE), found[0])


def dossier(row: Takeover) -> Dossier:
    """All that the rules of a takeover read, in a fixed number of queries."""
    entry = Entry.objects.filter(code=row.code, edition__state=Edition.State.IN_FORCE).first()
    terms = rows.agreement_of(row.id)
    return Dossier(
        organisation=row.organisation_id is not None,
        has_case=rows.plans_of(row.id).exists(),
        findings={code: check.finding for code, check in rows.checks_of(row.id).items()},
        kind=entry.kind if entry else "",
        duty=entry is not None and entry.statutory_duty,
        accountable_is_public=entry is not None and entry.accountable_is_public,
        decided=any(decision.agreed for decision in rows.decisions_of(row.id)),
        terms=Terms(terms.starts_on, terms.minimum_how, frozenset(item.party for item in terms.signatures.all()))
        if terms
        else None,
    )


def watched(row: Takeover, now: datetime, today: date) -> Watched | None:
    """What the guards look at; None where no agreement says what to watch for."""
    terms = rows.agreement_of(row.id)
    if terms is None or row.organisation_id is None:
        return None
    names = {area.id: area.name for area in places.areas("ward")}
    since = max(step.at for step in rows.steps_of(row.id) if step.stage == Takeover.Stage.RUNNING)
    found = [
        (names.get(item.ward_id, "") if item.ward_id else "", item.kept, item.all)
        for find in contributions.kept_by
        for item in find(row.organisation_id, row.service_type, since, now)
    ]
    last = rows.reviews_of(row.id).first()
    return Watched(
        floor=terms.floor,
        kept=found,
        accounts_due_on=last.accounts_due_on if last else terms.accounts_due_on,
        review_due_on=last.review_on if last else terms.review_on,
        undeclared=_undeclared(row, today),
    )


def _undeclared(row: Takeover, today: date) -> int:
    """How many hold a role in the council and in the group's organisation today, and have not said so."""
    council = people.council()
    if council is None or row.organisation_id is None:
        return 0
    theirs = {account for account, _email in people.role_holders(row.organisation_id, Role.values, today)}
    ours = {account for account, _email in people.role_holders(council.id, Role.values, today)}
    return len(theirs & ours - set(rows.declarations_of(row.id).values_list("account_id", flat=True)))
