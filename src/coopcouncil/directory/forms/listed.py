"""Lists of a record as lines of a short form: contacts, languages, ways to take part, terms, laws."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coopcouncil.directory import queries
from coopcouncil.directory.domain.tongues import language_names
from coopcouncil.directory.forms.rows import Row, Rows
from coopcouncil.directory.models import Basis, Way
from coopcouncil.foundation import languages


class ContactRows(Rows):
    """A post or a desk; of several numbers the first is asked for, and the others stay."""

    name, legend, more = "contacts", _("Whom to ask for"), _("Somebody else to ask for")
    blank: ClassVar[Row] = {"name": "", "title": "", "department": "", "email": "", "phones": []}

    def fields(self, row: Mapping[str, Any]) -> dict[str, forms.Field]:
        return {
            "title": forms.CharField(
                label=_("What they do"), help_text=_("For example: lettings desk, or manager"), required=False,
                max_length=150,
            ),
            "name": forms.CharField(
                label=_("Their name"), required=False, max_length=150,
                help_text=_("Only if they want to be known: everybody can read it. No history keeps it."),
            ),
            "department": forms.CharField(label=_("Department or team"), required=False, max_length=150),
            "number": forms.CharField(label=_("Phone number"), required=False, max_length=40),
            "email": forms.EmailField(label=_("E-mail address"), required=False, max_length=254),
        }  # fmt: skip

    def read(self, row: Mapping[str, Any]) -> dict[str, Any]:
        number = row["phones"][0]["number"] if row.get("phones") else ""
        return {**{name: row.get(name) for name in ("title", "name", "department", "email")}, "number": number}

    def write(self, row: Row, given: Mapping[str, Any]) -> Row | None:
        if not any(given.values()):
            return None
        if not given["title"] and not given["name"]:
            raise forms.ValidationError({"title": _("Say what they do, or their name")})
        held = [phone for phone in row["phones"] if isinstance(phone, dict)] if isinstance(row["phones"], list) else []
        texts = {name: given[name] for name in ("title", "name", "department", "email")}
        return {**row, **texts, "phones": _with_first(held, given["number"])}


def _with_first(phones: list[Row], number: str) -> list[Row]:
    """The numbers with another first one, or without it; as they are where it is the same."""
    if phones and phones[0].get("number") == number:
        return phones
    if not number:
        return phones[1:]
    new = {"number": number, "extension": "", "kind": "voice", "description": "", "languages": []}
    return [new, *phones[1:]]


class LanguageRows(Rows):
    name, legend, more = "languages", _("A language"), _("Another language")
    blank: ClassVar[Row] = {"code": "", "note": ""}

    def fields(self, row: Mapping[str, Any]) -> dict[str, forms.Field]:
        names = language_names(languages.tag(languages.current()))
        code = str(row.get("code") or "")
        held = [] if not code or code in names else [(code, code)]
        return {
            "code": forms.ChoiceField(
                label=_("Which language?"), choices=[("", _("None")), *held, *names.items()], required=False
            ),
            "note": forms.CharField(
                label=_("More about it"), help_text=_("For example: on Tuesdays, or: ask for an interpreter"),
                required=False, max_length=200,
            ),
        }  # fmt: skip

    def write(self, row: Row, given: Mapping[str, Any]) -> Row | None:
        return {**row, "code": given["code"], "note": given["note"]} if given["code"] else None


class WayRows(Rows):
    name, legend, more = "ways", _("A way to take part"), _("Another way to take part")
    blank: ClassVar[Row] = {"way": "", "words": "", "url": ""}

    def fields(self, row: Mapping[str, Any]) -> dict[str, forms.Field]:
        return {
            "way": forms.ChoiceField(
                label=_("What can people do?"), choices=[("", _("Nothing")), *Way.choices], required=False
            ),
            "words": forms.CharField(
                label=_("How, and how much time it takes"), required=False, max_length=300,
                help_text=_("For example: an hour on the first Monday; just come"),
            ),
            "url": forms.URLField(
                label=_("Where to sign up online"), required=False, max_length=200, assume_scheme="https"
            ),
        }  # fmt: skip

    def write(self, row: Row, given: Mapping[str, Any]) -> Row | None:
        return {**row, **{name: given[name] for name in ("way", "words", "url")}} if given["way"] else None


class TermRows(Rows):
    """A term that is said of it stays or goes; a new one is looked up by its words or its code."""

    name, legend, more = "terms", _("Words under which it is found"), _("One more")
    blank: ClassVar[Row] = {"term_id": "", "name": "", "taxonomy": "", "link_type": ""}

    def fields(self, row: Mapping[str, Any]) -> dict[str, forms.Field]:
        if row.get("term_id"):
            words = {"name": row["name"], "list": row["taxonomy"]}
            label = gettext("Keep “%(name)s”, of the list “%(list)s”") % words
            return {"keep": forms.BooleanField(label=label, required=False)}
        return {
            "words": forms.CharField(
                label=_("Add one: its words, or its number"), required=False, max_length=200,
                help_text=_("As they stand in the lists of terms that the directory has, for example of the LGSL"),
            )
        }  # fmt: skip

    def read(self, row: Mapping[str, Any]) -> dict[str, Any]:
        return {"keep": True} if row.get("term_id") else {"words": ""}

    def write(self, row: Row, given: Mapping[str, Any]) -> Row | None:
        if "keep" in given:
            return row if given["keep"] else None
        words = " ".join(str(given["words"] or "").split())
        if not words:
            return None
        found = queries.terms_called(words)
        exact = [item for item in found if words.casefold() in {item.name.casefold(), item.code.casefold()}]
        one = exact[0] if len(exact) == 1 else found[0] if len(found) == 1 else None
        if one is None:
            raise forms.ValidationError({"words": self._which(words, [item.name for item in exact or found])})
        return {**self.blank, "term_id": str(one.id), "name": one.name, "taxonomy": one.taxonomy_name}

    @staticmethod
    def _which(words: str, names: list[str]) -> str:
        if not names:
            return gettext("No list has “%(words)s”. Try fewer words, or the number.") % {"words": words}
        return gettext("There are several. Write one of these: %(names)s") % {"names": "; ".join(names[:8])}


class BasisRows(Rows):
    name, legend, more = "bases", _("A law"), _("Another law")
    blank: ClassVar[Row] = {
        "kind": "duty", "instrument": "", "section": "", "minimum": "", "source_url": "", "valid_from": None,
        "valid_to": None,
    }  # fmt: skip

    def fields(self, row: Mapping[str, Any]) -> dict[str, forms.Field]:
        return {
            "instrument": forms.CharField(
                label=_("Which law?"), help_text=_("For example: Care Act 2014"), required=False, max_length=150
            ),
            "section": forms.CharField(
                label=_("Which section?"), help_text=_("For example: section 9"), required=False, max_length=60
            ),
            "kind": forms.ChoiceField(label=_("Must it be there, or may it?"), choices=Basis.choices, required=False),
            "minimum": forms.CharField(
                label=_("What it must be, at the least"), required=False, max_length=500
            ),
            "source_url": forms.URLField(
                label=_("Where to read it"), required=False, max_length=200, assume_scheme="https",
                help_text=_("Its page at legislation.gov.uk"),
            ),
        }  # fmt: skip

    def write(self, row: Row, given: Mapping[str, Any]) -> Row | None:
        if not given["instrument"]:
            if given["section"] or given["minimum"] or given["source_url"]:
                raise forms.ValidationError({"instrument": _("Name the law")})
            return None
        texts = {name: given[name] for name in ("instrument", "section", "minimum", "source_url")}
        return {**row, **texts, "kind": given["kind"] or "duty"}
