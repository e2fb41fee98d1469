"""A whole life event in Portuguese by a plain client: the person reads their language, the services read English."""

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from coopcouncil.foundation import clock
from coopcouncil.frontdoor import gateways
from coopcouncil.frontdoor.domain import facts, speech
from coopcouncil.frontdoor.domain.life_event import LifeEvent
from coopcouncil.frontdoor.domain.typical import typical_answers
from coopcouncil.frontdoor.models import Draft
from coopcouncil.frontdoor.tests.telling import as_shown
from coopcouncil.sharing.domain.speech import purposes_in
from coopcouncil.sharing.models import Notice, Submission

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str | None], Client]


class _Words(HTMLParser):
    """The words of a page, with the language in which each stands; attributes that hold marks by mistake."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.english, self.broken, self.heard = [], [], []
        self._languages: list[str] = []
        self._silent = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.broken += [value for _name, value in attrs if value and "<span" in value]
        if tag in {"script", "style"}:
            self._silent += 1
        if tag not in {"meta", "link", "input", "img", "br", "hr", "path", "circle"}:
            self._languages.append(dict(attrs).get("lang") or (self._languages[-1] if self._languages else ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style"}:
            self._silent -= 1
        if tag not in {"meta", "link", "input", "img", "br", "hr", "path", "circle"}:
            self._languages.pop()

    def handle_data(self, data: str) -> None:
        if data.strip() and not self._silent:
            heard = self.english if self._languages[-1].startswith("en") else self.heard
            heard.append(" ".join(data.split()))


def in_portuguese(client: Client) -> Client:
    client.cookies["language"] = "pt"
    return client


def english_texts(event: LifeEvent) -> set[str]:
    """Every text of the English life event that would look foreign in Portuguese."""
    there = speech.in_language(event, speech.shipped(event.code, "pt"), purposes_in("pt"))
    return {english for english, said in speech.known(there).items() if str(said) != english and " " in english}


def pages_on_the_way(client: Client, code: str) -> Iterator[str]:
    """Every page from the start of a life event to what became of it, as the client gets them."""
    start = reverse("frontdoor:life_event", args=[code])
    yield client.get(start).content.decode()
    client.post(start)
    draft, event = Draft.objects.latest("started_at"), gateways.life_event(code)
    for _ in range(60):
        step = client.get(reverse("frontdoor:resume", args=[draft.id])).url
        if "/question/" not in step:
            break
        fact = event.fact(step.rstrip("/").rsplit("/", 1)[1])
        yield client.get(step).content.decode()
        if not fact.optional:
            yield client.post(step, {}).content.decode()
        assert client.post(step, facts.fill(fact, typical_answers(event, today=clock.today()).get(fact.code))).url
    yield client.get(step).content.decode()
    who = reverse("frontdoor:who", args=[draft.id])
    page = client.get(who)
    yield page.content.decode()
    everybody = re.findall(r'name="tell"[^>]* value="([^"]+)"', page.content.decode())
    consented = {notice.code for notice in event.notices if notice.by_consent}
    told = client.post(who, as_shown(page, tell=[code for code in everybody if code not in consented]))
    assert told.status_code == 302, told.content.decode()
    yield client.get(told.url).content.decode()
    yield client.get(
        reverse("frontdoor:submission", args=[Submission.objects.latest("submitted_at").id])
    ).content.decode()
    yield client.get(reverse("frontdoor:notices")).content.decode()


@pytest.mark.parametrize("code", ["death", "birth", "moving-home", "losing-a-job", "becoming-a-carer"])
def test_every_page_of_the_way_is_in_portuguese(client_for: ClientFor, cast: SimpleNamespace, code: str) -> None:
    foreign = english_texts(gateways.life_event(code))
    for page in pages_on_the_way(in_portuguese(client_for("amara")), code):
        assert '<html lang="pt"' in page
        words = _Words(page)
        assert words.broken == []
        assert foreign & set(words.heard) == set(), "English that is not marked as such"
        assert foreign & set(words.english) == set(), "English where there is a translation"


def test_what_is_sent_and_kept_is_in_english_and_says_which_language_the_person_uses(
    client_for: ClientFor, cast: SimpleNamespace
) -> None:
    list(pages_on_the_way(in_portuguese(client_for("amara")), "death"))
    told = Submission.objects.latest("submitted_at")
    event = gateways.life_event("death")
    assert (told.title, told.language) == (event.title, "pt")
    notices = list(Notice.objects.filter(submission=told))
    assert notices
    for notice in notices:
        assert notice.language == "pt"
        assert notice.what_happens.endswith(event.notice(notice.code).what_happens)
        assert notice.purpose_words.startswith(event.notice(notice.code).purpose_words)
        assert "Ninguém" not in notice.standing_means
        for fact in notice.facts:
            asked = event.fact(fact["code"])
            assert fact["label"] == asked.label
            assert fact["shown"] == "\n".join(facts.show(asked, fact["value"]))


def test_a_wrong_answer_is_explained_in_portuguese(client_for: ClientFor) -> None:
    client = in_portuguese(client_for("amara"))
    client.post(reverse("frontdoor:life_event", args=["death"]))
    draft = Draft.objects.latest("started_at")
    step = client.get(reverse("frontdoor:resume", args=[draft.id])).url
    page = client.post(step, {"first_names": "Ana", "last_name": "Silva", "day": "31", "month": "fev", "year": "1990"})
    assert page.status_code == 422
    text = page.content.decode()
    assert "Não existe o dia 31 de fevereiro de 1990." in text or "Não existe o dia 31 de fevereiro em 1990." in text
    assert 'value="Silva"' in text
    assert "<title>Erro:" in text


def test_months_may_be_typed_in_portuguese(client_for: ClientFor) -> None:
    client = in_portuguese(client_for("amara"))
    client.post(reverse("frontdoor:life_event", args=["death"]))
    draft = Draft.objects.latest("started_at")
    step = client.get(reverse("frontdoor:resume", args=[draft.id])).url
    client.post(step, {"first_names": "Ana", "last_name": "Silva", "day": "1", "month": "março", "year": "1950"})
    draft.refresh_from_db()
    assert draft.answers["person_who_died"]["date_of_birth"] == "1950-03-01"


def test_the_language_may_change_on_the_way_and_nothing_is_lost(client_for: ClientFor) -> None:
    client = client_for("amara")
    client.post(reverse("frontdoor:life_event", args=["death"]))
    draft = Draft.objects.latest("started_at")
    step = client.get(reverse("frontdoor:resume", args=[draft.id])).url
    assert "Who has died?" in client.get(step).content.decode()
    back = client.post("/language/", {"language": "pt", "next": step})
    assert back.url == step
    assert "Quem morreu?" in client.get(step).content.decode()


def test_a_life_event_without_a_translation_is_english_and_marked_as_such(client_for: ClientFor) -> None:
    event = next(event for code, event in gateways.life_events().items() if not speech.shipped(code, "pt").words)
    page = in_portuguese(client_for(None)).get(reverse("frontdoor:life_event", args=[event.code])).content.decode()
    words = _Words(page)
    assert words.broken == []
    assert event.title in words.english
    assert event.title not in words.heard
    assert "Quem pode ser avisado" in words.heard
    title = re.search(r"<title>(.*?)</title>", page, re.DOTALL)
    assert title
    assert "span" not in title[1]


def test_a_page_that_is_not_translated_is_marked_as_english_as_a_whole(
    client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    from coopcouncil.foundation import languages

    monkeypatch.setattr(languages, "_is_mostly_english", lambda template, language: template == "frontdoor/about.html")
    page = in_portuguese(client_for(None)).get("/about/").content.decode()
    assert '<main class="govuk-main-wrapper" id="main-content" lang="en-GB">' in page
    assert "Esta página ainda não está na sua língua." in page
    other = in_portuguese(client_for(None)).get("/cookies/").content.decode()
    assert 'id="main-content">' in other


def test_life_events_are_found_by_words_of_the_language(client_for: ClientFor) -> None:
    client = in_portuguese(client_for(None))
    assert "/life-events/death/" in client.get("/search/", {"q": "morreu"}).content.decode()


def test_the_document_to_keep_is_in_portuguese(client_for: ClientFor, cast: SimpleNamespace) -> None:
    client = in_portuguese(client_for("amara"))
    list(pages_on_the_way(client, "death"))
    answer = client.get(reverse("frontdoor:print", args=[Submission.objects.latest("submitted_at").id]))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"


def test_english_stays_english_with_a_cookie_of_nobody(client_for: ClientFor) -> None:
    client = client_for(None)
    client.cookies = SimpleCookie({"language": "tlh"})
    assert "Someone has died" in client.get("/life-events/death/").content.decode()
