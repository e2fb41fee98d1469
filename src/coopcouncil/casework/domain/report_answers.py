"""The answers to what a category asks besides: checked by its datatypes, kept, and said in words."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from coopcouncil.casework.domain.report_categories import Attribute, Category
from coopcouncil.kernel.errors import BadInput, Mistakes
from coopcouncil.kernel.words import Said

LONGEST_LINE, LONGEST_TEXT = 200, 2000
_NUMBER = re.compile(r"-?\d{1,12}(?:\.\d{1,6})?", re.ASCII)


def read_answers(category: Category, given: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """What was answered, by code: a text, or for a list of several a list of keys. What nobody asked is left out.

    Raises Mistakes, each with the code as its place.
    """
    kept: dict[str, Any] = {}
    wrong: list[BadInput] = []
    for item in category.asks:
        texts = [text.strip() for text in given.get(item.code, ()) if text.strip()]
        if not texts:
            if item.required:
                wrong.append(BadInput(Said("Answer: %(question)s", question=item.question), place=item.code))
            continue
        try:
            kept[item.code] = _read(item, texts)
        except BadInput as error:
            wrong.append(error)
    if wrong:
        raise Mistakes(wrong)
    return kept


def said(category: Category, kept: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Question and answer in words, in the category's order."""
    lines = []
    for item in category.asks:
        if item.code in kept:
            words = dict(item.values)
            held = kept[item.code] if isinstance(kept[item.code], list) else [kept[item.code]]
            lines.append((item.question, ", ".join(words.get(one, one) for one in held)))
    return lines


def _read(item: Attribute, texts: Sequence[str]) -> Any:
    if item.datatype == "multivaluelist":
        return list(dict.fromkeys(_choice(item, text) for text in texts))
    if len(texts) > 1:
        raise BadInput(Said("Give one answer: %(question)s", question=item.question), place=item.code)
    text = texts[0]
    if item.datatype == "singlevaluelist":
        return _choice(item, text)
    longest = LONGEST_TEXT if item.datatype == "text" else LONGEST_LINE
    if len(text) > longest or not all(sign.isprintable() or sign in "\n\r\t" for sign in text):
        raise BadInput(Said("Write fewer than %(n)s letters.", n=longest), place=item.code)
    if item.datatype == "number" and not _NUMBER.fullmatch(text):
        raise BadInput(Said("Write a number: %(question)s", question=item.question), place=item.code)
    if item.datatype == "datetime":
        try:
            datetime.fromisoformat(text.replace("Z", "+00:00"))
        except ValueError:
            raise BadInput(Said("Write a date and time: %(q)s", q=item.question), place=item.code) from None
    return text


def _choice(item: Attribute, text: str) -> str:
    if text not in dict(item.values):
        raise BadInput(Said("Choose one of the answers: %(question)s", question=item.question), place=item.code)
    return text
