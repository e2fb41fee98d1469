"""Told before signing in, kept after: by the browser that told, and by no other."""

from collections.abc import Callable
from types import SimpleNamespace
from urllib.parse import quote
from uuid import UUID

import pytest
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.requests import VISITOR
from coopcouncil.frontdoor import actions
from coopcouncil.frontdoor.models import Draft
from coopcouncil.frontdoor.tests.telling import answer_all
from coopcouncil.people.models import Account
from coopcouncil.sharing import public as sharing
from coopcouncil.sharing.models import Submission

pytestmark = pytest.mark.django_db
KEEP = "/notices/keep/"


@pytest.fixture(autouse=True)
def nobody_has_tried_yet() -> None:
    cache.clear()


def told_by(client: Client, event: str = "death") -> UUID:
    """Tell of a life event in a browser where nobody is signed in."""
    client.post(reverse("frontdoor:life_event", args=[event]))
    draft = Draft.objects.latest("started_at")
    assert draft.account_id is None
    answer_all(Actor(kind="anonymous", session_key=client.session[VISITOR]), draft.id)
    return actions.send(
        actor=Actor(kind="anonymous", session_key=client.session[VISITOR]),
        draft_id=draft.id,
        now=clock.now(),
        today=clock.today(),
    )


def sign_up(client: Client, email: str) -> Account:
    """Make an account through the real pages, as they send the person there from /notices/keep/."""
    to_sign_in = client.get(KEEP)
    assert to_sign_in.status_code == 302
    assert f"next={quote(KEEP, safe='')}" in to_sign_in.url
    client.post("/sign-up/", {"email": email, "next": KEEP})
    code = next(line.strip() for line in mail.outbox[-1].body.splitlines() if line.startswith("    "))
    assert client.post("/sign-up/check/", {"code": code}).url == KEEP
    return Account.objects.get(email=email)


def reference_of(told: UUID) -> str:
    return Submission.objects.get(id=told).reference


def submissions_of(account: Account) -> list[UUID]:
    return [row.id for row in sharing.submissions_of(Actor(kind="person", account_id=account.id))]


def test_what_was_told_before_signing_up_becomes_the_accounts_own_by_its_reference(cast: SimpleNamespace) -> None:
    browser, elsewhere = Client(), Client()
    told, other = told_by(browser), told_by(browser)
    page = reverse("frontdoor:submission", args=[told])
    before = browser.cookies["sessionid"].value
    account = sign_up(browser, "zola@home.example")
    assert browser.cookies["sessionid"].value != before  # signing in changes the session's key; the token stays
    assert submissions_of(account) == []

    typed, before = reference_of(told).lower().replace("-", " "), browser.cookies["sessionid"].value
    assert browser.post(KEEP, {"reference": typed}).url == page
    assert browser.cookies["sessionid"].value != before  # so does what opens more than before
    assert submissions_of(account) == [told]
    assert browser.get(page).status_code == 200
    assert elsewhere.get(page).status_code == 404
    assert browser.get(reverse("frontdoor:submission", args=[other])).status_code == 404
    assert browser.post(KEEP, {"reference": reference_of(other)}).status_code == 302
    assert "There is nothing to keep" in browser.get(KEEP).content.decode()


def test_whoever_signs_in_on_a_shared_computer_opens_nothing_that_was_told_there(
    client_for: Callable[[str | None], Client], cast: SimpleNamespace
) -> None:
    browser = client_for(None)
    told = told_by(browser)
    browser.post(reverse("frontdoor:life_event", args=["death"]))
    begun = Draft.objects.latest("started_at")
    page = reverse("frontdoor:submission", args=[told])
    assert browser.get(page).status_code == 200
    bilal = Account.objects.get(id=cast.bilal.account_id)
    browser.force_login(bilal, backend=settings.AUTHENTICATION_BACKENDS[0])
    assert browser.session[VISITOR]
    for route in ("submission", "sent", "print"):
        assert browser.get(reverse(f"frontdoor:{route}", args=[told])).status_code == 404
    assert browser.get(reverse("frontdoor:resume", args=[begun.id])).status_code == 404
    for address in (KEEP, reverse("frontdoor:notices"), reverse("frontdoor:account"), reverse("frontdoor:home")):
        shown = browser.get(address).content.decode()
        assert reference_of(told) not in shown
        assert str(told) not in shown
        assert str(begun.id) not in shown
    assert browser.post(KEEP).status_code == 422
    assert submissions_of(bilal) == []


def test_a_reference_that_is_wrong_or_was_told_elsewhere_keeps_nothing(cast: SimpleNamespace) -> None:
    browser, elsewhere = Client(), Client()
    told, not_here = told_by(browser), told_by(elsewhere)
    account = sign_up(browser, "zola@home.example")
    answer = browser.post(KEEP, {"reference": reference_of(not_here)})
    assert answer.status_code == 422
    assert "Nothing was told in this browser under that reference" in answer.content.decode()
    answer = browser.post(KEEP, {"reference": "7KD"})
    assert answer.status_code == 422
    assert "is not a reference" in answer.content.decode()
    assert submissions_of(account) == []
    assert Submission.objects.get(id=told).account_id is None


def test_references_cannot_be_tried_for_ever(cast: SimpleNamespace) -> None:
    browser, elsewhere = Client(), Client()
    told, not_here = told_by(browser), told_by(elsewhere)
    account = sign_up(browser, "zola@home.example")
    for _ in range(10):
        assert browser.post(KEEP, {"reference": reference_of(not_here)}).status_code == 422
    late = browser.post(KEEP, {"reference": reference_of(told)})
    assert late.status_code == 429
    assert "too many tries" in late.content.decode()
    assert submissions_of(account) == []


def test_another_account_and_the_signed_out_browser_do_not_see_what_was_kept(cast: SimpleNamespace) -> None:
    browser, other = Client(), Client()
    told = told_by(browser)
    page = reverse("frontdoor:submission", args=[told])
    with_the_same_cookie = Client()
    with_the_same_cookie.cookies["sessionid"] = browser.cookies["sessionid"].value
    assert with_the_same_cookie.get(page).status_code == 200
    sign_up(browser, "zola@home.example")
    sign_up(other, "yann@home.example")
    assert "There is nothing to keep" in other.post(KEEP, {"reference": reference_of(told)}).content.decode()
    assert other.get(page).status_code == 404
    browser.post(KEEP, {"reference": reference_of(told)})
    assert with_the_same_cookie.get(page).status_code == 404
    browser.post(reverse("account_logout"))
    assert browser.get(page).status_code == 404
