"""The catalogues of translations: `python -m tools.messages update | compile | missing`.

Each context has its own, `locale/<language>/LC_MESSAGES/django.po`; English is in the source. `update` brings them in
step with the source, `compile` writes the `.mo` files that Django reads (a build product that git ignores), `missing`
lists what has no translation yet. No line numbers and no dates are kept, so that a catalogue changes only with words.
"""

import io
import os
import re
import sys
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from importlib import resources
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "coopcouncil"
LANGUAGES = ("pt",)
# A catalogue, and the folders whose words it holds. What the lowest have, all may say.
CATALOGUES = {
    "foundation": ("kernel", "foundation"),
    "people": ("people",),
    "places": ("places",),
    "directory": ("directory",),
    "settlement": ("settlement",),
    "sharing": ("sharing",),
    "casework": ("casework",),
    "ledger": ("ledger",),
    "reviews": ("reviews",),
    "frontdoor": ("frontdoor",),
    "project": ("project",),
}
# Who marks words: the functions of gettext, and the sentences of pure rooms (kernel/words.py).
KEYWORDS = {
    **dict.fromkeys(("_", "__", "gettext", "gettext_lazy", "gettext_noop", "Said"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
}
# Libraries that ship our language under a name that Django does not look under: (package, its name there).
BORROWED = {("people", "pt"): (("allauth", "pt_PT"),)}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|(?<!%)%[sd]")
WIDTH = 110


def po_file(name: str, language: str) -> Path:
    return PACKAGE / name / "locale" / language / "LC_MESSAGES" / "django.po"


@cache
def _mapping() -> tuple[list[tuple[str, str]], dict[str, dict[str, str]]]:
    methods, options = [], {}
    for entry in tomllib.loads((ROOT / "tools" / "babel.toml").read_text(encoding="utf-8"))["mappings"]:
        patterns = entry["pattern"] if isinstance(entry["pattern"], list) else [entry["pattern"]]
        for pattern in patterns:
            methods.append((pattern, entry["method"]))
            options[pattern] = {key: value for key, value in entry.items() if key not in ("pattern", "method")}
    return methods, options


def extracted(name: str, *, broken_too: bool = False) -> Catalog:
    """Every word of the folders of a catalogue, as the source marks them.

    A template that cannot be read raises, so that its translations are not lost; with `broken_too` it is passed over.
    """
    methods, options = _mapping()
    options = {pattern: {**given, "silent": str(broken_too).lower()} for pattern, given in options.items()}
    found = Catalog(charset="utf-8")
    for folder in CATALOGUES[name]:
        if not (PACKAGE / folder).is_dir():
            continue
        for file, _line, words, comments, context in extract_from_dir(
            PACKAGE / folder,
            method_map=methods,
            options_map=options,
            keywords=KEYWORDS,
            comment_tags=("Translators:",),
            strip_comment_tags=True,
        ):
            if words and words != ("", ""):
                found.add(words, locations=[(f"{folder}/{file}", 0)], auto_comments=comments, context=context)
    return found


def catalogue(name: str, language: str) -> Catalog:
    """A catalogue as it is kept; an empty one where there is none."""
    path = po_file(name, language)
    if not path.is_file():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def brought_in_step(name: str, language: str) -> str:
    """The text of a catalogue with exactly the words of the source, and the translations that it has or others have."""
    kept, known = catalogue(name, language), _known(language)
    made = Catalog(locale=language, charset="utf-8", fuzzy=False, header_comment="")
    for message in extracted(name):
        if not message.id:
            continue
        before = kept.get(message.id, context=message.context)
        translation = before.string if before and any(before.string) else known.get(message.id, "")
        made.add(
            message.id, translation or ("", "") if message.pluralizable else translation or "",
            locations=sorted({(file, 0) for file, _line in message.locations}), flags=message.flags - {"fuzzy"},
            auto_comments=message.auto_comments, user_comments=before.user_comments if before else (),
            context=message.context,
        )  # fmt: skip
    written = io.BytesIO()
    write_po(written, made, width=WIDTH, sort_output=True, include_lineno=False, omit_header=True)
    plural = "nplurals=2; plural=(n != 1);"
    head = (
        f"# {name}: {language}. Brought in step with the source by `make messages`; see docs/how-to/translate.md.\n"
        f'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n"MIME-Version: 1.0\\n"\n'
        f'"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {plural}\\n"\n\n'
    )
    return head + written.getvalue().decode("utf-8").lstrip()


def _known(language: str) -> dict[object, object]:
    """Translations of all catalogues, so that a sentence that moves or is said twice is translated once."""
    return {
        message.id: message.string
        for name in CATALOGUES
        for message in catalogue(name, language)
        if message.id and message.string and any(message.string)
    }


def update() -> int:
    """Bring every catalogue in step. Says how much of each has no translation."""
    for language in LANGUAGES:
        for name in CATALOGUES:
            if not any(message.id for message in extracted(name)):
                continue
            path = po_file(name, language)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(brought_in_step(name, language), encoding="utf-8")
            held = catalogue(name, language)
            print(f"{path.relative_to(ROOT)}: {len(held)} messages, {len(list(_untranslated(held)))} not translated.")
    return 0


def compile_all() -> int:
    """Write the file that Django reads beside each catalogue, whole or not at all."""
    for language in LANGUAGES:
        for name in CATALOGUES:
            path = po_file(name, language)
            if not path.is_file():
                continue
            held = catalogue(name, language)
            for package, their_name in BORROWED.get((name, language), ()):
                _borrow(held, package, their_name)
            for message in list(_untranslated(held)):
                held.delete(message.id, message.context)  # or the English would hide what a library says
            fresh = path.with_suffix(f".{os.getpid()}")
            with fresh.open("wb") as file:
                write_mo(file, held)
            fresh.replace(path.with_suffix(".mo"))
    return 0


def _borrow(held: Catalog, package: str, language: str) -> None:
    source = resources.files(package).joinpath("locale", language, "LC_MESSAGES", "django.po")
    with source.open("rb") as file:
        for message in read_po(file):
            if message.id and message.string and not message.fuzzy and held.get(message.id) is None:
                held.add(message.id, message.string, context=message.context)


def missing() -> int:
    """List what has no translation yet. Returns 1 where there is something."""
    found = [
        (language, name, message) for language in LANGUAGES for name in CATALOGUES
        for message in _untranslated(catalogue(name, language))
    ]  # fmt: skip
    for language, name, message in found:
        print(f"{language} {name}: {message.id!r}")
    return 1 if found else 0


def _untranslated(held: Catalog) -> Iterator[Message]:
    for message in held:
        words = message.string if isinstance(message.string, tuple | list) else (message.string,)
        if message.id and not all(words):
            yield message


# --- what `tools.checks` asks --------------------------------------------------------------------------------------


def out_of_step(language: str) -> Iterator[str]:
    """Words that a catalogue lacks, or holds for nobody: one sentence each."""
    for name in CATALOGUES:
        kept = {message.id for message in catalogue(name, language) if message.id}
        wanted = {message.id for message in extracted(name, broken_too=True) if message.id}
        for words in sorted(wanted - kept, key=str):
            yield f"{_shown(name, language)} lacks {words!r}: run `make messages`."
        for words in sorted(kept - wanted, key=str):
            yield f"{_shown(name, language)} holds {words!r}, which nobody says: run `make messages`."


def unsound(language: str) -> Iterator[str]:
    """Translations that are guesses, or cannot be filled in as their source is: one sentence each."""
    said: dict[object, tuple[str, object]] = {}
    for name in CATALOGUES:
        for message in catalogue(name, language):
            if not message.id:
                continue
            where = f"{_shown(name, language)}: {message.id!r}"
            if message.fuzzy:
                yield f"{where} is only guessed at (fuzzy)."
            sources = list(message.id) if message.pluralizable else [message.id]
            texts = [text for text in (message.string if message.pluralizable else [message.string]) if text]
            wanted = {found.group() for source in sources for found in PLACEHOLDER.finditer(source)}
            for text in texts:
                held = {found.group() for found in PLACEHOLDER.finditer(text)}
                # The form for one may leave its number out.
                if held - wanted or (wanted - held and not (message.pluralizable and text == texts[0])):
                    yield f"{where} has other placeholders in its translation."
            if texts and said.setdefault(message.id, (name, message.string))[1] != message.string:
                yield f"{where} is translated in another way in {said[message.id][0]}."


def _shown(name: str, language: str) -> str:
    return str(po_file(name, language).relative_to(ROOT))


VERBS: dict[str, Callable[[], int]] = {"update": update, "compile": compile_all, "missing": missing}

if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in VERBS:
        sys.exit(f"Say one of: {', '.join(VERBS)}.")
    sys.exit(VERBS[sys.argv[1]]())
