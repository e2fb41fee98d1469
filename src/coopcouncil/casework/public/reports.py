"""Reports on the map, for what composes a desk, an account, a search, and for what is held of one person."""

from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from coopcouncil.casework.actions import report_keeping
from coopcouncil.casework.domain.report_categories import shipped_categories
from coopcouncil.casework.queries import report_feed
from coopcouncil.casework.queries import reports as queries
from coopcouncil.foundation import audit, languages
from coopcouncil.foundation.actors import SYSTEM, Actor
from coopcouncil.foundation.contributions import DeskItem, Measure, SearchDoor
from coopcouncil.foundation.permissions import allowed
from coopcouncil.foundation.retention import Keeping
from coopcouncil.foundation.roles import INBOX_ROLES


def export_person(account_id: UUID) -> dict[str, Any]:
    """What somebody reported, follows and began to report."""
    audit.read(SYSTEM, "casework.person_exported", ("people.account", account_id))
    return {
        "reported": report_feed.export(account_id),
        "followed": report_feed.export_followed(account_id),
        "begun": report_feed.export_drafts(account_id),
    }


def erase_person(account_id: UUID) -> None:
    """Take a person out of what they reported: the problem stays, and is nobody's."""
    report_keeping.erase(actor=SYSTEM, account_id=account_id)


def keepings() -> list[Keeping]:
    """For how long each kind of thing about a report is kept."""
    return report_keeping.keepings()


def desk_items(actor: Actor, now: datetime) -> list[DeskItem]:
    """Reports that wait for this person's bodies, those that are theirs to see to, and what is to be looked at."""
    items = []
    mine = actor.organisations_for(*INBOX_ROLES)
    if mine:
        count, due = queries.waiting_counts(mine)
        if count:
            items.append(
                DeskItem(
                    title=_("Problems reported to you"),
                    url=reverse("casework:report_inbox"),
                    count=count,
                    why=_("Say what you are doing about each one. Whoever reported it reads your answer."),
                    due_at=due,
                )
            )
    if actor.account_id is not None:
        dead, since = queries.dead_of(actor.account_id)
        if dead:
            items.append(
                DeskItem(
                    title=_("Reports that could not be delivered"),
                    url=f"{reverse('casework:report_inbox')}?state=dead",
                    count=dead,
                    why=_("They are yours: send each again, or give it to another body."),
                    due_at=since,
                )
            )
    if actor.is_staff and allowed(actor, "casework.look_at_reports"):
        waiting = queries.to_look_at()
        if count := waiting.count():
            items.append(
                DeskItem(
                    title=_("Reports and photos to look at"),
                    url=reverse("casework:reports_to_look_at"),
                    count=count,
                    why=_("Nobody else sees them before you have."),
                    due_at=waiting.order_by("reported_at").values_list("reported_at", flat=True).first(),
                )
            )
    return items


def account_items(actor: Actor, now: datetime) -> list[DeskItem]:
    """What this person reported and is still open."""
    if actor.account_id is None:
        return []
    count, changed = queries.open_of_person(actor.account_id)
    if not count:
        return []
    return [
        DeskItem(
            title=_("Problems that you reported"),
            url=reverse("casework:my_reports"),
            count=count,
            why=_("See what each body says about them."),
            due_at=changed,
        )
    ]


def search_doors(today: date) -> list[SearchDoor]:
    """Every kind of problem that can be reported."""
    return _doors(languages.current())


@lru_cache(maxsize=8)
def _doors(language: str) -> list[SearchDoor]:
    return [
        SearchDoor(
            tag=f"report:{item.code}",
            title=languages.as_written(item.name),
            url=reverse("casework:report_about", args=[item.code]),
            kind=_("Report a problem"),
            summary=languages.as_written(item.summary),
            words=" ".join(item.keywords),
        )
        for item in shipped_categories().values()
    ] + [
        SearchDoor(
            tag="page:reports",
            title=_("Problems that others have reported"),
            url=reverse("casework:reports"),
            kind=_("Page"),
            summary=_("See on the map what was reported and what each body says."),
        ),
        SearchDoor(
            tag="page:complaints",
            title=_("Complain"),
            url=reverse("casework:complaints_how"),
            kind=_("Page"),
            summary=_("Something was done badly, or not at all. Tell us, and we look into it."),
        ),
    ]


def measures(now: datetime) -> list[Measure]:
    """How many reports of the last 90 days are closed, and how many parts could not be delivered."""
    total, closed, stuck = queries.figures(now)
    if not total:
        return []
    return [
        Measure(
            "casework.reports_closed",
            _("Problems reported in the last 90 days that everybody responsible has answered"),
            _("%(closed)s of %(total)s; %(stuck)s could not be delivered to a body")
            % {"closed": closed, "total": total, "stuck": stuck},
            _("reports on the map, each body’s own state"),
        )
    ]
