"""Two councillors with their wards, what one of them asks, a hospital that we write to, and a neighbour who helps."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from coopcouncil.casework.actions import advocating, delegating, enquiring
from coopcouncil.casework.models import Case, Enquiry, Matter, WardSeat
from coopcouncil.casework.queries import desk
from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import OPERATOR, Actor
from coopcouncil.people import public as people
from coopcouncil.places import public as places

WARDS = {"abena@ashmere.example": "Larkhill", "rafi@ashmere.example": "Saltgate"}
ASKED: tuple[dict[str, Any], ...] = (
    {
        "title": "Street lighting", "service_type": "", "basis": "agreed", "asked_how": "surgery",
        "words": "The lamps by the steps to the mill have been out since October. He has fallen once.",
        "constituent": {"name": "Joss Tarrow", "phone": "", "email": ""},
    },
    {
        "title": "Bins and recycling", "service_type": "", "basis": "elected", "asked_how": "email",
        "words": "Her bin was left four times. She asks for one day in writing on which it is emptied.",
        "constituent": {"name": "Perpetua Lyle", "phone": "", "email": ""},
    },
)  # fmt: skip
ANSWER = "The lamps are mended on Friday. Ours was the mistake: the order had gone to a firm that we no longer use."


def load() -> None:
    """Once; without officers who own cases only the wards."""
    if WardSeat.objects.exists():
        return
    now, today = clock.now(), clock.today()
    wards = {ward.name: ward.id for ward in places.areas("ward")}
    for email, name in WARDS.items():
        enquiring.give_ward(
            actor=OPERATOR, account_id=people.account_with_email(email), ward_id=wards[name],
            since=today - timedelta(days=200), now=now,
        )  # fmt: skip
    if not desk.anybody_active():
        return
    abena = _actor(people.account_with_email("abena@ashmere.example"))
    made = [
        enquiring.open_enquiry(
            actor=abena, ward_id=wards["Larkhill"], asked_on=today - timedelta(days=2), now=now, today=today, **asked
        )
        for asked in ASKED
    ]
    first = Enquiry.objects.select_related("case__owner").get(id=made[0])
    enquiring.answer_enquiry(
        actor=_actor(first.case.owner.account_id), case_id=first.case_id, words=ANSWER, now=clock.now()
    )
    _for_amara()


def _for_amara() -> None:
    """Her newest open case, where the demo has one."""
    now, today = clock.now(), clock.today()
    amara = people.account_with_email("amara@ashmere.example")
    case = Case.objects.select_related("owner").filter(person_id=amara, state="open").order_by("-opened_at").first()
    if case is None or Matter.objects.filter(case=case).exists():
        return
    owner = _actor(case.owner.account_id)
    body = {"name": "Farview Pensions Office", "email": "", "address": "1 Far Street\nElsewhere"}
    matter = advocating.take_up(
        actor=owner, case_id=case.id, organisation_id=None, body=body, track="government", agreed="phone",
        asks="Say when the pension is stopped.\nPay back what was taken.", agreed_on=today, now=now, today=today,
    )  # fmt: skip
    advocating.write_letter(
        actor=owner, matter_id=matter, to=body, document_ids=[], sent="post", up=False, now=now,
        opening="We write for somebody who waits for you. Please say what you will do, and by when.",
        what="Her father’s pension was paid after his death, and then taken from her account twice.",
    )  # fmt: skip
    delegating.appoint(
        actor=_actor(amara), name="Bilal from next door", email="bilal@ashmere.example", case_id=case.id, may="read",
        until=today + timedelta(days=90), language="en", now=now, today=today,
    )  # fmt: skip


def _actor(account_id: UUID) -> Actor:
    return people.actor_for_account(account_id, clock.today())
