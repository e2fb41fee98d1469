"""A notice for a sensitive purpose is posted without what it is about; the agency fetches it, and that is logged."""

import json
from types import SimpleNamespace
from typing import Any

import pytest

from coopcouncil.foundation.actors import OPERATOR
from coopcouncil.foundation.models import AuditRow
from coopcouncil.kernel.errors import BadInput
from coopcouncil.sharing import actions
from coopcouncil.sharing.domain.purposes import goes_thin, read_purposes, shipped_purposes
from coopcouncil.sharing.domain.slices import Fact
from coopcouncil.sharing.formats import THIN
from coopcouncil.sharing.tests.conftest import BANK, Receiver, Teller, draft, only_notice
from coopcouncil.sharing.tests.test_answering import Agency

SENSITIVE = "adult_safeguarding"


def posted(receiver: Receiver) -> Any:
    return json.loads(receiver.posts[-1].body)["data"]


@pytest.mark.django_db
def test_only_what_it_is_for_and_where_to_fetch_it_is_posted(
    amara: Teller, receiver: Receiver, bodies: SimpleNamespace
) -> None:
    receiver.connect(bodies.surgery)
    who, where = Fact("your_name", "Your name", "Ada Example", "Ada Example"), Fact("hospital", "Hospital", "X1", "X1")
    amara.tell(
        draft(
            bodies.surgery, purpose=SENSITIVE, title="Somebody may be hurt", facts=(who, where, BANK),
            fact_codes=(who.code, where.code),
        ),
        facts={fact.code: fact.value for fact in (who, where, BANK)},
    )  # fmt: skip
    amara.carry()
    said = posted(receiver)
    assert set(said) == {*THIN, "facts", "thin"}
    assert (said["facts"], said["thin"], said["purpose"]) == (None, True, SENSITIVE)
    for word in (who.value, where.value, "Somebody may be hurt"):
        assert word.encode() not in receiver.posts[-1].body

    agency, notice = Agency(bodies.surgery, amara.now), only_notice(bodies.surgery)
    assert not AuditRow.objects.filter(verb="sharing.notice_read").exists()
    fetched = agency.client.get(said["notice_url"].partition("8000")[2]).json()
    assert {fact["code"] for fact in fetched["facts"]} == {who.code, where.code}
    read = AuditRow.objects.get(verb="sharing.notice_read")
    assert (read.actor_kind, read.actor_id, read.object_id) == ("agency", bodies.surgery, notice.id)


@pytest.mark.django_db
def test_who_likes_it_so_gets_every_notice_so(amara: Teller, receiver: Receiver, bodies: SimpleNamespace) -> None:
    receiver.connect(bodies.surgery)
    amara.tell(draft(bodies.surgery, "whole"))
    amara.carry()
    assert posted(receiver)["facts"]
    actions.connect(
        actor=OPERATOR, organisation_id=bodies.surgery, route="webhook", url=receiver.url, thin=True, now=amara.now
    )
    amara.tell(draft(bodies.surgery, "thin"))
    amara.carry()
    assert posted(receiver)["facts"] is None


def test_every_purpose_with_special_or_criminal_data_is_sensitive() -> None:
    book = shipped_purposes().purposes
    assert all(item.sensitive for item in book.values() if item.special_condition or item.criminal_condition)
    assert goes_thin(SENSITIVE, always=False)
    assert not goes_thin("library_account", always=False)
    assert goes_thin("library_account", always=True)
    text = """
        [[basis]]
        code = "public_task"
        words = "A task"
        [[criminal_condition]]
        code = "official_authority"
        words = "Under control"
        [[purpose]]
        code = "a"
        words = "so"
        basis = "public_task"
        criminal_condition = "official_authority"
        retention = "a year"
        facts = ["a"]
    """
    with pytest.raises(BadInput, match="sensitive"):
        read_purposes(text, file="p.toml")
