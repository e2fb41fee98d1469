"""One object of every kind that a route names, Amara's or her surgery's, and a body for every form."""

import json
import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.test import Client

from coopcouncil.directory import demo as directory_demo
from coopcouncil.directory import public as directory
from coopcouncil.directory.models import AccessPoint, Service
from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.models import Session
from coopcouncil.frontdoor import actions as frontdoor
from coopcouncil.frontdoor import gateways
from coopcouncil.frontdoor.api.examples import DEATH, HELP
from coopcouncil.frontdoor.domain import facts
from coopcouncil.frontdoor.domain.plan import finish
from coopcouncil.frontdoor.domain.typical import typical_answers
from coopcouncil.frontdoor.models import Draft, EventVersion
from coopcouncil.people import demo as people_demo
from coopcouncil.people.models import (
    Account,
    Appointment,
    Authority,
    Grant,
    IdentityProof,
    LinkReview,
    Membership,
    RecordLink,
)
from coopcouncil.people.public import actor_for_account, organisation_by_code
from coopcouncil.places import demo as places_demo
from coopcouncil.places.models import Area, Postcode
from coopcouncil.sharing import actions as sharing
from coopcouncil.sharing import gateways as sharing_gateways
from coopcouncil.sharing.actions.objecting import object_to
from coopcouncil.sharing.domain.circumstances import Circumstances
from coopcouncil.sharing.domain.scopes import SCOPES
from coopcouncil.sharing.domain.slices import Fact, NoticeDraft
from coopcouncil.sharing.models import (
    Agreement,
    Answer,
    Batch,
    BatchItem,
    Consent,
    DataRequest,
    Decision,
    Delivery,
    Hold,
    ImpactAssessment,
    Message,
    Notice,
    Opening,
    RecordedFact,
    ReviewItem,
    Submission,
    Withholding,
)
from tests.support.files import picture

# What only Amara, and the services that she told, may read; no other word of the borough is one of these.
CANARIES = ["Thessaly", "Wrenfield", "Zennor Steps", "ASH/2031/07781", "900733", "Bittern", "heron-letter"]
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>|\{(?:\w+:)?(\w+)\}")


@dataclass
class Objects:
    """What the addresses and bodies are filled in with. `by_route` goes before `common`."""

    key: str
    common: dict[str, str]
    by_route: dict[str, dict[str, str]] = field(default_factory=dict)
    bodies: dict[str, dict[str, Any]] = field(default_factory=dict)

    def address(self, route: str) -> str:
        held = {**self.common, **self.by_route.get(route, {})}
        return PARAMETER.sub(lambda match: held[match[1] or match[2]], route)

    def body(self, route: str) -> Any:
        body = self.bodies.get(route, {})
        return json.dumps(body) if route.startswith("api/") else body


def build(cast: Any) -> Objects:
    """Amara has a draft, a submission, a membership; Dev's surgery a notice, a key, a service, an access point."""
    now, today = clock.now(), clock.today()
    surgery = organisation_by_code("larkhill-surgery")
    for context in (people_demo, places_demo, directory_demo):
        context.load()
    area = Area.objects.get(kind="ward", code="ASH-W01")
    service = Service.objects.filter(organisation_id=surgery.id).order_by("code")[0]
    point = AccessPoint.objects.filter(organisation_id=surgery.id).order_by("code")[0]
    event = gateways.life_event("death")
    first = min(event.facts, key=lambda fact: (fact.order, fact.code))
    draft = frontdoor.start(actor=cast.amara.actor, event_code="death", now=now)
    submission, notice = _told(cast, surgery.id, now)
    membership = Membership.objects.filter(account_id=cast.amara.account_id).first() or Membership.objects.create(
        account_id=cast.amara.account_id, ground="lives", declared_at=now
    )
    sharing.connect(actor=cast.jo.actor, organisation_id=surgery.id, route="inbox", url="", email="", now=now)
    key = sharing.make_key(
        actor=cast.jo.actor, organisation_id=surgery.id, name="practice system", scopes=SCOPES, now=now
    )
    begun, reference = _told_by_software(surgery.id)
    delivery = Delivery.objects.get(notice_id=notice)
    version = _proposed(cast, now)
    file = file_told(cast.amara, surgery.id, now, draft=(draft, first.code))
    message, decision = _written(cast, submission, notice, now)
    consent = _agreed(cast, surgery.id, now)
    other = Notice.objects.filter(submission_id=submission, basis="public_task").exclude(id=notice).order_by("code")[0]
    objection = object_to(actor=cast.amara.actor, notice_id=other.id, grounds="I know somebody there.", now=now)
    helped = officer_helped(cast.dev, cast.esi, surgery.id, point.id)
    asked = data_requests(cast)
    joined, review = two_records(cast, now)
    browser = Client()
    browser.force_login(Account.objects.get(id=cast.amara.account_id), backend=settings.AUTHENTICATION_BACKENDS[0])
    proposal = _held_in_another_way(surgery.id, notice, now)
    common = {
        "session_id": str(Session.objects.get(session_key=browser.session.session_key).id),
        "consent_id": str(consent),
        "objection_id": str(objection),
        "agreement_id": str(Agreement.objects.get(organisation_id=surgery.id).id),
        "assessment_id": str(ImpactAssessment.objects.get(code="tests").id),
        "message_id": str(message),
        "decision_id": str(decision),
        "draft_id": str(draft),
        "fact_code": first.code,
        "submission_id": str(submission),
        "notice_id": str(notice),
        "delivery_id": str(delivery.id),
        "organisation_id": str(surgery.id),
        "membership_id": str(membership.id),
        "proof_id": str(IdentityProof.objects.get(account_id=cast.amara.account_id).id),
        "account_id": str(cast.amara.account_id),
        "authority_id": str(Authority.objects.get(holder_id=cast.amara.account_id).id),
        "appointment_id": str(Appointment.objects.get(account_id=cast.dev.account_id).id),
        "key_id": str(key.id),
        "version_id": str(version),
        "link_id": joined,
        "review_id": review,
        "other_id": str(cast.bilal.account_id),
        "grant_id": str(Grant.objects.get(organisation_id=surgery.id).id),
        "help_id": helped["asked"],
        "request_id": asked["complaint"],
        "number": "1",
        "opening_id": asked["opening"],
        "withholding_id": asked["kept"],
        "hold_id": asked["hold"],
        "proposal_id": str(proposal),
        "batch_id": str(_in_files(surgery.id, delivery, now)),
        "name": "manifest.json",
        "verb": "send-back",
        "kind": area.kind,
        "code": "",
        "pk": "1",
        "key": "0-none",
        "token": "made-up",
        "record_id": str(
            RecordedFact.objects.filter(account_id=cast.amara.account_id, code="name").latest("recorded_at").id
        ),
        "uidb36": "0",
    }
    value = typical_answers(event, today=today)[first.code]
    return Objects(
        key.key,
        common,
        by_route={
            "life-events/<slug:code>/": {"code": "death"},
            "life-events/<slug:code>/safely/": {"code": "death"},
            "admin-desk/organisations/<slug:code>/help/": {"code": surgery.code},
            "tell-us/<uuid:draft_id>/help/": {"draft_id": helped["mine"]},
            "tell-us/<uuid:draft_id>/help/<uuid:help_id>/back/": {"draft_id": helped["mine"]},
            "desk/help/<uuid:draft_id>/account/": {"draft_id": helped["mine"]},
            "desk/help/<uuid:draft_id>/take-over/": {"draft_id": helped["colleagues"]},
            "desk/help/sent/<uuid:submission_id>/": {"submission_id": helped["sent"]},
            "desk/help/sent/<uuid:submission_id>/slip/": {"submission_id": helped["sent"]},
            "design/<slug:code>/": {"code": "death"},
            "account/data/<uuid:request_id>/file/": {"request_id": asked["released"]},
            "data-requests/<uuid:request_id>/items/": {"request_id": asked["review"]},
            "data-requests/<uuid:request_id>/items/<int:number>/": {"request_id": asked["review"]},
            "data-requests/<uuid:request_id>/<slug:verb>/": {"verb": "acknowledge"},
            "design/versions/<uuid:version_id>/try/<str:fact_code>/": {"fact_code": "your_name"},
            "notices/<uuid:submission_id>/change/<str:fact_code>/": {"fact_code": "died_on"},
            "inbox/<uuid:notice_id>/propose/<str:fact_code>/": {"fact_code": "person_who_died"},
            "inbox/<uuid:notice_id>/documents/<uuid:document_id>/": file,
            "notices/<uuid:submission_id>/documents/<uuid:document_id>/": file,
            "api/v1/notices/{uuidstr:notice_id}/documents/{uuidstr:document_id}": file,
            "services/<slug:code>/": {"code": service.code},
            "services/<slug:code>/edit/": {"code": service.code},
            "services/<slug:code>/assure/": {"code": service.code},
            "organisations/<slug:code>/": {"code": surgery.code},
            "access-points/<slug:code>/": {"code": point.code},
            "places/<str:kind>/<str:code>/": {"code": area.code},
            "admin-desk/organisations/<slug:code>/": {"code": surgery.code},
            "admin-desk/organisations/<slug:code>/appoint/": {"code": surgery.code},
            "api/v1/life-events/{code}": {"code": "death"},
            "api/v1/submissions/{reference}": {"reference": reference},
            "api/v1/drafts/{uuidstr:draft_id}": {"draft_id": begun},
            "api/v1/drafts/{uuidstr:draft_id}/send": {"draft_id": begun},
            "api/v1/life-events/{code}/plan": {"code": "death"},
        },
        bodies={
            "tell-us/<uuid:draft_id>/help/": {"service": "gp_record", "question": "Which form?", "at": ""},
            "account/data/": {"kind": "complaint", "words": "Too many letters."},
            "account/data/<uuid:request_id>/": {"do": "withdraw"},
            "data-requests/new/": {
                "who": "bilal@ashmere.example",
                "kind": "access",
                "via": "letter",
                "received_on-day": today.day,
                "received_on-month": today.month,
                "received_on-year": today.year,
            },
            "data-requests/<uuid:request_id>/<slug:verb>/": {"words": "We have it."},
            "in-need/": {
                "who": "bilal@ashmere.example",
                "why": "life",
                "reason": "He lies in the street, unconscious.",
            },
            "openings/<uuid:opening_id>/": {"verdict": "right", "finding": "The ambulance needed it."},
            "withheld/": {
                "who": "bilal@ashmere.example",
                "organisation": str(surgery.id),
                "since-day": today.day,
                "since-month": today.month,
                "since-year": today.year,
                "until-day": today.day,
                "until-month": today.month,
                "until-year": today.year,
                "exemption": "crime",
                "reason": "The police asked.",
            },
            "withheld/<uuid:withholding_id>/": {"do": "approve"},
            "holds/": {
                "who": "bilal@ashmere.example",
                "until-day": today.day,
                "until-month": today.month,
                "until-year": today.year,
                "reason": "A claim.",
            },
            "holds/<uuid:hold_id>/": {"reason": "It is settled."},
            "data-requests/<uuid:request_id>/items/<int:number>/": {"decision": "disclose"},
            "inbox/asked/<uuid:help_id>/": {"answer": "The blue one."},
            "desk/help/begin/": {
                "event": "death",
                "organisation": str(surgery.id),
                "channel": "counter",
                "access_point": str(point.id),
                "agreement": "in_person",
            },
            "desk/help/<uuid:draft_id>/account/": {"email": "amara@ashmere.example", "code": "2222-2222-2222"},
            "design/new/": {"code": "new-library-card", "title": "You need a library card"},
            "design/versions/<uuid:version_id>/approve/": {
                "seen": _seen(version),
                "release_on-day": today.day,
                "release_on-month": today.month,
                "release_on-year": today.year,
            },
            "design/versions/<uuid:version_id>/<slug:verb>/": {"seen": _seen(version)},
            "tell-us/<uuid:draft_id>/question/<str:fact_code>/": facts.fill(first, value),
            "account/contact/": {"contact_by": "none"},
            "notices/<uuid:submission_id>/take-back/": {"because": "mistake"},
            "notices/<uuid:submission_id>/change/<str:fact_code>/": {"day": "3", "month": "11", "year": "2026"},
            "demo/sign-in/": {"who": "amara"},
            "account/identity/letter/": {"line1": "4 Mill Lane", "town": "Ashmere", "postcode": "AM1 1AA"},
            "account/identity/code/": {"code": "2222-2222"},
            "account/speaking-for/claim/": {
                "kind": "agreed",
                "first_names": "Sam",
                "last_name": "Poe",
                "born_on-day": "1",
                "born_on-month": "2",
                "born_on-year": "1950",
                "evidence_kind": "own_word",
            },
            "account/speaking-for/<uuid:authority_id>/end/": {"reason": "It is over."},
            "desk/people/": {"why": "with_me", "name": "Amara Adeyemi"},
            "desk/records/<uuid:account_id>/<uuid:other_id>/": {"grounds": ["documents", "asked_alone"]},
            "desk/records/reviews/<uuid:review_id>/": {"do": "agree"},
            "desk/identity/": {"who": "amara@ashmere.example"},
            "desk/identity/<uuid:account_id>/": {
                "organisation": str(surgery.id),
                "documents": ["passport"],
                "checks": ["security_features", "face_compared"],
                "name": "Amara Adeyemi",
                "born_on-day": "1",
                "born_on-month": "6",
                "born_on-year": "1980",
            },
            "inbox/<uuid:notice_id>/answer/": {"answer": "accepted", "reason": ""},
            "inbox/<uuid:notice_id>/propose/<str:fact_code>/": {
                "first_names": "Ada",
                "last_name": "Byron",
                "day": "27",
                "month": "3",
                "year": "1941",
                "words": "",
                "proposal_id": str(uuid4()),
            },
            "account/known/asked/<uuid:proposal_id>/": {"which": "mine"},
            "api/v1/notices/{uuidstr:notice_id}/proposals": {
                "id": "two",
                "code": "person_who_died",
                "value": {"first_names": "Ada", "last_name": "Byron", "date_of_birth": "1941-03-27"},
            },
            "api/v1/life-events/{code}/plan": {"answers": {}},
            "api/v1/submissions": {"life_event": "death", "answers": DEATH, "help": HELP},
            "api/v1/drafts": {"life_event": "death"},
            "api/v1/drafts/{uuidstr:draft_id}": {"answers": {"lived_alone": True}},
            "api/v1/notices/{uuidstr:notice_id}/answers": {"id": "one", "answer": "accepted", "reason": ""},
        },
    )


def officer_helped(officer: Any, colleague: Any, organisation_id: UUID, point_id: UUID | None) -> dict[str, str]:
    """What an officer writes down for somebody, what a colleague does, and what the officer has sent for somebody."""
    now, today = clock.now(), clock.today()
    dev = actor_for_account(officer.account_id, today)
    mine, colleagues = (
        frontdoor.begin_helping(
            actor=dev,
            event_code="death",
            organisation_id=organisation_id,
            channel="counter",
            access_point_id=point_id,
            agreement="in_person",
            now=now,
        )
        for _ in range(2)
    )
    Draft.objects.filter(id=colleagues).update(assisted_by=colleague.account_id)
    event = gateways.life_event("death")
    sent = frontdoor.submit(
        actor=dev,
        event=event,
        done=finish(event, typical_answers(event, today=today), today=today),
        key=f"helped {officer.account_id}",
        now=now,
        circumstances=Circumstances(
            channel="counter",
            assisted_by=officer.account_id,
            organisation_id=organisation_id,
            access_point_id=point_id,
            agreement="in_person",
        ),
    )
    asked = sharing.ask_help(
        actor=dev,
        draft_id=mine,
        event_title=event.title,
        about="",
        service_type="gp_record",
        organisation_id=organisation_id,
        asking_organisation_id=organisation_id,
        access_point_id=point_id,
        channel="counter",
        question="Which form is it?",
        facts=(),
        fact_codes=(),
        now=now,
    )
    return {"mine": str(mine), "colleagues": str(colleagues), "sent": str(sent.id), "asked": str(asked)}


def two_records(cast: Any, now: Any) -> tuple[str, str]:
    """Amara's record is joined with another of hers: the link, and the proposal that was agreed to."""
    other = Account.objects.create_user("amara.once@ashmere.example", name="Amara Adeyemi").id
    first, second = sorted((cast.amara.account_id, other))
    link = RecordLink.objects.create(first_id=first, second_id=second, linked_at=now)
    review = LinkReview.objects.create(
        link=link,
        kind="link",
        grounds=["documents", "asked_alone"],
        asked_by_id=cast.dev.account_id,
        asked_at=now,
        decided_by_id=cast.carys.account_id,
        decided_at=now,
        accepted=True,
    )
    return str(link.id), str(review.id)


def data_requests(cast: Any) -> dict[str, str]:
    """What Amara asked about her data: a complaint, a copy that is being looked through, one that she can download."""
    common = {"account_id": cast.amara.account_id, "asked_by_id": cast.amara.account_id, "via": "account"}
    today = clock.today()
    complaint = DataRequest.objects.create(kind="complaint", words="Too many.", received_on=today, **common)
    review = DataRequest.objects.create(kind="access", state="review", received_on=today, **common)
    ReviewItem.objects.create(request=review, number=1, section="known", path=["known", 0], value={"what": "name"})
    released = DataRequest.objects.create(
        kind="access",
        state="released",
        received_on=today,
        released_by_id=cast.jo.account_id,
        package=b"PK",
        package_until=clock.now() + timedelta(days=1),
        **common,
    )
    opening = Opening.objects.create(
        opened_by_id=cast.carys.account_id,
        role="case_owner",
        organisation_id=organisation_by_code("ashmere-council").id,
        account_id=cast.amara.account_id,
        why="life",
        reason="The ambulance asks for her date of birth.",
        opened_at=clock.now(),
        until=clock.now() + timedelta(hours=1),
    )
    kept = Withholding.objects.create(
        account_id=cast.amara.account_id,
        organisation_id=opening.organisation_id,
        since=today,
        until=today,
        exemption="crime",
        reason="The police asked.",
        proposed_by_id=cast.carys.account_id,
        proposed_at=clock.now(),
    )
    hold = Hold.objects.create(
        account_id=cast.amara.account_id,
        reason="A claim about her tenancy.",
        set_by_id=cast.carys.account_id,
        set_on=today,
        until=today,
    )
    found = {
        "hold": hold,
        "complaint": complaint,
        "review": review,
        "released": released,
        "opening": opening,
        "kept": kept,
    }
    return {name: str(row.id) for name, row in found.items()}


def _in_files(organisation_id: UUID, delivery: Delivery, now: Any) -> UUID:
    """The surgery's notice in a set of files, from when it took files."""
    batch = Batch.objects.create(organisation_id=organisation_id, made_at=now, notices=1)
    BatchItem.objects.create(batch=batch, delivery=delivery, place=1)
    return batch.id


def _held_in_another_way(organisation_id: UUID, notice_id: UUID, now: Any) -> UUID:
    """The surgery holds another day of the death than Amara told."""
    return sharing.propose(
        actor=Actor(kind="agency", organisation_id=organisation_id, scopes=frozenset(SCOPES)),
        notice_id=notice_id,
        proposal_id="held",
        code="died_on",
        value="2026-11-03",
        words="",
        now=now,
    ).id


def _proposed(cast: Any, now: Any) -> UUID:
    """A version of a life event that Ines wrote and Carys is to read."""
    version = frontdoor.write_version(
        actor=cast.ines.actor, code="starting-work", text=gateways.shipped_text("starting-work"), now=now
    )
    frontdoor.propose(actor=cast.ines.actor, version_id=version, seen=_seen(version), now=now)
    return version


def _seen(version: UUID) -> str:
    return EventVersion.objects.get(id=version).changed_at.isoformat()


def _told(cast: Any, organisation_id: UUID, now: Any) -> tuple[UUID, UUID]:
    """Amara tells of a death; the surgery's notice is the one that others try to open."""
    event = gateways.life_event("death")
    today = clock.today()
    answers = typical_answers(event, today=today)
    answers |= {
        "person_who_died": answers["person_who_died"] | {"first_names": CANARIES[0], "last_name": CANARIES[1]},
        "last_address": answers["last_address"]
        | {"line_1": "9 Zennor Steps", "postcode": _postcode_served_by(organisation_id)},
        "registrar_reference": "ASH/2031/07781",
        "your_phone": "07700 900733",
    }
    told = frontdoor.submit(
        actor=cast.amara.actor,
        event=event,
        done=finish(event, answers, today=today),
        key="matrix",
        now=now - timedelta(minutes=1),
    )
    assert Submission.objects.filter(id=told.id).exists()
    notice = Notice.objects.filter(submission_id=told.id, organisation_id=organisation_id).first()
    assert notice is not None, "the surgery should be told of a death"
    return told.id, notice.id


def _told_by_software(organisation_id: UUID) -> tuple[str, str]:
    """A draft of the surgery's own software, ready to be sent, and the reference of what that software told."""
    now, today = clock.now(), clock.today()
    Grant.objects.get_or_create(
        organisation_id=organisation_id, what="assist", ends_on=None, defaults={"starts_on": today}
    )
    actor = Actor(kind="agency", organisation_id=organisation_id, scopes=frozenset(SCOPES))
    given = frontdoor.Given(DEATH)
    way = frontdoor.Help("counter", "in_person", "Staff 4417")
    asked: dict[str, Any] = {
        "actor": actor, "event_code": "death", "version": None, "given": given, "help": way, "now": now, "today": today
    }  # fmt: skip
    return str(frontdoor.begin_for(**asked)), frontdoor.tell_for(**asked).told.reference


def file_told(person: Any, organisation_id: UUID, now: Any, draft: tuple[UUID, str] | None) -> dict[str, str]:
    """A person sent a surgery a photo; another is with their draft. The photo with its notice and its submission."""
    photo = sharing_gateways.examine(picture(), "heron-letter.jpg" if draft else "letter.jpg")

    def keep(draft_id: UUID, code: str) -> Any:
        return sharing.keep_document(
            actor=person.actor, file=photo, draft_id=draft_id, fact_code=code,
            account_id=person.account_id, session_digest="", now=now,
        )  # fmt: skip

    if draft:
        keep(*draft)
    held = keep(uuid4(), "letter")
    told = sharing.submit(
        actor=person.actor,
        event_code="letter",
        event_version=1,
        facts={"letter": held.value()},
        drafts=[
            NoticeDraft(
                "gp", "gp_record", organisation_id, "A letter", "gp_record", "So that it is known.", "public_task",
                ("letter",), (Fact("letter", "Letter", held.value(), held.name),), "reported", "Reported", "Unchecked.",
            )
        ],
        idempotency_key=None,
        now=now - timedelta(minutes=2),
        circumstances=Circumstances(),
    )  # fmt: skip
    sharing.send_documents(actor=person.actor, document_ids=[UUID(held.document)], submission_id=told.id)
    return {
        "notice_id": str(Notice.objects.get(submission_id=told.id).id),
        "submission_id": str(told.id),
        "document_id": held.document,
    }


def _agreed(cast: Any, organisation_id: UUID, now: Any) -> UUID:
    """Amara agreed that her surgery may know something."""
    told = sharing.submit(
        actor=cast.amara.actor,
        event_code="talking",
        event_version=1,
        facts={"phone": "07700 900111"},
        drafts=[
            NoticeDraft(
                "talking", "gp_record", organisation_id, "Somebody to talk to", "talking_therapies", "So that you are "
                "phoned.", "consent", ("phone",), (Fact("phone", "Phone", "07700 900111", "07700 900111"),), "reported",
                "Reported", "Unchecked.", by_consent=True,
            )
        ],
        idempotency_key=None,
        now=now - timedelta(minutes=3),
        circumstances=Circumstances(),
    )  # fmt: skip
    return Consent.objects.get(notice__submission_id=told.id).id


def _written(cast: Any, submission: UUID, notice: UUID, now: Any) -> tuple[UUID, UUID]:
    """A message to Amara that could not be sent, and a decision that she may read."""
    message = Message.objects.create(
        account_id=cast.amara.account_id, submission_id=submission, template="told", channel="email",
        to="amara@example.org", values={"reference": ""}, state="dead", once="matrix", queued_at=now,
    )  # fmt: skip
    told = Notice.objects.get(id=notice)
    answer = Answer.objects.create(
        notice=told,
        organisation_id=told.organisation_id,
        answer_id="matrix",
        kind="refused",
        reason="",
        received_at=now,
    )
    decision = Decision.objects.create(
        answer=answer,
        outcome="refused",
        reasons="A Bittern.",
        decided_on=clock.today(),
        appeal="complaint",
    )
    return message.id, decision.id


def _postcode_served_by(organisation_id: UUID) -> str:
    """A postcode in a ward whose surgery is this one."""
    for postcode in Postcode.objects.filter(postcode__endswith="1AA").select_related("area"):
        recipient = directory.recipient_for("gp_record", ward_id=postcode.area_id)
        if recipient and recipient.organisation_id == organisation_id:
            return str(postcode.postcode)
    raise AssertionError("No ward is served by this surgery.")
