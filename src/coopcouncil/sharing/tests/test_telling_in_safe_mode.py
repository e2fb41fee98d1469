"""What is told in safe mode belongs to no account, and opens with its reference and its words only."""

import json
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from coopcouncil.foundation import clock
from coopcouncil.foundation.actors import ANONYMOUS, OPERATOR, Actor
from coopcouncil.foundation.models import AuditRow
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.sharing import actions, public, queries
from coopcouncil.sharing.domain import safe
from coopcouncil.sharing.domain.slices import Fact
from coopcouncil.sharing.models import Delivery, Notice, SafeWords, Submission
from coopcouncil.sharing.public import Circumstances, Need, SafeContact, Submitted
from coopcouncil.sharing.tests.conftest import NAME, Receiver, Teller, draft

pytestmark = pytest.mark.django_db

BROWSER = Actor(kind="anonymous", session_key="a browser")
CONTACT = {"way": "phone", "detail": "07700 900123", "when": "Weekdays, 10 to 2"}
KEPT_SAFE = Circumstances(safe=True, safe_contact=CONTACT, facts_until=clock.now() + timedelta(days=7))


def tell(organisation_id: Any, **changes: Any) -> Submitted:
    return Teller(BROWSER).tell(draft(organisation_id), **{"circumstances": KEPT_SAFE, **changes})


def look(told: Submitted, words: str, now: Any = None) -> Any:
    return actions.look_again(actor=ANONYMOUS, reference=told.reference, words=words, now=now or clock.now())


def test_it_is_in_no_account_and_in_no_list_not_even_in_its_own_browser(bodies: SimpleNamespace) -> None:
    told = tell(bodies.surgery)
    submission = Submission.objects.get(id=told.id)
    assert (submission.account_id, submission.safe) == (None, True)
    assert public.submissions_of(BROWSER) == []
    assert not queries.listed().filter(id=told.id).exists()
    assert not public.may_write_about(told.id)
    with pytest.raises(Exception, match="see_submission"):
        public.submission(BROWSER, told.id)


def test_nobody_who_is_signed_in_can_send_it(cast: SimpleNamespace, bodies: SimpleNamespace) -> None:
    with pytest.raises(Conflict, match="Sign out first"):
        Teller(cast.amara.actor).tell(draft(bodies.surgery), circumstances=KEPT_SAFE)
    with pytest.raises(BadInput, match="reached safely"):
        tell(bodies.surgery, circumstances=Circumstances(safe=True))


def test_whoever_signs_in_in_that_browser_cannot_claim_it(cast: SimpleNamespace, bodies: SimpleNamespace) -> None:
    told = tell(bodies.surgery)
    kept = public.claim(actor=cast.amara.actor, session_key=BROWSER.session_key, reference=told.reference)
    assert kept is None


def test_the_audit_trail_names_neither_an_account_nor_the_life_event(bodies: SimpleNamespace) -> None:
    told = tell(bodies.surgery)
    look(told, told.words)
    for row in AuditRow.objects.filter(object_id=told.id):
        assert (row.actor_id, row.reason) == (None, ""), row.verb


def test_reference_and_words_together_open_it(bodies: SimpleNamespace) -> None:
    told = tell(bodies.surgery)
    assert len(told.words.split()) == 4
    assert told.words not in SafeWords.objects.get(submission_id=told.id).digest
    opened = look(told, told.words.upper().replace(" ", ", "))
    assert opened is not None
    assert opened.reference == told.reference
    assert look(told, "") is None
    assert look(told, "apple apple apple apple") is None


def test_after_five_wrong_tries_the_right_words_wait_an_hour(bodies: SimpleNamespace) -> None:
    told, now = tell(bodies.surgery), clock.now()
    for _ in range(5):
        assert look(told, "wrong", now) is None
    assert look(told, told.words, now) is None
    assert look(told, told.words, now + timedelta(minutes=59)) is None
    assert look(told, told.words, now + timedelta(minutes=61)) is not None


def test_an_unknown_reference_answers_like_wrong_words(bodies: SimpleNamespace) -> None:
    tell(bodies.surgery)
    unknown = actions.look_again(actor=ANONYMOUS, reference="2222-2222-2".replace("-", ""), words="a", now=clock.now())
    assert unknown is None
    with pytest.raises(BadInput):
        actions.look_again(actor=ANONYMOUS, reference="nothing", words="a", now=clock.now())


def test_what_was_not_told_in_safe_mode_has_no_words(amara: Teller, bodies: SimpleNamespace) -> None:
    told = amara.tell(draft(bodies.surgery))
    assert told.words == ""
    assert look(told, "") is None


def test_the_facts_as_a_whole_go_in_a_week_the_words_in_half_a_year_and_the_slices_stay(
    bodies: SimpleNamespace,
) -> None:
    now = clock.now()
    told = tell(bodies.surgery, circumstances=Circumstances(
        safe=True, safe_contact=CONTACT, facts_until=safe.shipped_safe_book().facts_until(now)
    ))  # fmt: skip
    assert actions.empty_what_is_over(now=now + timedelta(days=6)) == 0
    assert actions.empty_what_is_over(now=now + timedelta(days=7, minutes=1)) == 1
    assert Submission.objects.get(id=told.id).facts == {}
    assert Notice.objects.get(submission_id=told.id).facts
    assert actions.empty_what_is_over(now=now + timedelta(days=8)) == 0
    assert look(told, told.words, now + timedelta(days=100)) is not None
    assert look(told, told.words, now + timedelta(days=181)) is None
    actions.empty_what_is_over(now=now + timedelta(days=181))
    assert not SafeWords.objects.exists()


def test_every_time_limit_says_why() -> None:
    assert all(len(item.why) > 20 for item in safe.shipped_safe_book().retention.values())


def test_the_organisation_reads_first_how_to_reach_the_person_and_what_not_to_do(
    client_for: Callable[[str | None], Client], bodies: SimpleNamespace
) -> None:
    phone = Fact("your_phone", "Phone at home", "01632 960999", "01632 960999", do_not_use=True)
    told = tell(
        bodies.surgery,
        facts={NAME.code: NAME.value, phone.code: phone.value},
        drafts=[draft(bodies.surgery, facts=(NAME, phone), fact_codes=(NAME.code, phone.code))],
        circumstances=Circumstances(
            safe=True, safe_contact=CONTACT, needs=(Need("interpreter", "Tigrinya"), Need("bsl")), language="pt"
        ),
    )
    notice = Notice.objects.get(submission_id=told.id)
    page = client_for("dev").get(f"/inbox/{notice.id}/").content.decode()
    order = [page.index(text) for text in (
        "Do not write, phone or visit at any other address or number", "07700 900123", "Weekdays, 10 to 2",
        "Needs an interpreter: Tigrinya", "Uses British Sign Language",
        "They told us in Português", "What you were told",
        "Phone at home – do not use",
    )]  # fmt: skip
    assert order == sorted(order)


def test_the_server_of_an_organisation_gets_the_same(receiver: Receiver, bodies: SimpleNamespace) -> None:
    receiver.connect(bodies.surgery)
    teller = Teller(BROWSER)
    teller.tell(
        draft(bodies.surgery),
        circumstances=Circumstances(safe=True, safe_contact=CONTACT, needs=(Need("braille"),), language="pt"),
    )
    teller.carry()
    data = json.loads(receiver.posts[0].body)["data"]
    assert data["safe_contact"] == {"instruction": safe.INSTRUCTION, **CONTACT}
    assert data["needs"] == [{"code": "braille", "words": ""}]
    assert data["language"] == "pt"


def test_an_e_mail_to_the_organisation_says_only_that_a_notice_waits(bodies: SimpleNamespace) -> None:
    actions.connect(
        actor=OPERATOR, organisation_id=bodies.tenants, route="email", email="t@example.com", now=clock.now()
    )
    teller = Teller(BROWSER)
    told = teller.tell(draft(bodies.tenants), circumstances=KEPT_SAFE)
    teller.carry()
    said = mail.outbox[0].subject + mail.outbox[0].body
    for text in (told.reference, "someone-died", "Notice tell_gp", "Ada", "07700", "danger", "safe"):
        assert text not in said


def test_the_administrator_sees_only_what_could_not_be_delivered_and_neither_its_name_nor_its_reference(
    client_for: Callable[[str | None], Client], bodies: SimpleNamespace
) -> None:
    told = tell(bodies.surgery)
    delivery = Delivery.objects.get(notice__submission_id=told.id)
    jo = client_for("jo")
    assert "A notice kept safe" not in jo.get("/deliveries/").content.decode()
    Delivery.objects.filter(id=delivery.id).update(state="retrying")
    Delivery.objects.filter(id=delivery.id).update(state="dead")
    pages = [jo.get(address).content.decode() for address in (
        "/deliveries/", f"/deliveries/{delivery.id}/replay/", "/deliveries/?title=kept",
    )]  # fmt: skip
    assert "A notice kept safe" in pages[0]
    assert "A notice kept safe" in pages[1]
    for page in pages:
        assert told.reference not in page
        assert "Notice tell_gp" not in page
    found = jo.get(f"/deliveries/?reference={told.reference}&format=csv")
    assert str(delivery.id) not in b"".join(found.streaming_content).decode()  # type: ignore[attr-defined]


def test_a_way_to_be_reached_needs_its_number_and_none_needs_nothing() -> None:
    assert safe.safe_contact("none", "something", "x") == SafeContact("none")
    assert safe.safe_contact("phone", " 07700  900111 ", "") == SafeContact("phone", "07700 900111")
    for way, detail, place in (("phone", "", "detail"), ("smoke", "x", "way"), ("email", "x" * 201, "detail")):
        with pytest.raises(BadInput) as wrong:
            safe.safe_contact(way, detail, "")
        assert wrong.value.place == place


def test_only_the_chosen_number_may_be_used() -> None:
    contact = SafeContact("phone", "07700 900111 (my sister’s)")
    assert safe.is_chosen(contact, "07700900111")
    assert safe.is_chosen(contact, "+44 7700 900111")
    assert not safe.is_chosen(contact, "01632 960999")
    assert not safe.is_chosen(contact, "")
    assert not safe.is_chosen(SafeContact("none"), "")


def test_the_words_are_many_plain_and_different() -> None:
    words = safe.word_list()
    assert len(words) == len(set(words)) == 128
    assert all(word.isascii() and word.isalpha() and 4 <= len(word) <= 8 for word in words)
    assert safe.new_words(bytes(8)) == " ".join([words[0]] * 4)
    assert safe.typed_words(" Apple,RIVER-candle  tiger. ") == "apple river candle tiger"
