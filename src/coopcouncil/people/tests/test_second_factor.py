import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client

from coopcouncil.people.models import Account

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _outside_the_demo(settings):
    settings.STAFF_SECOND_FACTOR = True
    cache.clear()


def code_now(secret: str) -> str:
    """The six digits that an app would show, by the library's own arithmetic."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_staff_without_a_second_factor_have_no_role_and_are_shown_the_way(client_for):
    client = client_for("jo")
    answer = client.get("/admin-desk/organisations/")
    assert answer.headers["Location"] == "/account/second-factor/?next=%2Fadmin-desk%2Forganisations%2F"
    assert "Set up an app" in client.get(answer.headers["Location"]).content.decode()
    assert client.get("/account/details/").status_code == 200  # still a resident


def test_a_resident_needs_none(client_for):
    client = client_for("amara")
    assert client.get("/account/details/").status_code == 200
    assert client.get("/account/second-factor/?next=/account/details/").headers["Location"] == "/account/details/"


def test_an_administrator_sets_up_an_app_and_carries_on_to_the_page_asked_for(client_for):
    client = client_for("jo")
    client.get(client.get("/admin-desk/organisations/").headers["Location"])
    page = client.get("/account/safety/app/")
    secret = client.session["mfa.totp.secret"]
    assert secret in page.content.decode()
    answer = client.post("/account/safety/app/", {"code": code_now(secret)})
    assert answer.headers["Location"] == "/account/safety/codes/"
    assert "I have kept them" in client.get("/account/safety/codes/").content.decode()
    assert client.get("/account/second-factor/").headers["Location"] == "/admin-desk/organisations/"
    assert client.get("/admin-desk/organisations/").status_code == 200


def test_a_wrong_code_sets_nothing_up(client_for):
    client = client_for("jo")
    client.get("/account/safety/app/")
    answer = client.post("/account/safety/app/", {"code": "000000"})
    assert "There is a problem" in answer.content.decode()
    assert client.get("/admin-desk/organisations/").status_code == 302


def test_a_session_from_before_the_app_was_set_up_has_no_roles_until_a_code_is_given(client_for, cast):
    before = client_for("jo")
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    TOTP.activate(Account.objects.get(id=cast.jo.account_id), secret)
    assert before.get("/admin-desk/organisations/").status_code == 302
    page = before.get("/account/second-factor/?next=/admin-desk/organisations/")
    assert "/account/confirm/second-factor/?next=/account/second-factor/" in page.content.decode()
    assert before.get("/account/confirm/second-factor/").status_code == 200
    before.post("/account/confirm/second-factor/", {"code": code_now(secret), "next": "/account/second-factor/"})
    assert before.get("/account/second-factor/").headers["Location"] == "/admin-desk/organisations/"
    assert before.get("/admin-desk/organisations/").status_code == 200


def test_signing_in_asks_for_the_code_of_the_app_and_then_the_roles_hold(cast):
    account = Account.objects.get(id=cast.jo.account_id)
    account.set_password("three words we like")
    account.save()
    assert EmailAddress.objects.get(user=account).verified
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    TOTP.activate(account, secret)
    client = Client()
    answer = client.post("/sign-in/", {"login": account.email, "password": "three words we like"})
    assert answer.headers["Location"].startswith("/sign-in/second-factor/")
    assert client.get("/sign-in/second-factor/").status_code == 200
    assert "_auth_user_id" not in client.session
    client.post("/sign-in/second-factor/", {"code": code_now(secret)})
    assert client.get("/admin-desk/organisations/").status_code == 200


def test_taking_the_app_off_takes_the_roles_away_in_the_same_session(client_for, cast):
    client = client_for("jo")
    client.get("/account/safety/app/")
    client.post("/account/safety/app/", {"code": code_now(client.session["mfa.totp.secret"])})
    assert client.get("/admin-desk/organisations/").status_code == 200
    Authenticator.objects.filter(user=cast.jo.account_id).delete()
    assert client.get("/admin-desk/organisations/").status_code == 302


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example"])
def test_the_way_back_never_leads_to_another_site(client_for, elsewhere):
    answer = client_for("amara").get("/account/second-factor/", {"next": elsewhere})
    assert answer.headers["Location"] == "/account/"


def test_the_apps_key_is_kept_sealed(cast):
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    kept = TOTP.activate(Account.objects.get(id=cast.jo.account_id), secret).instance
    assert secret not in str(Authenticator.objects.values_list("data", flat=True).get(pk=kept.pk))
    assert Authenticator.objects.get(pk=kept.pk).wrap().validate_code(code_now(secret))
