"""One object of every kind that a route names, Amara's or her surgery's, and a body for every form."""

import json
import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.test import Client

from coopcouncil.casework.actions import (
    answering,
    complaining,
    deciding,
    opening,
    register,
    report_drafts,
    reporting,
    teams,
    working,
)
from coopcouncil.casework.actions import views as saving
from coopcouncil.casework.actions.answering import Decided
from coopcouncil.casework.actions.complaining import Made
from coopcouncil.casework.actions.opening import Problem
from coopcouncil.casework.models import Case, CaseClock, Officer, Report, ReportPhoto, Team
from coopcouncil.directory import demo as directory_demo
from coopcouncil.directory import public as directory
from coopcouncil.directory.domain.missing import quarter_of
from coopcouncil.directory.models import (
    AccessPoint,
    Attribute,
    Location,
    SearchCount,
    Service,
    ServiceAtLocation,
    Taxonomy,
    TaxonomyTerm,
)
from coopcouncil.foundation import audit, clock
from coopcouncil.foundation.actors import OPERATOR, SYSTEM, Actor
from coopcouncil.foundation.models import Session
from coopcouncil.frontdoor import actions as frontdoor
from coopcouncil.frontdoor import gateways
from coopcouncil.frontdoor.api.examples import DEATH, HELP
from coopcouncil.frontdoor.domain import facts
from coopcouncil.frontdoor.domain.plan import finish
from coopcouncil.frontdoor.domain.typical import typical_answers
from coopcouncil.frontdoor.models import Draft, EventVersion
from coopcouncil.ledger import actions as ledger
from coopcouncil.ledger.actions.matching import load_statement
from coopcouncil.ledger.demo.load import Size, load_year
from coopcouncil.ledger.domain import entries as ledger_entries
from coopcouncil.ledger.domain.matching import StatementMapping, Told
from coopcouncil.ledger.models import Leg, Period, Proposal, StatementLine
from coopcouncil.people import actions as people_actions
from coopcouncil.people import demo as people_demo
from coopcouncil.people import public as people_public
from coopcouncil.people.models import (
    Account,
    Appointment,
    Authority,
    Grant,
    HouseholdAnswer,
    IdentityProof,
    LinkReview,
    Membership,
    RecordLink,
)
from coopcouncil.people.public import actor_for_account, organisation_by_code
from coopcouncil.places import demo as places_demo
from coopcouncil.places.models import Area, Postcode
from coopcouncil.reviews import demo as reviews_demo
from coopcouncil.reviews.formats.shipped import example
from coopcouncil.reviews.models import UnitCost
from coopcouncil.settlement import demo as settlement_demo
from coopcouncil.settlement.demo.load import NEXT
from coopcouncil.settlement.models import Comment, Gap, Override
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
from tests.authorisation.acting import acting
from tests.authorisation.handing import handed_over
from tests.authorisation.providing import provided
from tests.authorisation.taking_over import PLAN, group_of_amara
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


def _on(name: str, day: Any) -> dict[str, Any]:
    """A day as a form sends it."""
    return {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}


def complaints(cast: Any, now: Any) -> dict[str, str]:
    """Amara has complained twice; Carys, who owns cases here, has answered once."""
    today = clock.today()
    kept = {
        name: complaining.make_complaint(
            actor=cast.amara.actor, made=Made(words="The lift at Zennor Steps.", known_on=today), now=now, today=today
        )
        for name in ("open", "answered")
    }
    officer = Officer.objects.get(account_id=cast.carys.account_id, team__takes_the_rest=True)
    Case.objects.filter(kind=Case.Kind.COMPLAINT).update(owner=officer)
    who = {"actor": cast.carys.actor, "complaint_id": kept["answered"], "now": now}
    answering.acknowledge(**who, understood="A lift.")
    answering.answer(**who, decided=Decided("not_upheld", "It was mended the same day."), today=today)
    problem = Problem("A home", "Nowhere to sleep near Zennor Steps.")
    case = opening.open_own(actor=cast.amara.actor, problem=problem, now=now, today=today).id
    Case.objects.filter(id=case).update(owner=officer)
    decision = deciding.decide(
        actor=cast.carys.actor, case_id=case, service_type="housing_options", outcome="refused",
        reasons="There is a home in Wrenfield.", reviewed=False, now=now, today=today,
    )  # fmt: skip
    return {name: str(made) for name, made in {**kept, "case": case, "decision": decision}.items()}


REPORTING = ("where", "near", "details", "photo", "check", "sent")


def report_of_amara(cast: Any, surgery_id: UUID, place: tuple[float, float], now: Any) -> dict[str, str]:
    """What Amara reported, with a photo that nobody has looked at and a part of Dev's surgery; and one begun."""
    where = {"category": "other", "longitude": place[0], "latitude": place[1]}
    told = reporting.Told(**where, description="It smells.", contact={"name": "A. Example"})  # type: ignore[arg-type]
    report = Report.objects.get(id=reporting.report(actor=cast.amara.actor, told=told, channel="web", now=now))
    part = reporting.add_part(report, people_public.organisation(surgery_id), "Its car park", now)
    given = {"media_type": "image/jpeg", "content": picture(), "scan": "not_scanned", "given_at": now}
    photo = ReportPhoto.objects.create(report=report, **given)
    draft = report_drafts.begin(actor=cast.amara.actor, **where, place="", now=now)  # type: ignore[arg-type]
    report_drafts.write(
        actor=cast.amara.actor, draft_id=draft, description="It smells still.", answers={}, contact={}, now=now
    )
    ReportPhoto.objects.create(draft_id=draft, **given)
    return {
        "reference": report.reference,
        "report_id": str(report.id),
        "part_id": str(part.id),
        "photo_id": str(photo.id),
        "report_draft": str(draft),
        "form": "",
        "rest": "nothing",
    }


def _listed(service: Service) -> tuple[ServiceAtLocation, TaxonomyTerm]:
    """The service at a place, and a term that is said of it."""
    place = Location.objects.create(name="The Hall", address_1="1 High Street", postcode="AM1 1AA")
    at = ServiceAtLocation.objects.create(service=service, location=place)
    taxonomy = Taxonomy.objects.create(code="a-list", name="A list", description="Of terms.")
    term = TaxonomyTerm.objects.create(taxonomy=taxonomy, code="a-term", name="A term")
    Attribute.objects.create(service=service, term=term)
    return at, term


def build(cast: Any) -> Objects:
    """Amara has a draft, a submission, a membership; Dev's surgery a notice, a key, a service, an access point."""
    now, today = clock.now(), clock.today()
    surgery = organisation_by_code("larkhill-surgery")
    for context in (people_demo, places_demo, directory_demo, settlement_demo, reviews_demo):
        context.load()
    area = Area.objects.get(kind="ward", code="ASH-W01")
    service = Service.objects.filter(organisation_id=surgery.id).order_by("code")[0]
    point = AccessPoint.objects.filter(organisation_id=surgery.id).order_by("code")[0]
    at, term = _listed(service)
    quarter, _after = quarter_of(clock.today())
    SearchCount.objects.create(week=quarter, term="dentist", end="nothing", count=12)
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
    member, answer = households(cast, now)
    browser = Client()
    browser.force_login(Account.objects.get(id=cast.amara.account_id), backend=settings.AUTHENTICATION_BACKENDS[0])
    problem = problems(cast, surgery.id, now)
    proposal = _held_in_another_way(surgery.id, notice, now)
    reported = report_of_amara(cast, surgery.id, (area.centre_lon, area.centre_lat), now)
    complained = complaints(cast, now)
    appraisal = reviews_demo.reference_of("family-support")
    acts = acting(cast)
    money = _money(cast, now)
    keeping = provided(cast, service, now)
    handed = handed_over(cast, surgery.id, now, today)
    takeover = group_of_amara(cast, now)
    common = {
        **acts.common,
        **keeping["common"],
        **money,
        **problem.common,
        "complaint_id": complained["open"],
        "edition": NEXT,
        "comment_id": str(Comment.objects.filter(answered_at=None).order_by("made_at")[0].id),
        "gap_id": str(Gap.objects.get(answered_at=None).id),
        "override_id": str(Override.objects.order_by("at")[0].id),
        **reported,
        "failure_id": str(_failed(surgery.id, now)),
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
        "member_id": member,
        "answer_id": answer,
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
            **problem.by_route,
            **{
                route: {"draft_id": reported["report_draft"]}
                for route in (f"report/<uuid:draft_id>/{page}/" for page in REPORTING)
            },
            **{
                f"settlement/{route}": {"code": "planning", "verb": "election"}
                for route in (
                    "promises/<slug:code>/",
                    "editions/<slug:edition>/<slug:code>/",
                    "editions/<slug:edition>/<slug:code>/access/",
                    "editions/<slug:edition>/<slug:code>/history/",
                    "editions/<slug:edition>/<slug:code>/leaflet/",
                    "desk/<slug:edition>/steps/<slug:verb>/",
                    "desk/<slug:edition>/promises/<slug:code>/",
                    "desk/<slug:edition>/promises/<slug:code>/gap/",
                    "desk/<slug:edition>/promises/<slug:code>/override/",
                )
            },
            **{
                f"settlement/takeovers/<slug:reference>/{rest}": {"reference": takeover, "verb": "plan"}
                for rest in ("", "work/", "work/<slug:verb>/")
            },
            "settlement/promises/<slug:code>/take-over/": {"code": "volunteering"},
            "report/about/<slug:code>/": {"code": "other"},
            "open311/v2/services/<slug:code><suffix:form>": {"code": "other"},
            "open311/v2/tokens/<slug:token><suffix:form>": {"token": reported["report_id"]},
            "cases/<uuid:case_id>/answer-councillor/": {"case_id": acts.enquiry_case_id},
            "cases/<uuid:case_id>/elsewhere/": {"case_id": acts.case_id},
            **handed["by_route"],
            "life-events/<slug:code>/": {"code": "death"},
            "money/<slug:organisation>/pounds/<int:number>/": {"number": money["paid"]},
            "ledger/<uuid:book_id>/post/<slug:kind>/": {"kind": "payment"},
            "ledger/approvals/<uuid:proposal_id>/": {"proposal_id": str(Proposal.objects.get().id)},
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
            "account/complaints/<uuid:complaint_id>/letters/<int:number>/": {"complaint_id": complained["answered"]},
            "cases/complaints/<uuid:complaint_id>/letters/<int:number>/": {"complaint_id": complained["answered"]},
            "cases/complaints/<uuid:complaint_id>/<slug:verb>/": {"verb": "acknowledge"},
            **{
                route: {"case_id": complained["case"], "decision_id": complained["decision"]}
                for route in (
                    "account/cases/<uuid:case_id>/decisions/<uuid:decision_id>/",
                    "account/cases/<uuid:case_id>/decisions/<uuid:decision_id>/letter/",
                    "cases/<uuid:case_id>/decide/",
                    "cases/<uuid:case_id>/decisions/<uuid:decision_id>/",
                )
            },
            "design/versions/<uuid:version_id>/try/<str:fact_code>/": {"fact_code": "your_name"},
            "notices/<uuid:submission_id>/change/<str:fact_code>/": {"fact_code": "died_on"},
            "inbox/<uuid:notice_id>/propose/<str:fact_code>/": {"fact_code": "person_who_died"},
            "inbox/<uuid:notice_id>/documents/<uuid:document_id>/": file,
            "notices/<uuid:submission_id>/documents/<uuid:document_id>/": file,
            "api/v1/notices/{uuidstr:notice_id}/documents/{uuidstr:document_id}": file,
            **keeping["by_route"],
            **{
                f"openreferral/v3/{name}/<str:key>": {"key": str(row.id)}
                for name, row in (
                    ("services", service),
                    ("organizations", surgery),
                    ("service_at_locations", at),
                    ("taxonomies", term.taxonomy),
                    ("taxonomy_terms", term),
                )
            },
            "directory/data/services.<str:kind>": {"kind": "csv"},
            "services/<slug:code>/": {"code": service.code},
            "services/<slug:code>/edit/": {"code": service.code},
            "services/<slug:code>/confidential/": {"code": service.code},
            "services/<slug:code>/assure/": {"code": service.code},
            "organisations/<slug:code>/": {"code": surgery.code},
            "providers/<slug:code>/": {"code": surgery.code},
            "organisations/<slug:code>/history/": {"code": surgery.code},
            "provider/organisations/<slug:code>/": {"code": surgery.code},
            "access-points/<slug:code>/": {"code": point.code},
            "directory/not-found/<str:term>/": {"term": "dentist"},
            "appraisals/<slug:code>/": {"code": appraisal},
            "appraisals/<slug:code>/<str:kind>": {"code": appraisal, "kind": "case.toml"},
            "appraisals/<slug:code>/sums/": {"code": appraisal},
            "appraisals/<slug:code>/withdraw/": {"code": appraisal},
            "unit-costs/<slug:code>/": {"code": UnitCost.objects.order_by("slug")[0].slug},
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
            "api/v1/reports/{uuidstr:part_id}/answers": {"id": "job 1", "answer": "accepted"},
            **acts.bodies,
            **problem.bodies,
            "appraisals/try/": example(),
            "settlement/editions/<slug:edition>/<slug:code>/": {"words": "Build low."},
            "settlement/promises/<slug:code>/take-over/": {
                "group_name": "Others",
                "group_kind": "charity",
                "idea": "We would call on people.",
            },
            "settlement/takeovers/<slug:reference>/work/<slug:verb>/": PLAN,
            **handed["bodies"],
            "account/household/add/": {"name": "Kofi", "relation": "child", "child": "yes"},
            "account/household/code/": {"code": "ZZZZ-ZZZZ"},
            "account/household/<uuid:member_id>/": {"name": "Thessaly", "relation": "parent", "child": "no"},
            "desk/people/<uuid:account_id>/household/": {"why": "case"},
            "tell-us/<uuid:draft_id>/help/": {"service": "gp_record", "question": "Which form?", "at": ""},
            "account/data/": {"kind": "complaint", "words": "Too many letters."},
            "account/data/<uuid:request_id>/": {"do": "withdraw"},
            "account/complaints/new/": {"scheme": "corporate", "words": "Nobody came.", **_on("known_on", today)},
            "account/complaints/<uuid:complaint_id>/": {"do": "withdraw"},
            "contacts/new/": {"channel": "phone", "category": "of_use"},
            "cases/<uuid:case_id>/contact/": {"channel": "phone", "category": "chasing", "words": "How far is it?"},
            "failures/<uuid:failure_id>/": {"do": "strike_out", "because": "It was none."},
            "cases/complaints/new/": {
                "scheme": "corporate",
                "words": "Nobody came.",
                "name": "Sam Poe",
                "channel": "phone",
                **_on("known_on", today),
                **_on("received_on", today),
            },
            "cases/complaints/<uuid:complaint_id>/<slug:verb>/": {"understood": "Nobody came."},
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
        purpose="",
        facts=(),
        fact_codes=(),
        now=now,
    )
    return {"mine": str(mine), "colleagues": str(colleagues), "sent": str(sent.id), "asked": str(asked)}


def _failed(organisation_id: UUID, now: datetime) -> UUID | None:
    """A failure of the surgery, before it is published."""
    return register.enter_complaint(
        complaint_id=uuid4(), provider_id=organisation_id, service_type="gp", ward_id=None, what="Nobody rang back",
        now=now,
    )  # fmt: skip


def problems(cast: Any, organisation_id: UUID, now: Any) -> Objects:
    """Amara's problem, which Carys owns and for which the surgery and Amara have something to do; a view of Carys's."""
    today, carys = clock.today(), actor_for_account(cast.carys.account_id, clock.today())
    team = Team.objects.filter(takes_the_rest=True).first() or Team.objects.get(
        id=teams.make_team(
            actor=OPERATOR, code="first", name="First", summary="", service_types=(), takes_the_rest=True, now=now
        )
    )
    officer = Officer.objects.filter(account_id=cast.carys.account_id, team=team).first() or Officer.objects.create(
        account_id=cast.carys.account_id, team=team, joined_at=now - timedelta(days=9)
    )
    sam, mei = (Account.objects.get(email=f"{name}@ashmere.example").id for name in ("sam", "mei"))
    Officer.objects.get_or_create(account_id=sam, team=team, defaults={"joined_at": now - timedelta(days=9)})
    opened = opening.open_own(
        actor=cast.amara.actor,
        problem=Problem(title="Damp in a flat", words="A Bittern in the wall.", team_id=team.id),
        now=now - timedelta(minutes=5), today=today,
    )  # fmt: skip
    Case.objects.filter(id=opened.id).update(owner=officer)
    given: dict[str, Any] = {"actor": carys, "case_id": opened.id, "due_on": today, "now": now, "today": today}
    theirs = working.give_task(who="organisation", organisation_id=organisation_id, words="Call Thessaly.", **given)
    own = working.give_task(who="resident", words="Send us the Bittern.", **given)
    file = working.add_document_as_resident(
        actor=cast.amara.actor, case_id=opened.id, file=sharing_gateways.examine(picture(), "heron-letter.jpg"),
        now=now, today=today,
    )  # fmt: skip
    view = saving.save_view(actor=carys, name="Late ones", whose="mine", asked="due=late", now=now)
    running = CaseClock.objects.get(case_id=opened.id, ended_at=None)
    day = {"until-day": 1, "until-month": 1, "until-year": today.year + 1}
    return Objects(
        "",
        {
            "case_id": str(opened.id), "clock_id": str(running.id), "task_id": str(theirs), "team_id": str(team.id),
            "officer_id": str(officer.id), "view_id": str(view), "document_id": str(file),
        },
        by_route={
            "cases/lists/<slug:kind>/hand-over/": {"kind": "mine"},
            "cases/lists/<slug:kind>/save/": {"kind": "mine"},
            "account/cases/tasks/<uuid:task_id>/": {"task_id": str(own)},
            "account/cases/<uuid:case_id>/do/<slug:verb>/": {"verb": "write"},
            "cases/<uuid:case_id>/do/<slug:verb>/": {"verb": "note"},
            "cases/<uuid:case_id>/clocks/<uuid:clock_id>/<slug:verb>/": {"verb": "pause"},
            "teams/officers/<uuid:officer_id>/<slug:verb>/": {"verb": "away"},
        },
        bodies={
            "account/cases/new/": {
                "step": "check", "authority": "me", "about": "else", "words": "The lamp is out.", "postcode": "",
            },
            "account/cases/<uuid:case_id>/do/<slug:verb>/": {"text": "It is worse."},
            "account/cases/tasks/<uuid:task_id>/": {"words": ""},
            "cases/new/": {
                "channel": "phone", "name": "Wren", "title": "Lamp", "words": "It is out.", "urgency": "routine",
            },
            "cases/lists/<slug:kind>/hand-over/": {
                "case": f"{opened.id}:{officer.id}", "officer": str(officer.id), "reason": "So.",
            },
            "cases/lists/<slug:kind>/save/": {"name": "Mine"},
            "cases/<uuid:case_id>/do/<slug:verb>/": {"text": "Rang.", "visibility": "team"},
            "cases/<uuid:case_id>/clocks/<uuid:clock_id>/<slug:verb>/": {"reason": "We wait."},
            "cases/tasks/<uuid:task_id>/": {"state": "done", "words": "Done."},
            "tasks/<uuid:task_id>/": {"state": "done", "words": "Done."},
            "teams/new/": {"name": "Second", "code": "second"},
            "teams/<uuid:team_id>/join/": {"account": str(mei), "rank": "manager"},
            "teams/officers/<uuid:officer_id>/<slug:verb>/": day,
        },
    )  # fmt: skip


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


def households(cast: Any, now: Any) -> tuple[str, str]:
    """Somebody who lives with Amara, and her own answer to a code of Layla's. Dev has just found her."""
    amara = cast.amara.account_id
    audit.read(cast.dev.actor, "people.person_in_search", ("people.account", amara), reason="with_me", about=[amara])
    told: dict[str, Any] = {"child": False, "since": None, "now": now, "today": clock.today()}
    member = people_actions.tell_member(actor=cast.amara.actor, name="Thessaly", relation="parent", **told)
    layla = actor_for_account(Account.objects.get(email="layla.hussain@residents.ashmere.example").id, clock.today())
    theirs = people_actions.tell_member(actor=layla, name="Amara", relation="other", **told)
    code = people_actions.invite_member(actor=layla, member_id=theirs, now=now)
    seen = people_actions.read_invitation(actor=cast.amara.actor, code=code, now=now).seen
    people_actions.answer_invitation(actor=cast.amara.actor, code=code, seen=seen, lives=True, now=now)
    return str(member), str(HouseholdAnswer.objects.get(account_id=cast.amara.account_id).id)


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


def _money(cast: Any, now: Any) -> dict[str, str]:
    """The council's book, with a budget, a posting, something that waits for a second person, and a statement."""
    year = clock.today().year - 1
    council = load_year(size=Size(organisations=1, budgets=12, payments=2), year=year, now=now)[0]
    budget, planned = council.budgets[0]
    entry = ledger_entries.payment(
        fund_id=council.funds["general"], budget_id=budget, account=planned.account, cash="1000", pence=2_500_001,
        effective_on=date(year + 1, 3, 20), purpose="Bittern nest boxes", key="matrix",
    )  # fmt: skip
    ledger.post(actor=cast.hari.actor, book_id=council.id, entry=entry, now=now)
    promise = ledger.commit_money(
        actor=cast.hari.actor, budget_id=budget, pence=100, purpose="Bittern nest boxes", key="matrix",
        today=date(year + 1, 3, 20),
    )  # fmt: skip
    told = [Told(2, date(year + 1, 3, 5), -7, "Bank charge")]
    mapping = StatementMapping("ashmere-council", "general", "A bank", 10, 3, {})
    load_statement(actor=SYSTEM, statement=told, mapping=mapping, content=b"matrix", now=now)
    line = StatementLine.objects.get()
    payments = Leg.objects.filter(budget_id=budget, account__kind="expenditure").exclude(account_id="5500")
    paid = payments.select_related("posting")[0]
    return {
        "book_id": str(council.id),
        "budget_id": str(budget),
        "commitment_id": str(promise),
        "posting_id": str(paid.posting_id),
        "period_id": str(Period.objects.get(book_id=council.id, year=year, number=12).id),
        "statement_id": str(line.statement_id),
        "line_id": str(line.id),
        "by": "outcome",
        "organisation": "ashmere-council",
        "year": str(year),
        "budget_code": planned.code,
        "paid": str(paid.posting.number),
    }


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
                "gp", "gp_record", organisation_id, "A letter", "homelessness_prevention", "So that it is known.",
                "public_task", ("letter",), (Fact("letter", "Letter", held.value(), held.name),), "reported",
                "Reported", "Unchecked.",
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
        facts={"your_phone": "07700 900111"},
        drafts=[
            NoticeDraft(
                "talking", "gp_record", organisation_id, "Somebody to talk to", "talking_therapies", "So that you are "
                "phoned.", "consent", ("your_phone",), (Fact("your_phone", "Phone", "07700 900111", "07700 900111"),),
                "reported", "Reported", "Unchecked.", by_consent=True,
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
