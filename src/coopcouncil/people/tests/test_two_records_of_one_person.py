"""Two records are joined by two officers, seen by their person, and parted again with each as it was."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.test import Client

from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import SYSTEM, Actor
from coopcouncil.foundation.models import AccessEntry, AuditRow
from coopcouncil.foundation.roles import Role
from coopcouncil.kernel.errors import BadInput, Conflict, NotAllowed, NotFound
from coopcouncil.people import actions, public
from coopcouncil.people.models import Account, LinkReview, Organisation, RecordLink
from coopcouncil.people.queries import matching

NOW, TODAY = clock.now(), clock.today()
GROUNDS = ["documents", "asked_alone"]
ClientFor = Callable[[str | None], Client]


def second_account(name: str = "Amara Adeyemi") -> UUID:
    return Account.objects.create_user(f"{uuid4()}@quill.example", name=name).id


def case_owner() -> Actor:
    """Another case owner of the council."""
    account_id = second_account("Other Owner")
    council = Organisation.objects.get(kind="council")
    actions.appoint(
        actor=SYSTEM, account_id=account_id, organisation_id=council.id, role=Role.CASE_OWNER, starts_on=TODAY
    )
    return public.actor_for_account(account_id, TODAY)


def propose(officer: Actor, one: UUID, other: UUID, grounds: list[str] | None = None) -> UUID:
    return actions.propose_link(actor=officer, one=one, other=other, grounds=grounds or GROUNDS, now=NOW)


def join(cast: SimpleNamespace, other: UUID, by: Actor) -> UUID:
    review = propose(cast.carys.actor, cast.amara.account_id, other)
    actions.decide_link(actor=by, review_id=review, accept=True, now=NOW)
    return LinkReview.objects.get(id=review).link_id


def bytes_of(*accounts: UUID) -> dict[str, list[Any]]:
    """Every row of every table that names one of these accounts, but for the links, the trail and the tokens."""
    held: dict[str, list[Any]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT conrelid::regclass::text, a.attname FROM pg_constraint c JOIN pg_attribute a "
            "ON a.attrelid = conrelid AND a.attnum = ANY (conkey) "
            "WHERE contype = 'f' AND confrelid = 'people_account'::regclass ORDER BY 1, 2"
        )
        for table, column in [*cursor.fetchall(), ("people_account", "id")]:
            if table not in {"people_record_link", "people_link_review"}:
                query = f"SELECT row::text FROM {table} row WHERE {column} = ANY(%s) ORDER BY 1"  # noqa: S608 (ours)
                cursor.execute(query, [list(accounts)])
                held[f"{table}.{column}"] = cursor.fetchall()
    return held


@pytest.mark.django_db
def test_one_officer_proposes_and_another_decides(cast: SimpleNamespace) -> None:
    other = second_account()
    review = propose(cast.carys.actor, cast.amara.account_id, other)
    assert public.joined_records(cast.amara.account_id) == []
    with pytest.raises(NotAllowed):
        actions.decide_link(actor=cast.carys.actor, review_id=review, accept=True, now=NOW)
    with pytest.raises(IntegrityError, match="never_by_oneself"), transaction.atomic():
        LinkReview.objects.filter(id=review).update(decided_by=cast.carys.account_id, decided_at=NOW, accepted=True)
    actions.decide_link(actor=case_owner(), review_id=review, accept=True, now=NOW)
    assert public.joined_records(cast.amara.account_id) == [other]
    assert public.joined_records(other) == [cast.amara.account_id]


@pytest.mark.django_db
def test_joining_and_parting_leaves_both_byte_for_byte_as_they_were(cast: SimpleNamespace) -> None:
    other, decider = second_account(), case_owner()
    both = (cast.amara.account_id, other)
    before = bytes_of(*both)
    link = join(cast, other, decider)
    assert bytes_of(*both) == before
    parting = actions.propose_unlink(actor=decider, link_id=link, grounds=["two_people"], now=NOW)
    with pytest.raises(NotAllowed):
        actions.decide_link(actor=decider, review_id=parting, accept=True, now=NOW)
    actions.decide_link(actor=cast.carys.actor, review_id=parting, accept=True, now=NOW)
    assert public.joined_records(cast.amara.account_id) == public.joined_records(other) == []
    assert bytes_of(*both) == before
    assert sum(map(len, before.values())) > 3
    # Joined once more, it is another link: the first stays as history.
    join(cast, other, decider)
    assert RecordLink.objects.count() == 2
    noted = AuditRow.objects.filter(verb__contains="link_").values_list("verb", flat=True)
    assert {verb: list(noted).count(verb) for verb in noted} == {
        "people.link_proposed": 2,
        "people.link_agreed": 2,
        "people.unlink_proposed": 1,
        "people.unlink_agreed": 1,
    }


@pytest.mark.django_db
def test_the_person_objects_and_neither_shows_the_other_from_then_on(
    cast: SimpleNamespace, client_for: ClientFor
) -> None:
    other, decider = second_account(), case_owner()
    link = join(cast, other, decider)
    amara = client_for("amara")
    assert "We joined two records of you" in amara.get("/account/").content.decode()
    assert "You showed a document for each" in amara.get("/account/records/").content.decode()
    assert client_for("bilal").post(f"/account/records/{link}/wrong/").status_code == 404
    assert amara.post(f"/account/records/{link}/wrong/").status_code == 302
    assert public.joined_records(cast.amara.account_id) == public.joined_records(other) == []
    waiting = LinkReview.objects.get(decided_at=None)
    assert (waiting.kind, waiting.grounds) == ("unlink", ["objected"])
    actions.decide_link(actor=cast.carys.actor, review_id=waiting.id, accept=True, now=NOW)
    assert RecordLink.objects.get().closed_at == NOW


@pytest.mark.django_db
def test_an_objection_meets_an_officers_own_proposal_and_no_refusal_ends_it(
    cast: SimpleNamespace, client_for: ClientFor
) -> None:
    other, decider = second_account(), case_owner()
    link = join(cast, other, decider)
    parting = actions.propose_unlink(actor=decider, link_id=link, grounds=["not_safe"], now=NOW)
    amara = client_for("amara")
    for _once_more in range(2):
        assert amara.post(f"/account/records/{link}/wrong/").status_code == 302
    assert public.joined_records(other) == []
    assert LinkReview.objects.filter(decided_at=None).count() == 1
    page = client_for("carys").get(f"/desk/records/reviews/{parting}/").content.decode()
    assert "The person says that the two are not to be joined" in page
    actions.decide_link(actor=cast.carys.actor, review_id=parting, accept=False, now=NOW)
    assert public.joined_records(cast.amara.account_id) == public.joined_records(other) == []
    page = amara.get("/account/records/").content.decode()
    assert "Neither record shows the other, whatever an officer decides" in page
    assert "part them" not in page
    assert "We joined two records of you" not in amara.get("/account/").content.decode()
    # Nor does the other record, which may be somebody else's, take it back.
    theirs = public.actor_for_account(other, TODAY)
    assert not matching.links_of(other)[0].objected_at
    assert matching.links_of(other)[0].other_objects
    actions.withdraw_objection(actor=theirs, link_id=link, now=NOW)
    assert public.joined_records(other) == []
    assert client_for("bilal").post(f"/account/records/{link}/not-wrong/").status_code == 404
    assert amara.post(f"/account/records/{link}/not-wrong/").status_code == 302
    assert public.joined_records(other) == [cast.amara.account_id]


@pytest.mark.django_db
def test_whom_its_person_objected_to_nobody_joins_again(cast: SimpleNamespace) -> None:
    other, decider = second_account(), case_owner()
    link = join(cast, other, decider)
    actions.object_to_link(actor=cast.amara.actor, link_id=link, now=NOW)
    objection = LinkReview.objects.get(decided_at=None)
    with pytest.raises(Conflict):  # it waits already
        actions.propose_unlink(actor=cast.carys.actor, link_id=link, grounds=["two_people"], now=NOW)
    actions.decide_link(actor=cast.carys.actor, review_id=objection.id, accept=True, now=NOW)
    with pytest.raises(Conflict, match="Only they can take that back"):
        propose(cast.carys.actor, cast.amara.account_id, other)
    actions.withdraw_objection(actor=cast.amara.actor, link_id=link, now=NOW)
    again = propose(cast.carys.actor, cast.amara.account_id, other)
    # One who knows of the proposal before it is decided is heard too.
    actions.object_to_link(actor=cast.amara.actor, link_id=LinkReview.objects.get(id=again).link_id, now=NOW)
    with pytest.raises(Conflict, match="Only they can take that back"):
        actions.decide_link(actor=decider, review_id=again, accept=True, now=NOW)
    actions.decide_link(actor=decider, review_id=again, accept=False, now=NOW)
    # What was asked by the person, and by nobody else, ends when they take it back.
    actions.withdraw_objection(actor=cast.amara.actor, link_id=LinkReview.objects.get(id=again).link_id, now=NOW)
    joined = join(cast, other, decider)
    actions.object_to_link(actor=cast.amara.actor, link_id=joined, now=NOW)
    actions.withdraw_objection(actor=cast.amara.actor, link_id=joined, now=NOW)
    assert not LinkReview.objects.filter(decided_at=None).exists()
    assert public.joined_records(other) == [cast.amara.account_id]


@pytest.mark.django_db
def test_too_few_grounds_join_nothing(cast: SimpleNamespace) -> None:
    other = second_account()
    for grounds in (
        ["documents"],
        ["asked_alone"],
        ["asked_alone", "same_reach"],
        ["asked_alone", "made up", "documents"],
    ):
        with pytest.raises(BadInput):
            propose(cast.carys.actor, cast.amara.account_id, other, grounds)
    with pytest.raises(BadInput):
        propose(cast.carys.actor, other, other)
    assert not RecordLink.objects.exists()


@pytest.mark.django_db
def test_nobody_proposes_for_themself_or_twice_or_with_a_closed_record(cast: SimpleNamespace) -> None:
    other = second_account()
    for actor in (cast.amara.actor, cast.jo.actor):
        with pytest.raises(NotAllowed):
            propose(actor, cast.bilal.account_id, other)
    with pytest.raises((NotAllowed, NotFound)):
        propose(cast.carys.actor, cast.carys.account_id, other)
    propose(cast.carys.actor, cast.amara.account_id, other)
    with pytest.raises(Conflict):
        propose(cast.carys.actor, other, cast.amara.account_id)
    actions.erase_account(actor=SYSTEM, account_id=other)
    assert RecordLink.objects.get().closed_at is not None
    with pytest.raises(NotAllowed):
        propose(cast.carys.actor, cast.amara.account_id, other)


@pytest.mark.django_db
def test_the_pages_of_officers(cast: SimpleNamespace, client_for: ClientFor) -> None:
    other = second_account()
    for account_id in (other, cast.amara.account_id):
        actions.index_person(account_id)
    carys = client_for("carys")
    found = carys.post("/desk/people/", {"why": "two_records", "name": "Amara Adeyemi"}).content.decode()
    assert found.count('name="who"') == 2
    ids = [str(cast.amara.account_id), str(other)]
    assert carys.post("/desk/people/", {"who": ids[:1]}).status_code == 400
    address = carys.post("/desk/people/", {"who": ids}).headers["Location"]
    assert "Are these two records of one person?" in carys.get(address).content.decode()
    assert carys.post(address, {"grounds": ["same_reach", "asked_alone"]}).status_code == 400
    # Whatever the answer, the page shows both, and that is written down for each.
    assert AccessEntry.objects.filter(verb="people.records_compared", about=other).count() == 2
    assert carys.post(address, {"grounds": GROUNDS}).status_code == 302
    review = LinkReview.objects.get()
    page = carys.get(f"/desk/records/reviews/{review.id}/").content.decode()
    assert "so a colleague decides" in page
    assert carys.post(f"/desk/records/reviews/{review.id}/", {"do": "agree"}).status_code in {403, 404}
    assert matching.to_decide(cast.carys.account_id).count() == 0
    assert "Two records of one person?" not in carys.get("/desk/").content.decode()
    assert "quill.example" not in carys.get("/desk/records/").content.decode()


def test_of_two_officers_at_once_one_decides(cloned_db: Any, cast: SimpleNamespace) -> None:
    other, deciders = second_account(), [case_owner(), case_owner()]
    for _round in range(3):
        review = propose(cast.carys.actor, cast.amara.account_id, other)
        together = Barrier(2)

        def decide(actor: Actor, accept: bool, review: UUID = review, together: Barrier = together) -> str:
            try:
                together.wait(timeout=10)
                actions.decide_link(actor=actor, review_id=review, accept=accept, now=NOW)
            except Conflict:
                return "told"
            finally:
                connections.close_all()
            return "decided"

        with ThreadPoolExecutor(2) as pool:
            ended = list(pool.map(decide, deciders, [True, False]))
        assert sorted(ended) == ["decided", "told"]
        row = LinkReview.objects.get(id=review)
        assert row.accepted is (ended[0] == "decided")
        assert (RecordLink.objects.get(id=row.link_id).linked_at is not None) is row.accepted
        RecordLink.objects.filter(id=row.link_id).update(closed_at=NOW)
