"""A household: told, confirmed by a code that was handed over, put right, left; and what nobody learns from it."""

from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import SYSTEM, Actor
from coopcouncil.foundation.models import AccessEntry, AuditRow
from coopcouncil.kernel.errors import BadInput, Conflict, NotAllowed, NotFound
from coopcouncil.people import actions, public
from coopcouncil.people.domain.households import RELATIONS, other_way
from coopcouncil.people.models import Account, HouseholdMember, HouseholdStatement, LinkReview, RecordLink
from coopcouncil.people.queries import households

pytestmark = pytest.mark.django_db
NOW, TODAY = clock.now(), clock.today()
ClientFor = Callable[[str | None], Client]


def tell(actor: Actor, name: str = "Zubaida Wrenfield", relation: str = "partner", child: bool = False) -> UUID:
    return actions.tell_member(
        actor=actor, name=name, relation=relation, child=child, since=date(2024, 5, 1), now=NOW, today=TODAY
    )


def correct(actor: Actor, member: UUID, name: str, since: date | None = None) -> bool:
    return actions.correct_member(
        actor=actor, member_id=member, name=name, relation="spouse", child=False, since=since, now=NOW, today=TODAY
    )


def answer(actor: Actor, code: str, lives: bool = True) -> None:
    read = actions.read_invitation(actor=actor, code=code, now=NOW)
    actions.answer_invitation(actor=actor, code=code, seen=read.seen, lives=lives, now=NOW)


def confirmed(cast: SimpleNamespace) -> tuple[UUID, UUID]:
    """Amara says that Bilal lives with her, and he confirms it: her member, his answer."""
    member = tell(cast.amara.actor, "Bilal Hussain")
    answer(cast.bilal.actor, actions.invite_member(actor=cast.amara.actor, member_id=member, now=NOW))
    return member, households.household(cast.bilal.account_id).answers[0].id


def find(client: Client, name: str = "Amara Adeyemi") -> None:
    """As an officer, on “Find a person”."""
    for account in Account.objects.filter(is_active=True):
        actions.index_person(account.id)
    assert name in client.post("/desk/people/", {"why": "case", "name": name}).content.decode()


def test_each_relation_has_its_other_way_and_back() -> None:
    assert all(other_way(other_way(relation)) == relation for relation in RELATIONS)
    assert (other_way("child"), other_way("spouse")) == ("parent", "spouse")
    with pytest.raises(KeyError):
        other_way("boss")


def test_corrections_and_an_end_stay_as_history(cast: SimpleNamespace) -> None:
    amara = cast.amara.actor
    member = tell(amara)
    assert correct(amara, member, "Zubaida  Adeyemi ")
    assert not correct(amara, member, "Zubaida Adeyemi")
    for until in (TODAY + timedelta(days=1), date(2020, 1, 1)):
        correct(amara, member, "Zubaida Adeyemi", date(2024, 5, 1))
        with pytest.raises(BadInput):
            actions.end_member(actor=amara, member_id=member, until=until, now=NOW, today=TODAY)
    actions.end_member(actor=amara, member_id=member, until=TODAY, now=NOW, today=TODAY)
    held = households.household(cast.amara.account_id)
    assert held.today.members == ()
    [seen] = held.members
    assert (seen.now.source, seen.now.until, seen.now.name) == ("ended", TODAY, "Zubaida Adeyemi")
    assert [words.source for words in seen.earlier] == ["corrected", "corrected", "told"]
    assert seen.earlier[-1].name == "Zubaida Wrenfield"
    with pytest.raises(Conflict):
        correct(amara, member, "Somebody")
    # Sealed, and in no log.
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(encode(value, 'escape'), '') FROM people_household_statement")
        assert "Zubaida" not in cursor.fetchone()[0]
    assert not AuditRow.objects.filter(reason__contains="partner").exists()


@pytest.mark.parametrize(
    ("name", "relation", "since"),
    [("", "partner", None), ("A\x00b", "partner", None), ("Al", "boss", None), ("Al", "child", TODAY + timedelta(1))],
)
def test_what_cannot_be_is_refused(cast: SimpleNamespace, name: str, relation: str, since: date | None) -> None:
    with pytest.raises(BadInput):
        actions.tell_member(
            actor=cast.amara.actor, name=name, relation=relation, child=False, since=since, now=NOW, today=TODAY
        )


def test_only_a_code_that_was_handed_over_links_an_account_and_each_side_ends_its_own(cast: SimpleNamespace) -> None:
    member, own = confirmed(cast)
    theirs = households.household(cast.bilal.account_id).today
    assert [(item.name, item.relation) for item in theirs.answers] == [("Amara Adeyemi", "partner")]
    hers = households.household(cast.amara.account_id)
    assert hers.members[0].confirmed_at == NOW
    with pytest.raises(Conflict):
        actions.invite_member(actor=cast.amara.actor, member_id=member, now=NOW)
    # He leaves. To her nothing changes, and she cannot try whether he did.
    actions.leave_household(actor=cast.bilal.actor, answer_id=own, now=NOW)
    actions.leave_household(actor=cast.bilal.actor, answer_id=own, now=NOW + timedelta(days=1))
    left = households.household(cast.bilal.account_id)
    assert left.today.answers == ()
    assert left.answers[0].left_at == NOW
    assert households.household(cast.amara.account_id) == hers
    with pytest.raises(Conflict):
        actions.invite_member(actor=cast.amara.actor, member_id=member, now=NOW)
    # Nor does he learn that she ends it.
    actions.end_member(actor=cast.amara.actor, member_id=member, until=None, now=NOW, today=TODAY)
    assert households.household(cast.bilal.account_id) == left


def test_a_no_looks_to_whoever_gave_the_code_as_if_nobody_had_typed_it(cast: SimpleNamespace) -> None:
    member = tell(cast.amara.actor, "Bilal Hussain")
    code = actions.invite_member(actor=cast.amara.actor, member_id=member, now=NOW)
    before = households.household(cast.amara.account_id), HouseholdMember.objects.values().get()
    answer(cast.bilal.actor, code, lives=False)
    assert (households.household(cast.amara.account_id), HouseholdMember.objects.values().get()) == before
    assert "Bilal" not in str(public.export_person(cast.amara.account_id)["people"]["household"]["answered"])
    assert not AccessEntry.objects.filter(about=cast.amara.account_id).exists()
    answer(cast.bilal.actor, code)  # whoever changes their mind may say so
    assert households.household(cast.amara.account_id).members[0].confirmed_at == NOW


def test_an_invitation_is_the_same_whoever_it_names(cast: SimpleNamespace, client_for: ClientFor) -> None:
    pages, asked = [], []
    amara = client_for("amara")
    for name in ("Bilal Hussain", "Nobody Whatever", "bilal@ashmere.example"):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            member = tell(cast.amara.actor, name)
            page = amara.post(f"/account/household/{member}/code/").content.decode()
        code = HouseholdMember.objects.get(id=member).code_digest
        assert code
        pages.append(len(page) - page.count(name) * len(name))
        asked.append(len(queries))
    assert len(set(pages)) == 1
    assert len(set(asked)) == 1
    # A code of one's own, a wrong one, one that is over and one of somebody who closed their account: one answer.
    own = actions.invite_member(actor=cast.amara.actor, member_id=member, now=NOW)
    other = tell(cast.carys.actor)
    late = actions.invite_member(actor=cast.carys.actor, member_id=other, now=NOW - timedelta(days=15))
    said = [amara.post("/account/household/code/", {"code": typed}) for typed in (own, late, "ZZZZ-ZZZZ")]
    assert {answer.status_code for answer in said} == {400}
    told = {answer.content.decode().split("govuk-error-summary__list")[1].split("</ul>")[0] for answer in said}
    assert len(told) == 1


def test_ten_codes_an_hour_are_the_most(cast: SimpleNamespace, client_for: ClientFor) -> None:
    bilal = client_for("bilal")
    status = [bilal.post("/account/household/code/", {"code": "ZZZZ-ZZZZ"}).status_code for _try in range(11)]
    assert status == [400] * 10 + [429]


def test_what_was_read_is_what_is_confirmed(cast: SimpleNamespace) -> None:
    member = tell(cast.amara.actor)
    code = actions.invite_member(actor=cast.amara.actor, member_id=member, now=NOW)
    read = actions.read_invitation(actor=cast.bilal.actor, code=code, now=NOW)
    correct(cast.amara.actor, member, "Bilal")
    with pytest.raises(Conflict):
        actions.answer_invitation(actor=cast.bilal.actor, code=code, seen=read.seen, lives=True, now=NOW)


def test_nobody_touches_what_is_anothers(cast: SimpleNamespace, client_for: ClientFor) -> None:
    member, own = confirmed(cast)
    for actor in (cast.bilal.actor, cast.carys.actor):
        with pytest.raises(NotAllowed):
            correct(actor, member, "Mine")
    with pytest.raises(NotAllowed):
        actions.leave_household(actor=cast.amara.actor, answer_id=own, now=NOW)
    assert client_for("bilal").get(f"/account/household/{member}/").status_code == 404
    assert client_for("amara").post(f"/account/household/answers/{own}/leave/").status_code == 404
    with pytest.raises(NotFound):
        households.member(uuid4())


def test_the_pages_of_a_resident(cast: SimpleNamespace, client_for: ClientFor) -> None:
    amara, bilal = client_for("amara"), client_for("bilal")
    assert "Nobody yet" in amara.get("/account/household/").content.decode()
    said = {"name": "Bilal Hussain", "relation": "partner", "child": "no", "since-day": "1", "since-month": "5"}
    assert amara.post("/account/household/add/", said).status_code == 400
    assert amara.post("/account/household/add/", {**said, "since-year": "2024"}).status_code == 302
    [member] = households.household(cast.amara.account_id).members
    page = amara.post(f"/account/household/{member.id}/code/").content.decode()
    code = page.split('<p class="govuk-heading-l">')[1].split("<")[0]
    page = bilal.post("/account/household/code/", {"code": code.lower()}).content.decode()
    assert "Amara Adeyemi" in page
    assert "1 May 2024" in page
    seen = page.split('name="seen" value="')[1].split('"')[0]
    assert bilal.post("/account/household/code/", {"code": code, "seen": seen}).status_code == 400
    assert bilal.post("/account/household/code/", {"code": code, "seen": seen, "lives": "yes"}).status_code == 302
    assert "They confirmed it" in amara.get("/account/household/").content.decode()
    page = bilal.get("/account/household/").content.decode()
    [own] = households.household(cast.bilal.account_id).answers
    assert "I no longer live there" in page
    assert bilal.post(f"/account/household/answers/{own.id}/leave/").status_code == 302
    assert "said on" in bilal.get("/account/household/").content.decode()
    assert (
        amara.post(f"/account/household/{member.id}/", {**said, "name": "Bill"} | {"since-year": "2024"}).status_code
        == 302
    )
    assert "You put it right" in amara.get(f"/account/household/{member.id}/").content.decode()
    assert amara.post(f"/account/household/{member.id}/end/", {}).status_code == 302
    assert "Before" in amara.get("/account/household/").content.decode()


def test_an_officer_says_why_sees_the_grounds_and_is_written_down(cast: SimpleNamespace, client_for: ClientFor) -> None:
    confirmed(cast)
    tell(cast.amara.actor, "Kofi Adeyemi", "child", child=True)
    address = f"/desk/people/{cast.amara.account_id}/household/"
    for nobody in ("bilal", "jo", "amara"):
        assert client_for(nobody).get(address).status_code in {403, 404}
    carys = client_for("carys")
    assert carys.get(address).status_code == 404, "nobody opens it by the address alone"
    find(carys)
    assert "Amara" not in carys.get(address).content.decode()
    assert carys.post(address, {}).status_code == 400
    assert not AccessEntry.objects.filter(verb="people.household_read").exists()
    page = carys.post(address, {"why": "case"}).content.decode()
    for words in ("Kofi Adeyemi", "Bilal Hussain", "Not confirmed.", "Confirmed by whoever it is", "Child"):
        assert words in page
    assert AccessEntry.objects.get(verb="people.household_read").about == cast.amara.account_id
    assert AuditRow.objects.get(verb="people.household_read").reason == "case"
    AccessEntry.objects.update(at=NOW - timedelta(hours=2))
    assert carys.post(address, {"why": "case"}).status_code == 404


def test_an_officer_never_sees_the_household_of_somebody_with_whom_they_lived(
    cast: SimpleNamespace, client_for: ClientFor
) -> None:
    code = actions.invite_member(actor=cast.carys.actor, member_id=tell(cast.carys.actor), now=NOW)
    answer(cast.amara.actor, code)
    actions.leave_household(
        actor=cast.amara.actor, answer_id=households.household(cast.amara.account_id).answers[0].id, now=NOW
    )
    address, carys = f"/desk/people/{cast.amara.account_id}/household/", client_for("carys")
    find(carys)
    assert carys.post(address, {"why": "case"}).status_code == 404


def test_two_records_side_by_side_show_both_households_and_parted_each_its_own(
    cast: SimpleNamespace, client_for: ClientFor
) -> None:
    other = Account.objects.create_user("amara.once@quill.example", name="Amara Adeyemi")
    tell(cast.amara.actor, "Kofi Adeyemi", "child", child=True)
    tell(public.actor_for_account(other.id, TODAY), "Ngozi Adeyemi", "parent")
    carys = client_for("carys")
    address = f"/desk/records/{cast.amara.account_id}/{other.id}/"
    assert "Kofi Adeyemi" not in carys.get(address).content.decode()
    find(carys)
    page = carys.get(address).content.decode()
    assert "Kofi Adeyemi" in page
    assert "Ngozi Adeyemi" in page
    first, second = sorted((cast.amara.account_id, other.id))
    link = RecordLink.objects.create(first_id=first, second_id=second)
    review = LinkReview.objects.create(
        link=link, kind="link", grounds=["documents"], asked_by_id=cast.dev.account_id, asked_at=NOW
    )
    page = carys.get(f"/desk/records/reviews/{review.id}/").content.decode()
    assert "Kofi Adeyemi" in page
    assert "Ngozi Adeyemi" in page
    actions.decide_link(actor=cast.carys.actor, review_id=review.id, accept=True, now=NOW)
    amara = client_for("amara")
    assert "Ngozi" in amara.get("/account/household/").content.decode()
    assert AccessEntry.objects.filter(verb="people.joined_household_read", about=other.id).exists()
    actions.object_to_link(actor=cast.amara.actor, link_id=link.id, now=NOW)
    page = amara.get("/account/household/").content.decode()
    assert "Ngozi" not in page
    assert "Kofi" in page


def test_it_is_in_a_copy_of_everything_and_goes_with_its_person(cast: SimpleNamespace) -> None:
    member, _own = confirmed(cast)
    correct(cast.amara.actor, member, "Bilal H")
    held: Any = public.export_person(cast.amara.account_id)["people"]["household"]
    assert [(held["told"][0]["name"], held["told"][0]["earlier"][0]["name"])] == [("Bilal H", "Bilal Hussain")]
    assert public.legal_holds(cast.amara.account_id) == []
    theirs: Any = public.export_person(cast.bilal.account_id)["people"]["household"]["answered"]
    assert theirs[0]["who_handed_you_a_code"] == "Amara Adeyemi"
    actions.erase_account(actor=SYSTEM, account_id=cast.amara.account_id)
    assert not HouseholdStatement.objects.exists()
    assert households.household(cast.bilal.account_id).answers == ()


def test_what_ended_long_ago_goes_but_not_while_another_still_says_that_they_live_there(cast: SimpleNamespace) -> None:
    rule = next(item for item in public.keepings() if item.rule.code == "ended_household")
    member, own = confirmed(cast)
    alone = tell(cast.amara.actor, "Kofi Adeyemi", "child", child=True)
    for one in (member, alone):
        actions.end_member(actor=cast.amara.actor, member_id=one, until=None, now=NOW, today=TODAY)
    later = NOW + timedelta(days=731)
    assert [due.object_id for due in rule.due(later)] == [alone]
    actions.leave_household(actor=cast.bilal.actor, answer_id=own, now=NOW)
    assert rule.apply([due.object_id for due in rule.due(later)], later) == 2
    assert not HouseholdMember.objects.exists()


def test_no_number_of_queries_grows_with_the_household(cast: SimpleNamespace) -> None:
    counted = []
    for _round in range(2):
        for number in range(4):
            tell(cast.amara.actor, f"Child {number}", "child", child=True)
        with CaptureQueriesContext(connection) as queries:
            households.household(cast.amara.account_id)
        counted.append(len(queries))
    assert counted[0] == counted[1] == 4
