"""A page about an object that never asked whether this person may see it fails closed."""

import pytest
from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpResponse
from django.test import RequestFactory

from coopcouncil.foundation import permissions
from coopcouncil.foundation.actors import ANONYMOUS, Actor
from coopcouncil.foundation.permissions import UncheckedObjectError, requires, requires_api

NAME = "planted.see_object"


@pytest.fixture(autouse=True)
def _permission_about_an_object(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(permissions, "_registry", dict(permissions._registry))
    permissions.permission(NAME, lambda actor, obj: obj == "theirs", door=permissions.anyone, says="see it")


def request(actor: Actor = ANONYMOUS):
    made = RequestFactory().get("/planted/")
    made.actor, made.resolver_match = actor, None
    return made


def test_a_page_whose_object_nobody_asked_about_is_answered_with_500():
    view = requires(NAME)(lambda request: HttpResponse("a secret"))
    answer = convert_exception_to_response(view)(request())
    assert answer.status_code == 500
    assert b"a secret" not in answer.content


def test_a_page_that_asked_about_something_else_is_answered_with_500():
    def view(request):
        permissions.require(request.actor, "public")
        return HttpResponse("a secret")

    assert convert_exception_to_response(requires(NAME)(view))(request()).status_code == 500


def test_a_page_that_asked_is_answered():
    def view(request):
        permissions.require(request.actor, NAME, "theirs")
        return HttpResponse("theirs")

    assert convert_exception_to_response(requires(NAME)(view))(request()).content == b"theirs"


def test_an_api_operation_that_did_not_ask_raises_instead_of_answering():
    with pytest.raises(UncheckedObjectError):
        requires_api(NAME)(lambda request: {"secret": 1})(request(Actor(kind="agency")))
