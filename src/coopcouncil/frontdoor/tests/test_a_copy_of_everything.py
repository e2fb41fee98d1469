"""Somebody asks for a copy of what is held of them, and gets every fact that is theirs and none that is kept back.

Canaries lie in every context. An officer looks through the items, another releases them, and the file is opened.
"""

import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from tests.support.files import picture
from tests.support.rows import rewrite

from coopcouncil.foundation import clock, contributions
from coopcouncil.foundation.actors import SYSTEM, Actor
from coopcouncil.foundation.models import AuditRow
from coopcouncil.frontdoor import actions as frontdoor
from coopcouncil.frontdoor.gateways import life_event
from coopcouncil.frontdoor.models import Draft
from coopcouncil.people.models import Account, Authority, IdentityProof, Preferences
from coopcouncil.people.public import organisation_by_code
from coopcouncil.sharing import actions as sharing
from coopcouncil.sharing import gateways, public
from coopcouncil.sharing.actions import retaining, reviewing
from coopcouncil.sharing.domain.circumstances import Circumstances, Need
from coopcouncil.sharing.domain.decisions import DecisionDraft
from coopcouncil.sharing.domain.slices import Fact, NoticeDraft
from coopcouncil.sharing.models import DataRequest, Notice, RecordedFact, ReviewItem, Submission
from coopcouncil.sharing.queries import rights

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str | None], Client]

THEIRS = {
    "the account": "Quenby Adeyemi",
    "an e-mail address": "amara@ashmere.example",
    "what they need": "Gondolian signs",
    "a proof of identity": "Rosalind Wagtail",
    "a power": "Redpoll order",
    "what they told": "Ada Plover",
    "what they need with it": "Lapwing interpreter",
    "an answer": "The kettle is blue",
    "a decision": "Because of the teal",
    "what we know": "3 Wren Lane",
    "what we knew before": "1 Finch Row",
    "a file": "my-heron.jpg",
    "what they began": "Siskin begun",
    "what was told for them": "Goldcrest for her",
    "what they complained of": "the osprey complaint",
}
KEPT_BACK = {
    "told in safe mode": "Zephyrine Quillfeather",
    "somebody else's own words": "Nuthatch said so",
    "what would seriously harm": "Dunnock diagnosis",
    "how to reach somebody else": "rook@elsewhere.example",
    "somebody else's name in a power": "Whinchat Senior",
    "another person's facts": "Bittern of Bilal",
}


@dataclass
class Desk:
    client: Client
    request_id: UUID

    def does(self, verb: str, **given: str) -> int:
        return self.client.post(reverse("sharing:act_on_request", args=[self.request_id, verb]), given).status_code

    def decides(self, number: int, **given: Any) -> int:
        address = reverse("sharing:review_item", args=[self.request_id, number])
        assert self.client.get(address).status_code == 200
        return self.client.post(address, given).status_code


def notice(organisation_id: UUID, code: str, *facts: Fact) -> NoticeDraft:
    return NoticeDraft(
        code, "gp_record", organisation_id, "A notice", "tenancy_support", "So that it is known.", "public_task",
        tuple(fact.code for fact in facts), facts, "reported", "Reported", "Nothing stops until it is checked.",
    )  # fmt: skip


def fact(code: str, value: str) -> Fact:
    return Fact(code, code, value, value)


def tell(actor: Actor, *facts: Fact, key: str, **changes: Any) -> UUID:
    surgery = organisation_by_code("larkhill-surgery").id
    given: dict[str, Any] = {
        "actor": actor, "event_code": "death", "event_version": life_event("death").version,
        "facts": {one.code: one.value for one in facts},
        "drafts": [notice(surgery, key, *facts)], "idempotency_key": key, "now": clock.now(), **changes,
    }  # fmt: skip
    return public.submit(**given).id


def plant(cast: SimpleNamespace) -> None:
    """One fact of each kind, of Amara's and not, in every context."""
    amara, bilal, now = cast.amara.account_id, cast.bilal.account_id, clock.now()
    surgery = organisation_by_code("larkhill-surgery").id
    rewrite(Account.objects.filter(id=amara), name=THEIRS["the account"])
    Preferences.objects.update_or_create(
        account_id=amara,
        defaults={
            "needs": [{"code": "other", "words": THEIRS["what they need"]}], "contact_by": "none", "changed_at": now
        },
    )  # fmt: skip
    IdentityProof.objects.filter(account_id=amara).delete()
    IdentityProof.objects.create(
        account_id=amara, level="medium", how="document_seen", proved_at=now, checked_by_id=cast.dev.account_id,
        detail={"name": THEIRS["a proof of identity"], "born_on": "1980-06-01"},
    )  # fmt: skip
    Authority.objects.create(
        holder_id=amara, kind="deputy", state="claimed", starts_on=clock.today(), claimed_at=now,
        person={"first_names": "Whinchat", "last_name": "Senior"},
        evidence={"kind": "order", "number": THEIRS["a power"]},
    )  # fmt: skip
    by = Authority.objects.create(
        holder_id=bilal, kind="agreed", state="checked", starts_on=clock.today(), claimed_at=now, subject_id=amara,
        person={"first_names": "Quenby", "last_name": "Adeyemi"}, checked_by_id=cast.carys.account_id, checked_at=now,
    )  # fmt: skip
    told = tell(
        cast.amara.actor,
        fact("your_name", THEIRS["what they told"]),
        fact("where_you_live", KEPT_BACK["somebody else's own words"]),
        fact("shared_address", f"Write to {KEPT_BACK['how to reach somebody else']}"),
        key="told",
        circumstances=Circumstances(needs=(Need("interpreter", THEIRS["what they need with it"]),)),
    )
    for number, reason, decided in (
        ("1", THEIRS["an answer"], None),
        ("2", KEPT_BACK["what would seriously harm"],
         DecisionDraft("refused", THEIRS["a decision"], clock.today())),
    ):  # fmt: skip
        sharing.answer_notice(
            actor=Actor(kind="agency", organisation_id=surgery, scopes=frozenset({"notices"})),
            notice_id=Notice.objects.get(submission_id=told).id, answer_id=number,
            kind="accepted" if decided is None else "refused", reason=reason, decision=decided, now=now,
        )  # fmt: skip
    RecordedFact.objects.filter(account_id=amara).delete()
    old = RecordedFact.objects.create(
        account_id=amara, code="address", value=THEIRS["what we knew before"], source="told", submission_id=told,
        recorded_at=now - timedelta(days=9),
    )  # fmt: skip
    RecordedFact.objects.create(
        account_id=amara, code="address", value=THEIRS["what we know"], source="corrected", replaces=old,
        recorded_at=now,
    )  # fmt: skip
    file = sharing.keep_document(
        actor=cast.amara.actor, file=gateways.examine(picture(), THEIRS["a file"]), draft_id=uuid4(),
        fact_code="letter", account_id=amara, session_digest="", now=now,
    )  # fmt: skip
    assert file is not None
    begun = frontdoor.start(actor=cast.amara.actor, event_code="death", now=now)
    rewrite(Draft.objects.filter(id=begun), answers={"your_name": THEIRS["what they began"]})
    tell(cast.bilal.actor, fact("landlord_name", THEIRS["what was told for them"]), key="for her",
         circumstances=Circumstances(authority_id=by.id))  # fmt: skip
    tell(cast.bilal.actor, fact("your_name", KEPT_BACK["another person's facts"]), key="his")
    safe = tell(
        Actor(kind="anonymous", session_key="hers"), fact("your_name", KEPT_BACK["told in safe mode"]), key="safe"
    )
    Submission.objects.filter(id=safe).update(safe=True)


def asked(client: Client, kind: str, words: str = "") -> UUID:
    answer = client.post(reverse("sharing:my_data"), {"kind": kind, "words": words})
    assert answer.status_code == 302, answer.content.decode()
    return UUID(answer["Location"].split("/")[-2])


def look_through(desk: Desk) -> None:
    """What an officer does: everything flagged one by one, the rest together."""
    for item in rights.review_items(desk.request_id):
        places = [
            place
            for place, leaf in reviewing.disclosing.leaves(item.value)
            if any(canary in str(leaf) for canary in [*KEPT_BACK.values(), "Whinchat", "Senior"])
        ]
        if KEPT_BACK["what would seriously harm"] in json.dumps(item.value):
            ground = {"exemption": "serious_harm", "reason": "Her doctor says that she must not read it alone."}
            assert desk.decides(item.number, decision="redact", hidden=places, **ground) == 302
        elif places:
            ground = {"exemption": "third_party", "reason": "They did not agree."}
            assert desk.decides(item.number, decision="redact", hidden=places, **ground) == 302
        elif item.flags:
            assert desk.decides(item.number, decision="disclose") == 302
    assert desk.does("disclose-rest") == 302


def opened(content: bytes) -> tuple[str, str, zipfile.ZipFile]:
    archive = zipfile.ZipFile(io.BytesIO(content))
    pages = PdfReader(io.BytesIO(archive.read("your-data.pdf"))).pages
    printed = "\n".join(page.extract_text() for page in pages)
    return archive.read("your-data.json").decode(), re.sub(r"\s+", " ", printed), archive


def test_the_copy_holds_every_fact_that_is_theirs_and_none_that_is_kept_back(
    client_for: ClientFor, cast: SimpleNamespace
) -> None:
    plant(cast)
    amara = client_for("amara")
    asked(amara, "complaint", THEIRS["what they complained of"])
    request_id = asked(amara, "access")
    carys, jo = Desk(client_for("carys"), request_id), Desk(client_for("jo"), request_id)

    assert carys.does("gather") == 409, "first somebody makes sure who asks"
    assert carys.does("identity", how="signed_in") == 302
    assert carys.does("gather") == 302
    gathered = json.dumps([item.value for item in rights.review_items(request_id)], ensure_ascii=False)
    assert {why for why, canary in THEIRS.items() if canary not in gathered} == set()
    assert KEPT_BACK["told in safe mode"] not in gathered, "of safe mode nothing is gathered at all"
    assert KEPT_BACK["another person's facts"] not in gathered

    assert carys.does("finish") == 409, "nothing is decided yet"
    assert jo.does("release") == 409
    look_through(carys)
    assert carys.does("finish") == 302
    assert amara.get(reverse("sharing:my_file", args=[request_id])).status_code == 404, "nothing goes by itself"
    assert carys.does("release") == 404, "whoever looked it through does not release it"
    assert jo.does("release") == 302

    answer = amara.get(reverse("sharing:my_file", args=[request_id]))
    assert answer.status_code == 200
    for_machines, printed, archive = opened(answer.content)
    for where, text in (("JSON", for_machines), ("PDF", printed)):
        missing = {why for why, canary in THEIRS.items() if canary not in text}
        leaked = {why for why, canary in KEPT_BACK.items() if any(word in text for word in canary.split(" and "))}
        assert (where, missing, leaked) == (where, set(), set())
    files = [name for name in archive.namelist() if name.startswith("files/")]
    assert [name.split("-", 1)[1] for name in files] == [THEIRS["a file"]]
    letter = PdfReader(io.BytesIO(archive.read("letter.pdf"))).pages[0].extract_text()
    assert "somebody else" in letter
    assert "Information Commissioner" in letter
    assert "harm" not in letter, "what the law lets us keep silent of is not said"


def test_nobody_else_has_the_file_and_its_time_is_over_after_thirty_days(
    client_for: ClientFor, cast: SimpleNamespace
) -> None:
    request_id = asked(client_for("amara"), "access")
    carys, jo = Desk(client_for("carys"), request_id), Desk(client_for("jo"), request_id)
    carys.does("identity", how="signed_in")
    carys.does("gather")
    look_through(carys)
    # Of those who share the work, whoever decided anything does not release it, though a colleague handed it over.
    item = rights.review_items(request_id)[0]
    assert jo.decides(item.number, decision="disclose") == 302
    assert carys.does("finish") == 302
    assert jo.does("release") == 404
    with pytest.raises(IntegrityError, match="decided an item"), transaction.atomic():
        DataRequest.objects.filter(id=request_id).update(released_by_id=cast.jo.account_id)
    assert "You looked it through" in jo.client.get(reverse("sharing:data_request", args=[request_id])).text
    assert carys.does("again") == 302
    assert carys.decides(item.number, decision="disclose") == 302
    assert carys.does("finish") == 302
    assert jo.does("release") == 302
    address = reverse("sharing:my_file", args=[request_id])
    for name in ("bilal", "carys", "jo"):
        assert client_for(name).get(address).status_code == 404
    assert client_for("amara").get(address).status_code == 200
    assert AuditRow.objects.filter(verb="sharing.data_downloaded").count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT package, octet_length(package) FROM sharing_data_request WHERE id = %s", [request_id])
        sealed, _length = cursor.fetchone()
    assert not bytes(sealed).startswith(b"PK"), "it is sealed where it lies"
    assert not ReviewItem.objects.filter(request_id=request_id, value__isnull=False).exists()
    assert retaining.let_go(actor=SYSTEM, now=clock.now() + timedelta(days=31))["data_request_copies"] == 1
    assert client_for("amara").get(address).status_code == 404
    DataRequest.objects.update(package_until=clock.now() - timedelta(days=1))
    assert "threw the file away" in client_for("amara").get(reverse("sharing:my_request", args=[request_id])).text


def test_the_clock_stands_still_while_we_ask_and_the_person_is_told_of_two_months_more(
    client_for: ClientFor, cast: SimpleNamespace
) -> None:
    amara = client_for("amara")
    request_id = asked(amara, "access")
    carys = Desk(client_for("carys"), request_id)
    before = rights.data_request(request_id).due_on
    assert carys.does("pause", why="clarification", words="") == 422
    assert carys.does("pause", why="clarification", words="Which years do you mean?") == 302
    assert rights.data_request(request_id).due_on is None
    page = reverse("sharing:my_request", args=[request_id])
    assert "Which years do you mean?" in amara.get(page).text
    assert amara.post(page, {"do": "answer", "words": "All of them."}).status_code == 302
    assert rights.data_request(request_id).due_on == before
    assert carys.does("extend", words="There is very much of it.") == 302
    assert "There is very much of it." in amara.get(page).text
    assert before is not None
    assert rights.data_request(request_id).due_on > before + timedelta(days=50)  # type: ignore[operator]
    assert amara.post(page, {"do": "withdraw"}).status_code == 302
    assert DataRequest.objects.get(id=request_id).state == "withdrawn"


def test_somebody_who_holds_a_power_asks_for_the_person_and_nobody_else_does(
    client_for: ClientFor, cast: SimpleNamespace
) -> None:
    now = clock.now()
    power = Authority.objects.create(
        holder_id=cast.bilal.account_id, kind="deputy", state="checked", starts_on=clock.today(), claimed_at=now,
        person={"first_names": "Amara", "last_name": "Adeyemi"}, subject_id=cast.amara.account_id,
        checked_by_id=cast.carys.account_id, checked_at=now, evidence={"seen": "original"},
    )  # fmt: skip
    bilal = client_for("bilal")
    answer = bilal.post(reverse("sharing:my_data"), {"kind": "access", "for_whom": str(power.id), "words": ""})
    assert answer.status_code == 302, answer.content.decode()
    row = DataRequest.objects.get()
    assert (row.account_id, row.asked_by_id) == (cast.amara.account_id, cast.bilal.account_id)
    page = reverse("sharing:my_request", args=[row.id])
    assert bilal.get(page).status_code == 200
    assert client_for("amara").get(page).status_code == 200, "it is about her"
    carys = Desk(client_for("carys"), row.id)
    assert carys.does("identity", how="signed_in") == 422, "the power is to be looked at"
    assert carys.does("identity", how="power_checked") == 302
    Authority.objects.filter(id=power.id).update(state="ended", ended_at=now)
    assert bilal.get(page).status_code == 404
    assert client_for("femi").get(reverse("sharing:data_request", args=[row.id])).status_code == 403


def test_what_came_by_letter_counts_from_the_day_it_came(client_for: ClientFor, cast: SimpleNamespace) -> None:
    jo, day = client_for("jo"), clock.today() - timedelta(days=3)
    given = {
        "who": "amara@ashmere.example", "kind": "access", "via": "letter", "words": "",
        "received_on-day": day.day, "received_on-month": day.month, "received_on-year": day.year,
    }  # fmt: skip
    assert jo.post(reverse("sharing:record_request"), given).status_code == 302
    row = DataRequest.objects.get()
    assert (row.received_on, row.via, row.recorded_by_id) == (day, "letter", cast.jo.account_id)
    assert jo.post(reverse("sharing:record_request"), given).status_code == 422, "it is under way already"
    assert "about somebody" in client_for("carys").get("/desk/").text


def test_erasing_the_person_empties_what_they_asked(client_for: ClientFor, cast: SimpleNamespace) -> None:
    asked(client_for("amara"), "complaint", "the osprey complaint")
    for erase in contributions.erase_person:
        erase(cast.amara.account_id)
    row = DataRequest.objects.get()
    assert (row.words, row.letters, row.package) == (None, [], None)
