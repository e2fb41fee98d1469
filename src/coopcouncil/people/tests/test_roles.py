from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connections, transaction

from coopcouncil.foundation import clock
from coopcouncil.foundation.models import AuditRow
from coopcouncil.foundation.roles import Role
from coopcouncil.kernel.errors import BadInput, Conflict, NotAllowed
from coopcouncil.people import actions, public, queries
from coopcouncil.people.models import Account, Appointment

TODAY = date(2026, 6, 1)


def council_id():
    return public.council().id


def roles(account_id, day=TODAY):
    return {held.role for held in public.actor_for_account(account_id, day).roles}


def appoint(cast, who="bilal", *, by="jo", role=Role.ANALYST, starts_on=TODAY, ends_on=None):
    return actions.appoint(
        actor=getattr(cast, by).actor,
        account_id=getattr(cast, who).account_id,
        organisation_id=council_id(),
        role=role,
        starts_on=starts_on,
        ends_on=ends_on,
    )


@pytest.mark.django_db
def test_an_administrator_appoints_somebody_and_the_trail_says_who_did(cast):
    made = appoint(cast)
    assert roles(cast.bilal.account_id) == {Role.ANALYST}
    row = AuditRow.objects.get(verb="people.appointed", object_id=made)
    assert row.actor_id == cast.jo.account_id
    assert row.hats == [f"administrator@{council_id()}"]


@pytest.mark.django_db
def test_nobody_grants_a_role_to_themself(cast):
    with pytest.raises(BadInput, match="to yourself"):
        appoint(cast, "jo")
    assert roles(cast.jo.account_id) == {Role.ADMINISTRATOR}


@pytest.mark.django_db
def test_the_database_refuses_a_role_granted_to_oneself(cast):
    with pytest.raises(IntegrityError, match="never_by_oneself"), transaction.atomic():
        Appointment.objects.create(
            account_id=cast.jo.account_id, appointed_by_id=cast.jo.account_id,
            organisation_id=council_id(), role=Role.CABINET_MEMBER, starts_on=TODAY,
        )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("by", ["amara", "carys", "esi", "femi"])
def test_only_an_administrator_appoints(cast, by):
    with pytest.raises(NotAllowed):
        appoint(cast, by=by)


@pytest.mark.django_db
def test_a_role_holds_from_its_first_day_until_the_day_before_its_end(cast):
    appoint(cast, starts_on=TODAY, ends_on=TODAY + timedelta(days=10))
    held = {offset: bool(roles(cast.bilal.account_id, TODAY + timedelta(days=offset))) for offset in (-1, 0, 9, 10)}
    assert held == {-1: False, 0: True, 9: True, 10: False}


@pytest.mark.django_db
def test_a_role_ended_today_is_gone_today(cast):
    made = appoint(cast)
    actions.end_appointment(actor=cast.jo.actor, appointment_id=made, ends_on=TODAY, today=TODAY)
    assert roles(cast.bilal.account_id) == set()
    with pytest.raises(Conflict, match="ended already"):
        actions.end_appointment(actor=cast.jo.actor, appointment_id=made, ends_on=TODAY, today=TODAY)


@pytest.mark.django_db
def test_the_last_administrator_cannot_be_taken_away(cast):
    post = Appointment.objects.get(account=cast.jo.account_id)
    with pytest.raises(Conflict, match="last administrator"):
        actions.end_appointment(actor=cast.jo.actor, appointment_id=post.id, ends_on=TODAY, today=TODAY)


def end(cast, post, ends_on=TODAY, *, by="jo"):
    actions.end_appointment(actor=getattr(cast, by).actor, appointment_id=post, ends_on=ends_on, today=TODAY)


@pytest.mark.django_db
def test_an_administrator_who_is_about_to_go_cannot_end_the_one_who_stays(cast):
    jo = Appointment.objects.get(account=cast.jo.account_id).id
    ines = appoint(cast, "ines", role=Role.ADMINISTRATOR)
    end(cast, ines, TODAY + timedelta(days=30))
    with pytest.raises(Conflict, match="last administrator"):
        end(cast, jo)
    with pytest.raises(Conflict, match="last administrator"):
        end(cast, jo, TODAY + timedelta(days=60))
    end(cast, ines)  # the one who goes may go sooner


@pytest.mark.django_db
def test_an_administrator_who_cannot_sign_in_or_has_not_begun_is_none(cast):
    jo = Appointment.objects.get(account=cast.jo.account_id).id
    later = TODAY + timedelta(days=10)
    appoint(cast, "ines", role=Role.ADMINISTRATOR, starts_on=later)
    appoint(cast, "bilal", role=Role.ADMINISTRATOR)
    Account.objects.filter(id=cast.bilal.account_id).update(is_active=False)
    with pytest.raises(Conflict, match="last administrator"):
        end(cast, jo)
    end(cast, jo, later)


@pytest.mark.django_db
def test_a_post_for_a_time_is_cut_short_where_another_lasts_as_long(cast):
    jo = Appointment.objects.get(account=cast.jo.account_id)
    Appointment.objects.filter(id=jo.id).update(ends_on=TODAY + timedelta(days=90))
    appoint(cast, "ines", role=Role.ADMINISTRATOR, ends_on=TODAY + timedelta(days=30))
    with pytest.raises(Conflict, match="last administrator"):
        end(cast, jo.id)
    appoint(cast, "bilal", role=Role.ADMINISTRATOR, ends_on=TODAY + timedelta(days=90))
    end(cast, jo.id)


def test_two_administrators_cannot_end_each_other_at_once(cloned_db, cast):
    posts = {
        "ines": Appointment.objects.get(account=cast.jo.account_id).id,
        "jo": appoint(cast, "ines", role=Role.ADMINISTRATOR),
    }
    actors = {"jo": cast.jo.actor, "ines": public.actor_for_account(cast.ines.account_id, TODAY)}
    both_ready = Barrier(2)

    def try_it(who):
        try:
            both_ready.wait()
            actions.end_appointment(actor=actors[who], appointment_id=posts[who], ends_on=TODAY, today=TODAY)
        except Conflict:
            return "refused"
        else:
            return "ended"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as two:
        assert sorted(two.map(try_it, posts)) == ["ended", "refused"]


@pytest.mark.django_db
def test_the_same_role_twice_on_the_same_days_is_refused_in_words(cast):
    appoint(cast, ends_on=TODAY + timedelta(days=10))
    with pytest.raises(Conflict, match="Bilal Hussain is analyst at Ashmere Council"):
        appoint(cast, starts_on=TODAY + timedelta(days=5))
    appoint(cast, starts_on=TODAY + timedelta(days=10))


@pytest.mark.django_db
def test_an_administrator_of_a_partner_is_refused(cast):
    with pytest.raises(BadInput, match="at the council only"):
        actions.appoint(
            actor=cast.jo.actor, account_id=cast.bilal.account_id, role=Role.ADMINISTRATOR, starts_on=TODAY,
            organisation_id=public.organisation_by_code("larkhill-surgery").id,
        )  # fmt: skip


def test_two_who_appoint_at_once_make_one_appointment_and_one_clear_refusal(cloned_db, cast):
    other = replace(cast.jo.actor, account_id=cast.carys.account_id)
    both_ready = Barrier(2)

    def try_it(actor):
        try:
            both_ready.wait()
            actions.appoint(
                actor=actor, account_id=cast.bilal.account_id, organisation_id=council_id(),
                role=Role.ANALYST, starts_on=TODAY,
            )  # fmt: skip
        except Conflict as error:
            return str(error)
        else:
            return "appointed"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as two:
        answers = sorted(two.map(try_it, [cast.jo.actor, other]))
    assert answers == [
        "Bilal Hussain is analyst at Ashmere Council on those days already. Nothing was changed.",
        "appointed",
    ]
    assert Appointment.objects.filter(account=cast.bilal.account_id).count() == 1


@pytest.mark.django_db
def test_an_organisation_is_added_once_and_there_is_one_council(cast):
    actions.create_organisation(actor=cast.jo.actor, code="a-new-body", name="A New Body", kind="charity")
    assert public.organisation_by_code("a-new-body").kind_label == "Charity"
    with pytest.raises(Conflict, match="code or name"):
        actions.create_organisation(actor=cast.jo.actor, code="a-new-body", name="Another", kind="charity")
    with pytest.raises(Conflict, match="council already"):
        actions.create_organisation(actor=cast.jo.actor, code="second", name="Second", kind="council")
    with pytest.raises(BadInput, match="kind"):
        actions.create_organisation(actor=cast.jo.actor, code="third", name="Third", kind="guild")
    with pytest.raises(NotAllowed):
        actions.create_organisation(actor=cast.bilal.actor, code="fourth", name="Fourth", kind="charity")


@pytest.mark.django_db
def test_an_administrator_does_it_all_on_the_pages(client_for, cast):
    client = client_for("jo")
    answer = client.post(
        "/admin-desk/organisations/add/", {"name": "Tidewell Choir", "code": "tidewell-choir", "kind": "charity"}
    )
    assert answer.headers["Location"] == "/admin-desk/organisations/tidewell-choir/"
    today = clock.today()
    asked = {
        "email": "BILAL@ashmere.example", "role": "provider_manager",
        "starts_on-day": today.day, "starts_on-month": today.month, "starts_on-year": today.year,
    }  # fmt: skip
    assert client.post("/admin-desk/organisations/tidewell-choir/appoint/", asked).status_code == 302
    page = client.get("/admin-desk/organisations/tidewell-choir/").content.decode()
    assert "Bilal Hussain" in page
    assert "Jo Whitfield" in page
    again = client.post("/admin-desk/organisations/tidewell-choir/appoint/", asked)
    assert again.status_code == 409
    assert "on those days already" in again.content.decode()
    own = client.post("/admin-desk/organisations/tidewell-choir/appoint/", asked | {"email": "jo@ashmere.example"})
    assert own.status_code == 400
    assert "You cannot give a role to yourself" in own.content.decode()
    post = Appointment.objects.get(account=cast.bilal.account_id)
    assert client.get(f"/admin-desk/roles/{post.id}/end/").status_code == 200
    yesterday = today - timedelta(days=1)
    ended = client.post(
        f"/admin-desk/roles/{post.id}/end/",
        {"last_day-day": yesterday.day, "last_day-month": yesterday.month, "last_day-year": yesterday.year},
    )
    assert ended.status_code == 302
    assert roles(cast.bilal.account_id, today) == set()


@pytest.mark.django_db
def test_the_list_of_organisations_is_narrowed_and_taken_away_as_a_file(client_for):
    client = client_for("jo")
    page = client.get("/admin-desk/organisations/?kind=nhs").content.decode()
    assert "Larkhill Surgery" in page
    assert "Tenants" not in page
    file = b"".join(client.get("/admin-desk/organisations/?format=csv").streaming_content).decode()
    assert "Larkhill Surgery,nhs,1,larkhill-surgery" in file


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["amara", "carys", "dev", "esi", "femi"])
def test_nobody_but_an_administrator_opens_the_administrators_pages(client_for, who):
    client = client_for(who)
    assert client.get("/admin-desk/organisations/").status_code == 403
    assert client.get("/admin-desk/organisations/larkhill-surgery/appoint/").status_code == 403


@pytest.mark.django_db
def test_whoever_holds_a_role_is_known_with_one_query(cast, django_assert_num_queries):
    with django_assert_num_queries(1):
        held = queries.held_by(cast.dev.account_id, TODAY)
    assert {(role.role, role.organisation_name) for role in held.roles} == {("front_line_officer", "Larkhill Surgery")}
