from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from coopcouncil.foundation import permissions
from coopcouncil.foundation.actors import ANONYMOUS, OPERATOR, SYSTEM, Actor, HeldRole
from coopcouncil.foundation.permissions import UncheckedObjectError, allowed, require, requires, requires_api
from coopcouncil.foundation.roles import Role
from coopcouncil.kernel.errors import NotAllowed

HERE = uuid4()
RESIDENT = Actor(kind="person", account_id=uuid4())
OFFICER = Actor(kind="person", account_id=uuid4(), roles=frozenset({HeldRole(Role.FRONT_LINE_OFFICER, HERE)}))
WITHOUT_FACTOR = Actor(kind="person", account_id=uuid4(), needs_second_factor=True)
AGENCY = Actor(kind="agency", organisation_id=HERE)


@pytest.fixture(autouse=True)
def _two_permissions(monkeypatch: pytest.MonkeyPatch) -> None:
    """A desk that officers may open, and a record that only its owner may see."""
    monkeypatch.setattr(permissions, "_registry", dict(permissions._registry))
    permissions.permission("test.desk", door=permissions.holding(Role.FRONT_LINE_OFFICER), says="open the desk")
    permissions.permission("test.inbox", door=permissions.anyone, says="open the inbox")
    permissions.permission(
        "test.record",
        lambda actor, owner_id: owner_id == actor.account_id,
        door=permissions.signed_in,
        says="see their own record",
    )


def request(actor: Actor, method: str = "GET", path: str = "/somewhere/?page=2"):
    made = RequestFactory().generic(method, path)
    made.actor, made.resolver_match = actor, None
    return made


def desk(request):
    return HttpResponse("the desk")


def test_the_built_in_permissions_let_in_whom_they_name():
    assert all(allowed(actor, "public") for actor in (ANONYMOUS, RESIDENT, AGENCY, OPERATOR, SYSTEM))
    assert [allowed(actor, "signed_in") for actor in (ANONYMOUS, RESIDENT, AGENCY, OPERATOR)] == [
        False,
        True,
        False,
        False,
    ]
    assert [allowed(actor, "operator") for actor in (ANONYMOUS, RESIDENT, OFFICER, OPERATOR)] == [
        False,
        False,
        False,
        True,
    ]


def test_a_role_opens_its_door_and_no_other_role_does():
    assert allowed(OFFICER, "test.desk")
    assert not allowed(RESIDENT, "test.desk")
    assert not allowed(WITHOUT_FACTOR, "test.desk")
    with pytest.raises(NotAllowed) as refused:
        require(RESIDENT, "test.desk")
    assert not refused.value.about_object


def test_an_object_is_shown_to_its_owner_only_and_the_refusal_says_that_it_is_about_an_object():
    require(RESIDENT, "test.record", RESIDENT.account_id)
    with pytest.raises(NotAllowed) as refused:
        require(RESIDENT, "test.record", OFFICER.account_id)
    assert refused.value.about_object


def test_a_predicate_is_worth_nothing_behind_a_closed_door():
    assert not allowed(ANONYMOUS, "test.record", None or ANONYMOUS.account_id or uuid4())


def test_a_permission_that_nobody_registered_lets_nobody_in():
    with pytest.raises(KeyError):
        allowed(OPERATOR, "test.never_heard_of")


def test_a_permission_about_an_object_is_not_answered_without_one():
    with pytest.raises(UncheckedObjectError):
        allowed(RESIDENT, "test.record")


def test_one_name_is_one_permission():
    with pytest.raises(ValueError, match="twice"):
        permissions.permission("test.desk", door=permissions.anyone, says="do anything")


def test_whoever_is_not_signed_in_is_sent_to_sign_in_and_back():
    answer = requires("test.desk")(desk)(request(ANONYMOUS))
    assert answer.status_code == 302
    assert "next=%2Fsomewhere%2F%3Fpage%3D2" in answer["Location"]


def test_a_refused_post_comes_back_to_the_home_page_and_not_to_an_address_that_takes_only_posts():
    answer = requires("test.desk", "POST")(desk)(request(ANONYMOUS, "POST"))
    assert answer["Location"].endswith("?next=%2F")


def test_staff_who_owe_a_second_factor_are_sent_to_give_it():
    answer = requires("test.desk")(desk)(request(WITHOUT_FACTOR))
    assert answer.status_code == 302
    assert "next=" in answer["Location"]
    assert answer["Location"] != requires("test.desk")(desk)(request(ANONYMOUS))["Location"]


def test_whoever_is_signed_in_and_shut_out_is_refused():
    with pytest.raises(NotAllowed) as refused:
        requires("test.desk")(desk)(request(RESIDENT))
    assert not refused.value.about_object


def test_whoever_holds_the_role_comes_in():
    assert requires("test.desk")(desk)(request(OFFICER)).content == b"the desk"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE"])
def test_a_page_answers_only_the_methods_it_declares(method):
    answer = requires("test.desk")(desk)(request(OFFICER, method))
    assert answer.status_code == 405
    assert answer["Allow"] == "GET"


def test_head_is_answered_where_get_is():
    assert requires("test.desk")(desk)(request(OFFICER, "HEAD")).status_code == 200
    assert requires("test.desk", "POST")(desk)(request(OFFICER, "HEAD")).status_code == 405


def test_a_page_about_an_object_that_never_asked_does_not_answer():
    with pytest.raises(UncheckedObjectError):
        requires("test.record")(desk)(request(RESIDENT))


def test_a_question_asked_for_one_request_does_not_count_for_the_next():
    def asks(request):
        require(request.actor, "test.record", request.actor.account_id)
        return HttpResponse("theirs")

    assert requires("test.record")(asks)(request(RESIDENT)).status_code == 200
    with pytest.raises(UncheckedObjectError):
        requires("test.record")(desk)(request(RESIDENT))


def test_an_error_page_needs_no_question():
    view = requires("test.record")(lambda request: HttpResponse("no such record", status=404))
    assert view(request(RESIDENT)).status_code == 404


def test_an_api_operation_refuses_instead_of_redirecting():
    operation = requires_api("test.inbox")(lambda request: {"open": True})
    with pytest.raises(NotAllowed):
        operation(request(ANONYMOUS))
    assert operation(request(AGENCY)) == {"open": True}


def test_a_session_opens_nothing_of_the_api_that_is_not_public_whatever_its_roles():
    with pytest.raises(NotAllowed) as refused:
        requires_api("test.inbox")(lambda request: {"open": True})(request(OFFICER))
    assert not refused.value.about_object
    assert requires_api("public")(lambda request: {"open": True})(request(OFFICER)) == {"open": True}


def test_a_key_opens_no_page_that_is_not_public():
    assert allowed(AGENCY, "test.inbox")
    with pytest.raises(NotAllowed) as refused:
        requires("test.inbox")(desk)(request(AGENCY))
    assert not refused.value.about_object
    assert requires("public")(desk)(request(AGENCY)).status_code == 200


def test_a_view_says_which_permission_and_methods_it_has():
    view = requires("test.desk", "GET", "POST")(desk)
    assert (view.permission, view.methods) == ("test.desk", ("GET", "POST"))
    assert permissions.not_declared([("guarded", view), ("bare", desk)]) == ["bare"]


def test_roles_are_held_in_an_organisation():
    assert OFFICER.organisations_for(Role.FRONT_LINE_OFFICER) == {HERE}
    assert OFFICER.organisations_for(Role.ADMINISTRATOR) == frozenset()
    assert AGENCY.organisations_for(Role.FRONT_LINE_OFFICER) == {HERE}
    assert OFFICER.hats() == [f"front_line_officer@{HERE}"]
