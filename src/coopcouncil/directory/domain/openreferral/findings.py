"""What is wrong with a document, where, and how it is mended."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

Path = tuple[str | int, ...]
Level = Literal["error", "warning"]


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong. `code` is fixed; `line` is 0 where it is not known. Reference: directory-findings.md."""

    level: Level
    code: str
    path: Path
    message: str
    mend: str
    line: int = 0

    @property
    def place(self) -> str:
        """`contents[3].schedules[0].opens_at`, or "the document" for all of it."""
        return shown(self.path)

    def strictly(self) -> "Finding":
        return replace(self, level="error")

    def at(self, line: int) -> "Finding":
        return replace(self, line=line)


def shown(path: Path) -> str:
    """A path as a person follows it."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text or "the document"


def quoted(value: Any) -> str:
    """A value in a message: short, on one line, and without signs that a terminal would obey."""
    text = str(value)
    clean = "".join(sign if sign.isprintable() else "�" for sign in text[:60])
    return f"“{clean}{'…' if len(text) > 60 else ''}”"


@dataclass(frozen=True)
class Node:
    """One record somewhere in a document: its kind, its path, its own fields, and the record that holds it."""

    kind: str
    path: Path
    data: dict[str, Any]
    parent: "Node | None" = None

    def within(self, kind: str) -> "Node | None":
        """The nearest record around this one of a kind."""
        around = self.parent
        while around is not None and around.kind != kind:
            around = around.parent
        return around

    def text(self, name: str) -> str:
        """A field's words, stripped; "" where it is not there or holds no words."""
        value = self.data.get(name)
        return value.strip() if isinstance(value, str) else ""

    def number(self, name: str) -> float | None:
        value = self.data.get(name)
        return value if isinstance(value, int | float) and not isinstance(value, bool) else None

    def warn(self, code: str, name: str, message: str, mend: str) -> Finding:
        return Finding("warning", code, (*self.path, name) if name else self.path, message, mend)


Findings = Iterator[Finding]
