"""The shipped words: kind, plain, readable at the age of nine to twelve, and right about whom they name."""

import re
from collections.abc import Iterator

import pytest

from coopcouncil.directory.domain.catalogue import SECTORS, read_catalogue, shipped_catalogue
from coopcouncil.frontdoor.domain.life_event import LifeEvent
from coopcouncil.frontdoor.tests.life_event_samples import shipped
from coopcouncil.kernel.errors import BadInput
from coopcouncil.sharing.domain.purposes import read_purposes, shipped_purposes

CODES = sorted(shipped())


def prose(event: LifeEvent) -> Iterator[str]:
    """Whole sentences that a person reads on the way, one text each."""
    yield from (
        event.summary,
        event.emergency,
        event.after,
        event.standing.reported_means,
        event.standing.evidenced_means,
    )
    for fact in event.facts:
        yield from (fact.question, fact.hint)
    for notice in event.notices:
        yield from (notice.what_happens, f"We tell them {notice.purpose_words}.")


def syllables(word: str) -> int:
    word = re.sub(r"(?<=[^aeiouyl])e$|es$|(?<=[^td])ed$", "", word.lower())
    return max(1, len(re.findall(r"[aeiouy]+", word)))


def grade(texts: list[str]) -> float:
    """Flesch-Kincaid grade (Kincaid and others, 1975): 0.39 words/sentence + 11.8 syllables/word − 15.59."""
    sentences = [part for text in texts for part in re.split(r"[.!?:]+", text) if part.strip()]
    words = [word for part in sentences for word in re.findall(r"[A-Za-z'’]+", part)]
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


@pytest.mark.parametrize("code", CODES)
def test_a_child_of_twelve_can_read_it(code: str) -> None:
    """School year 7 is grade 6 of the formula: ages 11 to 12."""
    assert grade([text for text in prose(shipped()[code]) if text]) <= 6.0


def test_the_measure_tells_hard_prose_from_plain() -> None:
    hard = (
        "Notwithstanding the aforementioned provisions, applicants must demonstrate continuous residential eligibility."
    )
    assert grade([hard]) > 12


@pytest.mark.parametrize("code", CODES)
def test_emergency_words_name_999(code: str) -> None:
    assert "999" in shipped()[code].emergency


@pytest.mark.parametrize("code", CODES)
def test_questions_ask_and_sentences_end(code: str) -> None:
    event = shipped()[code]
    assert all(fact.question.endswith("?") for fact in event.facts)
    for text in prose(event):
        assert not text or text[-1] in ".?!", text


# Bodies whose functions we tell of without an Act of our own to name. Each notice says how confidence was weighed.
NO_GATEWAY = {
    "gp_care", "gp_record_after_a_death", "hospital_after_a_death", "national_benefits", "tenancy_after_a_death",
    "tenancy_end", "tenancy_household", "tenancy_support",
}  # fmt: skip


def test_the_councils_general_power_stands_for_no_other_body() -> None:
    assert not any("Localism" in purpose.gateway for purpose in shipped_purposes().purposes.values())


@pytest.mark.parametrize("code", CODES)
def test_where_abuse_may_be_spoken_of_there_is_a_way_out(code: str) -> None:
    event = shipped()[code]
    speaks_of_abuse = any(re.search(r"afraid|hurt or scare", f"{f.question} {f.hint}") for f in event.facts)
    assert event.quick_exit is speaks_of_abuse


@pytest.mark.parametrize("code", CODES)
def test_whoever_the_person_names_is_the_one_who_is_told(code: str) -> None:
    for notice in shipped()[code].notices:
        named = notice.service in {
            "gp_record", "hospital_appointments", "hospital_discharge", "housing_association_tenancies",
            "school_record", "tenant_managed_homes",
        }  # fmt: skip
        assert bool(notice.named_by) is named, notice.code


@pytest.mark.parametrize("code", CODES)
def test_the_law_of_every_notice_is_complete(code: str) -> None:
    event = shipped()[code]
    facts = {fact.code: fact for fact in event.facts}
    for notice in event.notices:
        assert notice.basis_words
        assert notice.confidence
        assert notice.retention
        if any(facts[fact].special for fact in notice.facts):
            assert notice.special_condition_words
        if any(facts[fact].criminal for fact in notice.facts):
            assert notice.criminal_condition_words
        if not notice.by_consent:
            named = notice.gateway or notice.purpose in NO_GATEWAY
            assert named, f"{code}/{notice.code}: a task that the law gives names the law"


@pytest.mark.parametrize("code", CODES)
def test_every_event_offers_something_by_consent_and_off_at_first(code: str) -> None:
    assert any(notice.by_consent for notice in shipped()[code].notices)


@pytest.mark.parametrize("code", ["at-risk-of-losing-home"])
def test_a_landlord_is_never_told_of_health_or_fear(code: str) -> None:
    for notice in shipped()[code].notices:
        if notice.code.endswith("landlord"):
            assert not {"health_needs", "danger", "landlord_acts"} & set(notice.facts)


def test_every_purpose_that_we_ship_is_used_and_every_service_type_is_sound() -> None:
    used = {notice.purpose for event in shipped().values() for notice in event.notices}
    assert used <= set(shipped_purposes().purposes)
    assert len(shipped_catalogue()) >= 60
    assert {kind.sector for kind in shipped_catalogue().values()} <= set(SECTORS)
    assert all(kind.description.endswith(".") for kind in shipped_catalogue().values())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[service_type]]\ncode = 'a'\nname = 'A'\nsector = 'council'", "“description” is missing"),
        ("[[service_type]]\ncode = 'a'\nname = 'A'\nsector = 'moon'\ndescription = 'D.'", "no sector"),
        (2 * "[[service_type]]\ncode = 'a'\nname = 'A'\nsector = 'council'\ndescription = 'D.'\n", "declared twice"),
        ("[[service_type]]\ncode = 'a'\nname = 'A'\nsector = 'council'\ndescription = 'D.'\nlocal = 'x'", "“local”"),
        ("[[service_type", "not TOML"),
    ],
)
def test_a_bad_catalogue_is_refused_with_place_and_mend(text: str, words: str) -> None:
    with pytest.raises(BadInput, match=words) as caught:
        read_catalogue(text, file="types.toml")
    assert caught.value.place.startswith("types.toml")
    assert caught.value.mend


_BASIS = "[[basis]]\ncode = 'consent'\nwords = 'W'\n"
_PURPOSE = "[[purpose]]\ncode = 'a'\nwords = 'w'\nbasis = 'consent'\nretention = 'r'\nfacts = ['name']\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[purpose]]\ncode = 'a'\nwords = 'w'\nretention = 'r'", "“basis” is missing"),
        (_BASIS + _PURPOSE.replace("consent", "whim"), "“whim” is no basis"),
        (_BASIS + 2 * _PURPOSE, "declared twice"),
        (_BASIS + _PURPOSE.replace("facts = ['name']", ""), "“facts” is no list of facts"),
        (_BASIS + _BASIS, "declared twice"),
        ("[[basis]]\ncode = 'consent'", "code and its words"),
        ("[[purpose", "not TOML"),
    ],
)
def test_a_bad_catalogue_of_purposes_is_refused_with_place_and_mend(text: str, words: str) -> None:
    with pytest.raises(BadInput, match=words) as caught:
        read_purposes(text, file="purposes.toml")
    assert caught.value.place.startswith("purposes.toml")
    assert caught.value.mend
