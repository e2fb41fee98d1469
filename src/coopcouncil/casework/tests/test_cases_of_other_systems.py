"""Cases of a line-of-business system come in once, with both ids, all or none, and go out again."""

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from coopcouncil.casework.actions import importing
from coopcouncil.casework.formats import case_files
from coopcouncil.casework.models import Case, CaseIdentifier, Entry
from coopcouncil.casework.queries import exchange
from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import OPERATOR
from coopcouncil.kernel.errors import BadInput, Mistakes
from coopcouncil.people.public import organisation_by_code
from coopcouncil.sharing import actions as sharing

pytestmark = pytest.mark.django_db
MAPPING = """
[columns]
external_id = "No"
title = "Category"
words = "Description"
urgency = "Priority"
news = "Status"
[values.urgency]
P1 = "emergency"
P3 = "routine"
[defaults]
channel = "phone"
"""
HEAD = "No,Category,Description,Priority,Status\r\n"
ONE, TWO = '1,Damp,"The wall, it is wet.",P1,\r\n', "2,Noise,Every night.,P3,Visited\r\n"


def rows(text: str) -> list[case_files.Row]:
    mapping = case_files.read_mapping(MAPPING, file="m.toml")
    return case_files.read_rows(text, mapping, file="f.csv", service_types=())


def take(text: str, **more: Any) -> importing.Imported:
    return importing.import_rows(actor=OPERATOR, system="crm", rows=rows(text), now=clock.now(), **more)


def test_the_same_file_again_changes_nothing_and_news_come_once(team: SimpleNamespace) -> None:
    assert take(HEAD + ONE + TWO) == importing.Imported(2, 0, 0)
    assert take(HEAD + TWO + ONE) == importing.Imported(0, 0, 2)
    assert take(HEAD + ONE + TWO.replace("Visited", "Done")) == importing.Imported(0, 1, 1)
    assert take(HEAD + ONE + TWO.replace("Visited", "Done")) == importing.Imported(0, 0, 2)
    assert Case.objects.count() == 2
    case = CaseIdentifier.objects.get(system="crm", external_id="2").case
    news = Entry.objects.filter(case=case, kind="news").order_by("at", "id")
    assert [(line.text, line.visibility) for line in news] == [("Visited", "council"), ("Done", "council")]
    assert Case.objects.get(title="Damp").urgency == "emergency"


def test_a_dry_run_keeps_nothing(team: SimpleNamespace) -> None:
    assert take(HEAD + ONE, dry_run=True).opened == 1
    assert not Case.objects.exists()


def test_bad_rows_are_named_by_line_and_mend_and_nothing_is_kept() -> None:
    with pytest.raises(Mistakes) as caught:
        rows(HEAD + ONE + "3,Damp,,P1,\r\n" + "4,Damp,Wet.,P9,\r\n" + "1,Damp,Again.,P1,\r\n" + "5,Damp\r\n")
    places = [mistake.place for mistake in caught.value.mistakes]
    assert places == ["f.csv, line 3", "f.csv, line 4", "f.csv, line 5", "f.csv, line 6"]
    assert "[values.urgency]" in caught.value.mistakes[1].mend


@pytest.mark.parametrize(
    "text", ["columns = 1", "[columns]\nfoo = 'x'", "[columns]\ntitle = 'x'", "[", "[columns]\nwords='a'\ntitle='b'"]
)
def test_a_mapping_that_cannot_be_used_names_its_mend(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        case_files.read_mapping(text, file="m.toml")
    assert caught.value.mend


def test_what_goes_out_has_both_ids_no_words_and_no_formula(team: SimpleNamespace) -> None:
    take(HEAD + ONE.replace("Damp", "=cmd"))
    text = case_files.write_rows(exchange.exported("crm", since=None))
    assert "'=cmd" in text
    assert "wet" not in text
    assert str(Case.objects.get().id) in text


# --- by software ----------------------------------------------------------------------------------------------------


@pytest.fixture
def software(cast: SimpleNamespace) -> Callable[[str], Client]:
    def client(code: str) -> Client:
        made = sharing.make_key(
            actor=OPERATOR, organisation_id=organisation_by_code(code).id, name="CRM", now=clock.now(),
            scopes=("cases:read", "cases:write"),
        )  # fmt: skip
        return Client(headers={"Authorization": f"Bearer {made.key}"})

    return client


def post(client: Client, path: str, body: Any, key: str = "one") -> Any:
    return client.post(
        f"/api/v1/cases{path}", json.dumps(body), content_type="application/json", headers={"Idempotency-Key": key}
    )


BODY = {"title": "Damp", "words": "Wet.", "external_id": "A-1", "contact": {"name": "Rowan"}}


def test_software_opens_a_case_once_and_only_it_may_see_it(
    team: SimpleNamespace, software: Callable[[str], Client], tmp_path: Path
) -> None:
    council, surgery = software("ashmere-council"), software("larkhill-surgery")
    made = post(council, "", BODY)
    assert made.status_code == 201
    assert made.json()["owner"]
    assert post(council, "", BODY).content == made.content
    assert post(council, "", BODY, "two").status_code == 409  # the same id of theirs
    assert post(council, "", {**BODY, "words": "Dry."}).status_code == 409  # the same key for something else
    assert Case.objects.count() == 1
    path = f"/{made.json()['id']}"
    assert council.get(f"/api/v1/cases{path}").json()["words"] == "Wet."
    assert surgery.get(f"/api/v1/cases{path}").status_code == 404
    assert post(surgery, f"{path}/updates", {"text": "Hello."}).status_code == 404
    assert surgery.get("/api/v1/cases").json() == {"cases": [], "next": None}


def test_who_has_to_act_reads_what_agencies_may_and_adds_to_it(
    team: SimpleNamespace, software: Callable[[str], Client]
) -> None:
    council, surgery = software("ashmere-council"), software("larkhill-surgery")
    case = Case.objects.get(id=post(council, "", BODY).json()["id"])
    Case.objects.filter(id=case.id).update(organisation_id=organisation_by_code("larkhill-surgery").id)
    Entry.objects.create(case=case, kind="note", visibility="team", at=clock.now(), text="A secret.")
    seen = surgery.get(f"/api/v1/cases/{case.id}").json()
    assert seen["words"] == seen["external_id"] == ""
    assert "A secret." not in json.dumps(seen)
    said = {"text": "Done on Monday.", "for_resident": True}
    assert post(surgery, f"/{case.id}/updates", said).status_code == 201
    assert post(surgery, f"/{case.id}/updates", said).status_code == 201
    assert Entry.objects.filter(case=case, kind="news").count() == 1
    before = seen["updated_at"]
    listed = surgery.get("/api/v1/cases", {"updated_after": before}).json()["cases"]
    assert [row["id"] for row in listed] == [str(case.id)]
    assert not surgery.get("/api/v1/cases", {"updated_after": listed[0]["updated_at"]}).json()["cases"]


def test_a_key_without_the_scope_is_refused(team: SimpleNamespace, cast: SimpleNamespace) -> None:
    made = sharing.make_key(
        actor=OPERATOR, organisation_id=organisation_by_code("ashmere-council").id, name="x", now=clock.now()
    )
    client = Client(headers={"Authorization": f"Bearer {made.key}"})
    assert post(client, "", BODY).status_code == 403
    assert client.get("/api/v1/cases").status_code == 403
