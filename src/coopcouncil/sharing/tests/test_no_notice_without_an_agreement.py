"""Without a sharing agreement in force nothing is told, and nothing is lost: it waits, is seen, and goes by itself."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from coopcouncil.foundation.actors import OPERATOR, Actor, HeldRole
from coopcouncil.kernel.errors import BadInput, Conflict, NotAllowed
from coopcouncil.people import public as people
from coopcouncil.sharing import public, queries
from coopcouncil.sharing.actions import agreeing
from coopcouncil.sharing.domain.agreements import exemption, read_agreements
from coopcouncil.sharing.models import Agreement, Delivery, ImpactAssessment, Notice
from coopcouncil.sharing.queries.agreements import held_rows, sent_without
from coopcouncil.sharing.tests.conftest import DIED, Receiver, Teller, draft, state_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_is_agreed(cast: SimpleNamespace) -> None:
    Agreement.objects.all().delete()
    ImpactAssessment.objects.all().delete()


@pytest.fixture
def officer(cast: SimpleNamespace, bodies: SimpleNamespace) -> Actor:
    """The data protection officer."""
    roles = frozenset({HeldRole("data_protection_officer", bodies.council)})
    return Actor(kind="person", account_id=cast.hari.account_id, name="Nia Rees", roles=roles)


def drafted(organisation_id: UUID, today: date, **changes: Any) -> UUID:
    """An agreement that is not signed, with an assessment that nobody has advised on."""
    assessment = agreeing.assess(actor=OPERATOR, code=uuid4().hex, title="All", risks="R", measures="M", now=_at(today))
    asked: dict[str, Any] = {
        "code": uuid4().hex,
        "title": "With them",
        "purposes": ["council_tax_after_a_death"],
        "basis": "Law",
        "retention": "A year",
        "security": "",
        "starts_on": today,
        "review_on": today + timedelta(days=300),
        "ends_on": today + timedelta(days=365),
        **changes,
    }
    # Tests tell for a purpose of their own, which no catalogue holds.
    purposes = asked.pop("purposes")
    made = agreeing.draft(
        actor=OPERATOR,
        now=_at(today),
        organisation_id=organisation_id,
        assessment_id=assessment,
        purposes=["talking_therapies"],
        **asked,
    )
    Agreement.objects.filter(id=made).update(purposes=purposes)
    return made


def _at(day: date) -> Any:
    from datetime import UTC, datetime, time

    return datetime.combine(day, time(9), UTC)


def signed(organisation_id: UUID, officer: Actor, teller: Teller, **changes: Any) -> tuple[UUID, int]:
    """Advised on, decided, signed. The agreement, and how much it let go."""
    today = teller.now.date()
    made = drafted(organisation_id, today, **changes)
    assessment = Agreement.objects.get(id=made).assessment_id
    agreeing.advise(actor=officer, assessment_id=assessment, advice="Go ahead.", today=today)
    agreeing.decide(actor=OPERATOR, assessment_id=assessment, followed=True, why_not="", today=today)
    return made, agreeing.agree(
        actor=OPERATOR, agreement_id=made, signed_for_us="Jo", signed_for_them="They", signed_on=today, now=teller.now
    )


def test_it_is_held_seen_by_everybody_concerned_and_goes_once_it_is_agreed(
    amara: Teller, bodies: SimpleNamespace, receiver: Receiver, officer: Actor, client_for: Any, cast: Any
) -> None:
    receiver.connect(bodies.surgery)
    told = amara.tell(draft(bodies.surgery))
    amara.carry(timedelta(hours=2))
    assert (receiver.posts, state_of(bodies.surgery)) == ([], "held")
    page = client_for("amara").get(f"/notices/{told.id}/").content.decode()
    assert "because our agreement with them about sharing is not in force" in page
    notice = Notice.objects.get()
    assert client_for("dev").get(f"/inbox/{notice.id}/").status_code == 404
    assert "Notice tell_gp" not in client_for("dev").get("/inbox/all/").content.decode()
    (row,) = held_rows()
    assert (row.count, row.purpose) == (1, "council_tax_after_a_death")
    for who in (cast.jo.actor, officer):
        assert any("waits for a sharing agreement" in item.title for item in queries.desk_items(who, amara.now))
    agreement, went = signed(bodies.surgery, officer, amara)
    assert went == 1
    amara.carry()
    assert len(receiver.posts) == 1
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.agreement_id, delivery.without) == ("sent", agreement, "")


def test_what_waits_is_let_go_in_as_many_queries_however_much_it_is(
    amara: Teller, bodies: SimpleNamespace, officer: Actor
) -> None:
    counts = []
    for many in (1, 2, 6):  # the first time reads what is remembered afterwards
        amara.tell(*(draft(bodies.surgery, f"notice_{number}") for number in range(many)))
        with CaptureQueriesContext(connection) as asked:
            agreement, went = signed(bodies.surgery, officer, amara)
        assert went == many
        counts.append(len(asked))
        amara.carry()
        agreeing.end(actor=OPERATOR, agreement_id=agreement, because="To begin again.", now=amara.now)
    assert counts[1] == counts[2]


def test_one_that_ends_meanwhile_is_found_out_just_before_sending(
    amara: Teller, bodies: SimpleNamespace, receiver: Receiver, officer: Actor
) -> None:
    receiver.connect(bodies.surgery)
    agreement, _ = signed(bodies.surgery, officer, amara)
    amara.tell(draft(bodies.surgery))
    assert state_of(bodies.surgery) == "queued"
    agreeing.end(actor=OPERATOR, agreement_id=agreement, because="They lost a laptop.", now=amara.now)
    amara.carry(timedelta(hours=1))
    assert (receiver.posts, state_of(bodies.surgery)) == ([], "held")
    signed(bodies.surgery, officer, amara)
    amara.carry()
    assert state_of(bodies.surgery) == "sent"


def test_it_covers_its_own_purposes_organisation_and_days_only(
    amara: Teller, bodies: SimpleNamespace, officer: Actor
) -> None:
    signed(bodies.surgery, officer, amara)
    later = amara.now.date() + timedelta(days=10)
    signed(bodies.tenants, officer, amara, starts_on=later)
    amara.tell(draft(bodies.surgery), draft(bodies.surgery, "other", purpose="another"), draft(bodies.tenants, "third"))
    assert dict(Delivery.objects.values_list("notice__code", "state")) == {
        "tell_gp": "queued", "other": "held", "third": "held",
    }  # fmt: skip
    assert agreeing.keep_agreements(now=amara.now) == (0, 0)
    assert agreeing.keep_agreements(now=_at(later)) == (0, 1)
    over = amara.now + timedelta(days=366)
    assert agreeing.keep_agreements(now=over)[0] == 2
    assert Agreement.objects.get(organisation_id=bodies.surgery).state == "expired"


@pytest.mark.parametrize(
    ("changes", "without"),
    [({"urgency": "emergency"}, "emergency"), ({"basis": "vital_interests"}, "vital_interests"),
     ({"purpose": "domestic_abuse_support", "basis": "consent"}, "")],
)  # fmt: skip
def test_what_cannot_wait_goes_and_is_looked_at_afterwards(
    amara: Teller, bodies: SimpleNamespace, changes: dict[str, Any], without: str, cast: SimpleNamespace
) -> None:
    amara.tell(draft(bodies.surgery, **changes))
    amara.carry()
    delivery = Delivery.objects.get()
    assert (delivery.without, delivery.state) == (without, "sent" if without else "held")
    assert sent_without().count() == bool(without)
    agreeing.look_at(actor=cast.jo.actor, delivery_id=delivery.id, now=amara.now)
    assert sent_without().count() == 0


def test_what_is_told_in_safe_mode_goes_whatever_was_agreed() -> None:
    known = {"kind": "told", "urgency": "routine", "basis": "public_task", "special_condition": ""}
    assert exemption(**known, safe=True, to_the_council=False) == "safeguarding"
    assert exemption(**known, safe=False, to_the_council=False) == ""


def test_the_councils_own_services_need_none(amara: Teller, bodies: SimpleNamespace) -> None:
    amara.tell(draft(bodies.council))
    assert (state_of(bodies.council), Delivery.objects.get().without) == ("queued", "own")
    assert sent_without().count() == 0


def test_that_it_was_wrong_goes_even_where_the_agreement_has_ended_and_a_new_fact_does_not(
    amara: Teller, bodies: SimpleNamespace, receiver: Receiver, officer: Actor
) -> None:
    receiver.connect(bodies.surgery)
    agreement, _ = signed(bodies.surgery, officer, amara)
    told = amara.tell(draft(bodies.surgery))
    amara.carry()
    agreeing.end(actor=OPERATOR, agreement_id=agreement, because="It is over.", now=amara.now)
    changed = type(DIED)(DIED.code, DIED.label, "2026-11-02", "2 November 2026")
    assert public.correct(actor=amara.actor, submission_id=told.id, fact=changed, now=amara.now) == 1
    amara.carry(timedelta(hours=1))
    assert len(receiver.posts) == 1
    public.take_back(actor=amara.actor, submission_id=told.id, because="mistake", words="", now=amara.now)
    amara.carry(timedelta(hours=1))
    assert len(receiver.posts) == 2
    assert dict(Delivery.objects.values_list("notice__kind", "state"))["correction"] == "stopped"


def test_what_is_held_and_taken_back_is_told_to_nobody(
    amara: Teller, bodies: SimpleNamespace, officer: Actor, receiver: Receiver
) -> None:
    receiver.connect(bodies.surgery)
    told = amara.tell(draft(bodies.surgery))
    public.take_back(actor=amara.actor, submission_id=told.id, because="mistake", words="", now=amara.now)
    signed(bodies.surgery, officer, amara)
    amara.carry(timedelta(hours=1))
    assert receiver.posts == []
    assert public.submission(amara.actor, told.id).is_settled


def test_nothing_is_signed_before_the_officer_has_advised_and_the_council_has_decided(
    amara: Teller, bodies: SimpleNamespace, officer: Actor, cast: SimpleNamespace
) -> None:
    today = amara.now.date()
    made = drafted(bodies.surgery, today)
    assessment = Agreement.objects.get(id=made).assessment_id
    sign: dict[str, Any] = {"signed_for_us": "Jo", "signed_for_them": "They", "signed_on": today, "now": amara.now}
    with pytest.raises(Conflict, match="first be advised on"):
        agreeing.agree(actor=OPERATOR, agreement_id=made, **sign)
    with pytest.raises(NotAllowed):
        agreeing.advise(actor=cast.jo.actor, assessment_id=assessment, advice="Fine.", today=today)
    with pytest.raises(Conflict, match="not advised yet"):
        agreeing.decide(actor=OPERATOR, assessment_id=assessment, followed=True, why_not="", today=today)
    agreeing.advise(actor=officer, assessment_id=assessment, advice="Not yet.", today=today)
    with pytest.raises(NotAllowed):
        agreeing.decide(actor=officer, assessment_id=assessment, followed=True, why_not="", today=today)
    with pytest.raises(BadInput, match="needs a reason"):
        agreeing.decide(actor=OPERATOR, assessment_id=assessment, followed=False, why_not=" ", today=today)
    agreeing.decide(actor=OPERATOR, assessment_id=assessment, followed=False, why_not="It is urgent.", today=today)
    assert agreeing.agree(actor=OPERATOR, agreement_id=made, **sign) == 0
    with pytest.raises(Conflict):
        agreeing.agree(actor=OPERATOR, agreement_id=made, **sign)


FILE = """
[[assessment]]
code = "all"
title = "All"
risks = "R"
measures = "M"
advice = "Go ahead."
advised_by = "Nia Rees"
advised_on = 2026-01-02
followed = true
decided_by = "Jo"
decided_on = 2026-01-03

[[agreement]]
code = "gp"
organisation = "larkhill-surgery"
title = "With the surgery"
purposes = ["talking_therapies"]
basis = "Law"
retention = "A year"
assessment = "all"
starts_on = 2026-02-01
review_on = 2027-02-01
ends_on = 2028-02-01
signed_for_us = "Jo"
signed_for_them = "Dr A"
signed_on = 2026-01-20
"""


def _load(text: str) -> tuple[int, int]:
    from coopcouncil.sharing.domain.purposes import shipped_purposes

    assessments, agreements = read_agreements(text, file="agreements.toml", known_purposes=shipped_purposes().purposes)
    now = _at(date(2026, 11, 23))
    return agreeing.load(actor=OPERATOR, assessments=assessments, agreements=agreements, now=now)


def test_a_council_loads_what_it_has_on_paper_and_loading_again_changes_nothing() -> None:
    assert [_load(FILE), _load(FILE)] == [(1, 1), (0, 0)]
    found = Agreement.objects.select_related("assessment").get()
    assert (found.state, found.assessment.advised_by) == ("agreed", "Nia Rees")
    assert found.organisation_id == people.organisation_by_code("larkhill-surgery").id


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [('"talking_therapies"', '"no_such"', "is no purpose"), ("larkhill-surgery", "nobody", "is no organisation"),
     ("ends_on = 2028-02-01", "ends_on = 2026-03-01", "in no order"), ('advice = "Go ahead."\n', "", "without advice"),
     ("decided_on = 2026-01-03", "", "not advised on and decided"), ("title = \"All\"\n", "", "is missing"),
     ("risks", "risk", "missing"), ("followed = true", "followed = \"yes\"", "neither true nor false"),
     ("starts_on = 2026-02-01", "starts_on = \"soon\"", "is no day"), ("[[agreement]]", "[[agreement", "not TOML")],
)  # fmt: skip
def test_a_file_that_is_wrong_is_refused_whole(old: str, new: str, says: str) -> None:
    with pytest.raises(BadInput, match=says) as caught:
        _load(FILE.replace(old, new))
    assert "agreements.toml" in caught.value.place
    assert Agreement.objects.count() == ImpactAssessment.objects.count() == 0


@given(
    kind=st.sampled_from(["told", "correction"]),
    urgency=st.sampled_from(["routine", "same_day"]),
    basis=st.sampled_from(["consent", "public_task", "legal_obligation", "contract", "legitimate_interests"]),
    condition=st.sampled_from(["", "explicit_consent", "health_or_social_care", "statutory_purpose"]),
)
def test_nothing_else_goes_without(kind: str, urgency: str, basis: str, condition: str) -> None:
    assert not exemption(
        kind=kind, urgency=urgency, basis=basis, special_condition=condition, safe=False, to_the_council=False
    )
