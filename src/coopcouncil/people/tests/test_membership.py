from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction

from coopcouncil.foundation import clock
from coopcouncil.foundation.roles import Role
from coopcouncil.kernel.errors import BadInput, Conflict, NotAllowed
from coopcouncil.people import actions, public, queries
from coopcouncil.people.models import Account, Appointment, Membership, Preferences

pytestmark = pytest.mark.django_db
NOW = clock.now()


def declare(member, ground="works"):
    return actions.declare_membership(actor=member.actor, ground=ground, now=NOW)


def test_a_person_belongs_on_their_own_word_and_is_not_yet_checked(cast, client_for):
    client = client_for("bilal")
    client.post("/account/membership/", {"ground": "studies"})
    page = client.get("/account/membership/").content.decode()
    assert "I go to school or study here" in page
    assert "Not yet checked" in page
    assert 'value="studies"' not in page  # said once, it is not asked again
    assert public.is_member(cast.bilal.account_id)


def test_saying_it_twice_is_saying_it_once(cast):
    assert declare(cast.bilal) == declare(cast.bilal)
    assert Membership.objects.filter(account=cast.bilal.account_id, ground="works").count() == 1
    with pytest.raises(BadInput):
        declare(cast.bilal, "wishes")


def test_somebody_else_checks_it_and_never_the_person_themself(cast, client_for):
    said = declare(cast.carys)
    with pytest.raises(NotAllowed):
        actions.verify_membership(actor=cast.carys.actor, membership_id=said, now=NOW)
    with pytest.raises(IntegrityError, match="never_verified_by_oneself"), transaction.atomic():
        Membership.objects.filter(id=said).update(verified_by=cast.carys.account_id)
    assert client_for("carys").get(f"/admin-desk/memberships/{said}/verify/").status_code == 404
    jo = client_for("jo")
    assert "Carys Morgan" in jo.get("/admin-desk/memberships/").content.decode()
    assert jo.get(f"/admin-desk/memberships/{said}/verify/").status_code == 200
    jo.post(f"/admin-desk/memberships/{said}/verify/")
    assert Membership.objects.get(id=said).verified_by_id == cast.jo.account_id
    with pytest.raises(Conflict):
        actions.verify_membership(actor=cast.jo.actor, membership_id=said, now=NOW)


def test_a_case_owner_of_a_partner_sees_and_checks_nobodys_membership(cast, client_for):
    said = declare(cast.amara, "studies")
    Appointment.objects.create(
        account_id=cast.esi.account_id, organisation_id=public.organisation_by_code("larkhill-tenants-co-op").id,
        role=Role.CASE_OWNER, starts_on=clock.today(),
    )  # fmt: skip
    esi = client_for("esi")
    assert esi.get("/admin-desk/memberships/").status_code == 403
    assert esi.get("/admin-desk/memberships/?format=csv").status_code == 403
    assert esi.post(f"/admin-desk/memberships/{said}/verify/").status_code == 403
    actor = public.actor_for_account(cast.esi.account_id, clock.today())
    with pytest.raises(NotAllowed):
        actions.verify_membership(actor=actor, membership_id=said, now=NOW)
    assert public.desk_items(actor, NOW) == []
    assert client_for("carys").get("/admin-desk/memberships/").status_code == 200


def test_a_person_ends_their_own_and_nobody_elses(cast, client_for):
    said = declare(cast.amara)
    assert client_for("bilal").post(f"/account/membership/{said}/end/").status_code == 404
    assert client_for("amara").post(f"/account/membership/{said}/end/").status_code == 302
    assert Membership.objects.get(id=said).ended_at is not None


def test_whoever_has_not_said_why_they_belong_is_asked_in_their_account(cast):
    stranger = Account.objects.create_user("new@home.example")
    actor = public.actor_for_account(stranger.id, clock.today())
    assert [item.url for item in public.account_items(actor, NOW)] == ["/account/membership/"]
    assert public.account_items(cast.amara.actor, NOW) == []


def test_a_person_says_what_to_call_them(cast, client_for):
    client_for("amara").post("/account/details/", {"name": "  Amara   A. "})
    assert public.person_name(cast.amara.account_id) == "Amara A."
    with pytest.raises(NotAllowed):
        actions.rename_account(actor=cast.bilal.actor, account_id=cast.amara.account_id, name="Somebody")


def test_names_of_many_come_with_one_query(cast, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = public.names([cast.amara.account_id, cast.dev.account_id])
    assert set(found.values()) == {"Amara Adeyemi", "Dev Patel"}


def test_a_person_is_told_everything_that_is_kept_and_it_can_be_erased(cast):
    told = public.export_person(cast.amara.account_id)["people"]
    assert told["account"]["email"] == "amara@ashmere.example"
    assert told["memberships"][0]["ground"] == "I live here"
    assert told["preferences"] is None
    since = clock.now()
    Preferences.objects.create(
        account_id=cast.amara.account_id, contact_by="letter", language="pt", suggestions_since=since, changed_at=since
    )
    chosen = public.export_person(cast.amara.account_id)["people"]["preferences"]
    assert (chosen["contact_by"], chosen["language"]) == ("letter", "pt")
    assert chosen["suggestions_since"] == since.isoformat()
    assert public.legal_holds(cast.amara.account_id) == []
    public.erase_person(cast.amara.account_id)
    left = Account.objects.get(id=cast.amara.account_id)
    assert (left.name, left.is_active) == ("", False)
    assert "amara" not in left.email
    assert queries.email_addresses(cast.amara.account_id) == []


def test_whoever_is_erased_holds_no_role_no_address_and_no_way_to_sign_in(cast):
    today = clock.today()
    later = Appointment.objects.create(
        account_id=cast.dev.account_id, organisation_id=public.council().id, role=Role.ANALYST,
        starts_on=today + timedelta(days=9), appointed_by_id=cast.jo.account_id,
    )  # fmt: skip
    Authenticator.objects.create(user_id=cast.dev.account_id, type=Authenticator.Type.TOTP, data={})
    public.erase_person(cast.dev.account_id)
    assert public.actor_for_account(cast.dev.account_id, today).roles == frozenset()
    assert public.actor_for_account(cast.dev.account_id, today + timedelta(days=9)).roles == frozenset()
    ended = dict(Appointment.objects.filter(account=cast.dev.account_id).values_list("id", "ends_on"))
    assert ended.pop(later.id) == later.starts_on
    assert set(ended.values()) == {today}
    assert not Authenticator.objects.filter(user=cast.dev.account_id).exists()
    assert queries.email_addresses(cast.dev.account_id) == []
    assert public.account_items(cast.bilal.actor, NOW) == []  # nobody else is touched


def test_whoever_holds_a_role_is_not_erased_before_it_ends(cast):
    assert public.legal_holds(cast.dev.account_id) == [
        "Still holds the role “Front-line officer” at Larkhill Surgery. End it first."
    ]
