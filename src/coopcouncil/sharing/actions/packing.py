"""The file that a person gets of what is held of them: JSON, the same as PDF, the files they gave, and a letter."""

import io
import json
import re
import zipfile
from base64 import b64decode
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coopcouncil.foundation import pdf
from coopcouncil.people import public as people
from coopcouncil.sharing.domain import disclosing, rights

# Where whoever is not content can go. Source: https://ico.org.uk/make-a-complaint/
REGULATOR = (
    "Information Commissioner’s Office, Wycliffe House, Water Lane, Wilmslow SK9 5AF · 0303 123 1113 · ico.org.uk"
)
_UNSAFE = str.maketrans(dict.fromkeys('/\\:*?"<>|\x00', "_"))


def pack(
    whole: Mapping[str, Any], *, name: str, withheld: Sequence[str], received_on: date, today: date, at: datetime
) -> bytes:
    """A ZIP with `letter.pdf`, `your-data.json`, `your-data.pdf`, and the files that were given, in `files/`.

    `withheld` are the exemptions by which items were kept back, one for each item. Every entry bears the time `at`.
    """
    files, shown = _files(dict(whole))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in {
            "letter.pdf": pdf.letter(_letter(name, withheld, received_on, today)),
            "your-data.json": json.dumps(shown, ensure_ascii=False, indent=1).encode(),
            "your-data.pdf": pdf.record(_record(shown, name, today)),
            **files,
        }.items():
            entry = zipfile.ZipInfo(path, at.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return made.getvalue()


def _files(whole: dict[str, Any]) -> tuple[dict[str, bytes], dict[str, Any]]:
    """The files out of the whole, each by its path in the ZIP, and the whole with that path in the file's place."""
    files: dict[str, bytes] = {}
    entries = []
    for number, entry in enumerate(whole.get("files", []), 1):
        content = entry.get("content_base64", disclosing.REDACTED) if isinstance(entry, dict) else disclosing.REDACTED
        if content != disclosing.REDACTED:
            path = f"files/{number}-{str(entry.get('name', 'file')).translate(_UNSAFE)[-80:]}"
            files[path] = b64decode(content)
            entry = {key: value for key, value in entry.items() if key != "content_base64"} | {"in_this_zip": path}
        entries.append(entry)
    return files, {**whole, "files": entries} if entries else whole


def _record(whole: Mapping[str, Any], name: str, today: date) -> pdf.Record:
    return pdf.Record(
        title=_("What we hold about you"),
        intro=[_("%(name)s, on %(day)s. The same is in your-data.json, for a computer.")
               % {"name": name, "day": date_format(today, "j F Y")}],
        sections=[_section(title, part) for title, part in whole.items()],
    )  # fmt: skip


def _section(title: str, part: Any) -> pdf.Section:
    rows = [(_words(place) or _words(title), _said(leaf)) for place, leaf in disclosing.leaves(part)]
    return pdf.Section(_words(title).capitalize(), rows=rows)


def _words(place: str) -> str:
    """A place in words: `notices.0.told_at` as "notices 1: told at"."""
    said = [str(int(part) + 1) if part.isdecimal() else part.replace("_", " ") for part in place.split(".") if part]
    return re.sub(r": (\d+)", r" \1", ": ".join(said))


def _said(leaf: Any) -> str:
    if isinstance(leaf, bool):
        return _("yes") if leaf else _("no")
    return "–" if leaf is None or leaf == "" else str(leaf)


def _letter(name: str, withheld: Sequence[str], received_on: date, today: date) -> pdf.Letter:
    council = people.council()
    sections = [
        pdf.Section(_("What is not in it"), paragraphs=_kept_back(withheld)),
        pdf.Section(
            _("Why we have it, and who had it from us"),
            paragraphs=[
                _("For each thing that a service was told, the file says for what purpose, by which law, and which "
                  "service. How long we keep each kind of thing is on our page about privacy."),
                _("You may ask us to correct it, to erase it, or to use less of it, and you may object."),
            ],
        ),
        pdf.Section(
            _("If you are not content"),
            paragraphs=[
                _("Complain to us in your account, under “Your data”, or by letter. We confirm it within 30 days."),
                _("You may also complain to the regulator, or go to a court: %(regulator)s") % {"regulator": REGULATOR},
            ],
        ),
    ]  # fmt: skip
    return pdf.Letter(
        to=[name],
        date=date_format(today, "j F Y"),
        reference="",
        title=_("Your request for a copy of your data"),
        paragraphs=[
            _("You asked on %(day)s what we hold about you. It is in the file with this letter: your-data.pdf to read, "
              "and your-data.json for a computer.") % {"day": date_format(received_on, "j F Y")},
        ],
        sections=sections,
        farewell=[_("Yours,"), council.name if council else ""],
    )  # fmt: skip


def _kept_back(withheld: Sequence[str]) -> list[str]:
    """What the law lets us say of what is not disclosed. The last sentence always stands: it betrays nothing."""
    said = []
    for exemption, count in sorted(Counter(withheld).items()):
        if exemption not in rights.SILENT:
            words = ngettext(
                "We kept back all or part of %(count)s thing: %(why)s (%(law)s).",
                "We kept back all or part of %(count)s things: %(why)s (%(law)s).",
                count,
            )
            law = rights.EXEMPTIONS[exemption]
            said.append(words % {"count": count, "why": exemption_words(exemption), "law": law})
    if not said:
        said.append(_("We kept back nothing that we may tell you of."))
    return [*said, _("In a few cases the law forbids us to say that something was kept back.")]


def exemption_words(code: str) -> str:
    """Why something is not disclosed, in plain words."""
    return {
        "third_party": _("it is about somebody else, who did not agree"),
        "serious_harm": _("it could seriously harm somebody’s health"),
        "crime": _("it would hinder the police or a court"),
        "privilege": _("it is between us and our lawyers"),
        "confidential_reference": _("it is a reference given in confidence"),
    }[code]
