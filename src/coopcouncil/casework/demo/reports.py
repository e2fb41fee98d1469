"""What people of Ashmere reported over the last months: roads and land, reports of every kind, and one body whose
server is out of order, so that one sees two states side by side."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from io import BytesIO
from math import hypot
from random import Random
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction
from PIL import Image, ImageDraw

from coopcouncil.casework.actions import report_answers, report_delivery, report_keeping, reporting
from coopcouncil.casework.actions.reporting import DELIVER, Told
from coopcouncil.casework.demo.report_texts import ANSWERED, PLACES, TOLD
from coopcouncil.casework.domain.report_categories import Category, shipped_categories
from coopcouncil.casework.domain.report_places import Feature
from coopcouncil.casework.models import ReportPart, ReportPhoto
from coopcouncil.casework.queries import report_places as places
from coopcouncil.casework.queries import reports as queries
from coopcouncil.foundation import clock, outbox
from coopcouncil.foundation.actors import SYSTEM, Actor
from coopcouncil.people import public as people
from coopcouncil.places import public as areas
from coopcouncil.sharing import public as sharing
from coopcouncil.sharing.public import Handed

REPORTS = 84
OUT_OF_ORDER = "ashmere-buses"  # `sharing.demo.loader` connects it to a server that is not there
OWNERS = ("ashmere-homes", "orchard-housing", "beacon-estate-tmo", "larkhill-tenants-co-op", "ashmere-leisure-mutual")
SOURCE = "Drawn for Ashmere, the demo borough"


def load() -> None:
    """Load it once: what is sent again under the same id is there already."""
    now, draw = clock.now(), Random(311)
    report_keeping.load_places(actor=SYSTEM, features=features(), source=SOURCE)
    members = people.members()
    wards = areas.areas("ward")
    if not wards or people.council() is None:
        return
    categories = list(shipped_categories().values())
    for number in range(REPORTS):
        category = categories[number % len(categories)]
        ago = timedelta(minutes=draw.randint(20, 100 * 24 * 60))
        place = draw.choice(wards).centre
        told = _told(category, draw, (place[0] + draw.uniform(-0.004, 0.004), place[1] + draw.uniform(-0.0025, 0.0025)))
        actor = _somebody(number, members)
        _report(actor, told, number, now - ago, draw)
    _beside_each_other(now, wards[3].centre)
    _in_two_states(now)
    _photos(now)


def features() -> list[Feature]:
    """Roads that join the middles of neighbouring wards, the longest way through as a main road; and land of bodies."""
    wards = areas.areas("ward")
    made: list[Feature] = []
    spine = sorted(wards, key=lambda ward: abs(ward.centre[0] - _middle(wards)))[:7]
    spine.sort(key=lambda ward: -ward.centre[1])
    for name, chain in (("Northmoor Road", spine), ("Vale Road", _across(wards))):
        line = [list(ward.centre) for ward in chain]
        if len(line) > 1:
            made.append(Feature("road", "main", name, {"type": "LineString", "coordinates": line}))
    for ward in wards:
        near = sorted(
            (other for other in wards if other is not ward), key=lambda other: _far(ward.centre, other.centre)
        )
        for other in near[:3]:
            if ward.code < other.code:
                line = [list(ward.centre), list(other.centre)]
                name = f"{ward.name.split()[0]} to {other.name.split()[0]} Way"
                made.append(Feature("road", "local", name, {"type": "LineString", "coordinates": line}))
    for number, (name, geometry) in enumerate(places.small_areas()):
        if number % 9 == 0:
            made.append(Feature("land", OWNERS[number // 9 % len(OWNERS)], name, geometry))
    return made


def _middle(wards: Sequence[areas.AreaView]) -> float:
    return sum(ward.centre[0] for ward in wards) / max(1, len(wards))


def _across(wards: Sequence[areas.AreaView]) -> list[areas.AreaView]:
    middle = sum(ward.centre[1] for ward in wards) / max(1, len(wards))
    return sorted(sorted(wards, key=lambda ward: abs(ward.centre[1] - middle))[:5], key=lambda ward: ward.centre[0])


def _far(one: tuple[float, float], other: tuple[float, float]) -> float:
    return hypot((one[0] - other[0]) * 0.6, one[1] - other[1])


def _told(category: Category, draw: Random, position: tuple[float, float], text: str = "") -> Told:
    answers: dict[str, Any] = {}
    for item in category.asks:
        if item.values:
            key = draw.choice(item.values)[0]
            answers[item.code] = [key] if item.datatype == "multivaluelist" else key
        elif item.required:
            answers[item.code] = "Red, small"
    return Told(
        category=category.code,
        longitude=round(position[0], 6),
        latitude=round(position[1], 6),
        place=draw.choice(PLACES),
        description=text or draw.choice(TOLD.get(category.code, TOLD["other"])),
        answers=answers,
    )


def _somebody(number: int, members: Sequence[UUID]) -> Actor:
    """Half of them signed in, the rest nobody's browser."""
    if number % 2 and members:
        return Actor(kind="person", account_id=members[number % len(members)])
    return Actor(kind="anonymous", session_key=f"demo-visitor-{number}")


def _report(actor: Actor, told: Told, number: int, now: datetime, draw: Random) -> UUID | None:
    key = uuid5(NAMESPACE_URL, f"ashmere-report-{number}")
    if queries.report_sent_as(key) or (places.ward_at(told.longitude, told.latitude) is None and places.has_wards()):
        return None
    made = reporting.report(actor=actor, told=told, channel="web", sent_as=key, now=now)
    parts = queries.parts(made)
    with transaction.atomic():
        ours = [part.id for part in parts if part.organisation.code != OUT_OF_ORDER]
        outbox.call_off(DELIVER, ours, now=now)
    for part in parts:
        if part.organisation.code != OUT_OF_ORDER:
            sent = now + timedelta(minutes=1)
            report_delivery.note_attempt(part_id=part.id, handed=Handed("inbox", "sent", None, 0), now=sent)
            _answer(part, told.category, sent, draw)
    return made


def _answer(part: ReportPart, category: str, sent: datetime, draw: Random) -> None:
    """What a body did since: nothing yet, began, fixed, refused."""
    over = clock.now()
    at = sent + timedelta(hours=draw.randint(2, 60))
    steps = draw.choice([(), ("accepted",), ("accepted", "fixed"), ("accepted", "fixed"), ("refused",), ("fixed",)])
    for kind in steps:
        if at >= over:
            return
        _say(part, kind, draw.choice(ANSWERED[kind]), at)
        at += timedelta(hours=draw.randint(20, 200))


def _say(part: ReportPart, kind: str, words: str, at: datetime) -> None:
    body = Actor(kind="agency", organisation_id=part.organisation_id, scopes=frozenset({"reports"}))
    report_answers.answer(actor=body, part_id=part.id, kind=kind, words=words, now=at)


def _beside_each_other(now: datetime, centre: tuple[float, float]) -> None:
    """Three holes within a few steps of each other, so that whoever reports a fourth sees them first."""
    draw, category = Random(7), shipped_categories()["pothole"]
    for number, (east, north, text) in enumerate(
        (
            (0.0, 0.0, "A deep hole beside the drain. My bicycle wheel bent in it."),
            (0.0009, 0.0004, "The road has sunk where the pipe was laid."),
            (-0.0012, -0.0006, "Several small holes one after the other, just after the bend."),
        )
    ):
        told = _told(category, draw, (centre[0] + east, centre[1] + north), text)
        actor = Actor(kind="anonymous", session_key=f"demo-neighbour-{number}")
        key = uuid5(NAMESPACE_URL, f"ashmere-report-near-{number}")
        if queries.report_sent_as(key):
            continue
        made = reporting.report(
            actor=actor, told=told, channel="web", sent_as=key, now=now - timedelta(days=3 - number)
        )
        report = queries.report_by_id(made)
        for other in range(4 - number):
            reporting.say_too(
                actor=Actor(kind="anonymous", session_key=f"demo-too-{other}"), reference=report.reference, now=now
            )


def _in_two_states(now: datetime) -> None:
    """A broken bus shelter: one body has cleared the glass, the other one's server takes nothing. Two states."""
    category, draw = shipped_categories()["bus-stop"], Random(8)
    stop = areas.areas("ward")[0].centre
    for number, days in enumerate((6, 1)):
        key = uuid5(NAMESPACE_URL, f"ashmere-report-shelter-{number}")
        if queries.report_sent_as(key):
            continue
        told = _told(category, draw, (stop[0] + number * 0.0007, stop[1]), "Glass all over the seat and the ground.")
        at = now - timedelta(days=days)
        amara = people.account_with_email("amara@ashmere.example")
        actor = Actor(kind="person", account_id=amara) if amara else _somebody(0, ())
        made = reporting.report(actor=actor, told=told, channel="web", sent_as=key, now=at)
        for part in queries.parts(made):
            if part.organisation.code == OUT_OF_ORDER:
                _fail(part, at, until=now)
            else:
                _say(part, "fixed", "The glass is cleared and the bin is empty.", at + timedelta(hours=5))


def _fail(part: ReportPart, at: datetime, *, until: datetime) -> None:
    """What would have come of it if the worker had tried ever since: its own steps, at their own times."""
    again: datetime | None = at
    while again is not None and again < until:
        again = report_delivery.note_attempt(
            part_id=part.id, handed=Handed("webhook", "unreachable", None, 3), now=again
        )


def _photos(now: datetime) -> None:
    """Two photos: one that an officer has shown, one that waits."""
    for number, state in enumerate((ReportPhoto.State.SHOWN, ReportPhoto.State.WAITING)):
        report = queries.report_sent_as(uuid5(NAMESPACE_URL, f"ashmere-report-near-{number}"))
        if report is None or queries.photos(report.id):
            continue
        file = sharing.examine_document(_picture(), "hole.jpg")
        ReportPhoto.objects.create(
            report=report, media_type=file.media_type, content=file.content, scan=file.scan, state=state,
            given_at=report.reported_at,
        )  # fmt: skip


def _picture() -> bytes:
    """A hole in a road, drawn."""
    picture = Image.new("RGB", (640, 420), "#8a8d91")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, 640, 110), fill="#9bb38b")
    pen.rectangle((300, 120, 330, 420), fill="#e8e8e4")
    pen.ellipse((360, 220, 560, 340), fill="#3c3d40")
    pen.ellipse((390, 240, 520, 315), fill="#1f2022")
    held = BytesIO()
    picture.save(held, "JPEG")
    return held.getvalue()
