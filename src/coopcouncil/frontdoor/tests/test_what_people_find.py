import tomllib
from collections.abc import Callable
from pathlib import Path
from statistics import mean
from types import SimpleNamespace

import pytest

from coopcouncil.directory import public as directory
from coopcouncil.directory.domain.everyday import shipped_dangers, shipped_everyday
from coopcouncil.directory.domain.search.relevance import ndcg
from coopcouncil.foundation import clock

pytestmark = pytest.mark.django_db
QUESTIONS = tomllib.loads((Path(__file__).parent / "questions.toml").read_text("utf-8"))["question"]
FLOOR = 0.90


@pytest.fixture
def library(loaded_directory: None, cast: SimpleNamespace) -> directory.Library:
    return directory.search_library(clock.today())


@pytest.fixture
def finds(library: directory.Library) -> Callable[[str], list[str]]:
    """What a question finds, in order: tags of doors, types of services, names of the rest."""

    def find(words: str) -> list[str]:
        answer = library.find(library.read(words), directory.Ask(), most=20)
        shown = directory.search_shown(answer.hits)
        return [
            hit.key
            if hit.kind == directory.DOOR
            else f"type:{shown[hit.kind, hit.key].service_type}"
            if hit.kind == directory.SERVICE
            else shown[hit.kind, hit.key].name
            for hit in answer.hits
        ]

    return find


def test_a_hundred_labelled_questions_are_answered_as_well_as_they_were(finds: Callable[[str], list[str]]) -> None:
    reached = {item["q"]: ndcg(finds(item["q"]), item["wants"]) for item in QUESTIONS}
    assert len(reached) == 100
    worst = sorted(reached.items(), key=lambda one: one[1])[:10]
    assert mean(reached.values()) >= FLOOR, worst
    assert mean(worth > 0 for worth in reached.values()) == 1, worst


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("my dad dyed what do i do", "life_event:death"),
        ("bin not colected", "report:missed-collection"),
        ("he hits me", "life_event:domestic-abuse"),
        ("kicked out", "life_event:at-risk-of-losing-home"),
        ("Council Tax", "type:council_tax"),
    ],
)
def test_what_is_meant_stands_first(finds: Callable[[str], list[str]], words: str, first: str) -> None:
    assert finds(words)[0] == first


def test_everyday_words_lead_only_to_what_there_is(library: directory.Library) -> None:
    types = {f"type:{code}" for code in directory.service_types()}
    known = types | set(library.doors)
    leads = {tag for phrase in (*shipped_everyday(), *shipped_dangers().phrases.all) for tag in phrase.to}
    assert leads - known == set()
    assert len(shipped_everyday()) >= 150
    assert {f"type:{danger.service}" for danger in shipped_dangers().by_name.values() if danger.service} <= types


def test_every_type_of_service_is_found_by_some_everyday_word_and_in_some_category(library: directory.Library) -> None:
    led_to = {tag for phrase in shipped_everyday() for tag in phrase.to}
    sorted_in = {f"type:{code}" for item in directory.categories().values() for code in item.types}
    types = {f"type:{code}" for code in directory.service_types()}
    assert types - led_to == set()
    assert types - sorted_in == set()
