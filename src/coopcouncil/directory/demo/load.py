"""Writing the plan into the database. Ids follow from codes, so that loading twice changes nothing."""

import random
from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from coopcouncil.directory.demo import details, hidden, tables, whole
from coopcouncil.directory.demo.plan import Body, Planned, plan
from coopcouncil.directory.domain import catalogue
from coopcouncil.directory.domain.assurance import next_due
from coopcouncil.directory.models import AccessPoint, Service, ServiceArea
from coopcouncil.foundation import clock
from coopcouncil.people import public as people
from coopcouncil.places import public as places
from coopcouncil.places.public import AreaView

_NAMESPACE = UUID("8b1f6f0a-54d8-4c0e-9a4c-0f2c4a5d2010")
_SEED = 2010
_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"  # those that end a postcode


def _id(kind: str, code: str) -> UUID:
    return uuid5(_NAMESPACE, f"{kind}:{code}")


def load() -> None:
    """The services of the plan, and 70 places. What is there already stays as it is, edits included."""
    found = {item.code: item for item in people.organisations()}
    bodies = {code: Body(code, item.name, item.kind) for code, item in sorted(found.items())}
    ids = {code: item.id for code, item in found.items()}
    wards = sorted(places.areas("ward"), key=lambda ward: ward.code)
    planned = plan(catalogue.shipped_catalogue(), bodies, [(ward.code, ward.name) for ward in wards])
    ward_ids = {ward.code: ward.id for ward in wards}
    rng = random.Random(_SEED)
    today = clock.today()
    with transaction.atomic():
        services = [_service(item, ids[item.body.code], at, rng, today) for at, item in enumerate(planned)]
        council = next((item.id for item in found.values() if item.kind == "council"), None)
        for service in services:
            if service.service_type in details.OWNED and service.organisation_id != council:
                service.owner_id = council
        Service.objects.bulk_create(services, ignore_conflicts=True)
        ServiceArea.objects.bulk_create(
            [
                ServiceArea(
                    id=_id("area", f"{item.code}:{ward}"), service_id=_id("service", item.code), area_id=ward_ids[ward]
                )
                for item in planned
                for ward in item.wards
            ],
            ignore_conflicts=True,
        )
        points = _points(wards, bodies, ids, rng)
        AccessPoint.objects.bulk_create(points, ignore_conflicts=True)
        _whole(services, points, planned, found, ward_ids, today)


def _whole(
    services: list[Service],
    points: list[AccessPoint],
    planned: list[Planned],
    found: Mapping[str, Any],
    ward_ids: Mapping[str, UUID],
    today: date,
) -> None:
    """All that belongs to the services, where they are, and what is said of who provides them."""
    rows = whole.Rows()
    scene = whole.Scene(
        rows=rows, types=catalogue.shipped_catalogue(), kinds={item.id: item.kind for item in found.values()},
        places=whole.locations(rows, points, today), terms=whole.terms(rows, catalogue.shipped_catalogue()),
        wards={service.id: {ward_ids[ward] for ward in item.wards}
               for service, item in zip(services, planned, strict=True) if item.wards}, today=today,
    )  # fmt: skip
    for number, (service, item) in enumerate(zip(services, planned, strict=True)):
        whole.whole(scene, service, number, item.body.name)
    council = next((item.id for item in found.values() if item.kind == "council"), None)
    whole.bodies(rows, list(found.values()), council)
    rows.write()
    hidden.refuges(found["safe-harbour"].id, council, clock.now(), today)
    hidden.proposals(clock.now())


def _reached_by(code: str) -> str:
    for known, way in ((details.BY_PHONE, "phone"), (details.ONLINE, "online"), (details.AT_HOME, "visit")):
        if code in known:
            return way
    return "any"


def _service(item: Planned, organisation_id: UUID, at: int, rng: random.Random, today: date) -> Service:
    code, outcome = item.kind.code, tables.OUTCOME_OF.get(item.kind.code, "poverty")
    confirmed = _confirmed(item, rng, today)
    near = f"For people in {item.near} and the wards around it.\n\n" if item.near else ""
    hours = "Every day, day and night" if code in tables.ROUND_THE_CLOCK else rng.choice(tables.HOURS)
    return Service(
        id=_id("service", item.code),
        code=item.code,
        service_type=code,
        name=item.name,
        summary=item.kind.description,
        description=(
            f"{near}You can phone, write or ask at any place where people are helped. "
            "If your life has changed, tell us once: we tell this service for you."
        ),
        organisation_id=organisation_id,
        delivery_model=tables.MODELS.get(code) or tables.MODEL_OF_KIND[item.body.kind],
        scope="community" if code in tables.COMMUNITY else "both" if code in tables.BOTH else "personalised",
        outcome=outcome,
        phone=f"01632 960{300 + at:03d}",  # of the range that Ofcom keeps for fiction
        email=f"{item.kind.code.replace('_', '-')}@{item.body.code}.example",
        website=f"https://{item.body.code}.example/{item.code}",
        opening_hours=hours,
        cost=tables.COSTS.get(code, "Free"),
        also_serves=details.ALSO.get(code, []),
        reached_by=_reached_by(code),
        alert="Phone before you come: the building is being mended until spring." if at % 41 == 7 else "",
        assured_on=confirmed,
        due_on=next_due(confirmed) if confirmed else None,
    )


def _confirmed(item: Planned, rng: random.Random, today: date) -> date | None:
    """Most records are fresh; some are due, a few late or never confirmed, so that the site shows each."""
    chance = rng.random()
    if item.body.code == "larkhill-tenants-co-op":  # the cast's provider has something to do
        return today - timedelta(days=200 if item.near else 170)
    if chance < 0.03:
        return None
    if chance < 0.10:
        return today - timedelta(days=rng.randint(190, 400))
    if chance < 0.22:
        return today - timedelta(days=rng.randint(155, 175))
    return today - timedelta(days=rng.randint(3, 145))


def _points(
    wards: list[AreaView], found: dict[str, Body], ids: dict[str, UUID], rng: random.Random
) -> list[AccessPoint]:
    made: list[AccessPoint] = []
    taken: Counter[str] = Counter()
    for kind, (count, called, bodies) in tables.POINTS.items():
        for number in range(count if wards else 0):
            at = len(made)
            ward = wards[(at * 7 + number) % len(wards)]
            postcode, (longitude, latitude) = _somewhere_in(ward, wards.index(ward), taken[ward.code])
            taken[ward.code] += 1
            body = found[bodies[number % len(bodies)]]
            # A body that is called after such a place gives it its name, so that who works there knows it.
            own = body.name.endswith(called)
            code = f"{kind.replace('_', '-')}-{ward.code.lower()}-{number + 1}"
            made.append(
                AccessPoint(
                    id=_id("point", code),
                    code=code,
                    name=f"{body.name}, {ward.name}" if own else f"{ward.name} {called}",
                    kind=kind,
                    organisation_id=ids[body.code],
                    address=f"{rng.randint(1, 140)} {rng.choice(tables.STREETS)}, {ward.name}",
                    postcode=postcode,
                    longitude=longitude,
                    latitude=latitude,
                    ward_id=ward.id,
                    phone=f"01632 960{500 + at:03d}",
                    opening_hours=rng.choice(tables.HOURS),
                    step_free=rng.random() < 0.85,
                )
            )
    return made


def _somewhere_in(ward: AreaView, number: int, nth: int) -> tuple[str, tuple[float, float]]:
    """The ward's `nth` postcode, as Ashmere gives them out, and where it lies; the ward's middle if it is not known."""
    district, sector = divmod(number, 5)
    postcode = f"AM{district + 1} {sector + 1}A{_LETTERS[nth]}"
    return postcode, places.postcode_position(postcode) or ward.centre
