"""Everything that Ashmere’s records hold besides the services themselves: rows for one bulk insert a table."""

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.db import models as django

from coopcouncil.directory import models
from coopcouncil.directory.demo import details
from coopcouncil.directory.demo.laws import laws
from coopcouncil.directory.domain.catalogue import ServiceType
from coopcouncil.directory.models import AccessPoint, Location, Service

NAMESPACE = UUID("5e1b7c1e-4a86-4d0a-9f13-0f2c4a5d2010")


_HOW = {
    "self": "Phone, or ask at any place where people are helped.",
    "gp": "Ask your GP.",
    "professional": "Ask your social worker, nurse or teacher.",
    "anyone": "Tell us whom you mean, and that they agree.",
}


@dataclass
class Rows:
    """Rows by their table, each with an id that follows from what it is, so that loading twice changes nothing."""

    made: dict[type[django.Model], list[django.Model]] = field(default_factory=lambda: defaultdict(list))

    def add(self, model: Any, key: str, **values: Any) -> Any:
        if model._meta.pk.name == "id":
            values["id"] = uuid5(NAMESPACE, f"{model.__name__}:{key}")
        row = model(**values)
        self.made[model].append(row)
        return row

    def write(self) -> None:
        """What is there already stays as it is, edits included."""
        for model, rows in self.made.items():
            manager: Any = getattr(model, "everywhere", model._default_manager)
            manager.bulk_create(rows, ignore_conflicts=True)


def hours(rows: Rows, key: str, words: str, today: date, **owner: Any) -> None:
    """The timetable that the words mean, with a closing over the holidays and, here and there, a day of training."""
    days, opens, closes = details.TIMES[words]
    always = words.endswith("day and night")
    rows.add(
        models.Schedule, key, byday=days, opens_at=time(*opens), closes_at=time(*closes), on_holidays=always,
        valid_from=date(2024, 1, 1), **owner,
    )  # fmt: skip
    if always:
        return
    first = date(today.year, 12, 24)
    rows.add(
        models.ScheduleException, f"{key}:holidays", starts_on=first, ends_on=first + timedelta(days=8),
        reason="Closed over the holidays", **owner,
    )  # fmt: skip


def locations(rows: Rows, points: Sequence[AccessPoint], today: date) -> dict[UUID, list[Location]]:
    """Each access point as a location, by its organisation."""
    found: dict[UUID, list[Location]] = defaultdict(list)
    for number, point in enumerate(points):
        made = rows.add(
            Location, point.code, organisation_id=point.organisation_id, access_point_id=point.id, name=point.name,
            address_1=point.address.split(",")[0], city="Ashmere", region="Northmoor", postcode=point.postcode,
            longitude=point.longitude, latitude=point.latitude, ward_id=point.ward_id,
            transportation=("Buses 3 and 14 stop outside." if number % 3 else "Ten minutes on foot from the station."),
        )  # fmt: skip
        hours(rows, f"place:{point.code}", point.opening_hours, today, location=made)
        found[point.organisation_id].append(made)
        features = ["step_free"] if point.step_free else []
        features += [name for at, name in enumerate(
            ("accessible_toilet", "hearing_loop", "assistance_dogs", "quiet_room", "blue_badge_parking", "lift")
        ) if (number + at * 5) % (2 + at) == 0]  # fmt: skip
        for name in features:
            rows.add(models.Accessibility, f"{point.code}:{name}", location=made, feature=name)
    return found


def terms(rows: Rows, types: Mapping[str, ServiceType]) -> dict[str, list[Any]]:
    """Our own kinds of service under their outcomes, and LGSL’s numbers; the terms of each kind of service."""
    from coopcouncil.directory.demo.tables import OUTCOME_OF

    own = rows.add(
        models.Taxonomy, "kinds", code="ashmere-kinds", name="Kinds of service in Ashmere", version="1",
        description="The kinds of service that the directory knows, under the outcome that each is there for.",
    )  # fmt: skip
    lgsl = rows.add(
        models.Taxonomy, "lgsl", code="lgsl", name="Local Government Services List", version="2024",
        description="Numbers for what councils do, by which councils compare their services.",
        uri="https://standards.esd.org.uk/?uri=list%2FenglishAndWelshServices",
    )  # fmt: skip
    above = {
        code: rows.add(models.TaxonomyTerm, f"outcome:{code}", taxonomy=own, code=f"outcome-{code}", name=str(label))
        for code, label in Service.Outcome.choices
    }
    found: dict[str, list[Any]] = {}
    for code, kind in types.items():
        mine = rows.add(
            models.TaxonomyTerm, f"kind:{code}", taxonomy=own, code=code, name=kind.name, description=kind.description,
            parent=above[OUTCOME_OF.get(code, "poverty")],
        )  # fmt: skip
        found[code] = [mine]
        if kind.local:
            found[code].append(
                rows.add(
                    models.TaxonomyTerm, f"lgsl:{kind.local}", taxonomy=lgsl, code=str(kind.local), name=kind.name,
                    description=kind.description,
                    term_uri=f"https://standards.esd.org.uk/?uri=service%2F{kind.local}",
                )
            )  # fmt: skip
    return found


@dataclass(frozen=True)
class Scene:
    """What the rows of a service are made from."""

    rows: Rows
    types: Mapping[str, ServiceType]
    kinds: Mapping[UUID, str]  # of organisations
    places: Mapping[UUID, list[Location]]
    terms: Mapping[str, list[Any]]
    wards: Mapping[UUID, set[UUID]]  # of services
    today: date
    tables: dict[str, Any] = field(
        default_factory=lambda: {
            "whom": details.of_last_cell(details.FOR_WHOM), "prices": details.by_kind(details.PRICES),
            "routes": details.of_last_cell(details.ROUTES), "capacity": details.by_kind(details.CAPACITY),
            "before": details.by_kind(details.BEFORE), "scopes": details.by_kind(details.SCOPES), "laws": laws(),
        }
    )  # fmt: skip


def whole(scene: Scene, service: Service, number: int, provider: str) -> None:
    """All that belongs to one service."""
    rng = random.Random(f"{service.code}:2010")
    _where(scene, service)
    _reaching(scene, service, number, rng)
    _for_whom(scene, service, rng)
    _run(scene, service, provider, rng)
    rows, kind = scene.rows, service.service_type
    for term in scene.terms.get(kind, ()):
        rows.add(models.Attribute, f"{service.code}:{term.id}", service=service, term=term, link_type="type")
    sector = scene.types[kind].sector
    rows.add(models.Funding, service.code, service=service, source=details.FUNDING[sector])
    for way, words in details.WAYS[service.delivery_model]:
        rows.add(models.Participation, f"{service.code}:{way}", service=service, way=way, words=words,
                 url=f"https://{service.code}.example/take-part" if way != "say" else "")  # fmt: skip


def _where(scene: Scene, service: Service) -> None:
    """At its organisation’s places, those of its wards first; with none, nowhere but by phone, online or at home."""
    if service.reached_by != Service.ReachedBy.ANY:
        return
    wards = scene.wards.get(service.id, set())
    places = sorted(scene.places.get(service.organisation_id, ()), key=lambda place: place.ward_id not in wards)
    near = [place for place in places if not wards or place.ward_id in wards] or places
    for place in near[:3]:
        scene.rows.add(
            models.ServiceAtLocation, f"{service.code}:{place.id}", service_id=service.id, location_id=place.id
        )  # fmt: skip


def _reaching(scene: Scene, service: Service, number: int, rng: random.Random) -> None:
    rows, code = scene.rows, service.code
    hours(rows, code, service.opening_hours, scene.today, service=service)
    contact = rows.add(models.Contact, code, service=service, title="Enquiries", email=service.email)
    phone = rows.add(models.Phone, code, contact=contact, number=service.phone)
    spoken = rng.sample(details.LANGUAGES, k=rng.choice((0, 0, 1, 2, 3)))
    for language in spoken:
        note = "Tell us a week before." if language == "bfi" else "Ask for an interpreter when you phone."
        rows.add(models.Language, f"{code}:{language}", service=service, code=language, note=note)
    if number % 9 == 0:
        rows.add(models.Language, f"{code}:phone:pl", phone=phone, code="pl")
    for by in scene.tables["routes"].get(service.service_type, ["self"])[0].split():
        how = _HOW[by]
        rows.add(models.ReferralRoute, f"{code}:{by}", service=service, by=by, how=how)


def _for_whom(scene: Scene, service: Service, rng: random.Random) -> None:
    rows, code, kind = scene.rows, service.code, service.service_type
    audiences, low, high = scene.tables["whom"].get(kind, ["everyone", "", ""])
    rows.add(
        models.Eligibility, code, service=service, audiences=audiences.split(","),
        minimum_age=int(low) if low else None, maximum_age=int(high) if high else None,
    )  # fmt: skip
    prices = scene.tables["prices"].get(kind)
    for number, (option, pence, per) in enumerate(prices or ()):
        rows.add(models.CostOption, f"{code}:{number}", service=service, option=option, amount_pence=int(pence),
                 amount_description=per, valid_from=date(2026, 4, 1))  # fmt: skip
    if not prices:
        free = service.cost == "Free"
        rows.add(models.CostOption, code, service=service, amount_pence=0 if free else None,
                 amount_description="" if free else service.cost)  # fmt: skip
    for days, places, free_places in scene.tables["capacity"].get(kind, ()):
        rows.add(
            models.Capacity, code, service=service, places=int(places) if places else None,
            free_places=int(free_places) if free_places else None, waiting_days=int(days) if days else None,
            as_of=scene.today - timedelta(days=rng.randint(1, 40)),
        )  # fmt: skip


def _run(scene: Scene, service: Service, provider: str, rng: random.Random) -> None:
    """How it is and was run, who decided on its scope, and the law behind it."""
    rows, code, kind = scene.rows, service.code, service.service_type
    since, reason = date(2010 + rng.randint(0, 8), 4, 1), ""
    for model, who, until, why in scene.tables["before"].get(kind, ()):
        if model != service.delivery_model:
            since, reason = date.fromisoformat(until), why
            rows.add(models.DeliveryModelSpell, f"{code}:before", service=service, delivery_model=model, provider=who,
                     ends_on=since, starts_on=date(1998, 4, 1))  # fmt: skip
    rows.add(models.DeliveryModelSpell, code, service=service, delivery_model=service.delivery_model,
             provider=provider, starts_on=since, reason=reason)  # fmt: skip
    for who, day, why in scene.tables["scopes"].get(kind, ()):
        decided = date.fromisoformat(day)
        rows.add(models.ScopeDecision, code, service=service, scope=service.scope, decided_by=who, decided_on=decided,
                 reason=why, review_on=decided.replace(year=decided.year + 2))  # fmt: skip
    for law in scene.tables["laws"].get(kind, ()):
        rows.add(models.StatutoryBasis, f"{code}:{law['instrument']}:{law['section']}", service=service, **law)


def bodies(rows: Rows, organisations: Sequence[Any], council_id: UUID | None) -> None:
    """What the directory says of each organisation, beside what everybody knows of it."""
    for number, body in enumerate(organisations):
        rows.add(
            models.OrganisationDetail, body.code, organisation_id=body.id,
            description=f"{body.summary} You find it in the directory of Ashmere, with all that it answers for.",
            legal_status=details.LEGAL[body.kind], year_incorporated=1948 + (number * 7) % 70,
            parent_id=council_id if body.kind == "almo" else None,
        )  # fmt: skip
        if body.kind in {"charity", "company", "co_operative", "mutual"}:
            rows.add(models.OrganisationIdentifier, body.code, organisation_id=body.id,
                     kind="Ashmere register", identifier=f"ASH-{1000 + number}")  # fmt: skip
