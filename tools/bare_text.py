"""Human text in templates that no catalogue can translate: outside `_()`, `ngettext()` and `{% trans %}`."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from jinja2 import Environment, TemplateSyntaxError, nodes

# Attributes and parameters of components whose value people read or hear.
SPOKEN_ATTRIBUTES = {"aria-label", "alt", "placeholder", "title", "aria-description", "aria-valuetext"}
SPOKEN_PARAMETERS = {
    "text", "html", "titleText", "summaryText", "iconFallbackText", "menuButtonText", "navigationLabel", "label",
    "hint", "title", "activatedText", "timedOutText", "pressTwoMoreTimesText", "pressOneMoreTimeText", "errorMessage",
    "legend", "fallbackText", "aria-label", "visuallyHiddenText",
}  # fmt: skip
# Names that are the same in every language.
NAMES = {"coopcouncil", "PDF", "CSV", "JSON", "openapi.json", "GOV.UK", "API", "UPRN"}
_TRANSLATED = re.compile(r"\{%-?\s*trans\b.*?\{%-?\s*endtrans\s*-?%\}", re.DOTALL)
_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
_EXPRESSION = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_STATEMENT = re.compile(r"\{%.*?%\}", re.DOTALL)
_HELD = "1"  # stands for what an expression writes, also in the name of a tag
# Where no sentence of ours stands: scripts, and what a program reads or writes.
_SILENT = {"script", "style", "code", "pre", "kbd", "samp"}
_ATTRIBUTE = re.compile(r"""[\w-]+=["'][^"']*["']""")  # of a tag that a macro puts together
_WORD = re.compile(r"[^\W\d_]{2,}")


def bare_text(source: str, *, html: bool = True) -> Iterator[tuple[int, str]]:
    """The line and the words of each piece of human text that is not marked for translation."""
    plain = source
    for pattern, left in ((_COMMENT, ""), (_TRANSLATED, ""), (_EXPRESSION, _HELD), (_STATEMENT, "")):
        plain = pattern.sub(lambda found, left=left: left + "\n" * found[0].count("\n"), plain)
    if html:
        reader = _Reader()
        reader.feed(plain)
        reader.close()
        yield from reader.found
    else:
        for number, line in enumerate(plain.splitlines(), 1):
            if _is_human(line):
                yield number, line.strip()
    yield from _parameters(source)


def _is_human(text: str) -> bool:
    text = re.sub(r"\$\w+|&#?\w+;", " ", _ATTRIBUTE.sub(" ", text))  # names that Python's own templates fill in
    return any(word not in NAMES for word in _WORD.findall(" ".join(w for w in text.split() if w not in NAMES)))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[int, str]] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        for name, value in attrs:
            if value and name in SPOKEN_ATTRIBUTES and _is_human(value):
                self.found.append((self.getpos()[0], value))

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in _SILENT

    def handle_data(self, data: str) -> None:
        if not self._silent and _is_human(data):
            before = data[: len(data) - len(data.lstrip())].count("\n")
            self.found.append((self.getpos()[0] + before, " ".join(data.split())))


def _parameters(source: str) -> Iterator[tuple[int, str]]:
    """Parameters of components that are plain words: {"text": "Save"}."""
    reader = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"])  # noqa: S701 - read, never rendered
    try:
        tree = reader.parse(source)
    except TemplateSyntaxError:
        return  # no page either, which is found elsewhere
    for pair in tree.find_all(nodes.Pair):
        spoken = isinstance(pair.key, nodes.Const) and pair.key.value in SPOKEN_PARAMETERS
        for words in _constants(pair.value) if spoken else ():
            if _is_human(re.sub(r"<[^>]*>|%\(\w+\)s|%s", " ", str(words.value))):
                yield words.lineno, str(words.value)


def _constants(node: nodes.Node) -> Iterator[nodes.Const]:
    """The texts that a value may be, not those that it asks gettext for or compares with."""
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node
    elif isinstance(node, nodes.CondExpr):
        yield from _constants(node.expr1)
        if node.expr2 is not None:
            yield from _constants(node.expr2)
    elif isinstance(node, nodes.Concat | nodes.Add | nodes.Or):
        for child in node.iter_child_nodes():
            yield from _constants(child)
    elif isinstance(node, nodes.Filter) and node.node is not None:
        yield from _constants(node.node)


def in_files(package: Path) -> Iterator[tuple[Path, int, str]]:
    """All of it in the templates of the package: file, line, words."""
    for path in sorted([*package.rglob("templates/**/*.html"), *package.rglob("templates/**/*.txt")]):
        for line, words in bare_text(path.read_text(encoding="utf-8"), html=path.suffix == ".html"):
            yield path, line, words
