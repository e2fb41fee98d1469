"""A year of Ashmere's register: what failed, what its providers say of it, and how people got in touch."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from coopcouncil.casework.demo.cases import all_stories
from coopcouncil.casework.demo.teams import stable_id
from coopcouncil.casework.domain import register as rules
from coopcouncil.casework.domain.clocks import day_of
from coopcouncil.casework.domain.contacts import REPEATS_WITHIN, shipped_categories
from coopcouncil.casework.domain.promises import shipped_promises
from coopcouncil.casework.models import Contact, Failure
from coopcouncil.casework.queries import teams as staffing
from coopcouncil.directory import public as directory
from coopcouncil.foundation import clock
from coopcouncil.kernel.calendars import england
from coopcouncil.people import public as people
from coopcouncil.places import public as places

FAILURES, CONTACTS = 130, 700
REPLIES = (
    "Two of us were ill, and nobody took over. Now each round has a second name beside it.",
    "The letter went to an old address. We ask for the address again before each letter.",
    "The part had to be made. We say so on the first day now, with the week in which it comes.",
    "It lay in a box that nobody reads. The box is closed, and its letters come to a person.",
    "We thought that it was not ours. It was. We have put our two lists of homes together.",
)
TO_REPLY = "larkhill-tenants-co-op"  # Esi's: something waits for her
STRUCK_OUT = "The promise was kept: the answer had come by post, and was not written down here."
KINDS = (("breach", 60), ("refusal", 20), ("repeat", 20))
CHANNELS = (("phone", 45), ("web", 25), ("counter", 12), ("email", 13), ("post", 5))
AVOIDABLE = 0.4


def load() -> None:
    """Once: nothing where anybody wrote a contact down, or anything was published."""
    if Contact.objects.exists() or Failure.objects.exclude(state=Failure.State.TOLD).exists():
        return
    now, draw = clock.now(), Random(1844)
    Failure.objects.bulk_create(_failures(now, draw))
    Contact.objects.bulk_create(_contacts(now, draw))


def _failures(now: datetime, draw: Random) -> Iterator[Failure]:
    """The older ones are published, with a reply or without; the newest wait for one."""
    bodies = {body.code: body.id for body in people.organisations()}
    wards: list[UUID | None] = [area.id for area in places.areas("ward")]
    often = wards[:4] or [None]  # enough in some wards to be counted there
    promised = {promise.code: promise.title for promise in shipped_promises().for_kind("request")}
    stories = all_stories()
    stories += [story for story in stories if story["body"] == TO_REPLY] * 2
    for number in range(FAILURES):
        story = draw.choice(stories)
        at = now - timedelta(days=draw.randint(20, 360), minutes=draw.randint(0, 600))
        kind = draw.choices([code for code, _weight in KINDS], [weight for _code, weight in KINDS])[0]
        yield _failure(number, kind, story, at, bodies, draw.choice(often), draw, promised)
    for number in range(FAILURES, FAILURES + 3):
        story = next(story for story in stories if story["body"] == TO_REPLY)
        at = now - timedelta(days=number - FAILURES + 1)
        yield _failure(number, "breach", story, at, bodies, draw.choice(often), draw, promised)


def _failure(
    number: int,
    kind: str,
    story: dict[str, str],
    at: datetime,
    bodies: dict[str, UUID],
    ward_id: UUID | None,
    draw: Random,
    promised: dict[str, str],
) -> Failure:
    until = rules.reply_until(day_of(at), england())
    over = until < clock.today()
    reply = draw.choice(REPLIES) if over and draw.random() < 0.6 else ""
    replied_at = at + timedelta(days=draw.randint(2, 9)) if reply else None
    struck = over and draw.random() < 0.06
    unread = over and bool(reply) and draw.random() < 0.04
    state = Failure.State.REPLIED if unread else Failure.State.PUBLISHED if over else Failure.State.TOLD
    state = Failure.State.STRUCK_OUT if struck else state
    decided = struck or state == Failure.State.PUBLISHED
    return Failure(
        id=stable_id("failure", str(number)), kind=kind, source_id=stable_id("failure-source", str(number)),
        provider_id=bodies[story["body"]], service_type=story["about"], ward_id=ward_id,
        what=draw.choice(sorted(promised.values())) if kind == "breach" else story["title"], happened_at=at,
        reply_until=until, reply=reply, replied_at=replied_at, state=state,
        decided_at=at + timedelta(days=16) if decided else None, struck_out_because=STRUCK_OUT if struck else "",
    )  # fmt: skip


def _contacts(now: datetime, draw: Random) -> Iterator[Contact]:
    """As officers write them down: most by telephone, two of five of which people should have been spared."""
    officers = sorted(staffing.accounts_of_officers(), key=str)
    about = [story["about"] for story in all_stories()]
    points = [point.id for point in directory.access_points()][:12]
    why = list(shipped_categories())
    last: dict[str, tuple[UUID, datetime]] = {}
    moments = sorted(now - timedelta(days=draw.randint(0, 360), minutes=draw.randint(0, 600)) for _ in range(CONTACTS))
    for number, at in enumerate(moments):
        channel = draw.choices([code for code, _weight in CHANNELS], [weight for _code, weight in CHANNELS])[0]
        service_type, avoidable = draw.choice(about), draw.random() < AVOIDABLE
        before, when = last.get(service_type, (None, at))
        again = avoidable and before is not None and at - when < REPEATS_WITHIN and draw.random() < 0.5
        made = Contact(
            id=stable_id("contact", str(number)), at=at, channel=channel, service_type=service_type,
            access_point_id=draw.choice(points) if channel == "counter" and points else None,
            recorded_by_id=draw.choice(officers) if officers else None,
            value=Contact.Value.AVOIDABLE if avoidable else Contact.Value.VALUABLE,
            category=draw.choice(why) if avoidable else "", repeats_id=before if again else None,
            facts_again=draw.randint(1, 6) if avoidable and draw.random() < 0.4 else 0, minutes=draw.randint(2, 25),
        )  # fmt: skip
        last[service_type] = (made.id, at)
        yield made
