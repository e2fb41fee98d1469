"""Lines of tables and keys are found as the standard parser understands the file."""

import tomllib

import pytest

from coopcouncil.frontdoor.tests.life_event_samples import TEXTS
from coopcouncil.kernel.locate import line_of, lines, paths

TRICKY = '''\
# [[fact]] in a comment
title = "a # b [[fact]] = 'c' \\" d"
long = """
[[fact]]
x = 1
"quoted" ""\\"""" # ends
raw = \'\'\'it's
[notice]\'\'\'
"odd key".inner = 5
list = [ # one
  "a, ]", { y = "}" , z = [1,
  2] },
  [3],
]
[[fact]]
code = 1979-05-27T07:32:00Z
  [fact.more]
  deep = true
[[fact]]
options = [
  { code = "one" },
  { code = "two" },
]
[[fact.extra]]
a = 1
[[fact.extra]]
a = 2
[standing]
reported = ''
'''


def test_every_table_key_and_element_has_the_line_on_which_it_begins() -> None:
    document = tomllib.loads(TRICKY)
    found = lines(TRICKY)
    wanted = {
        ("title",): 2, ("long",): 3, ("raw",): 7, ("odd key",): 9, ("odd key", "inner"): 9, ("list", 1): 11,
        ("list", 1, "z", 1): 12, ("list", 2): 13, ("fact", 0): 15, ("fact", 0, "code"): 16,
        ("fact", 0, "more", "deep"): 18,
        ("fact", 1): 19, ("fact", 1, "options", 1, "code"): 22, ("fact", 1, "extra", 1, "a"): 27, ("standing",): 28,
    }  # fmt: skip
    assert {path: found.get(path) for path in wanted} == wanted
    assert set(paths(document)) <= set(found)


def test_what_has_no_line_of_its_own_has_the_line_of_what_holds_it() -> None:
    found = lines(TRICKY)
    assert line_of(found, ("fact", 1, "type")) == 19
    assert line_of(found, ("nothing",)) == 1


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_the_shipped_files_are_scanned_as_the_parser_reads_them(name: str) -> None:
    text = TEXTS[name]
    found = lines(text)
    written = text.splitlines()
    for path in paths(tomllib.loads(text)):
        assert path in found
        if isinstance(path[-1], str):
            assert path[-1] in written[found[path] - 1]
