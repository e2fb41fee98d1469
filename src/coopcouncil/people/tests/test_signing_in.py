import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client

from coopcouncil.people.models import Account

pytestmark = pytest.mark.django_db
PASSWORD = "three words we like"


@pytest.fixture(autouse=True)
def _nobody_has_guessed_yet():
    cache.clear()


def the_code() -> str:
    """The code in the newest letter, as a person finds it: alone on its line."""
    found = re.search(r"^    (\S+)$", mail.outbox[-1].body, re.MULTILINE)
    assert found, mail.outbox[-1].body
    return found[1]


def account(email: str = "nina@home.example", *, password: str | None = None) -> Account:
    made = Account.objects.create_user(email, password, name="Nina")
    EmailAddress.objects.create(user=made, email=email, verified=True, primary=True)
    return made


def signed_in_as(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def test_a_resident_makes_an_account_with_an_address_and_the_code_sent_to_it():
    client = Client()
    answer = client.post("/sign-up/", {"email": "Zola@Home.example"})
    assert answer.headers["Location"] == "/sign-up/check/"
    assert mail.outbox[-1].to == ["zola@home.example"]
    assert "Welcome" in mail.outbox[-1].subject
    assert "Our council" in mail.outbox[-1].body
    assert client.get("/sign-up/check/").status_code == 200
    client.post("/sign-up/check/", {"code": the_code()})
    made = Account.objects.get(email="zola@home.example")
    assert signed_in_as(client) == str(made.pk)
    assert not made.has_usable_password()


def test_somebody_who_has_an_account_is_told_so_by_letter_and_not_on_the_page():
    account()
    answer = Client().post("/sign-up/", {"email": "nina@home.example"})
    assert answer.headers["Location"] == "/sign-up/check/"
    assert mail.outbox[-1].subject == "You have an account already"
    assert "http://localhost:8000/sign-in/code/" in mail.outbox[-1].body


def test_a_resident_signs_in_with_a_code_and_lands_where_they_were_going():
    made = account()
    client = Client()
    answer = client.post("/sign-in/code/", {"email": made.email, "next": "/account/membership/"})
    assert answer.headers["Location"].startswith("/sign-in/code/check/")
    page = client.get(answer.headers["Location"])
    assert "nina@home.example" in page.content.decode()
    answer = client.post("/sign-in/code/check/", {"code": the_code(), "next": "/account/membership/"})
    assert answer.headers["Location"] == "/account/membership/"
    assert signed_in_as(client) == str(made.pk)


def test_a_wrong_code_is_refused_and_three_of_them_end_the_attempt():
    client = Client()
    client.post("/sign-in/code/", {"email": account().email})
    right = the_code()
    answers = [client.post("/sign-in/code/check/", {"code": "WRONG1"}) for _ in range(3)]
    assert answers[0].status_code == 200
    assert "There is a problem" in answers[0].content.decode()
    assert answers[-1].status_code == 302
    client.post("/sign-in/code/check/", {"code": right})
    assert signed_in_as(client) is None


def test_one_address_is_sent_few_codes_a_minute_however_often_they_are_asked_for():
    account()
    answers = [Client().post("/sign-in/code/", {"email": "nina@home.example"}) for _ in range(6)]
    assert "There is a problem" in answers[-1].content.decode()
    assert len(mail.outbox) == 3


def test_whoever_tries_too_often_from_one_place_is_told_to_wait():
    answers = [Client().post("/sign-up/", {"email": f"new{at}@home.example"}) for at in range(21)]
    assert answers[-2].status_code == 302
    assert answers[-1].status_code == 429
    assert "Please wait a little" in answers[-1].content.decode()


def test_a_password_signs_in_and_a_wrong_one_does_not():
    made = account(password=PASSWORD)
    client = Client()
    wrong = client.post("/sign-in/", {"login": made.email, "password": "not this one here"})
    assert "There is a problem" in wrong.content.decode()
    assert signed_in_as(client) is None
    client.post("/sign-in/", {"login": "NINA@home.example", "password": PASSWORD})
    assert signed_in_as(client) == str(made.pk)


def test_a_forgotten_password_is_replaced_with_a_code():
    made = account(password=PASSWORD)
    client = Client()
    client.post("/forgotten-password/", {"email": made.email})
    answer = client.post("/forgotten-password/check/", {"code": the_code()})
    assert answer.headers["Location"] == "/forgotten-password/new/"
    assert client.get("/forgotten-password/new/").status_code == 200
    new = "quite another saying"
    client.post("/forgotten-password/new/", {"password1": new, "password2": new})
    made.refresh_from_db()
    assert made.check_password(new)


def test_signing_out_takes_a_press_and_a_link_alone_does_nothing(client_for):
    client = client_for("amara")
    assert client.get("/sign-out/").status_code == 200
    assert signed_in_as(client)
    client.post("/sign-out/")
    assert signed_in_as(client) is None


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"]
)
def test_nobody_is_sent_to_another_site_after_signing_in(elsewhere):
    made = account(password=PASSWORD)
    answer = Client().post("/sign-in/", {"login": made.email, "password": PASSWORD, "next": elsewhere})
    assert answer.headers["Location"] == "/account/"


def test_an_account_that_is_closed_is_signed_out_at_once(client_for, cast):
    client = client_for("amara")
    assert client.get("/account/details/").status_code == 200
    Account.objects.filter(id=cast.amara.account_id).update(is_active=False)
    answer = client.get("/account/details/")
    assert answer.headers["Location"].startswith("/sign-in/")
    assert signed_in_as(client) is None


def test_an_address_changes_only_once_the_code_sent_to_the_new_one_is_typed():
    made = account()
    client = Client()
    client.force_login(made, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/account/email/").status_code == 200
    client.post("/account/email/", {"email": "nina@new.example", "action_add": "1"})
    made.refresh_from_db()
    assert made.email == "nina@home.example"
    letter = next(letter for letter in mail.outbox if letter.to == ["nina@new.example"])
    code = re.search(r"^    (\S+)$", letter.body, re.MULTILINE)[1]
    client.post("/sign-up/check/", {"code": code})
    made.refresh_from_db()
    assert made.email == "nina@new.example"


PUBLIC_PAGES = [
    "/sign-in/",
    "/sign-in/code/",
    "/sign-up/",
    "/sign-out/",
    "/forgotten-password/",
    "/sign-in/closed/",
    "/forgotten-password/done/",
]
OWN_PAGES = [
    "/account/details/",
    "/account/membership/",
    "/account/email/",
    "/account/password/set/",
    "/account/safety/",
    "/account/safety/app/",
    "/account/safety/passkeys/",
    "/account/safety/passkeys/add/",
]
