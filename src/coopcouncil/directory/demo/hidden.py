"""Ashmere’s two refuges, whose places nobody is told, and what waits for the council."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from coopcouncil.directory import models
from coopcouncil.directory.demo.whole import NAMESPACE
from coopcouncil.directory.domain.assurance import next_due
from coopcouncil.directory.models import ConfidentialPlace, Location, Service
from coopcouncil.people import public as people

# Made up, like all of Ashmere; what is sealed here is shown to whom the grant names.
REFUGES = (
    ("refuge-for-women-and-children", "Refuge for women and children", "women,children,abuse", 12, 1, "01632 960901",
     {"name": "The larger house", "address_1": "44 Sealed Row", "city": "Ashmere", "postcode": "AM9 9ZZ"}),
    ("refuge-for-men", "Refuge for men", "men,abuse", 6, 2, "01632 960902",
     {"name": "The smaller house", "address_1": "2 Sealed Yard", "city": "Ashmere", "postcode": "AM9 9ZY"}),
)  # fmt: skip


def refuges(organisation_id: UUID, owner_id: UUID | None, now: datetime, today: date) -> None:
    """Two services at confidential locations; what is there already stays."""
    for number, (code, name, audiences, places, free, phone, held) in enumerate(REFUGES):
        if Service.objects.filter(code=code).exists():
            continue
        confirmed = today - timedelta(days=20)
        service = Service.objects.create(
            id=uuid5(NAMESPACE, f"service:{code}"), code=code, service_type="domestic_abuse_support", name=name,
            summary="A safe place to live for a while, with people who understand.",
            description="Phone at any hour. Nobody is told where it is, and nobody is told that you asked.",
            organisation_id=organisation_id, owner_id=owner_id, delivery_model="third_sector", scope="personalised",
            outcome="communities", also_serves=["homes", "health"], phone=phone, email="refuge@safe-harbour.example",
            website="https://safe-harbour.example/refuge", opening_hours="Every day, day and night", cost="Free",
            assured_on=confirmed, due_on=next_due(confirmed),
        )  # fmt: skip
        own: dict[str, Any] = {"service": service}
        models.Schedule.objects.create(
            **own, byday="MO,TU,WE,TH,FR,SA,SU", opens_at="00:00", closes_at="00:00", on_holidays=True
        )
        models.Eligibility.objects.create(
            **own, audiences=audiences.split(","), minimum_age=None if number == 0 else 18
        )
        models.Capacity.objects.create(**own, places=places, free_places=free, waiting_days=0, as_of=today)
        models.CostOption.objects.create(**own, amount_pence=0)
        models.ReferralRoute.objects.create(**own, by="anyone", how="Phone; we ask them first whether they are safe.")
        place = Location.everywhere.create(
            id=uuid5(NAMESPACE, f"location:{code}"), organisation_id=organisation_id, confidential=True
        )
        ConfidentialPlace.objects.create(location=place, held=held, changed_at=now)
        models.ServiceAtLocation.objects.create(id=uuid5(NAMESPACE, f"at:{code}"), **own, location=place)


# What providers would change: service | part | value | why.
PROPOSED = (
    ("tenant-managed-homes", "cost", "Tenants pay rent, and £1 a year to be a member.",
     "The general meeting decided on a fee for members."),
    ("new-neighbours", "name", "New neighbours of Larkhill", "People look for it under the name of the estate."),
    ("tenant-managed-homes", "outcome", "communities", "It is as much about living together as about homes."),
)  # fmt: skip


def proposals(now: datetime) -> None:
    """A few changes that wait for the council, where the manager of the co-operative has an account."""
    manager = people.account_with_email("esi@ashmere.example")
    for number, (code, name, value, why) in enumerate(PROPOSED):
        service = Service.objects.filter(code=code).first()
        if service is None or manager is None:
            continue
        models.ProposedChange.objects.get_or_create(
            id=uuid5(NAMESPACE, f"proposed:{code}:{name}"),
            defaults={
                "service": service, "before": {name: getattr(service, name)}, "after": {name: value}, "reason": why,
                "proposed_by_id": manager, "proposed_for_id": service.organisation_id,
                "proposed_at": now - timedelta(days=2 + number * 3),
            },
        )  # fmt: skip
