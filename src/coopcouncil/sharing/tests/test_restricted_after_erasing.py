"""What a law keeps of somebody who was erased is in no list, and opens to the data protection officer with a reason."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

import coopcouncil
from coopcouncil.foundation import clock, restricted
from coopcouncil.foundation.actors import SYSTEM, Actor
from coopcouncil.foundation.models import AuditRow
from coopcouncil.foundation.roles import Role
from coopcouncil.kernel.errors import BadInput, NotAllowed, NotFound
from coopcouncil.people import actions as people
from coopcouncil.people.public import actor_for_account
from coopcouncil.sharing import actions, public, queries
from coopcouncil.sharing.actions.restricting import read_restricted
from coopcouncil.sharing.domain.decisions import DecisionDraft
from coopcouncil.sharing.domain.restricting import born_on, kept_until
from coopcouncil.sharing.domain.slices import Fact
from coopcouncil.sharing.models import Submission
from coopcouncil.sharing.tests.conftest import TOLD, Teller, draft, only_notice

ClientFor = Callable[[str | None], Client]
BORN = Fact("your_date_of_birth", "Born", "2008-12-20", "20 December 2008", known_as="date_of_birth")


def test_a_record_of_a_child_in_care_is_kept_until_they_would_be_75() -> None:
    assert kept_until(date(2008, 12, 20)) == date(2083, 12, 20)
    assert kept_until(date(2008, 2, 29)) == date(2083, 3, 1)
    assert born_on([BORN]) == date(2008, 12, 20)
    assert born_on([]) is None


def test_one_place_alone_opens_what_is_restricted() -> None:
    package = Path(coopcouncil.__file__).parent
    opening = [
        str(path.relative_to(package))
        for path in sorted(package.rglob("*.py"))
        if "tests" not in path.parts and "restricted.opened()" in path.read_text("utf-8")
    ]
    assert opening == ["sharing/actions/restricting.py"]


def test_it_closes_again_whatever_happens_inside() -> None:
    with suppress(ValueError), restricted.opened():
        assert restricted.is_open()
        raise ValueError("within")
    assert not restricted.is_open()


@pytest.fixture
def officer(cast: SimpleNamespace, bodies: SimpleNamespace) -> Actor:
    """Femi, who is the council's data protection officer besides."""
    appointed = people.appoint(
        actor=SYSTEM,
        account_id=cast.femi.account_id,
        organisation_id=bodies.council,
        role=Role.DATA_PROTECTION_OFFICER,
        starts_on=clock.today(),
    )
    assert appointed
    return actor_for_account(cast.femi.account_id, clock.today())


@pytest.mark.django_db
def test_in_no_list_and_read_by_one_person_with_a_reason(
    amara: Teller,
    cast: SimpleNamespace,
    bodies: SimpleNamespace,
    officer: Actor,
    client_for: ClientFor,
    django_capture_on_commit_callbacks: Any,
) -> None:
    amara.tell(
        draft(bodies.surgery, purpose="leaving_care", facts=(BORN,), fact_codes=(BORN.code,)),
        draft(bodies.tenants, code="other", title="Nothing is kept of this"),
        facts={**TOLD, BORN.code: BORN.value},
    )
    told, notice = Submission.objects.get(), only_notice(bodies.surgery)
    key = Actor(kind="agency", organisation_id=bodies.surgery, scopes=frozenset({"notices"}))
    amara.carry()
    actions.answer_notice(
        actor=key, notice_id=notice.id, answer_id="1", kind="refused", reason="Not ours.", now=amara.now,
        decision=DecisionDraft("refused", "She is too old for it.", amara.now.date()),
    )  # fmt: skip
    dev, femi = client_for("dev"), client_for("femi")
    assert BORN.shown in dev.get(f"/inbox/{notice.id}/").text
    assert femi.get(f"/restricted/{told.id}/").status_code == 404, "it is not restricted yet"
    with django_capture_on_commit_callbacks(execute=True):
        public.erase_person(cast.amara.account_id)

    # In no list, inbox, search, export or answer to software.
    assert dev.get(f"/inbox/{notice.id}/").status_code == 404
    assert notice.title not in dev.get("/inbox/?all=1").text + dev.get("/inbox/all/").text
    assert notice.title not in client_for("jo").get("/deliveries/").text
    with pytest.raises(NotFound):
        queries.notice_delivery(notice.id)
    assert BORN.shown not in str(public.export_person(cast.amara.account_id))

    # But in that of the data protection officer, without a word of it.
    page = femi.get("/restricted/").text
    assert told.reference in page
    assert BORN.shown not in page
    for somebody in ("jo", "carys", "dev", "bilal"):
        assert client_for(somebody).get("/restricted/").status_code == 403
        assert client_for(somebody).post(f"/restricted/{told.id}/", {"why": "claim"}).status_code == 403
    address = reverse("sharing:read_restricted", args=[told.id])
    assert BORN.shown not in femi.get(address).text
    assert femi.post(address, {"why": "curious"}).status_code == 422
    assert not AuditRow.objects.filter(verb="sharing.restricted_read").exists()
    page = femi.post(address, {"why": "they_ask"}).text
    for words in (BORN.shown, "20 December 2083", "regulation 50", "She is too old for it."):
        assert words in page
    assert "Nothing is kept of this" not in page
    row = AuditRow.objects.get(verb="sharing.restricted_read")
    assert (row.object_id, row.actor_id, row.reason) == (told.id, cast.femi.account_id, "they_ask")
    with pytest.raises(BadInput):
        read_restricted(actor=officer, submission_id=told.id, why="")
    with pytest.raises(NotAllowed):
        read_restricted(actor=cast.jo.actor, submission_id=told.id, why="claim")
    assert not restricted.is_open()
