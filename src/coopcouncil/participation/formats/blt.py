"""BLT files, in and out: ranked ballots as the counting programs of STV exchange them.

Hill, Wichmann, Woodall, "Algorithm 123: Single Transferable Vote by Meek's method", Computer Journal 30 (1987), and the
use of it since: a line of candidates and seats; a line of negative numbers for who has withdrawn; a line for each kind
of ballot, its number of voters, candidates from the best on ("=" between those level), and 0; a 0 alone; then each
candidate's name and the title, in quotes. What follows # is a remark.
"""

import re
from collections.abc import Iterator

from coopcouncil.kernel.errors import BadInput
from coopcouncil.participation.domain.choosing.ballots import Rank, Ranked
from coopcouncil.participation.formats.columns import decode

_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"|#[^\n]*|(\S+)')


class _Lines:
    """The words of a file, each with its line."""

    def __init__(self, content: bytes, file: str) -> None:
        self.file, self.last = file, 1
        self._words = self._read(decode(content, file=file))

    def _read(self, text: str) -> Iterator[tuple[str, bool, int]]:
        for number, line in enumerate(re.split(r"\r\n|\n|\r", text), start=1):
            self.last = number
            for found in _TOKEN.finditer(line):
                if found[1] is not None:
                    yield re.sub(r"\\(.)", r"\1", found[1]), True, number
                elif found[2] is not None:
                    yield found[2], False, number

    def next(self, expected: str) -> tuple[str, bool, int]:
        """The next word, whether it was in quotes, and its line. Raises BadInput at the end of the file."""
        word = next(self._words, None)
        if word is None:
            raise self.wrong(self.last, f"The file ends where {expected} should be.", "See whether it was cut off.")
        return word

    def number(self, expected: str) -> tuple[int, int]:
        word, quoted, line = self.next(expected)
        if quoted or not re.fullmatch(r"-?[0-9]{1,9}", word):
            raise self.wrong(line, f"“{word}” stands where {expected} should be.", "Write a whole number.")
        return int(word), line

    def wrong(self, line: int, message: str, mend: str) -> BadInput:
        return BadInput(message, place=f"{self.file}:{line}" if line else self.file, mend=mend)

    def line_of_more(self) -> int:
        """The line of a word that follows; 0 where nothing does."""
        return next(self._words, ("", False, 0))[2]


def read(content: bytes, file: str, *, strict: bool = False) -> Ranked:
    """Read a file; `strict` refuses candidates that a ballot puts level. Raises BadInput, with line and mend."""
    words = _Lines(content, file)
    count, line = words.number("the number of candidates")
    seats, _ = words.number("the number of seats")
    if count < 1 or seats < 1:
        raise words.wrong(line, f"{count} candidates for {seats} seats cannot be counted.", "Write 1 or more of each.")
    withdrawn, ballots = set[int](), list[tuple[int, tuple[Rank, ...]]]()
    while True:
        weight, line = words.number("a ballot, or the 0 after the last")
        if weight == 0:
            break
        if weight < 0:
            if ballots or -weight > count:
                raise words.wrong(line, f"{weight} is out of place.", "Who has withdrawn stands before the ballots.")
            withdrawn.add(-weight - 1)
        else:
            ballots.append((weight, _ranks(words, count, line, strict)))
    names: list[str] = []
    for number in range(1, count + 1):
        name, line = _name(words, f"the name of candidate {number}")
        if name in names:
            raise words.wrong(line, f"Two candidates are called {name}.", "Tell them apart, by an initial for example.")
        names.append(name)
    title, _ = _name(words, "the title")
    if line := words.line_of_more():
        raise words.wrong(line, "Something follows the title.", "Take it away.")
    return Ranked(tuple(names), seats, tuple(ballots), frozenset(withdrawn), title)


def _ranks(words: _Lines, count: int, line: int, strict: bool) -> tuple[Rank, ...]:
    ranks, seen = list[Rank](), set[int]()
    while True:
        word, quoted, at = words.next("the 0 that ends a ballot")
        if at != line:
            raise words.wrong(line, "The ballot does not end with 0.", "Put a 0 after the last preference.")
        if word == "0" and not quoted:
            return tuple(ranks)
        if strict and "=" in word and not quoted:
            raise words.wrong(at, "A ballot puts two candidates level.", "Count it with --method schulze.")
        rank = []
        for part in word.split("="):
            if quoted or not re.fullmatch(r"[0-9]{1,9}", part) or not 1 <= int(part) <= count:
                raise words.wrong(at, f"There is no candidate “{part}”.", f"Candidates are 1 to {count}; end with 0.")
            if int(part) in seen:
                raise words.wrong(at, f"A ballot names candidate {part} twice.", "Name each once.")
            seen.add(int(part))
            rank.append(int(part) - 1)
        ranks.append(tuple(rank))


def _name(words: _Lines, expected: str) -> tuple[str, int]:
    word, quoted, line = words.next(expected)
    if not quoted:
        raise words.wrong(line, f"“{word}” stands where {expected} should be.", "Put names in double quotes.")
    return word, line


def write(told: Ranked) -> str:
    """The same as a file, to publish. Raises BadInput for a name that has two lines."""
    lines = [f"{len(told.candidates)} {told.seats}"]
    if told.withdrawn:
        lines.append(" ".join(str(-place - 1) for place in sorted(told.withdrawn)))
    for voters, ranks in told.ballots:
        named = ["=".join(str(place + 1) for place in rank) for rank in ranks]
        lines.append(" ".join([str(voters), *named, "0"]))
    lines.append("0")
    lines += [_quoted(name) for name in (*told.candidates, told.title)]
    return "\n".join(lines) + "\n"


def _quoted(name: str) -> str:
    if re.search(r"[\r\n]", name):
        raise BadInput(f"The name “{name}” has two lines.", mend="Write it in one.")
    return '"' + re.sub(r'(["\\])', r"\\\1", name) + '"'
