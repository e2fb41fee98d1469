"""Told before signing in, kept after: by the browser that told, and by no other."""

from types import SimpleNamespace
from urllib.parse import quote
from uuid import UUID

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from coopcouncil.foundation.actors import Actor
from coopcouncil.frontdoor.models import Draft
from coopcouncil.frontdoor.tests.telling import answer_all
from coopcouncil.people.models import Account
from coopcouncil.sharing import public as sharing

pytestmark = pytest.mark.django_db
KEEP = "/notices/keep/"


@pytest.fixture(autouse=True)
def nobody_has_tried_yet() -> None:
    cache.clear()


def told_by(client: Client) -> UUID:
    """Tell of a death in a browser where nobody is signed in."""
    client.post(reverse("frontdoor:life_event", args=["death"]))
    draft = Draft.objects.latest("started_at")
    assert draft.account_id is None
    answer_all(Actor(kind="anonymous", session_key=draft.session_key), draft.id)
    told = client.post(reverse("frontdoor:who", args=[draft.id]), {"tell": ["council_tax"]})
    assert told.status_code == 302
    draft.refresh_from_db()
    assert draft.submission_id is not None
    return draft.submission_id


def sign_up(client: Client, email: str) -> Account:
    """Make an account through the real pages, as they send the person there from /notices/keep/."""
    to_sign_in = client.get(KEEP)
    assert to_sign_in.status_code == 302
    assert f"next={quote(KEEP, safe='')}" in to_sign_in.url
    client.post("/sign-up/", {"email": email, "next": KEEP})
    code = next(line.strip() for line in mail.outbox[-1].body.splitlines() if line.startswith("    "))
    assert client.post("/sign-up/check/", {"code": code}).url == KEEP
    return Account.objects.get(email=email)


def test_what_was_told_before_signing_up_becomes_the_accounts_own(cast: SimpleNamespace) -> None:
    browser, elsewhere = Client(), Client()
    told = told_by(browser)
    page = reverse("frontdoor:submission", args=[told])
    before = browser.cookies["sessionid"].value
    account = sign_up(browser, "zola@home.example")
    assert browser.cookies["sessionid"].value != before  # signing in changes the session's key; the token stays
    assert sharing.submissions_of(Actor(kind="person", account_id=account.id)) == []

    offered = browser.get(KEEP)
    assert page in offered.content.decode()
    assert browser.post(KEEP).url == reverse("frontdoor:notices")

    assert [row.id for row in sharing.submissions_of(Actor(kind="person", account_id=account.id))] == [told]
    assert browser.get(page).status_code == 200
    assert elsewhere.get(page).status_code == 404
    assert "There is nothing to keep" in browser.get(KEEP).content.decode()


def test_another_account_and_the_signed_out_browser_do_not_see_what_was_kept(cast: SimpleNamespace) -> None:
    browser, other = Client(), Client()
    told = told_by(browser)
    page = reverse("frontdoor:submission", args=[told])
    with_the_same_cookie = Client()
    with_the_same_cookie.cookies["sessionid"] = browser.cookies["sessionid"].value
    assert with_the_same_cookie.get(page).status_code == 200
    sign_up(browser, "zola@home.example")
    sign_up(other, "yann@home.example")
    assert other.post(KEEP).status_code == 302
    assert other.get(page).status_code == 404
    browser.post(KEEP)
    assert with_the_same_cookie.get(page).status_code == 404
    browser.post(reverse("account_logout"))
    assert browser.get(page).status_code == 404
