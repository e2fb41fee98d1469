"""`life-events check` accepts the shipped events and rejects every planted mistake, with its place and its mend."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from coopcouncil.directory.domain.catalogue import shipped_catalogue
from coopcouncil.frontdoor.cli import group
from coopcouncil.frontdoor.domain.check import Problem, check_file, check_files
from coopcouncil.frontdoor.domain.check.patterns import what_is_wrong
from coopcouncil.frontdoor.tests.life_event_samples import FOLDER, TEXTS, shipped
from coopcouncil.sharing.domain.purposes import shipped_purposes

SMALL = """\
format = 1
code = "new-card"
version = 1
title = "A new card"
summary = "You need a new card."
minutes = 2
before_you_start = ["Your old card"]

[[fact]]
code = "your_name"
type = "name"
order = 1
label = "Your name"
question = "What is your name?"

[[fact]]
code = "reason"
type = "choice"
order = 2
label = "Reason"
question = "Why do you need a card?"
options = [
  { code = "lost", label = "I lost it" },
  { code = "moved", label = "I moved" },
]

[[fact]]
code = "new_address"
type = "address"
order = 3
label = "New address"
question = "Where do you live now?"
when = 'reason == "moved"'

[[notice]]
code = "library"
service = "libraries"
purpose = "library_account"
what_happens = "You get a new card."
facts = ["your_name", "reason", "new_address"]
may_be_left_out = true
confidence = "No duty of confidence."
"""


def problems(text: str) -> list[Problem]:
    event, found = check_file(
        text, file="new-card.toml", service_types=shipped_catalogue(), purposes=shipped_purposes()
    )
    assert (event is None) is bool(found)
    assert all(problem.mend and problem.file == "new-card.toml" for problem in found)
    return found


def line_of(text: str, words: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if words in line)


def test_the_small_event_is_right() -> None:
    assert problems(SMALL) == []


def test_the_shipped_events_are_right_and_speak_to_several_services() -> None:
    assert sorted(f"{code}.toml" for code in shipped()) == sorted(TEXTS), "a file is named after its event"
    for code, event in shipped().items():
        assert 4 <= len(event.notices) <= 15, code
        assert len({notice.service for notice in event.notices}) >= 4, code
        assert event.typical, code


OPTIONS = SMALL[SMALL.index("options = [") : SMALL.index(']\n\n[[fact]]\ncode = "new_address"') + 2]

# What is swapped for what, where the problem is found (the line of these words), and words of the message and mend.
MISTAKES = {
    "unknown service type": ('service = "libraries"', 'service = "librarys"', "librarys", "no|service type|libraries"),
    "undeclared fact in a condition": ('reason == "moved"', 'reasn == "moved"', "reasn", "reasn|no fact|“reason”"),
    "a ring of facts": (
        "order = 2\n",
        'order = 2\nwhen = "known(new_address)"\n',
        "known(new",
        "ring|“reason” → “new_address” → “reason”",
    ),
    "notice without purpose": ('purpose = "library_account"\n', "", "[[notice]]", "no purpose|purpose = "),
    "special data without a condition": (
        "order = 2\n",
        'order = 2\nspecial = "health"\n',
        'facts = ["your',
        "special data|special_condition",
    ),
    "criminal data without a condition": (
        "order = 2\n",
        "order = 2\ncriminal = true\n",
        'facts = ["your',
        "Article 10|criminal_condition",
    ),
    "duplicate fact": ('code = "reason"', 'code = "your_name"', "", "declared twice"),
    "duplicate option": ('code = "moved"', 'code = "lost"', "options = [", "“lost” is declared twice"),
    "missing key": ('title = "A new card"\n', "", "format = 1", "has no “title”"),
    "unknown key": ("minutes = 2", "minutes = 2\nminuts = 3", "minuts", "not a key|“minutes”"),
    "wrong type": ("minutes = 2", 'minutes = "2"', "minutes", "whole number"),
    "unknown fact type": ('type = "name"', 'type = "nam"', '"nam"', "“nam”|“name”"),
    "unknown purpose": ('"library_account"', '"library_acount"', "library_acount", "not a purpose|library_account"),
    "a fact outside the list of its purpose": (
        'purpose = "library_account"',
        'purpose = "council_tax_on_moving"',
        'facts = ["your',
        "“reason” is not among the facts that may be told|data protection officer",
    ),
    "unknown basis": (
        "may_be_left_out = true",
        'may_be_left_out = true\nbasis = "public_tsk"',
        "public_tsk",
        "basis|public_task",
    ),
    "undeclared fact in a notice": (
        '"reason", "new_address"]',
        '"reson", "new_address"]',
        '"reson"',
        "no fact|“reason”",
    ),
    "unreachable notice": (
        "may_be_left_out = true",
        'may_be_left_out = true\nwhen = \'reason == "lost" and reason == "moved"\'',
        'when = \'reason == "lost"',
        "never true",
    ),
    "fact nobody needs": (', "new_address"]', "]", 'code = "new_address"', "No notice needs"),
    "impossible value": ('"moved"\'', '"mooved"\'', "mooved", "not an answer|“moved”"),
    "condition that cannot be read": ('reason == "moved"', "reason ==", "when = ", "cannot be read"),
    "code in a condition": ('reason == "moved"', '__import__("os")', "when = ", "cannot be used here"),
    "choice without options": (OPTIONS, "", 'code = "reason"', "no answers|options ="),
    "optional notice that may not be left out": (
        "may_be_left_out = true",
        "may_be_left_out = false",
        "may_be_left_out",
        "may leave it out",
    ),
    "required notice that may be left out": (
        "may_be_left_out = true",
        'may_be_left_out = true\nlegally_required = true\nbasis = "legal_obligation"',
        "may_be_left_out",
        "may not be left out",
    ),
    "required by consent": (
        "may_be_left_out = true",
        'may_be_left_out = false\nlegally_required = true\nbasis = "consent"',
        "legally_required",
        "Consent can be refused",
    ),
    "entitlement ended without evidence": (
        "may_be_left_out = true",
        "may_be_left_out = true\nmay_end_entitlement = true",
        "may_end",
        "evidence",
    ),
    "too long a sentence": ('"You need a new card."', '"' + "word " * 26 + '."', "summary", "two sentences"),
    "options on a text": ('type = "name"', 'type = "name"\noptions = []', "options = []", "no “options”"),
    "a typical answer missing": ("[[notice]]", '[typical]\nreason = "lost"\n\n[[notice]]', "[typical]", "your_name"),
    "a typical answer that cannot be": (
        "[[notice]]",
        '[typical]\nreason = "sold"\n\n[[notice]]',
        'reason = "sold"',
        "cannot be kept",
    ),
    "upside-down limits": (
        'type = "address"',
        'type = "date"\nmin = "today"\nmax = "today-3"',
        "min =",
        "above its max",
    ),
    "bad day": ('type = "address"', 'type = "date"\nmin = "tomorrow"', "min =", "no limit"),
    "something stops unchecked": (
        '"You get a new card."',
        '"They stop the old card."',
        "what_happens",
        "“stop”|unchecked|may_end_entitlement|evidence",
    ),
    "something is cancelled unchecked": (
        '"You get a new card."',
        '"We do not stop your loans. The library cancels your card."',
        "what_happens",
        "“cancels”",
    ),
    "something is taken away unchecked": (
        '"You get a new card."',
        '"They take your name off the list."',
        "what_happens",
        "off|unchecked",
    ),
    "evidence called proof": (
        "[[notice]]",
        '[standing]\nreported = "R"\nreported_means = "M."\nevidenced = "Told, with proof"\n\n[[notice]]',
        "evidenced =",
        "“proof”|not checked",
    ),
    "named by nothing": ("may_be_left_out", 'named_by = "reasn"\nmay_be_left_out', "named_by", "no fact|“reason”"),
    "named by a choice": ("may_be_left_out", 'named_by = "reason"\nmay_be_left_out', "named_by", "no line of text"),
    "a huge number": ("minutes = 2", f"minutes = {'9' * 5000}", "minutes", "too large"),
    "a huge hexadecimal number": ("minutes = 2", f"minutes = 0x{'f' * 5000}", "minutes", "too large"),
    "a number beyond sixty-four bits": ("minutes = 2", f"minutes = {2**63}", "minutes", "too large"),
    "bad pattern": ('type = "address"', 'type = "text"\npattern = "("', "pattern =", "cannot be used"),
}


@pytest.mark.parametrize("name", sorted(MISTAKES))
def test_a_planted_mistake_is_found_with_its_line_and_its_mend(name: str) -> None:
    old, new, where, words = MISTAKES[name]
    assert old in SMALL
    text = SMALL.replace(old, new, 1)
    found = problems(text)
    assert found
    said = " ".join(f"{problem.message} {problem.mend}" for problem in found)
    assert all(word in said for word in words.split("|")), said
    lines = [problem.line for problem in found]
    wanted = line_of(text, where) if where else line_of(text, 'type = "choice"') - 1
    if where == 'code = "reason"' or where == "[[notice]]":
        wanted = next(number for number in (wanted - 1, wanted) if number in lines)
    assert wanted in lines, found


ABOUT_YOU = SMALL.replace('question = "What is your name?"', 'question = "What is your name?"\nabout_you = true')
ASKS = 'may_be_left_out = true\nassurance = "low"'


def test_a_notice_that_asks_who_tells_gets_their_name() -> None:
    assert problems(ABOUT_YOU.replace("may_be_left_out = true", ASKS)) == []
    (nobody,) = problems(SMALL.replace("may_be_left_out = true", ASKS))
    assert "does not get the name of whoever tells" in nobody.message
    assert "about_you = true" in nobody.mend
    (left,) = problems(ABOUT_YOU.replace("may_be_left_out = true", ASKS).replace('"your_name", "reason"', '"reason"'))
    assert left.mend == 'Add "your_name" to its facts.'


def test_only_one_name_says_who_tells() -> None:
    name = '[[fact]]\ncode = "person_who_died"\ntype = "name"\norder = 4\nlabel = "Old name"\nquestion = "Old name?"\n'
    more = ABOUT_YOU.replace("[[notice]]", name + "about_you = true\n\n[[notice]]", 1)
    (twice,) = problems(more.replace('"reason", "new_address"', '"reason", "new_address", "person_who_died"'))
    assert "“your_name” says already who tells" in twice.message


def test_evidence_must_be_among_the_facts() -> None:
    text = SMALL.replace('facts = ["your_name", "reason"', 'evidence = ["reason"]\nfacts = ["your_name"')
    assert [problem.line for problem in problems(text)] == [line_of(text, "evidence")]


@pytest.mark.parametrize(
    "words",
    [
        "Help does not stop because you told us.",
        "Nobody takes you off the list.",
        "They call you at the end of the week.",
        "A housing officer e-mails you about ending your tenancy.",
        "They wait for you at a stop of the bus.",
        "We never close a case.",
    ],
)
def test_words_in_which_nothing_ends_are_let_through(words: str) -> None:
    assert [p for p in problems(SMALL.replace("You get a new card.", words)) if "unchecked" in p.message] == []


def test_with_evidence_a_notice_may_say_that_something_ends() -> None:
    text = SMALL.replace("You get a new card.", "They check first, then close your card.")
    assert problems(text)
    assert problems(text.replace("may_be", 'may_end_entitlement = true\nevidence = ["reason"]\nmay_be')) == []


@pytest.mark.parametrize("number", ["60001", "9" * 14, "9" * 300])
@pytest.mark.parametrize("function", ["days_since", "age"])
def test_a_day_beyond_the_calendar_is_a_problem_and_no_crash(function: str, number: str) -> None:
    text = SMALL.replace("order = 2\n", f'order = 2\nwhen = "{function}(new_address) <= {number}"\n')
    text = text.replace('type = "address"', 'type = "date"').replace("when = 'reason == \"moved\"'\n", "")
    assert "so large a number" in str(problems(text)[0])
    assert problems(text.replace(number, "100")) == []


PATTERN = """type = "text"
optional = true
pattern = '{}'
pattern_says = "It has letters."
implied = [{{ when = 'reason == "lost"', value = "{}" }}]"""


@pytest.mark.parametrize(
    "pattern",
    ["(a+)+b", "(a|a)*b", "([a-z]*)*x", "a*a*a*a*a*b", "(?:a?){30}a{30}", "(.*a){12}", "(?=(a+)+b)a", "a?" * 24],
)
def test_a_pattern_that_could_stop_the_site_is_refused_before_it_is_tried(pattern: str) -> None:
    text = SMALL.replace('type = "address"', PATTERN.format(pattern, "a" * 40))
    found = problems(text)
    assert [problem.line for problem in found] == [line_of(text, "pattern = ")]
    assert "too many ways" in found[0].message


@pytest.mark.parametrize(
    "pattern", ["[0-9]{8}", "[A-Za-z0-9 /-]+", "[A-Z]{1,2}[0-9]+[A-Z]?", "(?:ab){3}", "(yes|no)", "a+ b+ c+"]
)
def test_an_ordinary_pattern_is_let_through(pattern: str) -> None:
    assert what_is_wrong(pattern) is None


@pytest.mark.parametrize("pattern", ["(", "a{99999999999999999999}", "(" * 90 + "a" + ")+" * 90])
def test_a_pattern_that_cannot_be_read_is_a_problem(pattern: str) -> None:
    assert what_is_wrong(pattern) is not None


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('format = 1\ntitle = "no end\n', 2),
        ("format = 1\n[[fact\n", 2),
        ("format = 1\nformat = 2\n", 2),
        ("x = [1,\n2\n", 3),
        ("", 1),
        ("a = " + "[" * 5000, 1),
    ],
)
def test_a_file_that_is_not_toml_or_is_empty_is_a_problem_at_its_line(text: str, line: int) -> None:
    found = problems(text)
    assert found[0].line == line


def test_a_condition_on_special_data_gives_that_data_away_and_needs_its_condition() -> None:
    text = SMALL.replace("order = 2\n", 'order = 2\nspecial = "health"\n')
    text = text.replace(
        'facts = ["your_name", "reason", "new_address"]', 'facts = ["your_name"]\nwhen = \'reason == "lost"\''
    )
    text = text.replace('[[fact]]\ncode = "new_address"', '[[fact]]\ncode = "unused"')
    assert "is sent because of “reason”" in " ".join(str(problem) for problem in problems(text))


def test_the_same_code_in_two_files_is_found() -> None:
    _events, found = check_files(
        {"a.toml": SMALL, "b.toml": SMALL}, service_types=shipped_catalogue(), purposes=shipped_purposes()
    )
    assert [(problem.file, problem.line) for problem in found] == [("b.toml", 2)]
    assert "already in a.toml" in found[0].message


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_a_line_lost_from_a_shipped_event_never_crashes_the_check(name: str) -> None:
    """Whatever line goes missing, the check ends with an event or with problems inside the file, never with a crash."""
    lines = TEXTS[name].splitlines(keepends=True)
    for number in range(len(name), len(lines), 17):
        text = "".join(lines[:number] + lines[number + 1 :])
        _event, found = check_file(text, file=name, service_types=shipped_catalogue(), purposes=shipped_purposes())
        assert all(1 <= problem.line <= len(lines) + 1 for problem in found)


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(group, ["check", *arguments])
    return result.exit_code, result.output


def test_the_command_accepts_the_shipped_files_and_prints_one_json_document() -> None:
    files = [str(FOLDER / name) for name in TEXTS]
    assert run(*files)[0] == 0
    code, output = run("--json", *files)
    data = json.loads(output)
    assert code == 0
    assert data["ok"] is True
    assert len(data["files"]) == len(TEXTS)
    assert data["problems"] == []


def test_the_command_names_file_line_and_mend_and_exits_with_1(tmp_path: Path) -> None:
    file = tmp_path / "wrong.toml"
    file.write_text(SMALL.replace('"libraries"', '"librarys"'), encoding="utf-8")
    code, output = run(str(file))
    assert code == 1
    assert output == f"{file}:37: “librarys” is not a service type that we know. Did you mean “libraries”?\n"
    file.write_bytes(b'format = 1\ntitle = "caf\xe9"\n')
    code, output = run("--json", str(file))
    assert code == 1
    assert json.loads(output)["problems"][0]["line"] == 2


def test_a_file_that_is_not_there_is_bad_input(tmp_path: Path) -> None:
    code, output = run(str(tmp_path / "none.toml"))
    assert code == 2
    assert "cannot be read" in output
