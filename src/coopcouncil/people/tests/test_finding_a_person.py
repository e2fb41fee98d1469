"""An officer finds a person by two whole words at least, says why, and leaves a trace without the words."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client

from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import OPERATOR, SYSTEM, Actor
from coopcouncil.foundation.models import AccessEntry, AuditRow
from coopcouncil.kernel.errors import BadInput, NotAllowed, TooMany
from coopcouncil.people import actions
from coopcouncil.people.actions.finding import LOOK_UPS
from coopcouncil.people.domain.finding import Clue, Shown
from coopcouncil.people.models import Account, PersonToken

pytestmark = pytest.mark.django_db
NOW = clock.now()
ClientFor = Callable[[str | None], Client]


def person(name: str) -> UUID:
    account = Account.objects.create_user(f"{name.casefold().replace(' ', '.')}@quill.example")
    actions.rename_account(actor=Actor(kind="person", account_id=account.id), account_id=account.id, name=name)
    return account.id


def find(officer: Any, name: str, **more: str) -> list[UUID]:
    said = [Clue("name", name), *(Clue(kind, text) for kind, text in more.items())]  # type: ignore[arg-type]
    return [shown.account_id for shown in actions.find_people(actor=officer.actor, said=said, why="with_me", now=NOW)]


def test_both_names_find_them_in_any_form(cast: SimpleNamespace) -> None:
    wanted = person("Zéphyrine Quillfeather")
    person("Zéphyrine Other")
    assert find(cast.carys, "quillfeather ZEPHYRINE") == [wanted]


def test_a_part_of_a_word_finds_nobody(cast: SimpleNamespace) -> None:
    person("Zephyrine Quillfeather")
    for typed in ("Zephyrin Quillfeather", "Zephyrine Quill", "Zeph Quil", "ephyrine uillfeather", "Zephyrine% Quill%"):
        assert find(cast.carys, typed) == [], typed


def test_one_word_is_too_little_to_look_for(cast: SimpleNamespace) -> None:
    person("Zephyrine Quillfeather")
    for typed in ("Zephyrine", "Zephyrine zephyrine", "Z Q", ""):
        with pytest.raises(BadInput, match="two things"):
            find(cast.carys, typed)


def test_nobody_finds_themself_or_whoever_is_closed(cast: SimpleNamespace) -> None:
    assert find(cast.carys, "Carys Morgan") == []
    gone = person("Zephyrine Quillfeather")
    Account.objects.filter(id=gone).update(is_active=False)
    assert find(cast.carys, "Zephyrine Quillfeather") == []


def test_another_name_is_found_at_once_and_the_old_one_no_more(cast: SimpleNamespace) -> None:
    found = person("Zephyrine Quillfeather")
    actions.rename_account(actor=Actor(kind="person", account_id=found), account_id=found, name="Zephyrine Poe")
    assert find(cast.carys, "Zephyrine Poe") == [found]
    assert find(cast.carys, "Zephyrine Quillfeather") == []


def test_whoever_is_erased_leaves_no_word(cast: SimpleNamespace) -> None:
    found = person("Zephyrine Quillfeather")
    actions.erase_account(actor=SYSTEM, account_id=found)
    assert not PersonToken.objects.filter(account=found).exists()


def test_when_more_than_twenty_fit_nobody_is_shown(cast: SimpleNamespace) -> None:
    for at in range(21):
        person(f"Zephyrine Quillfeather {at:02}")
    with pytest.raises(BadInput, match="More than 20"):
        find(cast.carys, "Zephyrine Quillfeather")
    assert not AuditRow.objects.filter(verb="people.person_in_search").exists()
    assert AuditRow.objects.filter(verb="people.people_searched").exists()
    assert len(find(cast.carys, "Zephyrine Quillfeather 07")) == 1


def test_each_search_and_each_found_is_logged_without_the_words(cast: SimpleNamespace) -> None:
    found = person("Zephyrine Quillfeather")
    find(cast.carys, "Zephyrine Quillfeather")
    rows = AuditRow.objects.filter(verb__in=["people.people_searched", "people.person_in_search"])
    assert {(row.verb, row.object_id, row.reason, row.actor_id) for row in rows} == {
        ("people.people_searched", None, "with_me", cast.carys.account_id),
        ("people.person_in_search", found, "with_me", cast.carys.account_id),
    }
    assert "quill" not in repr(list(AuditRow.objects.values())).casefold()


def test_nobody_can_try_a_list_of_names(cast: SimpleNamespace) -> None:
    for _ in range(LOOK_UPS["most"]):
        find(cast.carys, "Zephyrine Quillfeather")
    with pytest.raises(TooMany):
        find(cast.carys, "Zephyrine Quillfeather")


def test_only_who_may_help_residents_looks(cast: SimpleNamespace) -> None:
    for member in (cast.amara, cast.hari, cast.femi, cast.esi, cast.jo, cast.dev):
        with pytest.raises(NotAllowed):
            find(member, "Bilal Hussain")


def test_the_table_tells_nothing(cast: SimpleNamespace) -> None:
    person("Zephyrine Quillfeather")
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(person_token::text, ' ') FROM people_person_token person_token")
        held = cursor.fetchone()[0].casefold()
    assert PersonToken.objects.exists()
    assert not [word for word in ("zephyrine", "quillfeather", "amara", "adeyemi") if word in held]
    assert set(PersonToken.objects.values_list("kind", flat=True)) == {"name"}


def test_all_words_can_be_made_anew_from_where_it_stopped(
    cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = person("Zephyrine Quillfeather")
    before = set(PersonToken.objects.values_list("account", "kind", "token"))
    PersonToken.objects.all().delete()
    monkeypatch.setattr("coopcouncil.people.actions.finding.IN_A_PART", 4)
    parts = actions.index_everybody(actor=OPERATOR)
    first = next(parts)
    parts.close()
    assert (first.seen, PersonToken.objects.values("account").distinct().count()) == (4, 4)
    *_, last = actions.index_everybody(actor=OPERATOR, after=first.last)
    assert first.seen + last.seen == Account.objects.count()
    assert set(PersonToken.objects.values_list("account", "kind", "token")) == before
    *_, again = actions.index_everybody(actor=OPERATOR)
    assert again.changed == 0
    assert find(cast.carys, "Zephyrine Quillfeather") == [wanted]


def test_whoever_is_found_reads_that_an_officer_looked(cast: SimpleNamespace) -> None:
    found = person("Zephyrine Quillfeather")
    find(cast.carys, "Zephyrine Quillfeather")
    row = AccessEntry.objects.get(about=found)
    assert (row.verb, row.actor_id) == ("people.person_in_search", cast.carys.account_id)


def test_the_page_asks_for_a_reason_and_shows_the_least(cast: SimpleNamespace, client_for: ClientFor) -> None:
    found = person("Zephyrine Quillfeather")
    client = client_for("carys")
    typed = {"name": "Zephyrine Quillfeather"}
    refused = client.post("/desk/people/", typed)
    assert refused.status_code == 400
    assert "Choose why you look for them" in refused.content.decode()
    page = client.post("/desk/people/", {**typed, "why": "with_me"}).content.decode()
    assert f"/desk/identity/{found}/" in page
    assert "quill.example" not in page
    assert client.post("/desk/people/", {"why": "with_me", "name": "Zephyrine"}).status_code == 400
    assert client.post("/desk/people/", {**typed, "why": "with_me", "phone": "one"}).status_code == 400
    assert "Nobody we know fits" in client.post("/desk/people/", {"why": "case", "name": "No Body"}).content.decode()
    assert client_for("amara").get("/desk/people/").status_code == 403


def test_shown_is_the_name_alone_where_it_is_enough(cast: SimpleNamespace) -> None:
    found = person("Zephyrine Quillfeather")
    said = [Clue("name", "Zephyrine Quillfeather")]
    assert actions.find_people(actor=cast.carys.actor, said=said, why="case", now=NOW) == [
        Shown(found, "Zephyrine Quillfeather")
    ]
