"""What residents of Ashmere have told: the life events, by Amara and some forty others, over the last days."""

from datetime import date, datetime, timedelta
from io import BytesIO
from random import Random
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils.timezone import localdate
from PIL import Image, ImageDraw

from coopcouncil.directory import public as directory
from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import Actor
from coopcouncil.frontdoor import actions, gateways, queries
from coopcouncil.frontdoor.domain import safe
from coopcouncil.frontdoor.domain.life_event import LifeEvent
from coopcouncil.frontdoor.domain.plan import finish, next_question
from coopcouncil.frontdoor.domain.typical import typical_answers
from coopcouncil.people import public as people
from coopcouncil.sharing import public as sharing
from coopcouncil.sharing.public import Circumstances, Need, SafeContact, kept_contact, shipped_safe_book

RESIDENTS = 40
# Her baby came a week before they moved: what was told last is what we know of her address.
AMARA_TOLD = {"birth": timedelta(days=9), "moving-home": timedelta(days=2)}
TOLD_SAFE = "domestic-abuse"
AMARA: dict[str, Any] = {
    "your_name": {"first_names": "Amara", "last_name": "Adeyemi"},
    "your_email": "amara@ashmere.example",
}
AMARAS_NEW_PHONE = "+447700900461"
TOLD_WITH_A_FILE = "at-risk-of-losing-home"
LETTER = (
    "Tidewell Homes",
    "",
    "Notice seeking possession NSP-118",
    "",
    "You owe rent. Please call us.",
    "(An example.)",
)
TOLD_FOR_HER_MOTHER = "disability-or-long-illness"


def load() -> None:
    """Tell each once, by the same key every time: a second load tells nobody anything."""
    now, today = clock.now(), clock.today()
    draw = Random(2010)
    events = [event for event in gateways.life_events().values() if not event.safe_mode]
    amara = people.account_with_email("amara@ashmere.example")
    tellers = [
        (account_id, draw.choice(events), timedelta(minutes=draw.randint(5, 60 * 24 * 3)))
        for account_id in people.members()[:RESIDENTS]
    ]
    tellers += [(amara, gateways.life_event(code), ago) for code, ago in AMARA_TOLD.items()]
    for number, (account_id, event, ago) in enumerate(tellers):
        told_on = localdate(now - ago)
        answers = _at_home_in(draw.randrange(25), typical_answers(event, today=told_on))
        answers |= _own_name(event, people.person_name(account_id))
        if account_id == amara:
            answers = _all_called(AMARA["your_name"]["last_name"], answers) | AMARA
        agreed = [notice.code for notice in event.notices if notice.by_consent and draw.random() < 0.5]
        try:
            done = finish(event, answers, today=told_on, agreed=agreed)
        except ValueError:
            done = finish(event, answers, today=told_on)
        actions.submit(
            actor=people.actor_for_account(account_id, today),
            event=event,
            done=done,
            key=f"demo-{number}",
            now=now - ago,
        )
    load_spoken()
    load_safe()
    load_file()


def load_spoken() -> None:
    """Amara told for her mother, by the power that Carys has checked: each service reads so."""
    now, today = clock.now(), clock.today()
    amara = people.actor_for_account(people.account_with_email("amara@ashmere.example"), today)
    event, held = gateways.life_event(TOLD_FOR_HER_MOTHER), people.authorities_of(amara, today)
    if not held:
        return
    spoken = queries.spoken_by(amara, event, held[0].id, today)
    known = {fact.code: spoken.known(fact) for fact in event.facts if spoken.known(fact) is not None}
    answers = {**typical_answers(event, today=today), **known}
    actions.submit(
        actor=amara,
        event=spoken.event,
        done=finish(spoken.event, answers, today=today),
        key="demo-spoken",
        now=now - timedelta(hours=5),
        spoken=spoken,
    )


def load_safe() -> None:
    """Somebody, whom no account knows, told in safe mode. Its recipients see it, and nobody else."""
    now, today = clock.now(), clock.today()
    event = gateways.life_event(TOLD_SAFE)
    answers = typical_answers(event, today=today)
    contact = safe.contact_told(event, answers)
    assert contact, "the typical case can be reached"
    told_at = now - timedelta(minutes=40)
    actions.submit(
        actor=Actor(kind="anonymous", session_key="demo-safe"),
        event=event,
        done=finish(event, answers, today=today),
        key="demo-safe",
        now=told_at,
        circumstances=Circumstances(
            safe=True,
            safe_contact=kept_contact(SafeContact(*contact)),
            needs=(Need("interpreter", "Polish"),),
            facts_until=shipped_safe_book().facts_until(told_at),
        ),
        conflicted=[people.organisation_by_code("larkhill-primary-academy").id],
    )


def load_file() -> None:
    """Bilal may lose his home, and sent a photo of the letter with it."""
    now, today = clock.now(), clock.today()
    account_id = people.account_with_email("bilal@ashmere.example")
    bilal, event = people.actor_for_account(account_id, today), gateways.life_event(TOLD_WITH_A_FILE)
    if any(row.event_code == event.code for row in sharing.submissions_of(bilal)):
        return
    held = sharing.keep_document(
        actor=bilal,
        file=sharing.examine_document(_letter(), "letter from the landlord.jpg"),
        draft_id=uuid5(NAMESPACE_URL, "demo-file"),
        fact_code="letter_photo",
        account_id=account_id,
        session_digest="",
        now=now - timedelta(hours=3),
    )
    answers = {
        **_at_home_in(6, typical_answers(event, today=today)),
        **_own_name(event, people.person_name(account_id)),
        "letter_photo": held.value(),
    }
    done = finish(event, answers, today=today)
    actions.submit(actor=bilal, event=event, done=done, key="demo-file", now=now - timedelta(hours=3))


def _letter() -> bytes:
    """A letter that nobody wrote, as a phone would take it."""
    paper, held = Image.new("RGB", (900, 1200), "#f6f3ea"), BytesIO()
    draw = ImageDraw.Draw(paper)
    for number, line in enumerate(LETTER):
        draw.text((80, 100 + 60 * number), line, fill="#222222", font_size=32)
    paper.save(held, "JPEG")
    return held.getvalue()


def load_corrections() -> None:
    """Amara has a new phone number since, and put it right in her account."""
    now, today = clock.now(), clock.today()
    amara = people.actor_for_account(people.account_with_email("amara@ashmere.example"), today)
    record = sharing.record_of(amara, "phone")
    if record is not None and not record.earlier:
        sharing.correct_record(actor=amara, record_id=record.id, value=AMARAS_NEW_PHONE, now=now - timedelta(minutes=2))


def load_designs() -> None:
    """Ines has written the next version of a life event, and Carys is to read it."""
    now, today = clock.now(), clock.today()
    code = "starting-work"
    if queries.versions_of(code):
        return
    ines = people.actor_for_account(people.account_with_email("ines@ashmere.example"), today)
    text = gateways.shipped_text(code).replace("Starting work", "Starting a job", 1)
    version = actions.write_version(actor=ines, code=code, text=text, now=now - timedelta(days=2))
    seen = queries.version(version).changed_at.isoformat()
    actions.propose(actor=ines, version_id=version, seen=seen, now=now - timedelta(days=1))


def load_ideas() -> None:
    """Amara has said that we may look for what else she could have."""
    amara = people.actor_for_account(people.account_with_email("amara@ashmere.example"), clock.today())
    people.allow_suggestions(actor=amara, allowed=True, now=clock.now())


def load_helping() -> None:
    """Dev has helped some residents at his surgery's counter and by phone; for one, Carys is asked at this moment."""
    now, today, draw = clock.now(), clock.today(), Random(77)
    dev = people.actor_for_account(people.account_with_email("dev@ashmere.example"), today)
    surgery = people.organisation_by_code("larkhill-surgery")
    places = directory.access_points(organisation_id=surgery.id)
    if surgery.id not in people.assisting_at(dev) or not places:
        return
    events = [event for event in gateways.life_events().values() if not event.safe_mode]
    for number in range(12):
        channel, agreement = ("counter", "in_person") if number < 7 else ("phone", "by_phone")
        event = draw.choice(events)
        told_at = now - timedelta(minutes=draw.randint(60, 60 * 24 * 3))
        answers = _at_home_in(draw.randrange(25), typical_answers(event, today=localdate(told_at)))
        actions.submit(
            actor=dev,
            event=event,
            done=finish(event, answers, today=localdate(told_at)),
            key=f"demo-helped-{number}",
            now=told_at,
            circumstances=Circumstances(
                channel=channel,
                assisted_by=dev.account_id,
                organisation_id=surgery.id,
                access_point_id=places[0].id if channel == "counter" else None,
                agreement=agreement,
            ),
        )
    if not queries.begun(dev, now=now):
        _ask_carys(dev, surgery.id, places[0].id, now - timedelta(minutes=3), today)


def _ask_carys(dev: Actor, surgery_id: UUID, place_id: UUID, now: datetime, today: date) -> None:
    event = gateways.life_event("moving-home")
    draft = actions.begin_helping(
        actor=dev,
        event_code=event.code,
        organisation_id=surgery_id,
        channel="counter",
        access_point_id=place_id,
        agreement="in_person",
        now=now,
    )
    answers = _at_home_in(0, typical_answers(event, today=today))
    while fact := next_question(event, queries.draft(draft, now=now).answers, today=today):
        actions.answer(actor=dev, draft_id=draft, fact_code=fact.code, raw=answers.get(fact.code), now=now, today=today)
    actions.call_for_help(
        actor=dev,
        draft_id=draft,
        service_type="council_tax",
        question="She moves in the middle of the month. Does she pay for both homes?",
        fact_code=event.facts[0].code,
        now=now,
        today=today,
    )


def _own_name(event: LifeEvent, name: str) -> dict[str, Any]:
    """The name of whoever tells, so that what they proved counts."""
    first, _space, last = name.rpartition(" ")
    value = {"first_names": first or "-", "last_name": last}
    return {fact.code: value for fact in event.facts if fact.is_tellers_name}


def _at_home_in(ward: int, answers: dict[str, Any]) -> dict[str, Any]:
    """The same answers with addresses in another ward: each of Ashmere's has a postcode that ends in 1AA to 5AA."""
    district, sector = divmod(ward, 5)
    postcode = f"AM{district + 1} {sector + 1}AA"
    moved = {code: value | {"postcode": postcode} for code, value in answers.items() if _is_address(value)}
    return answers | moved


def _all_called(last_name: str, answers: dict[str, Any]) -> dict[str, Any]:
    """The same answers about one family, so that a mother and her baby have one name."""
    return {
        code: value | {"last_name": last_name} if isinstance(value, dict) and "last_name" in value else value
        for code, value in answers.items()
    }


def _is_address(value: object) -> bool:
    return isinstance(value, dict) and "postcode" in value
