import json
from collections.abc import Iterator
from contextlib import contextmanager

import click
import pytest
from click.testing import CliRunner, Result

from coopcouncil.foundation import commandline
from coopcouncil.foundation.commandline import command, emit, json_option, progress
from coopcouncil.kernel.errors import BadInput


@click.group("things")
def things() -> None:
    """Things to test with."""


@command(things, "count", permission="operator", database=False)
@json_option
def count(as_json: bool) -> None:
    total = sum(1 for _ in progress([1, 2, 3], label="Counting"))
    emit({"things": total}, as_json, f"There are {total} things.")


@command(things, "check", permission="operator", database=False)
@click.option("--found", is_flag=True)
def check(found: bool) -> int:
    return 1 if found else 0


@command(things, "read", permission="operator", database=False)
def read() -> None:
    raise BadInput("“12x” is not a number.", place="things.csv, line 3", mend="Write digits only.")


@command(things, "stored", permission="operator")
def stored() -> None:
    click.echo("reached")


def run(*words: str) -> Result:
    return CliRunner().invoke(things, words)


def test_what_was_asked_for_is_said_to_a_person():
    answer = run("count")
    assert (answer.exit_code, answer.stdout) == (0, "There are 3 things.\n")


def test_json_is_one_document_and_progress_is_not_in_its_way():
    answer = run("count", "--json")
    assert json.loads(answer.stdout) == {"things": 3}
    assert "Counting" in answer.stderr


def test_a_problem_that_was_looked_for_and_found_ends_with_1():
    assert run("check").exit_code == 0
    assert run("check", "--found").exit_code == 1


def test_bad_input_ends_with_2_and_says_where_and_how_to_mend_it():
    answer = run("read")
    assert answer.exit_code == 2
    assert answer.stdout == ""
    assert answer.stderr == "things.csv, line 3: “12x” is not a number. Write digits only.\n"


@pytest.mark.parametrize("words", [("count", "--no-such-option"), ("no-such-verb",)])
def test_being_called_wrongly_ends_with_2_and_no_traceback(words):
    answer = run(*words)
    assert answer.exit_code == 2
    assert "Traceback" not in answer.output


def test_a_command_names_its_permission():
    assert count.callback.permission == "operator"


def test_a_command_that_stores_things_gets_a_database_and_gives_it_back(monkeypatch):
    happened: list[str] = []

    @contextmanager
    def session() -> Iterator[str]:
        happened.append("opened")
        yield "postgres://nobody@nowhere.invalid/nothing"
        happened.append("closed")

    monkeypatch.setattr(commandline, "_session", session)
    monkeypatch.setattr(commandline, "use_database", happened.append)
    answer = run("stored")
    assert (answer.exit_code, answer.stdout) == (0, "reached\n")
    assert happened == ["opened", "postgres://nobody@nowhere.invalid/nothing", "closed"]
