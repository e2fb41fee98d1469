"""The settlement as everybody reads it: the edition in force, any other, each promise with its history and leaflet."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from coopcouncil.directory import public as directory
from coopcouncil.foundation import jinja, limits, pdf
from coopcouncil.foundation.forms import act_on, status, typed
from coopcouncil.foundation.languages import say
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import requires
from coopcouncil.foundation.requests import Request, caller
from coopcouncil.foundation.tables import Column, Table, respond
from coopcouncil.kernel.errors import NotFound
from coopcouncil.places import public as places
from coopcouncil.settlement import actions
from coopcouncil.settlement.domain import editions as states
from coopcouncil.settlement.domain import keeping, promises
from coopcouncil.settlement.domain.readiness import GUNNING, OFFICES
from coopcouncil.settlement.forms.asking import CommentForm
from coopcouncil.settlement.models import Edition, Entry, Takeover
from coopcouncil.settlement.queries import editions as queries
from coopcouncil.settlement.queries import entries, serving, takeovers
from coopcouncil.settlement.queries.words import clock_in_words
from coopcouncil.settlement.views import served
from coopcouncil.settlement.views.shown import Words

DOOR = "/agreed/"
COMMENTS: dict[str, Any] = {"most": 10, "within": timedelta(hours=1)}
# What stands on the page of a promise, in parts.
PARTS = (
    ("promise", ("for_whom", "provides", "standard", "threshold", "clock", "target", "measured_by", "you_do")),
    ("behind", ("accountable", "delivery_model", "safeguards", "outcome", "funding_line", "yearly_cost_pence")),
    ("law", ("statutory_duty", "statutory_basis", "statutory_minimum", "minimum_met", "minimum_how")),
    ("reasons", ("reasons", "evidence", "feedback_changed", "equality_affected", "equality_regard", "equality_on")),
)


def _table(held: Edition, words: Words) -> Table:
    def text(name: str) -> Column:
        return Column(name, say(promises.WORDS[name]), in_page=False)

    return Table(
        name="promises",
        caption=_("What is promised"),
        order="title",
        empty=_("This edition promises nothing yet."),
        source=held.title,
        columns=[
            Column("title", _("Service"), search="contains",
                   link=lambda row: reverse("settlement:entry", args=[held.code, row.code])),
            Column("kind", _("Kind of promise"), search="exact", choices=Entry.Kind.choices,
                   show=lambda row: str(row.get_kind_display()).partition(":")[0]),
            Column("standard", _("What you can expect")),
            Column("clock", _("How soon"), show=lambda row: clock_in_words(row.clock) or _("No time is promised")),
            Column("accountable", _("Who answers for it"), source="accountable__name", search="contains",
                   link=lambda row: reverse("frontdoor:provider", args=[row.accountable.code])),
            Column("outcome", _("What it is there to bring about"), search="exact",
                   choices=list(directory.outcomes().items()), in_page=False),
            Column("code", _("Short name"), in_page=False),
            Column("service_type", _("Type of service"), in_page=False),
            *(text(name) for name in (
                "for_whom", "provides", "threshold", "target", "measured_by", "you_do", "delivery_model", "safeguards",
                "statutory_duty", "statutory_basis", "statutory_minimum", "minimum_met", "minimum_how", "funding_line",
                "yearly_cost_pence", "evidence", "reasons", "feedback_changed", "equality_affected", "equality_regard",
                "equality_on",
            )),
        ],
    )  # fmt: skip


@requires("public")
def settlement(request: Request) -> HttpResponseBase:
    """The edition in force; where there is none yet, the editions that can be read."""
    held = queries.in_force()
    if held is None:
        return editions(request)
    return _show(request, held)


@requires("public")
def edition(request: Request, edition: str) -> HttpResponseBase:
    """One edition: what it promises, and what it rests on."""
    return _show(request, queries.edition(edition))


def _show(request: Request, held: Edition) -> HttpResponseBase:
    decision = queries.decision_of(held.id)
    context = {
        "door": DOOR,
        "edition": held,
        "open": _is_open(held, request),
        "decision": decision if held.state in {states.AGREED, states.IN_FORCE, states.SUPERSEDED} else None,
        "principles": [(GUNNING[code], row) for code, row in queries.principles_of(held.id).items()],
        "officers": [(OFFICES[row.office], row) for row in queries.officers_of(held.id)],
        "steps": [
            {"title": say(states.WORDS[row.state]), "when": row.at, "text": row.reason}
            for row in queries.steps_of(held.id)
            if row.state != states.DRAFT
        ],
        "earlier": held.based_on_id and queries.public_editions().filter(id=held.based_on_id).first(),
    }
    return respond(request, _table(held, Words()), entries.entries_of(held.id), "settlement/edition.html", context)


def _is_open(held: Edition, request: Request) -> bool:
    return held.state == states.CONSULTATION and held.closes_on is not None and held.closes_on >= request.today


@requires("public")
def editions(request: Request) -> HttpResponseBase:
    """Every edition that everybody may read, the newest first."""
    table = Table(
        name="editions", caption=_("Editions of the settlement"), order="-created_at",
        empty=_("The settlement is still being written. It opens here for your comments."),
        columns=[
            Column("title", _("Edition"), search="contains",
                   link=lambda row: reverse("settlement:edition", args=[row.code])),
            Column("state", _("State"), search="exact", show=lambda row: row.get_state_display(),
                   choices=[(code, label) for code, label in Edition.State.choices if code in states.PUBLIC]),
            Column("in_force_at", _("In force since"), show=lambda row: jinja.date_in_words(row.in_force_at) or "–"),
            Column("superseded_at", _("Until"), show=lambda row: jinja.date_in_words(row.superseded_at) or "–"),
            Column("created_at", _("Begun"), in_page=False),
            Column("code", _("Short name"), in_page=False),
        ],
    )  # fmt: skip
    return respond(request, table, queries.public_editions(), "settlement/editions.html", {"door": DOOR})


@requires("public")
def promise(request: Request, code: str) -> HttpResponse:
    """The permanent address of a promise: that in force; else the newest that everybody may read."""
    found = entries.by_code(code)
    if not found:
        raise NotFound("There is no such promise.")
    row = next((item for item in found if item.edition.state == Edition.State.IN_FORCE), found[0])
    return HttpResponseRedirect(reverse("settlement:entry", args=[row.edition.code, code]))


@requires("public", "GET", "POST")
def entry(request: Request, edition: str, code: str) -> HttpResponse:
    """One promise: all that it says, how it is kept, its gaps, and what people say about it."""
    held = queries.edition(edition)
    row = entries.entry(held.id, code)
    form = CommentForm(typed(request))

    def act(given: dict[str, Any]) -> HttpResponse:
        limits.take_try(
            f"settlement-comment:{request.actor.account_id or caller(request)}", now=request.now, **COMMENTS
        )
        reference = actions.make_comment(
            actor=request.actor, edition=edition, code=code, words=given["words"], now=request.now, today=request.today
        )
        messages.success(
            request,
            _("Thank you. We have your comment, with the reference %(reference)s. It is shown here once somebody has "
              "looked at it, and you are answered here.") % {"reference": reference},
        )  # fmt: skip
        return HttpResponseRedirect(f"{reverse('settlement:entry', args=[edition, code])}#comments")

    if answer := act_on(form, act):
        return answer
    words, values = Words(), entries.snapshot(row)
    comments = _comments(edition, code)
    page = comments.page(request.GET, entries.comments_of(row.id), path=request.path)
    context = {
        "door": DOOR, "edition": held, "entry": row, "form": form, "open": _is_open(held, request), "page": page,
        "parts": {
            part: [
                {"key": say(promises.WORDS[name]), "value": shown}
                for name in names
                if (shown := words.say(name, values[name])) and (name != "minimum_met" or row.statutory_duty)
            ]
            for part, names in PARTS
        },
        "only": [words.say(name, values[name]) for name in ("audiences", "wards") if values[name]],
        "kept": [] if row.service_id else _kept(row, request), "near": served.short(row),
        "objections": entries.objections_to([row.id]), "gaps": entries.gaps_of_promise(row),
        "service_type": directory.service_type(row.service_type),
        "others": [item for item in entries.by_code(code) if item.edition_id != held.id],
        "takeovers": (ways := takeovers.takeovers_of_promise(code)),
        "taken_back": next((way for way in ways if way.stage == Takeover.Stage.STEPPED_IN), None),
    }  # fmt: skip
    return render(request, "settlement/entry.html", context, status=status(form))


def _comments(edition: str, code: str) -> Table:
    return Table(
        name="comments", caption=_("What people say"), order="-made_at", page_size=20,
        empty=_("Nobody has said anything about it here yet."),
        columns=[
            Column("reference", _("Reference"), sortable=False),
            Column("words", _("What was said"), sortable=False,
                   show=lambda row: row.words or _("Taken back by who said it")),
            Column("answer", _("Our answer"), sortable=False,
                   show=lambda row: row.answer or _("Not answered yet")),
            Column("changed_it", _("It changed the promise"), show=lambda row: _("Yes") if row.changed_it else _("No")),
            Column("made_at", _("Said on"), show=lambda row: jinja.date_in_words(row.made_at)),
        ],
    )  # fmt: skip


def _kept(row: Entry, request: Request) -> list[list[Any]]:
    """How often it is kept, ward by ward: rows of a table."""
    wards = {str(area.id): area for area in places.areas("ward")}
    counts = serving.times_kept([row.service_type], request.now, wards)
    found = keeping.lines(counts.get(row.service_type, []), row.target)
    verdict = {True: _("Kept to"), False: _("Not kept to"), None: _("No target")}
    return [
        [line.ward or _("All others together"), line.all, f"{line.percent}%", verdict[line.keeps_to_it]]
        for line in found
    ]


@requires("public")
def history(request: Request, edition: str, code: str) -> HttpResponseBase:
    """Every change of a promise: how it was, how it became, and why."""
    held = queries.edition(edition)
    row, words = entries.entry(held.id, code), Words()
    rows = [
        Change(version.number, version.at, say(label), words.say(name, version.before.get(name)) or "–",
               words.say(name, version.after[name]) or "–", version.reason or "–")
        for version in entries.versions_of(row.id)
        for name, label in promises.WORDS.items()
        if name in version.after and (version.before.get(name) or version.after[name])
    ]  # fmt: skip
    table = Table(
        name="history", caption=_("What changed"), order="-number", page_size=20,
        empty=_("It stands as it was taken over from the edition before."),
        columns=[
            Column("what", _("What"), search="exact", choices=[(one, one) for one in dict.fromkeys(
                change.what for change in rows
            )]),
            Column("before", _("It was"), sortable=False),
            Column("after", _("It became"), sortable=False),
            Column("reason", _("Why")),
            Column("at", _("When"), show=lambda item: jinja.time_in_words(item.at)),
            Column("number", _("Version"), numeric=True),
        ],
    )  # fmt: skip
    context = {"door": DOOR, "edition": held, "entry": row}
    return respond(request, table, rows, "settlement/history.html", context)


@dataclass(frozen=True)
class Change:
    """That one part of a promise was changed, in words: one line of its history."""

    number: int
    at: datetime
    what: str
    before: str
    after: str
    reason: str


@requires("public")
def leaflet(request: Request, edition: str, code: str) -> HttpResponse:
    """A promise on one page, to keep and to print: a tagged PDF."""
    held = queries.edition(edition)
    row, words = entries.entry(held.id, code), Words()
    values = entries.snapshot(row)

    def part(title: str, names: tuple[str, ...]) -> pdf.Section:
        shown = [(say(promises.WORDS[name]), _short(words.say(name, values[name]))) for name in names]
        return pdf.Section(title, rows=[(what, text) for what, text in shown if text])

    made = pdf.Leaflet(
        title=row.title,
        intro=f"{held.title}. {held.get_state_display()}.",
        sections=[
            part(_("What is promised"), ("for_whom", "provides", "standard", "threshold", "clock", "target")),
            part(_("What you do for yourself"), ("you_do",)),
            part(_("Who answers for it"), ("accountable", "delivery_model", "measured_by", "safeguards")),
            part(_("The law behind it"), ("statutory_basis", "statutory_minimum")),
        ],
        footer=_("Read it, and how it is kept: %(url)s")
        % {"url": request.build_absolute_uri(reverse("settlement:promise", args=[code]))},
    )
    return pdf.answer_leaflet(made, f"promise-{code}")


def _short(text: str) -> str:
    """As much as fits a leaflet."""
    return text if len(text) <= 250 else f"{text[:248].rsplit(' ', 1)[0]} …"
