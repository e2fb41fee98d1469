"""How a report is shown: its category in words, each body's state, maps and lists."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopcouncil.casework.domain.report_categories import shipped_categories
from coopcouncil.casework.models import Report, ReportEvent, ReportPart
from coopcouncil.casework.queries import report_places as places
from coopcouncil.foundation import languages, maps
from coopcouncil.foundation.permissions import allowed
from coopcouncil.foundation.tables import Column, Table
from coopcouncil.places import public as areas

TAGS = {
    "queued": "govuk-tag--grey", "retrying": "govuk-tag--yellow", "dead": "govuk-tag--orange",
    "sent": "govuk-tag--blue", "accepted": "govuk-tag--teal", "fixed": "govuk-tag--green",
    "refused": "govuk-tag--red", "passed": "govuk-tag--grey",
}  # fmt: skip


def category_name(code: str) -> str:
    """A category in words, marked as English on a page in another language; its code where it is gone."""
    found = shipped_categories().get(code)
    return languages.as_written(found.name) if found else code


def plain_name(code: str) -> str:
    found = shipped_categories().get(code)
    return found.name if found else code


def tag(part: ReportPart) -> str:
    return format_html('<strong class="govuk-tag {}">{}</strong>', TAGS[part.state], part.get_state_display())


def bodies(row: Report) -> str:
    """Every body with its own state, one a line."""
    return format_html_join("", "<div>{}: {}</div>", ((part.organisation.name, tag(part)) for part in row.parts.all()))


def why(part: ReportPart) -> str:
    """What a body's state means for whoever waits, in a sentence; "" where its words say it."""
    if part.state == "retrying":
        return _("They do not have it yet. We keep trying. The others do not wait for this.")
    if part.state == "dead":
        return _(
            "We could not get it to them. Somebody at the council is dealing with that. "
            "The others do not wait for this."
        )
    if part.state == "passed":
        return _("They say that it is not their job. The council carries on with it.")
    return ""


def sees_to(request: Any) -> bool:
    return allowed(request.actor, "casework.look_at_reports")


def history(events: Sequence[ReportEvent]) -> list[dict[str, Any]]:
    """The history for the steps of a page, each with the body that it is about."""
    return [
        {
            "title": f"{event.get_kind_display()}: {event.part.organisation.name}"
            if event.part
            else event.get_kind_display(),
            "when": event.at,
            "text": event.words or "",
        }
        for event in events
    ]


def address(row: Report) -> str:
    return reverse("casework:report", args=[row.reference])


def table(*, name: str, caption: Any, empty: Any, wards: Sequence[tuple[str, str]]) -> Table:
    """The list of reports: what, where, since when, and what each body says."""
    return Table(
        name=name,
        caption=caption,
        order="-reported",
        tie="id",
        empty=empty,
        source=gettext_lazy("what people reported, and what each body answered"),
        columns=[
            Column("reference", gettext_lazy("Reference"), search="contains", link=address,
                   show=lambda row: format_html('<span class="app-nowrap">{}</span>', row.reference)),
            Column("category", gettext_lazy("What"), search="exact",
                   choices=[(item.code, item.name) for item in shipped_categories().values()],
                   show=lambda row: category_name(row.category)),
            Column("place", gettext_lazy("Where"), search="contains"),
            Column("ward", gettext_lazy("Ward"), source="ward__code", search="exact", choices=wards,
                   show=lambda row: row.ward.name if row.ward else ""),
            Column("reported", gettext_lazy("Reported"), source="reported_at"),
            Column("open", gettext_lazy("Open"), source="is_open", search="exact",
                   choices=[("True", gettext_lazy("Open")), ("False", gettext_lazy("Closed"))]),
            Column("bodies", gettext_lazy("Who is responsible, and what they say"), sortable=False,
                   value=lambda row: "; ".join(
                       f"{part.organisation.name}: {part.get_state_display()}" for part in row.parts.all()),
                   show=bodies),
            Column("too", gettext_lazy("“Me too”"), numeric=True),
            Column("description", gettext_lazy("Description"), in_page=False),
            Column("longitude", gettext_lazy("Longitude"), in_page=False),
            Column("latitude", gettext_lazy("Latitude"), in_page=False),
        ],
    )  # fmt: skip


def wards() -> list[tuple[str, str]]:
    return [(area.code, area.name) for area in areas.areas("ward")]


def lines() -> list[maps.Line]:
    """The roads that are known, the main ones last, so that they lie on top."""
    held = places.roads()
    return [
        maps.Line(name, geometry, is_main=value == "main")
        for value, name, geometry in sorted(held, key=lambda road: road[0] == "main")
    ]


def area_map(rows: Sequence[Any], *, name: str, title: str) -> maps.AreaMap | None:
    """The wards by how many of these reports lie in each, with the reports as points; None before there are wards."""
    borders = places.ward_borders()
    if not borders:
        return None
    counts = Counter(row.ward_id for row in rows if getattr(row, "ward_id", None))
    return maps.AreaMap(
        name=name,
        title=title,
        unit=_("reports"),
        area_label=_("Ward"),
        source=_("what people reported"),
        areas=[maps.Area(code, label, geometry, float(counts[key])) for key, code, label, geometry in borders],
        lines=lines(),
        points=[
            maps.Point(f"{plain_name(row.category)}, {row.reference}", row.longitude, row.latitude,
                       reverse("casework:report", args=[row.reference]))
            for row in rows
        ],
    )  # fmt: skip


def place_map(rows: Sequence[Any], *, name: str, title: str) -> maps.AreaMap | None:
    """The borough to choose a place on, with these reports as points; without figures."""
    borders = places.ward_borders()
    if not borders:
        return None
    return maps.AreaMap(
        name=name,
        title=title,
        unit="",
        source="",
        areas=[maps.Area(code, label, geometry, 0.0) for _key, code, label, geometry in borders],
        lines=lines(),
        points=[
            maps.Point(f"{plain_name(row.category)}, {row.reference}", row.longitude, row.latitude,
                       reverse("casework:report", args=[row.reference]))
            for row in rows
        ],
        say=lambda value: "",
    )  # fmt: skip


def warn(request: HttpRequest, words: str) -> None:
    messages.warning(request, words)


def thank(request: HttpRequest, *, counted: bool, follows: bool) -> None:
    """What “me too” did."""
    if not counted:
        messages.info(request, _("You said so before."))
    elif follows:
        messages.success(request, _("Thank you. You follow it now. You find it in your account."))
    else:
        messages.success(request, _("Thank you. The more people say so, the clearer it is."))
