"""One object of every kind that a route names, all of them Amara's or Dev's organisation's, and a body for every form."""

import json
import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from coopcouncil.directory.models import AccessPoint, Service
from coopcouncil.foundation import clock
from coopcouncil.frontdoor import actions as frontdoor
from coopcouncil.frontdoor import gateways
from coopcouncil.frontdoor.domain import facts
from coopcouncil.frontdoor.domain.plan import finish
from coopcouncil.frontdoor.domain.typical import typical_answers
from coopcouncil.people.models import Appointment, Membership
from coopcouncil.people.public import organisation_by_code
from coopcouncil.places.models import Area
from coopcouncil.sharing import actions as sharing
from coopcouncil.sharing.models import Delivery, Notice, Submission

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
    """Amara has a draft, a submission and a membership; Dev's surgery has a notice, a key, a service, an access point."""
    now, today = clock.now(), clock.today()
    surgery = organisation_by_code("larkhill-surgery")
    area = Area.objects.create(
        kind="ward",
        code="AM01",
        name="Larkhill",
        geometry={"type": "Polygon", "coordinates": [[[0, 50], [0.1, 50], [0.1, 50.1], [0, 50]]]},
        centre_longitude=0.06,
        centre_latitude=50.03,
        west=0,
        south=50,
        east=0.1,
        north=50.1,
    )
    service = Service.objects.create(
        code="larkhill-surgery-records",
        service_type="gp_surgery",
        name="Patient records",
        summary="Keeps patient records.",
        organisation_id=surgery.id,
    )
    point = AccessPoint.objects.create(
        code="larkhill-surgery",
        name="Larkhill Surgery",
        kind="gp_surgery",
        organisation_id=surgery.id,
        address="1 High Street",
        postcode="AM1 1AA",
    )
    event = gateways.life_event("death")
    first = min(event.facts, key=lambda fact: (fact.order, fact.code))
    draft = frontdoor.start(actor=cast.amara.actor, event_code="death", now=now)
    submission, notice = _told(cast, service.id, surgery.id, now)
    membership = Membership.objects.filter(account_id=cast.amara.account_id).first() or Membership.objects.create(
        account_id=cast.amara.account_id, ground="lives", declared_at=now
    )
    sharing.connect(actor=cast.jo.actor, organisation_id=surgery.id, route="inbox", url="", email="", now=now)
    key = sharing.make_key(actor=cast.jo.actor, organisation_id=surgery.id, name="practice system", now=now)
    delivery = Delivery.objects.get(notice_id=notice)
    common = {
        "draft_id": str(draft),
        "fact_code": first.code,
        "submission_id": str(submission),
        "notice_id": str(notice),
        "delivery_id": str(delivery.id),
        "organisation_id": str(surgery.id),
        "membership_id": str(membership.id),
        "appointment_id": str(Appointment.objects.get(account_id=cast.dev.account_id).id),
        "key_id": str(key.id),
        "kind": area.kind,
        "code": "",
        "pk": "1",
        "key": "0-none",
        "uidb36": "0",
    }
    value = typical_answers(event, today=today)[first.code]
    return Objects(
        key.text,
        common,
        by_route={
            "life-events/<slug:code>/": {"code": "death"},
            "services/<slug:code>/": {"code": service.code},
            "services/<slug:code>/edit/": {"code": service.code},
            "services/<slug:code>/assure/": {"code": service.code},
            "organisations/<slug:code>/": {"code": surgery.code},
            "access-points/<slug:code>/": {"code": point.code},
            "places/<str:kind>/<str:code>/": {"code": area.code},
            "admin-desk/organisations/<slug:code>/": {"code": surgery.code},
            "admin-desk/organisations/<slug:code>/appoint/": {"code": surgery.code},
            "api/v1/life-events/{code}": {"code": "death"},
            "api/v1/life-events/{code}/plan": {"code": "death"},
        },
        bodies={
            "tell-us/<uuid:draft_id>/question/<str:fact_code>/": {
                name: text for name, text in facts.fill(first, value).items()
            },
            "demo/sign-in/": {"who": "amara"},
            "inbox/<uuid:notice_id>/answer/": {"answer": "accepted", "reason": ""},
            "api/v1/life-events/{code}/plan": {"answers": {}},
            "api/v1/notices/{uuid:notice_id}/answers": {"id": "one", "answer": "accepted", "reason": ""},
        },
    )


def _told(cast: Any, service_id: UUID, organisation_id: UUID, now: Any) -> tuple[UUID, UUID]:
    """Amara tells of a death; the surgery's notice is the one that others try to open."""
    event = gateways.life_event("death")
    today = clock.today()
    answers = typical_answers(event, today=today)
    told = frontdoor.submit(
        actor=cast.amara.actor,
        event=event,
        done=finish(event, answers, today=today),
        channel="web",
        key="matrix",
        now=now - timedelta(minutes=1),
    )
    assert Submission.objects.filter(id=told.id).exists()
    notice = Notice.objects.filter(submission_id=told.id, organisation_id=organisation_id).first()
    assert notice is not None, "the surgery should be told of a death"
    return told.id, notice.id
