"""What the rules look at before a takeover goes on, and what the guards watch while a community runs a service."""

from datetime import date, datetime, timedelta
from uuid import UUID

from coopcouncil.foundation import contributions
from coopcouncil.foundation.roles import Role
from coopcouncil.kernel.errors import NotFound
from coopcouncil.people import public as people
from coopcouncil.places import public as places
from coopcouncil.settlement.domain.takeovers.guards import Watched
from coopcouncil.settlement.domain.takeovers.readiness import Dossier, Terms
from coopcouncil.settlement.models import Agreement, Edition, Entry, Takeover
from coopcouncil.settlement.queries.entries import by_code
from coopcouncil.settlement.queries.takeovers import rows

YEAR = timedelta(days=365)


def promise(code: str) -> Entry:
    """The promise of this address: that in force, else the newest that everybody may read. Raises NotFound."""
    found = by_code(code)
    if not found:
        raise NotFound("There is no such promise.")
    return next((row for row in found if row.edition.state == Edition.State.IN_FORCE), found[0])


def promise_in_force(code: str) -> Entry | None:
    return Entry.objects.filter(code=code, edition__state=Edition.State.IN_FORCE).first()


def dossier(row: Takeover, today: date, terms: Agreement | None = None) -> Dossier:
    """All that the rules of a takeover read, in a fixed number of queries; of `terms`, or of the newest agreement."""
    entry = promise_in_force(row.code)
    terms = terms or rows.agreement_of(row.id)
    checks = rows.checks_of(row)
    ties = _of(row.organisation_id, today) | ({row.account_id} - {None})
    council = people.council()
    ids = {row.organisation_id, council.id if council else None}
    fits = rows.services_to_take(row, council.id if council else None).filter(id=row.service_id)
    return Dossier(
        organisation=row.organisation_id is not None,
        managed=bool(_managers(row.organisation_id, today)),
        has_case=rows.plans_of(row.id).exists(),
        findings={code: check.finding for code, check in checks.items()},
        torn=frozenset(code for code, check in checks.items() if check.signed_by_id in ties),
        undeclared=undeclared(row, today),
        kind=entry.kind if entry else "",
        duty=entry is not None and entry.statutory_duty,
        accountable_is_public=entry is not None and entry.accountable_is_public,
        decided=any(decision.agreed for decision in rows.decisions_of(row.id)),
        terms=_terms(terms) if terms else None,
        service_fits=row.service_id is None or fits.exists(),
        anothers=row.service is not None and row.service.organisation_id not in ids,
        taken=rows.is_taken(row),
    )


def _terms(held: Agreement) -> Terms:
    signed = frozenset(item.party for item in held.signatures.all())
    return Terms(held.starts_on, held.ends_on, held.minimum_how, held.consent, signed)


def watched(row: Takeover, now: datetime, today: date) -> Watched | None:
    """What the guards look at; None where no agreement says what to watch for."""
    terms = rows.terms_of(row.id)
    if terms is None or row.organisation_id is None or row.service is None:
        return None
    names = {area.id: area.name for area in places.areas("ward")}
    since = max(handed_over_at(row), now - YEAR)
    found = [
        (names.get(item.ward_id, "") if item.ward_id else "", item.kept, item.all)
        for find in contributions.kept_by
        for item in find(row.organisation_id, row.service_type, since, now)
    ]
    review, accounts = rows.reviews_of(row.id).first(), rows.accounts_of(row.id).first()
    return Watched(
        runs=row.stage == Takeover.Stage.RUNNING,
        is_open=row.service.status == "active",
        floor=terms.floor,
        kept=found,
        accounts_due_on=accounts.next_due_on if accounts else terms.accounts_due_on,
        review_due_on=review.review_on if review else terms.review_on,
        ends_on=terms.ends_on,
        undeclared=undeclared(row, today),
    )


def handed_over_at(row: Takeover) -> datetime:
    """When the group last began to run it."""
    return max(step.at for step in rows.steps_of(row.id) if step.stage == Takeover.Stage.RUNNING)


def both_sides(row: Takeover, today: date) -> set[UUID]:
    """Who holds a role today in the group’s organisation, and in the council or the body that answers."""
    council = people.council()
    ours = _of(row.accountable_id, today) | (_of(council.id, today) if council else set())
    return _of(row.organisation_id, today) & ours


def undeclared(row: Takeover, today: date) -> bool:
    """Whether somebody serves both sides, and has not said so."""
    return bool(both_sides(row, today) - set(rows.declarations_of(row.id).values_list("account_id", flat=True)))


def _of(organisation_id: UUID | None, today: date) -> set[UUID]:
    return _holders(organisation_id, Role.values, today)


def _managers(organisation_id: UUID | None, today: date) -> set[UUID]:
    return _holders(organisation_id, [Role.PROVIDER_MANAGER], today)


def _holders(organisation_id: UUID | None, roles: list[str], today: date) -> set[UUID]:
    if organisation_id is None:
        return set()
    return {account for account, _email in people.role_holders(organisation_id, roles, today)}
