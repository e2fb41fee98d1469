"""Save this and come back later: by a link, by a code; what a used, old or unknown one says; and who gets nothing."""

import re
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from coopcouncil.foundation import clock, outbox
from coopcouncil.foundation.models import AuditRow, OutboxEntry
from coopcouncil.frontdoor import actions, gateways
from coopcouncil.frontdoor.domain import returning
from coopcouncil.frontdoor.domain.returning import State
from coopcouncil.frontdoor.models import Draft, EventVersion, ReturnLink

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str | None], Client]
PLAIN, HIDDEN = "death", "moving-home"  # the second carries a way out at once
VERSION = f"version = {gateways.life_event(PLAIN).version}"
EMAIL = "zola@home.example"
COME_BACK = "/come-back/"


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Let time pass for every page."""
    real, ahead = clock.now, [timedelta(0)]
    monkeypatch.setattr(clock, "now", lambda: real() + ahead[0])

    def pass_by(time: timedelta) -> None:
        ahead[0] += time

    return pass_by


def begun(client: Client, event: str = PLAIN) -> UUID:
    client.post(reverse("frontdoor:life_event", args=[event]))
    return Draft.objects.latest("started_at").id


def save(client: Client, draft_id: UUID, **how: str) -> Any:
    return client.post(reverse("frontdoor:save", args=[draft_id]), how)


def carry() -> None:
    while outbox.carry_one(clock=clock.now):
        pass


def mailed_link(client: Client, draft_id: UUID, email: str = EMAIL) -> str:
    """Save by e-mail; returns the path in the letter."""
    assert save(client, draft_id, how="link", email=email).url == reverse("frontdoor:saved", args=[draft_id])
    carry()
    return re.search(r"https?://[^/]+(/come-back/\S+)", mail.outbox[-1].body)[1]


def code_of(client: Client, draft_id: UUID) -> str:
    shown = save(client, draft_id, how="code")
    assert shown.status_code == 200
    return re.search(r'class="app-reference">([^<]+)<', shown.content.decode())[1]


def opens(client: Client, draft_id: UUID) -> bool:
    return client.get(reverse("frontdoor:resume", args=[draft_id])).status_code == 302


def test_every_page_of_a_telling_offers_to_save_it(client_for: ClientFor) -> None:
    client = client_for(None)
    draft_id = begun(client)
    step = client.get(reverse("frontdoor:resume", args=[draft_id])).url
    assert reverse("frontdoor:save", args=[draft_id]) in client.get(step).content.decode()
    page = client.get(reverse("frontdoor:save", args=[draft_id])).content.decode()
    assert "With a link that you e-mail me" in page
    for stranger in (client_for(None), client_for("bilal")):
        assert stranger.get(reverse("frontdoor:save", args=[draft_id])).status_code == 404
        assert stranger.get(reverse("frontdoor:saved", args=[draft_id])).status_code == 404
        assert save(stranger, draft_id, how="code").status_code == 404


def test_a_link_opens_it_once_in_another_browser_and_no_more_where_it_was_begun(client_for: ClientFor) -> None:
    home, phone = client_for(None), client_for(None)
    draft_id = begun(home)
    path = mailed_link(home, draft_id)
    assert EMAIL in home.get(reverse("frontdoor:saved", args=[draft_id])).content.decode()
    for _ in range(3):  # machines look into letters
        assert "Go on with it here" in phone.get(path).content.decode()
    assert opens(home, draft_id)
    assert phone.post(path).url == reverse("frontdoor:resume", args=[draft_id])
    assert opens(phone, draft_id)
    assert not opens(home, draft_id)
    used = home.get(path)
    assert used.status_code == 410
    assert "was used already" in used.content.decode()
    assert client_for(None).post(path).status_code == 410
    assert opens(phone, draft_id)


def test_only_digests_of_links_and_codes_are_kept_and_no_address_once_they_are_used(client_for: ClientFor) -> None:
    home, phone = client_for(None), client_for(None)
    draft_id = begun(home)
    path, code = mailed_link(home, draft_id), code_of(home, draft_id)
    token = path.strip("/").rsplit("/")[-1]
    kept = repr(
        [list(ReturnLink.objects.values()), list(OutboxEntry.objects.values()), list(AuditRow.objects.values())]
    )
    assert token not in kept
    assert code not in kept
    assert code.replace("-", "") not in kept
    phone.post(path)
    assert {link.to for link in ReturnLink.objects.filter(draft_id=draft_id)} == {None}
    assert phone.post(COME_BACK, {"code": code}).status_code == 422  # used up with the link
    assert {row.verb for row in AuditRow.objects.filter(object_id=draft_id)} >= {
        "frontdoor.link_to_come_back_made",
        "frontdoor.code_to_come_back_made",
        "frontdoor.came_back",
    }
    assert EMAIL not in repr(list(AuditRow.objects.values()))


def test_a_code_opens_it_once_however_it_is_typed(client_for: ClientFor) -> None:
    home, phone = client_for(None), client_for(None)
    draft_id = begun(home)
    code = code_of(home, draft_id)
    assert phone.post(COME_BACK, {"code": code.lower().replace("-", " ")}).url == reverse(
        "frontdoor:resume", args=[draft_id]
    )
    assert opens(phone, draft_id)
    assert not opens(home, draft_id)
    again = client_for(None).post(COME_BACK, {"code": code})
    assert again.status_code == 422
    assert "This code was used already" in again.content.decode()


def test_what_is_saved_is_kept_for_seven_days_and_then_thrown_away(
    client_for: ClientFor, later: Callable[[timedelta], None]
) -> None:
    home, phone = client_for(None), client_for(None)
    draft_id, never = begun(home), begun(client_for(None), "birth")
    path, code = mailed_link(home, draft_id), code_of(home, draft_id)
    later(timedelta(days=6, hours=23))
    actions.remove_expired(now=clock.now())
    assert not Draft.objects.filter(id=never).exists()
    assert "Go on with it here" in phone.get(path).content.decode()
    later(timedelta(hours=1, minutes=1))
    for _ in range(2):  # before and after it has been cleared away
        old = phone.get(path)
        assert old.status_code == 410
        assert "This link is too old" in old.content.decode()
        assert phone.post(path).status_code == 410
        assert phone.post(COME_BACK, {"code": code}).status_code == 422
        actions.remove_expired(now=clock.now())
    assert not Draft.objects.filter(id=draft_id).exists()


def test_coming_back_leaves_time_to_go_on(client_for: ClientFor, later: Callable[[timedelta], None]) -> None:
    home, phone = client_for(None), client_for(None)
    draft_id = begun(home)
    path = mailed_link(home, draft_id)
    later(timedelta(days=6, hours=23))
    phone.post(path)
    later(timedelta(hours=11))
    assert opens(phone, draft_id)


def test_a_link_that_is_none_of_ours_says_so_and_tells_nothing(client_for: ClientFor) -> None:
    home = client_for(None)
    path = mailed_link(home, begun(home))
    for wrong in (
        path[:-4] + "AAA/",
        path[:40] + "/",
        "/come-back/x/",
        "/come-back/" + "A" * 400 + "/",
        "/come-back/%00%F0/",
    ):
        for answer in (client_for(None).get(wrong), client_for(None).post(wrong)):
            assert answer.status_code == 404, wrong
    assert "We do not know this link" in client_for(None).get("/come-back/x/").content.decode()


def test_a_link_to_another_address_ends_the_one_before_and_the_same_address_gets_no_second_while_it_waits(
    client_for: ClientFor,
) -> None:
    home = client_for(None)
    draft_id = begun(home)
    slip = mailed_link(home, draft_id, "zolla@home.example")
    save(home, draft_id, how="link", email=EMAIL)
    save(home, draft_id, how="link", email=EMAIL)
    carry()
    assert [letter.to for letter in mail.outbox] == [["zolla@home.example"], [EMAIL]]
    gone = client_for(None).post(slip)
    assert gone.status_code == 410
    assert "leads nowhere any more" in gone.content.decode()
    assert opens(home, draft_id)


def test_what_was_thrown_away_or_sent_says_so(client_for: ClientFor, monkeypatch: pytest.MonkeyPatch) -> None:
    home = client_for(None)
    thrown, sent = begun(home), begun(home, "birth")
    path, other = mailed_link(home, thrown), mailed_link(home, sent)
    home.post(reverse("frontdoor:discard", args=[thrown]))
    assert "leads nowhere any more" in home.get(path).content.decode()
    Draft.objects.filter(id=sent).update(submission_id=sent, submitted_at=clock.now())
    assert "This was sent already" in client_for(None).get(other).content.decode()
    assert client_for(None).post(other).status_code == 410


def test_a_letter_says_what_it_is_about_only_where_nobody_must_hide_it(client_for: ClientFor) -> None:
    home = client_for(None)
    mailed_link(home, begun(home))
    assert gateways.life_event(PLAIN).title in mail.outbox[-1].body
    path = mailed_link(home, begun(home, HIDDEN))
    event, letter = gateways.life_event(HIDDEN), mail.outbox[-1]
    for text in (letter.body, letter.subject, client_for(None).get(path).content.decode()):
        assert event.title not in text
        assert event.code not in text
    asked = save(home, Draft.objects.get(event_code=HIDDEN).id, how="link").content.decode()
    assert "Use an address that only you can read" in asked


def test_a_dead_mail_server_loses_nothing(
    client_for: ClientFor, monkeypatch: pytest.MonkeyPatch, later: Callable[[timedelta], None]
) -> None:
    home = client_for(None)
    draft_id = begun(home)

    def dead(**_: Any) -> None:
        raise ConnectionRefusedError

    with monkeypatch.context() as patched:
        patched.setattr(gateways, "write_letter", dead)
        save(home, draft_id, how="link", email=EMAIL)
        for _ in range(5):
            carry()
            later(timedelta(minutes=2))
    assert mail.outbox == []
    carry()
    later(timedelta(hours=1))
    carry()
    assert [letter.to for letter in mail.outbox] == [[EMAIL]]


def test_a_letter_that_has_left_is_not_written_again_and_none_for_what_is_over(client_for: ClientFor) -> None:
    home = client_for(None)
    draft_id = begun(home)
    mailed_link(home, draft_id)
    link = ReturnLink.objects.get()
    actions.write_letter(link_id=link.id, now=clock.now())
    ReturnLink.objects.update(written_at=None, used_at=clock.now())
    actions.write_letter(link_id=link.id, now=clock.now())
    ReturnLink.objects.update(used_at=None)
    Draft.objects.update(safe=True)
    actions.write_letter(link_id=link.id, now=clock.now())
    assert len(mail.outbox) == 1


def test_in_safe_mode_there_is_only_the_code_and_no_account(client_for: ClientFor) -> None:
    home, amara = client_for(None), client_for("amara")
    draft_id = begun(home, HIDDEN)
    Draft.objects.filter(id=draft_id).update(safe=True)
    page = home.get(reverse("frontdoor:save", args=[draft_id])).content.decode()
    assert "e-mail me" not in page
    assert 'type="email"' not in page
    code = code_of(home, draft_id)  # whatever is asked for:
    assert "app-reference" in save(home, draft_id, how="link", email=EMAIL).content.decode()
    assert "app-reference" in save(home, draft_id, how="account").content.decode()
    assert not ReturnLink.objects.filter(kind="link").exists()
    refused = amara.post(COME_BACK, {"code": code})
    assert refused.status_code == 409
    assert "Sign out, then open it again" in refused.content.decode()
    phone = client_for(None)
    assert phone.post(COME_BACK, {"code": code}).status_code == 302
    assert opens(phone, draft_id)


@pytest.mark.parametrize(
    ("typed", "says"), [("", "Enter"), ("zola", "not an e-mail address"), ("zola@home\x00.example", "cannot")]
)
def test_a_wrong_address_is_said_and_nothing_is_lost(client_for: ClientFor, typed: str, says: str) -> None:
    home = client_for(None)
    draft_id = begun(home)
    answer = save(home, draft_id, how="link", email=typed)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert save(home, draft_id).status_code == 422
    assert opens(home, draft_id)


def test_codes_cannot_be_guessed_for_ever_from_one_address(client_for: ClientFor) -> None:
    home, thief = client_for(None), client_for(None)
    code, made_up = code_of(home, begun(home)), code_of(home, begun(home, "birth"))
    ReturnLink.objects.filter(digest=gateways.fingerprint(made_up)).delete()
    for _ in range(10):
        answer = thief.post(COME_BACK, {"code": made_up})
        assert answer.status_code == 422
        assert "We do not know this code" in answer.content.decode()
    assert "is not a code" in thief.post(COME_BACK, {"code": "7KD"}).content.decode()
    late = client_for(None).post(COME_BACK, {"code": code})  # another cookie, the same address
    assert late.status_code == 429
    assert "too many tries" in late.content.decode()
    assert client_for(None).post(COME_BACK, {"code": code}, REMOTE_ADDR="192.0.2.9").status_code == 302


def test_where_tries_cannot_be_counted_no_code_opens_anything(
    client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import DatabaseError

    from coopcouncil.foundation import limits

    home = client_for(None)
    draft_id = begun(home)
    code = code_of(home, draft_id)

    def broken(*_: Any, **__: Any) -> None:
        raise DatabaseError

    monkeypatch.setattr(limits, "take_try", broken)
    phone = client_for(None)
    phone.raise_request_exception = False
    assert phone.post(COME_BACK, {"code": code}).status_code == 500
    assert opens(home, draft_id)


def test_nobody_can_have_us_fill_a_mailbox(client_for: ClientFor) -> None:
    home = client_for(None)
    draft_id = begun(home)
    answers = []
    for _ in range(6):
        answers.append(save(home, draft_id, how="link", email=EMAIL).status_code)
        carry()
    assert answers == [302] * 5 + [422]
    assert len(mail.outbox) == 5


def test_whoever_is_signed_in_gets_it_in_their_account_by_the_link(
    client_for: ClientFor, cast: SimpleNamespace
) -> None:
    home, amara = client_for(None), client_for("amara")
    draft_id = begun(home)
    path = mailed_link(home, draft_id)
    assert "Go on, and keep it in my account" in amara.get(path).content.decode()
    amara.post(path)
    assert Draft.objects.get(id=draft_id).account_id == cast.amara.account_id
    assert opens(client_for("amara"), draft_id)
    assert not opens(home, draft_id)
    page = amara.get(reverse("frontdoor:save", args=[draft_id])).content.decode()
    assert "This is saved in your account" in page
    assert save(amara, draft_id, how="code").status_code == 200
    assert not ReturnLink.objects.filter(draft_id=draft_id, used_at__isnull=True).exists()


def sign_in(client: Client, cast: SimpleNamespace, name: str) -> None:
    from django.conf import settings

    from coopcouncil.people.models import Account

    account = Account.objects.get(id=getattr(cast, name).account_id)
    client.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[0])


def test_signing_in_to_keep_it_takes_the_browser_that_began_it_and_a_press(
    client_for: ClientFor, cast: SimpleNamespace
) -> None:
    home = client_for(None)
    draft_id = begun(home)
    keep = reverse("frontdoor:keep_draft", args=[draft_id])
    assert save(home, draft_id, how="account").url == keep
    assert home.get(keep).url.startswith(reverse("account_login"))
    sign_in(home, cast, "amara")
    assert "Keep it in your account?" in home.get(keep).content.decode()
    assert Draft.objects.get(id=draft_id).account_id is None  # looking keeps nothing
    assert not opens(home, draft_id)
    assert home.post(keep).url == reverse("frontdoor:resume", args=[draft_id])
    assert opens(home, draft_id)
    assert home.post(keep).status_code == 404
    assert Draft.objects.get(id=draft_id).account_id == cast.amara.account_id


def test_nobody_else_at_that_browser_or_elsewhere_can_keep_it(
    client_for: ClientFor, cast: SimpleNamespace, later: Callable[[timedelta], None]
) -> None:
    home, shared = client_for(None), client_for(None)
    draft_id, other = begun(home), begun(shared, "birth")
    keep = reverse("frontdoor:keep_draft", args=[draft_id])
    save(home, draft_id, how="account")
    assert client_for("bilal").get(keep).status_code == 404
    assert client_for("bilal").post(keep).status_code == 404
    sign_in(shared, cast, "bilal")  # nobody asked there
    assert shared.post(reverse("frontdoor:keep_draft", args=[other])).status_code == 404
    later(timedelta(minutes=31))
    sign_in(home, cast, "bilal")
    assert home.post(keep).status_code == 404
    assert Draft.objects.get(id=draft_id).account_id is None


def test_clearing_the_browser_leaves_what_was_saved(client_for: ClientFor) -> None:
    home = client_for(None)
    draft_id = begun(home)
    code = code_of(home, draft_id)
    cleared = home.post(reverse("frontdoor:forget"), {"saved": "yes"}, follow=True)
    assert "Your link or your code still opens it" in cleared.content.decode()
    assert not opens(home, draft_id)
    assert home.post(COME_BACK, {"code": code}).status_code == 302
    assert opens(home, draft_id)


def test_a_links_token_is_ours_alone_and_knows_its_end() -> None:
    link, end = UUID(int=7), clock.now().replace(microsecond=0)
    token = returning.link_token("key", link, end)
    assert token == returning.link_token("key", link, end)
    assert returning.end_of("key", token) == end
    assert returning.end_of("another", token) is None
    for made_up in ("", "ä", token[1:], token + "A", token.swapcase()):
        assert returning.end_of("key", made_up) is None
    assert len({returning.link_token("key", UUID(int=n), end) for n in range(50)}) == 50
    moments = {"expires_at": end, "now": end - timedelta(seconds=1)}
    assert returning.state_of(**moments, used_at=None, sent=False) is State.LIVE
    assert returning.state_of(expires_at=end, now=end, used_at=None, sent=False) is State.EXPIRED
    assert returning.state_of(**moments, used_at=end, sent=False) is State.USED
    assert returning.state_of(**moments, used_at=end, sent=True) is State.SENT


def released(cast: SimpleNamespace, *changes: tuple[str, str]) -> None:
    """A designer's version of the plain life event, offered from today on."""
    text = gateways.shipped_text(PLAIN)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    EventVersion.objects.create(
        code=PLAIN, version=77, text=text, state="approved", release_on=clock.today(), created_at=clock.now(),
        changed_at=clock.now(), approved_at=clock.now(), author_id=cast.ines.account_id,
        approver_id=cast.carys.account_id,
    )  # fmt: skip


def test_a_letter_names_the_version_that_was_begun_in_the_language_of_whoever_began(
    client_for: ClientFor, cast: SimpleNamespace
) -> None:
    client = client_for(None)
    draft_id = begun(client)
    Draft.objects.filter(id=draft_id).update(language="pt")
    mailed_link(client, draft_id)
    assert "“Morreu alguém”" in mail.outbox[-1].body
    title = f'title = "{gateways.life_event(PLAIN).title}"'
    released(cast, (VERSION, "version = 77"), (title, 'title = "Somebody close has died"'))
    Draft.objects.filter(id=draft_id).update(event_version=77, language="en")
    mailed_link(client, draft_id, "another@home.example")
    assert "“Somebody close has died”" in mail.outbox[-1].body


def test_a_letter_does_not_name_what_has_to_be_hidden_since(client_for: ClientFor, cast: SimpleNamespace) -> None:
    client = client_for(None)
    draft_id = begun(client)
    released(cast, (VERSION, "version = 77\nquick_exit = true"))
    mailed_link(client, draft_id)
    assert gateways.life_event(PLAIN).title not in mail.outbox[-1].body


def test_in_safe_mode_what_was_come_back_to_lies_about_for_two_hours_again_and_a_save_after_sending_names_nothing(
    client_for: ClientFor,
) -> None:
    home, phone = client_for(None), client_for(None)
    home.post(reverse("frontdoor:safely", args=[HIDDEN]))
    draft_id = Draft.objects.get(safe=True).id
    code = code_of(home, draft_id)
    assert phone.post(COME_BACK, {"code": code}).status_code == 302
    draft = Draft.objects.get(id=draft_id)
    assert draft.expires_at - draft.touched_at == timedelta(hours=2)
    Draft.objects.filter(id=draft_id).update(submission_id=uuid4(), submitted_at=clock.now())
    assert phone.get(reverse("frontdoor:save", args=[draft_id])).url == reverse("frontdoor:done", args=[draft_id])


def test_whoever_goes_on_in_safe_mode_is_told_of_the_letter_and_its_link_opens_nothing(client_for: ClientFor) -> None:
    home, words = client_for(None), "Delete the e-mail."
    draft_id = begun(home, HIDDEN)
    change = reverse("frontdoor:change_over", args=[draft_id])
    assert words not in home.get(change).content.decode()
    path = mailed_link(home, draft_id)
    assert words in home.get(change).content.decode()
    home.post(change)
    assert client_for(None).post(path).status_code == 410
    assert not ReturnLink.objects.exists()
