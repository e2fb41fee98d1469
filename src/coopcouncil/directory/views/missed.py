"""What people looked for and did not find: for whoever decides what is provided."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

from babel import Locale
from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from coopcouncil.directory import queries
from coopcouncil.directory.domain import catalogue, speech
from coopcouncil.directory.domain.missing import quarters_before
from coopcouncil.directory.models import Audience, SearchEnd
from coopcouncil.directory.permissions import EDITORS
from coopcouncil.foundation import languages
from coopcouncil.foundation.jinja import date_in_words, number
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import allowed, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.foundation.tables import Column, Table, respond
from coopcouncil.kernel.disclosure import K
from coopcouncil.kernel.errors import NotFound

QUARTERS = 12  # three years, for which the counts are kept
DOOR = "/desk/"


@dataclass(frozen=True)
class _Chosen:
    """What somebody may see and has chosen: the kinds of service (None: all words), and the wards that are theirs."""

    code: str
    kinds: frozenset[str] | None
    choices: list[tuple[str, str, bool]]
    wards: frozenset[str] = frozenset()
    name: str = ""


@requires("directory.see_missed_searches")
def missed(request: Request) -> HttpResponseBase:
    """The words of which enough searches helped nobody, in a quarter of the year; the most searched first.

    All of them, or those that are about one kind of service; a provider sees those that are about its own kinds.
    """
    first, after, quarters = _quarter(request)
    chosen = _chosen(request)
    rows = queries.missed(first, after, kinds=chosen.kinds)
    context = {"quarters": quarters, "first": first, "after": after, "least": K, "chosen": chosen, "door": DOOR}
    return respond(request, _table(first, chosen), rows, "directory/missed.html", context)


@requires("directory.see_missed_searches")
def missed_term(request: Request, term: str) -> HttpResponseBase:
    """One word by ward, as far as that can be told. A provider’s own wards are marked."""
    first, after, quarters = _quarter(request)
    chosen = _chosen(request)
    found = next((row for row in queries.missed(first, after, kinds=chosen.kinds).filter(term=term)), None)
    if found is None:
        raise NotFound("Too few have looked for that.")
    tables = []
    for end in (SearchEnd.NOTHING, SearchEnd.LEFT):
        wards, total = queries.missed_by_ward(term, end, first, after)
        rows = [[_ward(item.ward, chosen.wards), _said(item.count)] for item in wards]
        tables.append({"caption": end.label, "rows": [*rows, [_("In all"), _said(total)]]})
    context = {
        "term": term_in_words(term), "tables": tables, "first": first, "after": after, "quarters": quarters, "least": K,
        "chosen": chosen, "door": DOOR,
    }  # fmt: skip
    return render(request, "directory/missed_term.html", context)


def _chosen(request: Request) -> _Chosen:
    """What of it all is asked for. Of whoever only provides, the kinds that they provide are all that there is."""
    named = speech.catalogue_in(languages.current()) if languages.is_foreign() else catalogue.shipped_catalogue()
    everything = allowed(request.actor, "directory.see_all_missed_searches")
    own, wards = queries.provided_by(request.actor.organisations_for(*EDITORS))
    may = frozenset(named) if everything else own & frozenset(named)
    asked = request.GET.get("type", "")
    code = asked if asked in may else ""
    kinds = frozenset([code]) if code else None if everything else may
    choices = sorted(((kind, str(named[kind].name), kind == code) for kind in may), key=lambda choice: choice[1])
    every = _("All words") if everything else _("All that you provide")
    name = str(named[code].name) if code else ""
    return _Chosen(code, kinds, [("", every, not code), *choices], wards, name)


def _ward(name: str, own: frozenset[str]) -> str:
    if not name:
        return _("No postcode was given")
    return _("%(ward)s (yours)") % {"ward": name} if name in own else name


def _table(first: date, chosen: _Chosen) -> Table:
    def shown(end: str) -> Column:
        return Column(
            end, SearchEnd(end).label, source=end, numeric=True, value=lambda row: _told(row, end),
            show=lambda row: _said(_told(row, end)),
        )  # fmt: skip

    keeps = {"quarter": first.isoformat(), **({"type": chosen.code} if chosen.code else {})}
    return Table(
        name="not-found",
        caption=_("What people looked for"),
        order="-nothing",
        tie="term",
        empty=_("No word was looked for often enough in these weeks.")
        if chosen.kinds is None
        else _("No word about this was looked for often enough in these weeks."),
        source=_("searches on this site, counted without keeping who searched or what they typed"),
        keeps=keeps,
        columns=[
            Column("term", _("Word"), search="contains", show=lambda row: term_in_words(row["term"]),
                   link=lambda row: f"{_address(row['term'])}?{urlencode(keeps)}"),
            *(shown(end.value) for end in SearchEnd),
        ],
    )  # fmt: skip


def _address(term: str) -> str:
    return reverse("directory:missed_term", args=[quote(term, safe=":")])


def _told(row: Mapping[str, Any], end: str) -> int | None:
    return row[end] if row[end] >= K else None


def _said(count: int | None) -> str:
    return number(count) if count is not None else _("too few to say")


def term_in_words(term: str) -> str:
    """A word as it was looked for; of a choice what it was."""
    kind, colon, code = term.partition(":")
    if kind == "language" and colon:
        spoken = Locale.parse(languages.tag(languages.current()).replace("-", "_")).languages
        return _("Only in the language: %(language)s") % {"language": spoken.get(code, code)}
    if kind == "audience" and colon:
        return _("Only for: %(people)s") % {"people": dict(Audience.choices).get(code, code)}
    chosen = {"choice:free": _("Only free"), "choice:step_free": _("Only step-free"), "choice:open": _("Only open now")}
    return chosen.get(term, term)


def _quarter(request: Request) -> tuple[date, date, list[tuple[str, str, bool]]]:
    """The quarter that is asked for, the first day after it, and all that there are, for links."""
    quarters = quarters_before(request.today, QUARTERS)
    asked = request.GET.get("quarter", "")
    first, after = next((item for item in quarters if item[0].isoformat() == asked), quarters[0])
    named = [
        (start.isoformat(), _("From %(first)s") % {"first": date_in_words(start)}, start == first)
        for start, _end in quarters
    ]
    return first, after, named
