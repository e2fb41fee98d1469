"""Records to keep and print, as tagged PDF (PDF/UA-1), typeset by Typst from our own templates.

Data reaches a template as JSON, never as markup: whatever a person typed is printed as they typed it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from coopcouncil.foundation.pages import accent

TEMPLATES = Path(__file__).parent


@dataclass(frozen=True)
class Section:
    """A part of a record: a heading, then paragraphs, then rows of (what it is, its value)."""

    title: str
    rows: Sequence[tuple[str, str]] = ()
    paragraphs: Sequence[str] = ()


@dataclass(frozen=True)
class Record:
    """What the template `summary` prints. `reference` stands in a box of its own where it is given."""

    title: str
    sections: Sequence[Section]
    intro: Sequence[str] = ()
    reference: str = ""
    reference_label: str = ""
    footer: str = ""
    council: str = field(default_factory=lambda: settings.COUNCIL_NAME)


@dataclass(frozen=True)
class Letter:
    """What the template `letter` prints, for a window envelope. `to` are the lines of the address."""

    to: Sequence[str]
    date: str
    reference: str
    title: str
    paragraphs: Sequence[str]
    farewell: Sequence[str]
    sections: Sequence[Section] = ()
    council: str = field(default_factory=lambda: settings.COUNCIL_NAME)


@dataclass(frozen=True)
class Leaflet:
    """What the template `leaflet` prints on one page. `footer` says where to read more."""

    title: str
    intro: str
    sections: Sequence[Section]
    footer: str
    council: str = field(default_factory=lambda: settings.COUNCIL_NAME)


def pdf(template_name: str, data: Mapping[str, Any]) -> bytes:
    """The PDF that `<template_name>.typ` beside this module makes of `data` (anything `json` can write).

    Raises `FileNotFoundError` for an unknown template and `typst.TypstError` for data that it cannot use.
    """
    template = TEMPLATES / f"{template_name}.typ"
    if template.parent != TEMPLATES or not template.is_file():
        raise FileNotFoundError(template_name)
    return typst.compile(
        template,
        root=TEMPLATES,
        font_paths=_font_folders(),
        ignore_system_fonts=True,  # the same pages on every machine
        sys_inputs={"data": json.dumps(data)},
        format="pdf",
        pdf_standards="ua-1",
    )


def record(made: Record) -> bytes:
    """A `Record` as PDF."""
    return pdf(
        "summary",
        {
            **asdict(made),
            "reference_label": made.reference_label or _("Your reference"),
            "footer": made.footer or made.council,
            "language": (get_language() or "en").split("-")[0],
            "accent": accent(),
        },
    )


def letter(made: Letter) -> bytes:
    """A `Letter` as PDF."""
    return pdf(
        "letter",
        {
            **asdict(made),
            "reference_label": _("Your reference"),
            "language": (get_language() or "en").split("-")[0],
            "accent": accent(),
        },
    )


def leaflet(made: Leaflet) -> bytes:
    """A `Leaflet` as PDF."""
    return pdf("leaflet", {**asdict(made), "language": (get_language() or "en").split("-")[0], "accent": accent()})


def answer_leaflet(made: Leaflet, file_name: str) -> HttpResponse:
    """A `Leaflet` as a download named `file_name` (letters, digits and dashes, without ".pdf")."""
    response = HttpResponse(leaflet(made), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{file_name}.pdf"'
    return response


def answer(made: Record, file_name: str) -> HttpResponse:
    """A `Record` as a download named `file_name` (letters, digits and dashes, without ".pdf")."""
    response = HttpResponse(record(made), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{file_name}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


def _font_folders() -> list[Path]:
    """Where DejaVu Sans lies. Without it Typst's own serif is used, which knows fewer letters."""
    built = finders.find("fonts/DejaVuSans.ttf")
    places = [Path(built).parent if isinstance(built, str) else None, Path(settings.STATIC_ROOT or "") / "fonts"]
    return [place for place in places if place and place.is_dir()]
