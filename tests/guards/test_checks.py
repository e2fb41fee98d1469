"""Every breach that `tools.checks` knows is planted at once, and each is named."""

import re

import pytest

from tests.guards.planting import copied_tree

UPWARD = """
from django.db import models as planted_models


class PlantedUpward(planted_models.Model):
    page = planted_models.ForeignKey("frontdoor.PlantedPage", planted_models.CASCADE, related_name="+")
"""
REVERSE = """
from django.db import models as planted_models

from coopcouncil.people.models import Account as PlantedAccount


class PlantedPage(planted_models.Model):
    account = planted_models.ForeignKey(PlantedAccount, planted_models.CASCADE)
"""
# Before the routes: the API takes no more operations once its addresses are known.
OPEN_OPERATION = """
from coopcouncil.foundation.api import api as planted_api


@planted_api.get("/planted-operation")
def planted_operation(request):
    return {}


"""
OPEN_PAGE = """
urlpatterns.append(path("planted-page/", lambda request: None))
"""
TEMPLATE = """{% load static %}
{# style="is fine in a comment" #}
<p style="color: red">Red</p>
<button onclick="go()">Go</button>
<script>go()</script>
<script nonce="{{ csp_nonce }}" src="/fine.js"></script>
<script type="application/json" id="fine">{}</script>
"""
BARE = """<p>{{ _("Said through a catalogue") }}: <code>coopcouncil run</code></p>
<p title="Bare in an attribute">{{ govukButton({"text": "Bare in a parameter", "classes": "govuk-button"}) }}</p>
"""
CATALOGUES = "src/coopcouncil"
CATALOGUE = """msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

#, fuzzy
msgid "Sign in"
msgstr "Entrar"

msgid "Signed in as %(name)s"
msgstr "Sessão de %(nome)s"
"""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    tree = copied_tree(tmp_path_factory.mktemp("checks"))
    tree.plant("people", "models", UPWARD)
    tree.plant("frontdoor", "models", REVERSE)
    urls = tree.package / "project" / "urls.py"
    urls.write_text(OPEN_OPERATION + urls.read_text(encoding="utf-8") + OPEN_PAGE, encoding="utf-8")
    tree.append("src/coopcouncil/project/settings/base.py", 'PLANTED = env("PLANTED")')
    tree.write("src/coopcouncil/people/templates/people/planted.html", TEMPLATE)
    tree.write("src/coopcouncil/people/templates/people/bare.html", BARE)
    tree.write(f"{CATALOGUES}/people/locale/pt/LC_MESSAGES/django.po", CATALOGUE)
    tree.append(f"{CATALOGUES}/places/locale/pt/LC_MESSAGES/django.po", 'msgid "Nobody says this"\nmsgstr "Ninguém"')
    apps = tree.package / "places" / "apps.py"
    kept = [line for line in apps.read_text(encoding="utf-8").splitlines() if "export_person" not in line]
    apps.write_text("\n".join(kept) + "\n", encoding="utf-8")
    tree.write("src/coopcouncil/people/planted.html", "<p>Here?</p>")
    tree.write("src/coopcouncil/people/utils.py", "")
    tree.write("src/coopcouncil/people/domain/loose/planted.py", "")
    tree.write("src/coopcouncil/zoo/__init__.py", "")
    tree.write("src/coopcouncil/places/README.md", "one line too many\n" * 41)
    tree.append("requirements/base.txt", "planted==1.0 \\\n    --index-url https://packages.example/simple")
    lock = tree.root / "package-lock.json"
    text = lock.read_text(encoding="utf-8")
    lock.write_text(text.replace('"integrity":', '"resolved": "https://packages.example/planted.tgz", "integrity":', 1))
    answer = tree.run("python", "-m", "tools.checks")
    assert answer.returncode == 1, answer.stdout + answer.stderr
    return answer.stdout


@pytest.mark.parametrize(
    ("breach", "said"),
    [
        ("a key that points up", r"foreign_keys_point_down: people\.PlantedUpward\.page → .* does not point down"),
        ("a key with a way back", r"foreign_keys_point_down: frontdoor\.PlantedPage\.account .* without related"),
        ("a key that holds a class", r"foreign_keys_are_written_as_strings: \S*/frontdoor/models\S*:\d+: ForeignKey"),
        ("a page without a permission", r"django_is_content: .*planted-page/ names no permission"),
        ("an API operation without one", r"django_is_content: .*planted-operation names no permission"),
        ("a context that gives people nothing", r"every_context_gives\S*: src/coopcouncil/places adds nothing"),
        ("a model without its migration", r"migrations_are_complete: .*PlantedUpward"),
        ("an inline style", r"planted\.html:3: an inline style"),
        ("an inline handler", r"planted\.html:4: an inline event handler"),
        ("a script without a nonce", r"planted\.html:5: a script without a nonce"),
        ("Django's own template language", r"planted\.html:1: a tag of another template engine"),
        ("bare text", r"templates_speak\S*: \S*planted\.html:3: “Red” cannot be translated"),
        ("bare text in an attribute", r"templates_speak\S*: \S*bare\.html:2: “Bare in an attribute”"),
        ("bare text in a parameter", r"templates_speak\S*: \S*bare\.html:2: “Bare in a parameter”"),
        ("a guessed translation", r"translations_are_sound: \S*people/\S*: 'Sign in' is only guessed at"),
        ("a lost placeholder", r"translations_are_sound: \S*people/\S*: 'Signed in as .* has other placeholders"),
        ("a catalogue that lacks words", r"catalogues_are_in_step: \S*people/\S* lacks "),
        ("a catalogue with words too many", r"catalogues_are_in_step: \S*places/\S* holds 'Nobody says this'"),
        ("a template anywhere", r"templates_live_in_their_folder: src/coopcouncil/people/planted\.html"),
        ("a name that says nothing", r"files_have_telling_names: src/coopcouncil/people/utils\.py"),
        ("Python outside a package", r"python_lives_in_packages: src/coopcouncil/people/domain/loose"),
        ("a context on no storey", r"contexts_stand_on_a_storey: src/coopcouncil/zoo"),
        ("a context that Django does not know", r"contexts_are_installed: src/coopcouncil/zoo"),
        ("a context without a README", r"contexts_explain_themselves: src/coopcouncil/zoo/README\.md is missing"),
        ("a README that nobody reads", r"contexts_explain_themselves: src/coopcouncil/places/README\.md has 41 lines"),
        ("a lock with an address", r"lock_files_hold\S*: requirements/base\.txt holds a download address"),
        ("a lock without a hash", r"lock_files_hold\S*: requirements/base\.txt: planted==1\.0 has no hash"),
        ("an npm lock with an address", r"lock_files_hold\S*: package-lock\.json: \S+ holds a download address"),
        ("a setting without a description", r"reference_pages_are_fresh: COOPCOUNCIL_PLANTED has no description"),
        ("a page of reference out of date", r"reference_pages_are_fresh: docs/reference/settings\.md is out of date"),
    ],
)  # fmt: skip
def test_a_breach_is_named(report, breach, said):
    assert re.search(rf"(?m)^.*{said}", report), f"{breach} was not named:\n{report}"


def test_what_is_right_beside_it_is_left_alone(report):
    assert "planted.html:2:" not in report
    assert "planted.html:6:" not in report
    assert "planted.html:7:" not in report
    assert "bare.html:1:" not in report
