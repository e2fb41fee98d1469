"""How a person may be reached and spoken with, in words for those who were told."""

from django.conf import settings
from django.utils.translation import gettext as _

from coopcouncil.sharing.domain.safe import SafeContact


def way(code: str) -> str:
    """A way to reach somebody, as both sides read it."""
    return {
        "phone": _("By phone"),
        "text": _("By text message"),
        "email": _("By e-mail"),
        "in_person": _("In person, at a place"),
        "none": _("Not at all: they will come back to you with their reference"),
    }[code]


def contact_rows(contact: SafeContact) -> list[tuple[str, str]]:
    """How to reach them, as lines of a list."""
    where = _("Where") if contact.way == "in_person" else _("Number or address")
    rows = [(_("How to reach them"), way(contact.way)), (where, contact.detail), (_("When it is safe"), contact.when)]
    return [(key, said) for key, said in rows if said]


def language_name(code: str) -> str:
    """The language in its own name; the code of one that is not offered here."""
    known = {name.lower(): words for name, words in settings.LANGUAGES}
    return str(known.get(code.lower(), code))


def is_english(code: str) -> bool:
    return code.lower().partition("-")[0] == "en"
