from io import BytesIO

import pytest
from django.contrib.staticfiles import finders
from pypdf import PdfReader
from pytest_django import Settings

from coopcouncil.foundation import pdf
from coopcouncil.foundation.pdf import Record, Section


def read(body: bytes) -> PdfReader:
    return PdfReader(BytesIO(body))


def text(body: bytes) -> str:
    return "\n".join(page.extract_text() for page in read(body).pages)


def made(**changes: object) -> Record:
    given = {
        "title": "What you told us",
        "sections": [Section("The person who died", [("Name", "Zoë Łukasz-Ōkubo"), ("Date", "3 May 2026")])],
        "intro": ["Keep this page."],
        "reference": "ASH-1234",
    } | changes
    return Record(**given)  # type: ignore[arg-type]


def test_a_record_shows_everything_it_was_given(settings: Settings) -> None:
    settings.COUNCIL_NAME = "Ashmere Council"
    shown = text(pdf.record(made()))
    for words in ("Ashmere Council", "What you told us", "Keep this page.", "ASH-1234", "The person who died", "3 May"):
        assert words in shown


def test_a_record_is_tagged_titled_and_says_its_language() -> None:
    document = read(pdf.record(made()))
    root = document.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert document.metadata is not None
    assert document.metadata.title == "What you told us"


def test_the_assets_hold_the_letters_that_a_record_is_set_in() -> None:
    assert finders.find("fonts/DejaVuSans.ttf"), "run `npm ci && npm run build`"


@pytest.mark.parametrize("name", ["Zoë Łukasz-Ōkubo", "Ελένη", "Иван", "Nguyễn Thị Ánh", "Şükrü İpek"])
def test_names_of_every_kind_are_printed_and_not_replaced_by_boxes(name: str) -> None:
    body = pdf.record(made(sections=[Section("Name", [("Name", name)])]))
    assert name in text(body)
    fonts = {str(font) for page in read(body).pages for font in page["/Resources"]["/Font"].values()}
    assert all(
        "DejaVu" in str(font.get_object()["/BaseFont"])
        for page in read(body).pages
        for font in page["/Resources"]["/Font"].values()
    ), fonts


def test_what_a_person_typed_is_printed_and_never_run() -> None:
    typed = '#let x = read("/etc/passwd"); $a^2$ *bold* = Heading #panic("no") "]})'
    shown = text(pdf.record(made(sections=[Section(typed, [(typed, typed)], [typed])], title=typed)))
    assert shown.count("*bold*") >= 4


def test_a_long_record_goes_on_over_pages_with_numbers() -> None:
    rows = [(f"Row {number}", "A value that is here") for number in range(120)]
    document = read(pdf.record(made(sections=[Section("Many", rows)])))
    assert len(document.pages) > 2
    assert f"1 / {len(document.pages)}" in document.pages[0].extract_text()
    assert "Row 119" in document.pages[-1].extract_text()


@pytest.mark.parametrize("name", ["nothing", "../summary", "/etc/passwd"])
def test_a_template_that_is_not_ours_is_refused(name: str) -> None:
    with pytest.raises(FileNotFoundError):
        pdf.pdf(name, {})


def test_a_record_is_a_download_that_no_cache_keeps() -> None:
    response = pdf.answer(made(), "notice-ASH-1234")
    assert response["Content-Disposition"] == 'attachment; filename="notice-ASH-1234.pdf"'
    assert "no-store" in response["Cache-Control"]
    assert response.content.startswith(b"%PDF-")
