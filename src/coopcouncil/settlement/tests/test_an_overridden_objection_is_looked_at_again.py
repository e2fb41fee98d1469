"""Whoever objected was told when it is looked at again: the desk says so in time, and what was found is public."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from coopcouncil.foundation import clock
from coopcouncil.kernel.errors import BadInput, Conflict, NotAllowed, NotFound
from coopcouncil.settlement import actions
from coopcouncil.settlement.models import Override
from coopcouncil.settlement.public import desk_items
from coopcouncil.settlement.queries import entries
from coopcouncil.settlement.tests import making

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str | None], Client]


@pytest.fixture
def overridden(cast: SimpleNamespace) -> UUID:
    making.in_force(cast)
    return actions.override_objection(
        actor=cast.grace.actor, edition="first", code="libraries", objectors="412 people who signed",
        objection="It is loved.", strategic_reason="Two libraries stand 300 m apart.", softened_by="A book bus.",
        review_on=clock.today() + timedelta(days=30), now=clock.now(), today=clock.today(),
    )  # fmt: skip


def look(cast: SimpleNamespace, override_id: UUID, days: int = 0, **other: Any) -> UUID:
    given: dict[str, Any] = {
        "found": "The bus is full.", "goes_on": True, "softened_by": "A second bus.",
        "review_on": clock.today() + timedelta(days=days + 200), "actor": cast.grace.actor,
        "now": clock.now() + timedelta(days=days), "today": clock.today() + timedelta(days=days), **other,
    }  # fmt: skip
    return actions.look_again(override_id=override_id, **given)


def waiting(member: Any, days: int) -> list[str]:
    items = desk_items(member.actor, clock.now() + timedelta(days=days))
    return [item.url for item in items if "overrides" in item.url]


def test_the_desk_says_so_two_weeks_before_and_until_it_is_done(cast: SimpleNamespace, overridden: UUID) -> None:
    mine = [f"/settlement/desk/overrides/{overridden}/"]
    assert [waiting(cast.grace, days) for days in (0, 15, 16, 30, 90)] == [[], [], mine, mine, mine]
    assert waiting(cast.esi, 90) == waiting(cast.amara, 90) == []
    newest = look(cast, overridden, 31)
    assert waiting(cast.grace, 90) == []
    assert waiting(cast.grace, 231) == [f"/settlement/desk/overrides/{newest}/"]
    look(cast, newest, 231, goes_on=False, review_on=None, softened_by="The library opens again.")
    assert waiting(cast.grace, 900) == []


def test_what_was_found_stands_below_what_was_said_first(
    cast: SimpleNamespace, overridden: UUID, client_for: ClientFor
) -> None:
    page, grace = "/settlement/editions/first/libraries/", client_for("grace")
    form = grace.get(f"/settlement/desk/overrides/{overridden}/").content.decode()
    assert "A book bus." in form
    edit = grace.get("/settlement/desk/first/promises/libraries/").content.decode()
    assert f"/settlement/desk/overrides/{overridden}/" in edit
    later = clock.today() + timedelta(days=400)
    day = {f"review_on-{part}": getattr(later, part) for part in ("day", "month", "year")}
    sent = {"found": "The bus is full.", "goes_on": "yes", "softened_by": "A second bus."}
    refused = grace.post(f"/settlement/desk/overrides/{overridden}/", sent)
    assert refused.status_code == 422
    assert "Choose a day that is still to come" in refused.content.decode()
    assert "The bus is full." in refused.content.decode()
    assert grace.post(f"/settlement/desk/overrides/{overridden}/", sent | day).status_code == 302
    told = client_for(None).get(page).content.decode()
    for words in ("It is loved.", "Two libraries stand 300 m apart.", "Looked at again on", "The bus is full."):
        assert words in told, words
    assert told.count("It goes on, though people here object") == 1  # one objection, however often it is looked at
    (newest,) = entries.objections_to()
    look(cast, newest.newest.id, goes_on=False, review_on=None, softened_by="The library opens again.")
    told = client_for(None).get(page).content.decode()
    assert "People here objected, and it does not go on" in told
    assert "What is done instead" in told
    assert "Put it on record" not in grace.get(f"/settlement/desk/overrides/{newest.newest.id}/").content.decode()


def test_it_is_only_added_to_and_only_once_from_where_it_stands(cast: SimpleNamespace, overridden: UUID) -> None:
    with pytest.raises(NotAllowed):
        look(cast, overridden, actor=cast.femi.actor)
    for wrong in ({"found": " "}, {"softened_by": ""}, {"review_on": None}, {"review_on": clock.today()}):
        with pytest.raises(BadInput):
            look(cast, overridden, **wrong)
    with pytest.raises(NotFound):
        look(cast, UUID(int=1))
    look(cast, overridden, 1)
    with pytest.raises(Conflict, match="Somebody else has put this on record"):
        look(cast, overridden, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Override.objects.filter(id=overridden).update(strategic_reason="It is cheaper.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Override.objects.filter(id=overridden).delete()
    assert Override.objects.count() == 2
