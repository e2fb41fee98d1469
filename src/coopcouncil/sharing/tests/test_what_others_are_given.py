"""What sharing contributes to others: a person's own data, what holds it, and figures without persons."""

from types import SimpleNamespace

import pytest

from coopcouncil.foundation.actors import OPERATOR
from coopcouncil.sharing import actions, public
from coopcouncil.sharing.tests.conftest import BANK, NAME, TOLD, Teller, draft, only_notice

pytestmark = pytest.mark.django_db


def _answer(amara: Teller, cast: SimpleNamespace, organisation_id: object, kind: str, number: int = 1) -> None:
    actions.answer_notice(
        actor=cast.dev.actor,
        notice_id=only_notice(organisation_id).id,  # type: ignore[arg-type]
        answer_id=str(number),
        kind=kind,  # type: ignore[arg-type]
        reason="We wrote to the family.",
        now=amara.now,
    )


def test_a_person_can_take_away_everything_they_told_and_what_was_answered(
    amara: Teller, cast: SimpleNamespace, bodies: SimpleNamespace
) -> None:
    told = amara.tell(draft(bodies.surgery))
    amara.carry()
    _answer(amara, cast, bodies.surgery, "acted")
    (submission,) = public.export_person(cast.amara.account_id)["submissions"]
    assert (submission["reference"], submission["facts"]) == (told.reference, TOLD)
    (notice,) = submission["notices"]
    assert notice["organisation"] == "Larkhill Surgery"
    assert NAME.value in str(notice["facts"])
    assert BANK.value not in str(notice["facts"])
    assert [answer["reason"] for answer in notice["answers"]] == ["We wrote to the family."]
    assert public.export_person(cast.bilal.account_id) == {
        "submissions": [],
        "known": [],
        "files": [],
        "messages": [],
        "objections": [],
    }


def test_nothing_goes_while_a_service_has_not_finished(
    amara: Teller, cast: SimpleNamespace, bodies: SimpleNamespace
) -> None:
    amara.tell(draft(bodies.surgery))
    assert public.legal_holds(cast.amara.account_id) == [
        "Larkhill Surgery was told something and has not finished yet."
    ]
    assert public.legal_holds(cast.bilal.account_id) == []
    _answer(amara, cast, bodies.surgery, "acted")
    assert public.legal_holds(cast.amara.account_id) == []


def test_figures_about_a_few_are_not_published(amara: Teller, cast: SimpleNamespace, bodies: SimpleNamespace) -> None:
    amara.tell(draft(bodies.surgery))
    amara.carry()
    _answer(amara, cast, bodies.surgery, "acted")
    assert public.counts_for_measures() == []
    assert public.measures(amara.now) == []
    key = actions.make_key(actor=OPERATOR, organisation_id=bodies.council, name="x", now=amara.now).key
    owner = public.actor_for_key(key)
    assert owner is not None
    for number in range(5):
        told = amara.tell(draft(bodies.council))
        (notice,) = public.submission(amara.actor, told.id).notices
        actions.answer_notice(
            actor=owner, notice_id=notice.id, answer_id=str(number), kind="accepted", reason="", now=amara.now
        )
    (council,) = public.counts_for_measures()
    assert (council.organisation_kind, council.told) == ("council", 5)
    assert (council.answered, council.done, council.median_hours) == (5, 0, 0.0)
    for _ in range(2):
        amara.tell(draft(bodies.surgery))
    gp = next(item for item in public.counts_for_measures() if item.organisation_kind != "council")
    assert (gp.told, gp.answered, gp.done, gp.median_hours) == (5, 0, 0, None)  # three and one, in fact
    (measure,) = public.measures(amara.now)
    assert measure.value == "50%"


def test_the_account_says_what_is_still_being_dealt_with(amara: Teller, bodies: SimpleNamespace) -> None:
    assert public.account_items(amara.actor, amara.now) == []
    amara.tell(draft(bodies.surgery))
    (item,) = public.account_items(amara.actor, amara.now)
    assert item.title == "1 thing you told us is still being dealt with"
