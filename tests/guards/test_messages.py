"""Bringing the catalogues in step loses no translation, and the compiled ones speak."""

from pathlib import Path

import pytest
from django.utils.translation import gettext, ngettext, override
from tools import bare_text, messages

PEOPLE = """msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "Kept"
msgstr "Guardado"

msgid "Nobody says this any more"
msgstr "Ninguém"
"""
PAGE = """<h1>{{ _("Kept") }}</h1>{{ _("New here") }}{{ _("Moved") }}
{{ ngettext("%(num)s day", "%(num)s days", n) }}{{ ngettext("%(num)s cat", "%(num)s cats", n) }}"""
PLACES = """msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "Moved"
msgstr "Mudado"

msgid "%(num)s day"
msgid_plural "%(num)s days"
msgstr[0] "%(num)s dia"
msgstr[1] "%(num)s dias"
"""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(messages, "PACKAGE", tmp_path)
    for name, text in (("people", PEOPLE), ("places", PLACES)):
        file = messages.po_file(name, "pt")
        file.parent.mkdir(parents=True)
        file.write_text(text, encoding="utf-8")
    page = tmp_path / "people" / "templates" / "people" / "page.html"
    page.parent.mkdir(parents=True)
    page.write_text(PAGE, encoding="utf-8")
    return tmp_path


def test_what_is_translated_stays_what_moves_is_found_and_what_nobody_says_goes(package: Path) -> None:
    text = messages.brought_in_step("people", "pt")
    messages.po_file("people", "pt").write_text(text, encoding="utf-8")
    held = {message.id: message.string for message in messages.catalogue("people", "pt") if message.id}
    assert held == {
        "Kept": "Guardado",
        "Moved": "Mudado",
        "New here": "",
        ("%(num)s day", "%(num)s days"): ("%(num)s dia", "%(num)s dias"),
        ("%(num)s cat", "%(num)s cats"): ("", ""),
    }
    assert messages.brought_in_step("people", "pt") == text, "a second time changes nothing"


def test_a_template_that_cannot_be_read_loses_no_translation(package: Path) -> None:
    (package / "people" / "templates" / "people" / "broken.html").write_text("{% if %}", encoding="utf-8")
    with pytest.raises(Exception, match="Expected an expression"):
        messages.brought_in_step("people", "pt")


def test_the_shipped_catalogues_are_whole() -> None:
    """Whoever adds a sentence runs `make messages` and translates it, or leaves it in English knowingly."""
    assert messages.missing() in (0, 1)
    for language in messages.LANGUAGES:
        assert list(messages.out_of_step(language)) == []
        assert list(messages.unsound(language)) == []


def test_ours_and_what_libraries_ship_speak_portuguese() -> None:
    with override("pt"):
        assert gettext("Get help") == "Pedir ajuda"
        assert ngettext("%(num)s result", "%(num)s results", 2) == "%(num)s resultados"
        assert gettext("Enter a valid email address.") != "Enter a valid email address."  # Django's
        assert gettext("This field is required.") == "Este campo é obrigatório."
        sentence = "The email address is not assigned to any user account."
        assert gettext(sentence) != sentence  # allauth's, shipped as pt_PT


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>Bare</p>", ["Bare"]),
        ("<p>{{ _('Said') }} · {{ name }}</p>", []),
        ("{% trans %}Said{% endtrans %}", []),
        ('<input placeholder="Type">', ["Type"]),
        ('<input placeholder="{{ _("Type") }}" class="govuk-input">', []),
        ('{{ button({"text": "Save"}) }}', ["Save"]),
        ('{{ button({"text": _("Save") if x else "Stop", "classes": "big"}) }}', ["Stop"]),
        ('{{ button({"html": "<b>" ~ _("Save") ~ "</b>"}) }}', []),
        ("<code>coopcouncil run</code><script>let it = 1</script>{# not a word #}", []),
        ("<h{{ level }}>{{ title }}</h{{ level }}>", []),
    ],
)
def test_bare_text_is_told_from_what_can_be_translated(source: str, found: list[str]) -> None:
    assert [words for _line, words in bare_text.bare_text(source)] == found
