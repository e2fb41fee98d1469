"""Organisations, and who holds which role in them."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from coopcouncil.foundation.remembered import remembered
from coopcouncil.foundation.roles import Role
from coopcouncil.kernel.errors import NotFound
from coopcouncil.people.models import Appointment, Grant, Organisation
from coopcouncil.people.queries.values import AppointmentView, OrganisationView


def on_day(today: date) -> Q:
    """Appointments that hold on `today`: begun, and not yet at their first day without it."""
    return Q(starts_on__lte=today) & (Q(ends_on__isnull=True) | Q(ends_on__gt=today))


def _seen(organisation: Organisation) -> OrganisationView:
    return OrganisationView(
        id=organisation.id,
        code=organisation.code,
        name=organisation.name,
        kind=organisation.kind,
        summary=organisation.summary,
        phone=organisation.phone,
        email=organisation.email,
        website=organisation.website,
    )


def organisation(organisation_id: UUID) -> OrganisationView:
    """Raises NotFound."""
    if (found := _organisation(organisation_id)) is None:
        raise NotFound("There is no such organisation.")
    return found


@remembered("people_organisation")
def _organisation(organisation_id: UUID) -> OrganisationView | None:
    return _first(Organisation.objects.filter(id=organisation_id))


def _first(found: QuerySet[Organisation]) -> OrganisationView | None:
    row = found.first()
    return _seen(row) if row else None


def organisation_by_code(code: str) -> OrganisationView:
    """Raises NotFound."""
    if (found := _first(Organisation.objects.filter(code=code))) is None:
        raise NotFound("There is no such organisation.")
    return found


def organisations(ids: Iterable[UUID] | None = None, kind: str | None = None) -> list[OrganisationView]:
    """By name; all of them, or those of `ids`, or those of one kind. One query."""
    found = Organisation.objects.order_by("name")
    if ids is not None:
        found = found.filter(id__in=list(ids))
    if kind is not None:
        found = found.filter(kind=kind)
    return [_seen(row) for row in found]


@remembered("people_organisation")
def council() -> OrganisationView | None:
    """The council that runs this installation; None before it is founded."""
    return _first(Organisation.objects.filter(kind=Organisation.Kind.COUNCIL))


@remembered("people_organisation", "people_grant")
def may_assist(organisation_id: UUID, today: date) -> bool:
    """Whether it is the council, or holds the council's grant to help residents tell."""
    granted = Grant.objects.filter(on_day(today), organisation_id=OuterRef("pk"), what=Grant.What.ASSIST)
    return Organisation.objects.filter(Q(kind=Organisation.Kind.COUNCIL) | Exists(granted), id=organisation_id).exists()


def organisations_listed(today: date) -> QuerySet[Organisation]:
    """Rows for the administrator's list, each with `people`: how many hold a role in it today."""
    holders = (
        Appointment.objects.filter(on_day(today), organisation=OuterRef("pk"))
        .order_by()
        .values("organisation")
        .annotate(held=Count("account", distinct=True))
        .values("held")
    )
    return Organisation.objects.annotate(people=Coalesce(Subquery(holders), 0))


def appointments(organisation_id: UUID, today: date) -> list[AppointmentView]:
    """Who holds which role in an organisation today or will, in the order of their names."""
    rows = (
        Appointment.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=today), organisation=organisation_id)
        .select_related("account", "appointed_by")
        .order_by("role", "id")
    )
    return [
        AppointmentView(
            id=row.id,
            account_id=row.account_id,
            person=str(row.account),
            email=row.account.email,
            role=row.role,
            role_label=row.get_role_display(),
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            appointed_by=str(row.appointed_by) if row.appointed_by else "",
        )
        for row in sorted(rows, key=lambda row: str(row.account))
    ]


def appointment(appointment_id: UUID) -> Appointment:
    """With its account and organisation. Raises NotFound."""
    found = Appointment.objects.select_related("account", "organisation").filter(id=appointment_id).first()
    if found is None:
        raise NotFound("There is no such appointment.")
    return found


def administered_without(post: Appointment, ends: date) -> bool:
    """Whether somebody else is administrator from `ends`, this one's new end, for as long as it would have lasted.

    Whoever cannot sign in does not count, nor does one whose own end comes sooner: then nobody would be left.
    """
    others = Appointment.objects.filter(role=Role.ADMINISTRATOR, account__is_active=True, starts_on__lte=ends)
    if post.ends_on is None:
        lasting = others.filter(ends_on__isnull=True)
    else:
        lasting = others.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=post.ends_on))
    return lasting.exclude(account=post.account_id).exists()


def roles_not_ended(account_id: UUID) -> list[tuple[str, str]]:
    """(role, organisation's name) of each appointment that has no end."""
    found = Appointment.objects.filter(account=account_id, ends_on__isnull=True).order_by("organisation__name", "role")
    return list(found.values_list("role", "organisation__name"))
