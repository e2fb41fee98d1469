"""Cases of a life event come out as they say, and nothing sensitive is kept to be offered again."""

from coopcouncil.directory.domain.catalogue import shipped_catalogue
from coopcouncil.frontdoor.domain.check import Problem, check_file
from coopcouncil.frontdoor.tests.test_life_event_check import SMALL
from coopcouncil.sharing.domain.purposes import shipped_purposes

TYPICAL = """
[typical]
your_name = { first_names = "Ada", last_name = "Marlowe" }
reason = "lost"
"""


def problems(text: str) -> list[Problem]:
    return check_file(text, file="f", service_types=shipped_catalogue(), purposes=shipped_purposes())[1]


def case(answers: str, told: str = '["library"]') -> str:
    return f'{SMALL}{TYPICAL}\n[[case]]\nname = "One"\nanswers = {answers}\ntold = {told}\n'


def test_a_case_that_comes_out_as_it_says_is_right() -> None:
    assert problems(case("{}")) == []


def test_a_case_that_leaves_a_question_open_says_which() -> None:
    (found,) = problems(case('{ reason = "moved" }'))
    assert "leaves a question open: “new_address”" in found.message
    assert found.line == case("{}").splitlines().index("[[case]]") + 1


def test_a_case_that_tells_somebody_else_says_whom() -> None:
    assert [found.message for found in problems(case("{}", "[]"))] == ["The case “One” also tells “library”."]
    assert problems(case("{}", '["libary"]'))[0].message == "“libary” is no notice of this event."


def test_a_case_with_an_answer_that_cannot_be_kept_says_why() -> None:
    (found,) = problems(case('{ reason = "eaten" }'))
    assert "“reason” cannot be kept" in found.message


def test_nothing_sensitive_is_kept_to_be_offered_again() -> None:
    known = SMALL.replace('type = "name"', 'type = "name"\nknown_as = "name"')
    assert problems(known) == []
    assert (
        "is sensitive" in problems(known.replace('known_as = "name"', 'known_as = "name"\ncriminal = true'))[0].message
    )


def test_one_thing_is_known_once() -> None:
    twice = SMALL.replace('type = "name"', 'type = "name"\nknown_as = "address"')
    twice = twice.replace('type = "address"', 'type = "address"\nknown_as = "address"')
    assert problems(twice)[0].message == "“your_name” is already known as “address”."
