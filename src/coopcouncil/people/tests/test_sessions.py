"""Where a person is signed in: they see it and end it, and whoever may less than before is signed out at once."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.test import Client

from coopcouncil.foundation import clock
from coopcouncil.foundation.models import Session
from coopcouncil.foundation.sessions import SessionStore, remove_expired
from coopcouncil.people import actions
from coopcouncil.people.domain.devices import device
from coopcouncil.people.models import Account, Appointment, Membership
from coopcouncil.people.tests.test_second_factor import code_now

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str | None], Client]
PASSWORD = "three words we like"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.5 Mobile/15E148 Safari/604.1"
)


@pytest.fixture(autouse=True)
def _nobody_has_guessed_yet() -> None:
    cache.clear()


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    real = clock.now

    def pass_time(time: timedelta) -> None:
        monkeypatch.setattr(clock, "now", lambda: real() + time)

    return pass_time


def with_password(account_id: Any) -> Account:
    account = Account.objects.get(id=account_id)
    account.set_password(PASSWORD)
    account.save()
    return account


def sign_in(account: Account, user_agent: str = "") -> Client:
    client = Client(headers={"User-Agent": user_agent})
    client.post("/sign-in/", {"login": account.email, "password": PASSWORD})
    return client


def is_in(client: Client) -> bool:
    return client.get("/account/details/").status_code == 200


def key(client: Client) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def test_a_person_sees_each_browser_in_plain_words_with_this_one_marked_and_ends_another(
    cast: SimpleNamespace,
) -> None:
    account = with_password(cast.amara.account_id)
    here, there = sign_in(account, FIREFOX), sign_in(account, IPHONE)
    page = here.get("/account/sessions/").content.decode()
    assert "Firefox on a Windows computer" in page
    assert "Safari on an iPhone" in page
    assert page.count("This one") == 1
    assert key(here) not in page
    assert key(there) not in page
    other = Session.objects.get(session_key=key(there))
    here.post(f"/account/sessions/{other.id}/end/")
    assert not is_in(there)
    assert is_in(here)
    assert "nowhere else" in here.get("/account/sessions/").content.decode()


def test_all_others_end_at_once_and_this_one_stays(client_for: ClientFor) -> None:
    here, *others = (client_for("amara") for _ in range(4))
    stranger = client_for("bilal")
    here.post("/account/sessions/end-others/")
    assert [is_in(client) for client in (here, stranger, *others)] == [True, True, False, False, False]


def test_nobody_ends_what_is_not_theirs_nor_the_one_they_are_in_by_mistake(client_for: ClientFor) -> None:
    amara, bilal = client_for("amara"), client_for("bilal")
    held = Session.objects.get(session_key=key(amara))
    assert bilal.post(f"/account/sessions/{held.id}/end/").status_code == 404
    assert amara.post(f"/account/sessions/{held.id}/end/").status_code == 404
    assert is_in(amara)


@pytest.mark.parametrize(
    ("said", "kept"),
    [(FIREFOX, "firefox windows"), (IPHONE, "safari iphone"), ("curl/8", ""), ("", ""), ("X Windows", "windows")],
)
def test_of_a_browser_two_codes_are_kept_and_of_its_address_nothing(said: str, kept: str) -> None:
    assert device(said) == kept
    assert {field.name for field in Session._meta.fields} == {
        "session_key", "session_data", "expire_date", "id", "account_id", "begun_at", "seen_at", "device"
    }  # fmt: skip


def test_of_a_browser_where_nobody_is_signed_in_neither_time_nor_device_is_kept(db: None) -> None:
    client = Client(headers={"User-Agent": FIREFOX})
    client.post("/life-events/death/", {"for": "me"})
    held = Session.objects.get(session_key=key(client))
    assert (held.account_id, held.begun_at, held.seen_at, held.device) == (None, None, None, "")


# --- ended at once --------------------------------------------------------------------------------------------------


def ends_a_role(cast: SimpleNamespace) -> None:
    held = Appointment.objects.get(account=cast.dev.account_id)
    today = clock.today()
    actions.end_appointment(actor=cast.jo.actor, appointment_id=held.id, ends_on=today, today=today)


def lets_a_role_run_out(cast: SimpleNamespace) -> None:
    Appointment.objects.filter(account=cast.dev.account_id).update(ends_on=clock.today())


def closes_the_account(cast: SimpleNamespace) -> None:
    Account.objects.filter(id=cast.dev.account_id).update(is_active=False)


def leaves(cast: SimpleNamespace) -> None:
    held = Membership.objects.filter(account=cast.dev.account_id, ended_at__isnull=True)
    for membership in held:
        actions.end_membership(actor=cast.dev.actor, membership_id=membership.id, now=clock.now())


def changes_the_password(cast: SimpleNamespace) -> None:
    with_password(cast.dev.account_id)


@pytest.mark.parametrize("what", [ends_a_role, lets_a_role_run_out, closes_the_account, leaves, changes_the_password])
def test_the_next_request_elsewhere_is_signed_out(
    client_for: ClientFor, cast: SimpleNamespace, what: Callable[[SimpleNamespace], None]
) -> None:
    browser, other = client_for("dev"), client_for("carys")
    assert browser.get("/inbox/").status_code == 200
    what(cast)
    answer = browser.get("/inbox/")
    assert answer.headers["Location"] == "/sign-in/?next=%2Finbox%2F"
    assert not is_in(browser)
    assert other.get("/inbox/").status_code == 200


def test_a_new_password_ends_the_others_and_keeps_this_one(cast: SimpleNamespace) -> None:
    account = with_password(cast.amara.account_id)
    here, there = sign_in(account), sign_in(account)
    new = "quite another saying"
    here.post("/account/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert (is_in(here), is_in(there)) == (True, False)


def test_a_forgotten_password_replaced_ends_them_all(cast: SimpleNamespace) -> None:
    account = with_password(cast.amara.account_id)
    browser, thief = Client(), sign_in(account)
    assert EmailAddress.objects.get(user=account).verified
    browser.post("/forgotten-password/", {"email": account.email})
    code = next(line.strip() for line in mail.outbox[-1].body.splitlines() if line.startswith("    "))
    browser.post("/forgotten-password/check/", {"code": code})
    browser.post("/forgotten-password/new/", {"password1": "quite another saying", "password2": "quite another saying"})
    assert not is_in(thief)


# --- another key with each privilege ---------------------------------------------------------------------------------


def test_signing_in_a_second_factor_and_a_new_role_each_change_the_key(cast: SimpleNamespace, settings: Any) -> None:
    account, client = with_password(cast.jo.account_id), Client()
    settings.STAFF_SECOND_FACTOR = True
    client.post("/life-events/death/", {"for": "me"})
    keys = [key(client)]
    client.post("/sign-in/", {"login": account.email, "password": PASSWORD})
    keys.append(key(client))
    TOTP.activate(account, SECRET)
    client.post("/account/confirm/second-factor/", {"code": code_now(SECRET), "next": "/account/"})
    keys.append(key(client))
    assert client.get("/admin-desk/organisations/").status_code == 200
    actions.appoint(
        actor=cast.jo.actor.__class__(kind="operator"), account_id=account.id, role="analyst",
        organisation_id=next(iter(cast.jo.actor.roles)).organisation_id, starts_on=clock.today(),
    )  # fmt: skip
    assert is_in(client)
    keys.append(key(client))
    assert len(set(keys)) == 4
    for old in keys[:-1]:
        thief = Client()
        thief.cookies[settings.SESSION_COOKIE_NAME] = old
        assert not is_in(thief)


# --- over by itself -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "idle"), [("amara", 60), ("dev", 30)])
def test_an_idle_session_is_over_and_one_in_use_is_not(
    client_for: ClientFor, later: Callable[[timedelta], None], who: str, idle: int
) -> None:
    client = client_for(who)
    for minutes in (idle - 1, 2 * idle - 3):
        later(timedelta(minutes=minutes))
        assert is_in(client)
    later(timedelta(minutes=3 * idle))
    assert not is_in(client)


def test_twelve_hours_after_signing_in_it_is_over_however_much_it_is_used(
    client_for: ClientFor, later: Callable[[timedelta], None]
) -> None:
    client = client_for("amara")
    for hours in range(1, 26):
        later(timedelta(minutes=30 * hours))
        inside = is_in(client)
        assert inside == (30 * hours < 12 * 60), hours
        if inside:  # a page that writes to it makes it no longer
            session = SessionStore(key(client))
            session["touched"] = hours
            session.save()
    assert remove_expired(clock.now()) == 1
    assert not Session.objects.exists()


def test_a_page_soon_after_another_writes_nothing(client_for: ClientFor) -> None:
    client = client_for("amara")
    seen = set()
    for _ in range(2):
        assert is_in(client)
        seen.add(Session.objects.get(session_key=key(client)).seen_at)
    assert len(seen) == 1
