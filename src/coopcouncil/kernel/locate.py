"""Where in a TOML text each table and key stands. The standard parser says what a file holds, but not on which line.

A path is a tuple of keys and, for arrays, numbers from 0: `("fact", 2, "when")` is the key `when` of the third
`[[fact]]`. Only texts that the standard parser accepts are looked at, so the scanner can be short.
"""

import tomllib
from collections.abc import Iterator
from typing import Any

Path = tuple[str | int, ...]


def lines(text: str) -> dict[Path, int]:
    """The line, from 1, on which each table header, key, and element of an array begins."""
    return _Scanner(text).scan()


def line_of(found: dict[Path, int], path: Path) -> int:
    """The line of a path, or of the nearest thing that holds it; 1 for the file as a whole."""
    while path:
        if path in found:
            return found[path]
        path = path[:-1]
    return 1


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text, self.at, self.line = text, 0, 1
        self.found: dict[Path, int] = {}
        self.sizes: dict[Path, int] = {}

    def scan(self) -> dict[Path, int]:
        table: Path = ()
        while self._skip_blank():
            if self.text.startswith("[[", self.at):
                table = self._header(2)
            elif self.text.startswith("[", self.at):
                table = self._header(1)
            else:
                self._pair(table)
        return self.found

    def _header(self, brackets: int) -> Path:
        start = self.line
        self._move(brackets)
        keys = self._keys()
        self._move(brackets)
        path: Path = ()
        for key in keys[:-1]:
            path = self._latest((*path, key))
        path = (*path, keys[-1])
        self.found.setdefault(path, start)
        if brackets == 2:
            size = self.sizes.get(path, 0)
            self.sizes[path] = size + 1
            path = (*path, size)
        self.found[path] = start
        return path

    def _latest(self, path: Path) -> Path:
        """Inside an array of tables, a header speaks of its last element."""
        return (*path, self.sizes[path] - 1) if path in self.sizes else path

    def _pair(self, table: Path) -> None:
        start = self.line
        path = table
        for key in self._keys():
            path = (*path, key)
            self.found.setdefault(path, start)
        self._move(1)  # the equals sign
        self._value(path)

    def _keys(self) -> list[str]:
        keys = []
        while True:
            self._skip_spaces()
            if self.text[self.at] in "\"'":
                keys.append(self._string())
            else:
                start = self.at
                while self.text[self.at].isalnum() or self.text[self.at] in "_-":
                    self._move(1)
                keys.append(self.text[start : self.at])
            self._skip_spaces()
            if self.text[self.at] != ".":
                return keys
            self._move(1)

    def _value(self, path: Path) -> None:
        self._skip_spaces()
        mark = self.text[self.at]
        if mark in "\"'":
            self._string()
        elif mark == "[":
            self._move(1)
            number = 0
            while self._next_item("]"):
                self.found[(*path, number)] = self.line
                self._value((*path, number))
                number += 1
        elif mark == "{":
            self._move(1)
            while self._next_item("}"):
                self._pair(path)
        else:
            while self.at < len(self.text) and self.text[self.at] not in ",]}#\n":
                self._move(1)

    def _next_item(self, end: str) -> bool:
        """Step over commas, comments and line ends to the next element; False, past `end`, when there is none."""
        while self._skip_blank():
            if self.text[self.at] == end:
                self._move(1)
                return False
            if self.text[self.at] != ",":
                return True
            self._move(1)
        return False

    def _string(self) -> str:
        quote = self.text[self.at]
        long = self.text.startswith(quote * 3, self.at)
        marks = quote * 3 if long else quote
        self._move(len(marks))
        start = self.at
        while not self.text.startswith(marks, self.at):
            self._move(2 if self.text[self.at] == "\\" and quote == '"' else 1)
        end = self.at
        self._move(len(marks))
        while long and self.text.startswith(quote, self.at):  # a long string may end in one or two quotes of its own
            self._move(1)
        return _unescaped(self.text[start:end]) if quote == '"' and not long else self.text[start:end]

    def _skip_spaces(self) -> None:
        while self.at < len(self.text) and self.text[self.at] in " \t":
            self._move(1)

    def _skip_blank(self) -> bool:
        """Over spaces, line ends and comments; whether anything is left."""
        while self.at < len(self.text):
            if self.text[self.at] == "#":
                while self.at < len(self.text) and self.text[self.at] != "\n":
                    self._move(1)
            elif self.text[self.at] in " \t\r\n":
                self._move(1)
            else:
                return True
        return False

    def _move(self, count: int) -> None:
        self.line += self.text.count("\n", self.at, self.at + count)
        self.at += count


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    return str(tomllib.loads(f'key = "{text}"')["key"])


def paths(value: Any, path: Path = ()) -> Iterator[Path]:
    """Every path of a parsed document, to compare a scan with what the parser found."""
    if path:
        yield path
    items: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from paths(inner, (*path, key))
