"""Erasing a person empties all that is about them here; what each service was told stays, and can never be changed."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from coopcouncil.foundation.actors import Actor
from coopcouncil.sharing import actions, public
from coopcouncil.sharing.domain.circumstances import Circumstances, Need
from coopcouncil.sharing.domain.decisions import DecisionDraft
from coopcouncil.sharing.models import Answer, Decision, Message, Notice
from coopcouncil.sharing.tests.conftest import NAME, Teller, draft, only_notice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home", "reachable")]


def decide(teller: Teller, organisation_id: Any) -> None:
    actions.answer_notice(
        actor=Actor(kind="agency", organisation_id=organisation_id, scopes=frozenset({"notices"})),
        notice_id=only_notice(organisation_id).id,
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
    (told,) = public.export_person(cast.amara.account_id)["submissions"]
    (notice,) = told["notices"]
    assert notice["told_for_somebody_else"] == "For Ada, by a power."
    assert notice["needs"] == [{"code": "interpreter", "words": "Tigrinya"}]
    (answer,) = notice["answers"]
    assert answer["reason"] == "Ada was not our patient."
    decision = answer["decision"]
    assert (decision["decision"], decision["reasons"]) == ("refused", "Ada never lived here.")


def test_reasons_needs_and_every_letter_that_lies_here_go_and_what_was_told_stays(
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
    notice = only_notice(bodies.surgery)
    assert notice.needs is None
    assert NAME.value in str(notice.facts)
    exported = public.export_person(cast.amara.account_id)
    assert "Ada never lived here." not in str(exported)
    assert "Tigrinya" not in str(exported)


def test_nobody_elses_goes(amara: Teller, cast: SimpleNamespace, bodies: SimpleNamespace) -> None:
    tell(amara, bodies)
    public.erase_person(cast.bilal.account_id)
    assert Answer.objects.get().reason
    assert Decision.objects.get().reasons
    assert only_notice(bodies.surgery).needs


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (Notice, {"title": "Another"}),
        (Notice, {"needs": []}),
        (Notice, {"needs": None, "facts": []}),
        (Answer, {"reason": "Another."}),
        (Answer, {"reason": None, "kind": "acted"}),
        (Decision, {"reasons": "Another."}),
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
