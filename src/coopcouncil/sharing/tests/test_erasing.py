"""Erasing a person destroys the keys of all that is about them; that a service was told stays, without what."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.db.models.expressions import RawSQL

from coopcouncil.foundation import restricted
from coopcouncil.foundation.actors import Actor
from coopcouncil.kernel.errors import NotAllowed
from coopcouncil.people.models import Account, Authority
from coopcouncil.sharing import actions, public
from coopcouncil.sharing.domain.circumstances import Circumstances, Need
from coopcouncil.sharing.domain.decisions import DecisionDraft
from coopcouncil.sharing.models import Answer, Decision, Document, Message, Notice, Submission
from coopcouncil.sharing.tests.conftest import NAME, TOLD, WHO, Teller, draft, only_notice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home", "reachable")]


ANOTHER = RawSQL("'Another.'::bytea", [])


def decide(teller: Teller, organisation_id: Any, notice: Notice | None = None) -> None:
    actions.answer_notice(
        actor=Actor(kind="agency", organisation_id=organisation_id, scopes=frozenset({"notices"})),
        notice_id=(notice or only_notice(organisation_id)).id,
        answer_id="1",
        kind="refused",
        reason="Ada was not our patient.",
        decision=DecisionDraft("refused", "Ada never lived here.", teller.now.date()),
        now=teller.now,
    )


def tell(amara: Teller, bodies: SimpleNamespace) -> None:
    amara.tell(
        draft(bodies.surgery),
        circumstances=Circumstances(needs=(Need("interpreter", "Tigrinya"),), acting="For Ada, by a power."),
    )
    amara.carry()
    decide(amara, bodies.surgery)
    amara.carry()


def test_an_export_holds_decisions_needs_and_who_told_for_whom(
    amara: Teller, cast: SimpleNamespace, bodies: SimpleNamespace
) -> None:
    tell(amara, bodies)
    exported = public.export_person(cast.amara.account_id)
    assert {"reference": Submission.objects.get().reference} in [message["says"] for message in exported["messages"]]
    (told,) = exported["submissions"]
    (notice,) = told["notices"]
    assert notice["told_for_somebody_else"] == "For Ada, by a power."
    assert notice["needs"] == [{"code": "interpreter", "words": "Tigrinya"}]
    (answer,) = notice["answers"]
    assert answer["reason"] == "Ada was not our patient."
    decision = answer["decision"]
    assert (decision["decision"], decision["reasons"]) == ("refused", "Ada never lived here.")


def test_what_was_told_its_answers_and_every_letter_that_lies_here_go_and_decisions_stay_as_the_law_asks(
    amara: Teller, cast: SimpleNamespace, bodies: SimpleNamespace, home: Path, django_capture_on_commit_callbacks: Any
) -> None:
    tell(amara, bodies)
    written = [file for folder in ("mail", "letters", "texts") for file in (home / folder).glob("*")]
    assert written
    with django_capture_on_commit_callbacks(execute=True):
        public.erase_person(cast.amara.account_id)
    assert not [file for file in written if file.exists()]
    assert {message.to for message in Message.objects.all()} == {""}
    assert [answer.reason for answer in Answer.objects.all()] == [None]
    assert [decision.reasons for decision in Decision.objects.all()] == [None]
    with restricted.opened():
        assert [decision.reasons for decision in Decision.objects.all()] == ["Ada never lived here."]
    notice = only_notice(bodies.surgery)
    assert (notice.needs, notice.facts, notice.acting) == (None, None, None)
    exported = public.export_person(cast.amara.account_id)
    assert NAME.value not in str(exported)
    assert "Tigrinya" not in str(exported)


def test_what_was_told_of_a_child_in_care_is_kept_as_the_law_asks(
    amara: Teller, cast: SimpleNamespace, bodies: SimpleNamespace, django_capture_on_commit_callbacks: Any
) -> None:
    amara.tell(
        draft(bodies.surgery, purpose="leaving_care", facts=(WHO,), fact_codes=(WHO.code,)),
        draft(bodies.tenants, code="other"),
        facts={**TOLD, WHO.code: WHO.value},
    )
    with django_capture_on_commit_callbacks(execute=True):
        public.erase_person(cast.amara.account_id)
    assert only_notice(bodies.surgery).facts is None
    with restricted.opened():
        assert WHO.value in str(only_notice(bodies.surgery).facts)
        assert only_notice(bodies.tenants).facts is None


def test_nobody_elses_goes(amara: Teller, cast: SimpleNamespace, bodies: SimpleNamespace) -> None:
    tell(amara, bodies)
    public.erase_person(cast.bilal.account_id)
    assert Answer.objects.get().reason
    assert Decision.objects.get().reasons
    assert only_notice(bodies.surgery).needs


def test_nothing_is_told_from_a_closed_account(amara: Teller, cast: SimpleNamespace, bodies: SimpleNamespace) -> None:
    Account.objects.filter(id=cast.amara.account_id).update(is_active=False)
    with pytest.raises(NotAllowed, match="closed"), transaction.atomic():
        amara.tell(draft(bodies.surgery))
    assert not Submission.objects.exists()


def test_what_others_told_for_a_person_goes_with_them_and_waits_for_the_services_like_their_own(
    amara: Teller, cast: SimpleNamespace, bodies: SimpleNamespace, django_capture_on_commit_callbacks: Any
) -> None:
    bilal = cast.bilal.account_id
    power = Authority.objects.create(
        holder_id=cast.amara.account_id, subject_id=bilal, kind="agreed", state="checked", person={},
        checked_by_id=cast.carys.account_id, checked_at=amara.now, claimed_at=amara.now, starts_on=amara.now.date(),
    )  # fmt: skip
    needs = (Need("interpreter", "Tigrinya"),)
    told = amara.tell(draft(bodies.surgery), circumstances=Circumstances(needs=needs, authority_id=power.id))
    own = amara.tell(draft(bodies.surgery))
    amara.carry()
    Document.objects.create(
        account_id=cast.amara.account_id, submission_id=told.id, draft_id=uuid4(), fact_code="proof", name="proof.pdf",
        media_type="application/pdf", size=3, digest="0" * 64, content=b"pdf", scan="clean", created_at=amara.now,
    )  # fmt: skip
    assert public.legal_holds(bilal) == ["Larkhill Surgery was told something and has not finished yet."]
    notice = Notice.objects.get(submission_id=told.id)
    decide(amara, bodies.surgery, notice)
    assert public.legal_holds(bilal) == []
    with django_capture_on_commit_callbacks(execute=True):
        public.erase_person(bilal)
    assert Submission.objects.get(id=told.id).facts == {}
    assert [answer.reason for answer in Answer.objects.all()] == [None]
    assert not Document.objects.exists()
    # What the teller told for herself stays.
    assert Submission.objects.get(id=own.id).facts
    assert public.submission(amara.actor, told.id).notices


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (Notice, {"title": "Another"}),
        (Notice, {"needs": []}),
        (Notice, {"needs": None, "facts": []}),
        (Answer, {"reason": ANOTHER}),
        (Answer, {"reason": None, "kind": "acted"}),
        (Decision, {"reasons": ANOTHER}),
        (Decision, {"reasons": None, "outcome": "granted"}),
    ],
)
def test_the_database_lets_words_be_emptied_and_nothing_else_be_changed(
    model: Any, change: dict[str, Any], amara: Teller, bodies: SimpleNamespace
) -> None:
    tell(amara, bodies)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        model.objects.update(**change)
    for table in (Answer, Decision):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            table.objects.all()._raw_delete(table.objects.db)
