"""The history of how a service is run, and of whether it is for a person or for an area."""

from datetime import date

from coopcouncil.directory.models import DeliveryModelSpell, ScopeDecision, Service
from coopcouncil.foundation.actors import Actor
from coopcouncil.kernel.calendars import add_months
from coopcouncil.kernel.errors import BadInput
from coopcouncil.people import public as people

MONTHS_TO_REVIEW = 24


def begin(service: Service, *, since: date) -> None:
    """The first spell of a new service."""
    DeliveryModelSpell.objects.create(
        service=service, delivery_model=service.delivery_model, starts_on=since,
        provider=people.organisation(service.organisation_id).name,
    )  # fmt: skip


def change(service: Service, *, was: str, since: date, reason: str) -> None:
    """End the spell that goes on, and begin the next. Raises BadInput where that one began no earlier."""
    going_on = DeliveryModelSpell.objects.filter(service=service, ends_on__isnull=True).first()
    if going_on is None:  # how it was run is known, since when is not
        going_on = DeliveryModelSpell(service=service, delivery_model=was)
    elif going_on.starts_on == since:  # put right on the same day
        going_on.delivery_model, going_on.reason = service.delivery_model, reason
        going_on.save(update_fields=["delivery_model", "reason"])
        return
    elif going_on.starts_on and going_on.starts_on > since:
        raise BadInput(
            f"It has been run as it is since {going_on.starts_on:%d %B %Y}; a change comes after that.",
            place="delivery_model",
        )
    going_on.ends_on = since
    going_on.save()
    DeliveryModelSpell.objects.create(
        service=service, delivery_model=service.delivery_model, starts_on=since, reason=reason,
        provider=people.organisation(service.organisation_id).name,
    )  # fmt: skip


def change_hands(service: Service, *, was: str, since: date, reason: str) -> None:
    """The same where another body runs it from now on: nothing that was planned for later keeps it from being so."""
    going_on = DeliveryModelSpell.objects.filter(service=service, ends_on__isnull=True).first()
    if going_on is None or going_on.starts_on is None or going_on.starts_on < since:
        change(service, was=was, since=since, reason=reason)
        return
    going_on.starts_on, going_on.reason, going_on.delivery_model = since, reason, service.delivery_model
    going_on.provider = people.organisation(service.organisation_id).name
    going_on.save(update_fields=["starts_on", "reason", "delivery_model", "provider"])


def decide_scope(actor: Actor, service: Service, *, reason: str, today: date) -> None:
    """Write down who decided that it is for a person, for an area or both; it is looked at again in two years."""
    bodies = sorted({held.organisation_name for held in actor.roles if held.organisation_name})
    ScopeDecision.objects.update_or_create(
        service=service, decided_on=today,
        defaults={
            "scope": service.scope,
            "decided_by": bodies[0] if bodies else "The council",
            "reason": reason or "It was changed with the record.",
            "review_on": add_months(today, MONTHS_TO_REVIEW),
        },
    )  # fmt: skip
