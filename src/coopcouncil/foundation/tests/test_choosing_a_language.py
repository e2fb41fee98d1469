"""A person chooses the language of the site: by a button, by what their browser asks for, and never by a guess."""

import re
from http.cookies import SimpleCookie

import pytest
from django.test import Client

from coopcouncil.foundation import languages
from coopcouncil.kernel.words import Said, Translated, Untranslated, translated

pytestmark = pytest.mark.django_db


def lang(response) -> str:
    return re.search(r'<html[^>]* lang="([^"]+)"', response.content.decode())[1]


def test_the_site_speaks_english_unless_asked_otherwise(client: Client) -> None:
    assert lang(client.get("/cookies/")) == "en-GB"


@pytest.mark.parametrize(
    ("asks", "gets"),
    [("pt", "pt"), ("pt-PT,pt;q=0.9,en;q=0.5", "pt"), ("pt-BR", "pt"), ("fr,en;q=0.5", "en-GB"), ("en-US", "en-GB")],
)
def test_the_browsers_wish_is_honoured(client: Client, asks: str, gets: str) -> None:
    assert lang(client.get("/cookies/", headers={"Accept-Language": asks})) == gets


def test_a_choice_is_kept_and_stronger_than_the_browsers_wish(client: Client) -> None:
    response = client.post("/language/", {"language": "pt", "next": "/cookies/?a=b"})
    assert (response.status_code, response["Location"]) == (302, "/cookies/?a=b")
    kept = response.cookies["language"]
    assert kept["httponly"]
    assert kept["samesite"] == "Lax"
    assert lang(client.get("/cookies/", headers={"Accept-Language": "en"})) == "pt"


def test_the_way_back_to_english_is_on_every_page_in_its_own_language(client: Client) -> None:
    client.cookies = SimpleCookie({"language": "pt"})
    page = client.get("/cookies/?a=1&b=2").content.decode()
    assert re.search(r'<li[^>]* lang="en-GB"><button[^>]* value="en-gb">English</button>', page)
    assert '<input type="hidden" name="next" value="/cookies/?a=1&amp;b=2">' in page
    assert 'lang="pt"><span aria-current="true">Português</span>' in page


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "evil",
        "",
        "\n//evil.example",
    ],
)
def test_nobody_is_led_to_another_site(client: Client, elsewhere: str) -> None:
    assert client.post("/language/", {"language": "pt", "next": elsewhere})["Location"] == "/"


@pytest.mark.parametrize("wanted", ["", "fr", "pt\r\nSet-Cookie: a=b", "../pt"])
def test_a_language_that_is_not_offered_changes_nothing(client: Client, wanted: str) -> None:
    response = client.post("/language/", {"language": wanted, "next": "/cookies/"})
    assert response.status_code == 302
    assert "language" not in response.cookies


def test_another_site_cannot_choose_for_a_person() -> None:
    assert Client(enforce_csrf_checks=True).post("/language/", {"language": "pt"}).status_code == 403


def test_a_cookie_that_somebody_made_up_is_ignored(client: Client) -> None:
    client.cookies = SimpleCookie({"language": "xx"})
    assert lang(client.get("/cookies/")) == "en-GB"


def test_a_sentence_of_a_pure_room_is_english_until_it_is_shown() -> None:
    from django.utils.translation import override

    name = Said("first names")
    sentence = Said("The %(what)s are missing: %(how_many)s.", what=name, how_many=2)
    assert sentence == "The first names are missing: 2."
    said = {"first names": "nomes próprios", sentence.pattern: "Faltam os %(what)s: %(how_many)s."}
    assert sentence.spoken(said.__getitem__) == "Faltam os nomes próprios: 2."
    with override("pt"):
        assert languages.say(Said("No catalogue has this")) == "No catalogue has this"
        assert languages.say("Menu", {"Menu": "Ementa"}) == "Ementa"


def test_a_sentence_survives_being_copied_and_pickled() -> None:
    import copy
    import pickle

    sentence = Said("At most %(n)s, that is 100%%.", n=3)
    for again in (copy.deepcopy(sentence), pickle.loads(pickle.dumps(sentence))):  # noqa: S301 - our own
        assert (again, again.pattern, dict(again.values)) == (sentence, sentence.pattern, {"n": 3})
    kept = pickle.loads(pickle.dumps(Translated("Olá", "Hello")))  # noqa: S301 - our own
    assert (kept, kept.english) == ("Olá", "Hello")


def test_what_falls_back_to_english_is_marked_and_escaped() -> None:
    assert translated("Hello", "Olá").english == "Hello"
    assert translated("", "Olá") == ""
    left = translated("Bread & <butter>", None)
    assert isinstance(left, Untranslated)
    assert left.__html__() == '<span lang="en-GB">Bread &amp; &lt;butter&gt;</span>'
