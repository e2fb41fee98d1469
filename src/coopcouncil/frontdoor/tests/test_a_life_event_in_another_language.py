"""A life event in another language: its words change, text by text, and nothing else does."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tools.messages import LANGUAGES

from coopcouncil.foundation import clock
from coopcouncil.frontdoor.domain import facts, speech
from coopcouncil.frontdoor.domain.check.words import check_words
from coopcouncil.frontdoor.domain.life_event import LifeEvent
from coopcouncil.frontdoor.domain.plan import plan
from coopcouncil.frontdoor.domain.typical import typical_answers
from coopcouncil.frontdoor.tests.life_event_samples import shipped
from coopcouncil.kernel.words import Translated, Untranslated
from coopcouncil.sharing.domain.speech import purposes_in

FILES = Path(speech.__file__).parents[1] / "life_events"
SIX = ("death", "birth", "moving-home", "losing-a-job", "becoming-a-carer", "at-risk-of-losing-home")
TODAY = clock.today()
EVERY = [(code, language) for code in sorted(shipped()) for language in LANGUAGES]


def said(event: LifeEvent, language: str) -> LifeEvent:
    return speech.in_language(event, speech.shipped(event.code, language), purposes_in(language))


def without_words(event: LifeEvent) -> LifeEvent:
    """The life event with every text that a person reads taken out."""
    return replace(
        event,
        **dict.fromkeys(speech.EVENT_KEYS, ""),
        before_you_start=("",) * len(event.before_you_start),
        standing=type(event.standing)("", "", "", ""),
        facts=tuple(
            replace(
                fact,
                **dict.fromkeys(speech.FACT_KEYS, ""),
                options=tuple(replace(option, label="", hint="") for option in fact.options),
            )
            for fact in event.facts
        ),
        notices=tuple(
            replace(
                notice,
                **dict.fromkeys(speech.NOTICE_KEYS, ""),
                purpose_words="",
                retention="",
                basis_words="",
                special_condition_words="",
                criminal_condition_words="",
            )
            for notice in event.notices
        ),
    )


@pytest.mark.parametrize(("code", "language"), EVERY)
def test_no_code_order_condition_notice_or_list_of_facts_changes(code: str, language: str) -> None:
    event = shipped()[code]
    assert without_words(said(event, language)) == without_words(event)


@pytest.mark.parametrize(("code", "language"), EVERY)
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_the_same_answers_lead_the_same_way(code: str, language: str, data: st.DataObject) -> None:
    event = shipped()[code]
    typical = typical_answers(event, today=TODAY)
    answers = {key: typical[key] for key in data.draw(st.sets(st.sampled_from(sorted(typical))))}
    here, there = (plan(item, answers, today=TODAY) for item in (event, said(event, language)))
    assert (there.next_fact and there.next_fact.code) == (here.next_fact and here.next_fact.code)
    assert [(item.notice.code, dict(item.facts), item.missing) for item in there.notices] == [
        (item.notice.code, dict(item.facts), item.missing) for item in here.notices
    ]
    assert there.why == here.why


@pytest.mark.parametrize(("code", "language"), EVERY)
def test_an_answer_is_kept_the_same_in_every_language(code: str, language: str) -> None:
    event = shipped()[code]
    for key, value in typical_answers(event, today=TODAY).items():
        assert facts.read(said(event, language).fact(key), value, today=TODAY) == value


@pytest.mark.parametrize("code", SIX)
def test_the_six_commonest_life_events_are_wholly_in_portuguese(code: str) -> None:
    event = said(shipped()[code], "pt")
    texts = [getattr(event, key) for key in speech.EVENT_KEYS] + list(event.before_you_start)
    texts += [text for fact in event.facts for text in speech.texts_of(fact)]
    for notice in event.notices:
        texts += [getattr(notice, key) for key in speech.NOTICE_KEYS]
        texts += [notice.purpose_words, notice.basis_words, notice.retention, notice.special_condition_words]
    assert [text for text in texts if isinstance(text, Untranslated)] == []


@pytest.mark.parametrize(
    "words", sorted(FILES.glob("locale/*/*.toml")), ids=lambda file: f"{file.parent.name}-{file.stem}"
)
def test_every_file_of_words_that_is_shipped_is_right(words: Path) -> None:
    english = (FILES / words.name).read_text("utf-8")
    coverage, problems = check_words(
        words.read_text("utf-8"), file=words.name, language=words.parent.name, event=english
    )
    assert problems == []
    assert coverage is not None
    assert coverage.missing == 0


def test_a_life_event_that_nobody_translated_is_in_english_and_says_so() -> None:
    event = said(shipped()["death"], "xx")
    assert event == shipped()["death"]
    assert isinstance(event.title, Untranslated)
    assert speech.shipped("../../secret", "pt").words == {}


def test_one_text_without_a_translation_falls_back_alone() -> None:
    event = shipped()["death"]
    whole = speech.shipped("death", "pt")
    some = speech.Speech("pt", {path: pair for path, pair in whole.words.items() if path != ("summary",)})
    there = speech.in_language(event, some, purposes_in("pt"))
    assert (there.summary, type(there.summary)) == (event.summary, Untranslated)
    assert isinstance(there.title, Translated)


def test_a_text_that_was_changed_in_english_is_not_said_in_words_of_before() -> None:
    event = replace(shipped()["death"], title="Someone in your family has died")
    there = said(event, "pt")
    assert isinstance(there.title, Untranslated)
    assert there.title == "Someone in your family has died"
    assert isinstance(there.summary, Translated)


def test_what_was_kept_in_english_is_said_again_whole_or_in_its_sentences() -> None:
    known = speech.known(said(shipped()["death"], "pt")) | {"We will find it and tell them.": "Encontramos e avisamos."}
    happens = shipped()["death"].notice("blue_badge").what_happens
    assert speech.again(happens, known) == "Escrevem-lhe a explicar como devolver o cartão."
    both = speech.again(f"We will find it and tell them. {happens}", known)
    assert both == "Encontramos e avisamos. Escrevem-lhe a explicar como devolver o cartão."
    thrice = speech.again(f"We will find it and tell them. {happens} {happens}", known)
    assert thrice.count("devolver o cartão") == 2
    assert isinstance(speech.again("Something that an older version said.", known), Untranslated)


def wrong(text: str) -> str:
    event = (FILES / "death.toml").read_text("utf-8")
    head = f'format = 1\nlanguage = "pt"\ncode = "death"\nversion = {shipped()["death"].version}\n'
    _coverage, problems = check_words(head + text, file="death.toml", language="pt", event=event)
    return " ".join(str(problem) for problem in problems)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[fact.who_died]\nlabel = "Quem"', "death.toml:6: The life event says nothing at “fact.who_died.label”."),
        ('[fact.home.options]\nyacht = "Um iate"', "death.toml:6: The life event says nothing at"),
        ('title = ""', "death.toml:5: “title” must be text."),
        ("title = 3", "death.toml:5: “title” must be text."),
        ('title = "' + "a" * 200 + '"', "“title” has 200 characters; 90 is the most."),
        ('after = "' + "um " * 26 + '"', "A sentence of “after” has 26 words"),
        ('emergency = "Ligue 112."', "do not have the same numbers (112, 999)"),
        ('title = "aberto', "This is not TOML"),
    ],
)
def test_a_file_of_words_that_is_wrong_is_refused_with_place_and_mend(text: str, says: str) -> None:
    assert says in wrong(text)


def test_a_file_of_words_for_another_version_asks_to_be_looked_at() -> None:
    event = (FILES / "death.toml").read_text("utf-8")
    head = 'format = 1\nlanguage = "pt"\ncode = "death"\nversion = 1\n'
    _coverage, problems = check_words(head, file="death.toml", language="pt", event=event)
    assert "death.toml:4: “version” is 1, but this file translates 3." in str(problems[0])
