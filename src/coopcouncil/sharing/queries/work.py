"""What sharing contributes to others: lines on a desk and in an account, measures, a person's own data."""

from datetime import datetime, time

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.contributions import DeskItem, Measure
from coopcouncil.foundation.roles import INBOX_ROLES, Role
from coopcouncil.sharing import permissions
from coopcouncil.sharing.domain.delivery import FINAL
from coopcouncil.sharing.domain.due import COUNCIL_TIME, answer_due
from coopcouncil.sharing.models import Delivery, Notice
from coopcouncil.sharing.queries.agreements import held_rows, sent_without, to_advise, to_look_at
from coopcouncil.sharing.queries.deliveries import dead_count
from coopcouncil.sharing.queries.desk import watch_items
from coopcouncil.sharing.queries.figures import answer_figures
from coopcouncil.sharing.queries.helping import help_waiting
from coopcouncil.sharing.queries.objections import objections_open
from coopcouncil.sharing.queries.proposals import proposals_waiting
from coopcouncil.sharing.queries.speaking import dead_messages
from coopcouncil.sharing.queries.submissions import submission_rows
from coopcouncil.sharing.queries.undoing import withdrawn


def desk_items(actor: Actor, now: datetime) -> list[DeskItem]:
    """Notices that wait for the organisations in which this actor works an inbox, and what could not be delivered."""
    items = [*_asked_now(actor, now), *_waiting(actor), *watch_items(actor, now)]
    if actor.has_role(Role.ADMINISTRATOR) and (dead := dead_count()):
        title = ngettext("%(count)s notice could not be delivered", "%(count)s notices could not be delivered", dead)
        items.append(
            DeskItem(
                title=title % {"count": dead},
                url=f"{reverse('sharing:deliveries')}?state=dead",
                count=dead,
                why=_("Their server or address did not take it. Somebody waits for an answer."),
                due_at=now,
            )
        )
    items += _about_agreements(actor, now)
    if permissions.handles_requests(actor):
        items += _objections()
    if actor.has_role(Role.ADMINISTRATOR) and (dead := dead_messages()):
        title = ngettext("%(count)s message could not be sent", "%(count)s messages could not be sent", dead)
        items.append(
            DeskItem(
                title=title % {"count": dead},
                url=f"{reverse('sharing:messages')}?state=dead",
                count=dead,
                why=_("Somebody waits to hear from us. Send it again, or phone them."),
                due_at=now,
            )
        )
    return items


def _objections() -> list[DeskItem]:
    count, first = objections_open()
    if not count or first is None:
        return []
    title = ngettext("%(count)s objection to answer", "%(count)s objections to answer", count)
    why = _("Somebody objects to a service being told. Answer in writing within the month.")
    due = datetime.combine(first, time(23, 59), COUNCIL_TIME)
    url = f"{reverse('sharing:objections')}?state=open"
    return [DeskItem(title=title % {"count": count}, url=url, count=count, why=why, due_at=due)]


def _about_agreements(actor: Actor, now: datetime) -> list[DeskItem]:
    """What waits for a sharing agreement, what went without, and what the data protection officer is to advise on."""
    if not actor.has_role(Role.ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER):
        return []
    items = []
    if held := held_rows():
        count = sum(row.count for row in held)
        title = ngettext(
            "%(count)s notice waits for a sharing agreement", "%(count)s notices wait for a sharing agreement", count
        )
        why = _("Somebody told us, and we may not pass it on. Sign an agreement, or tell them.")
        url = reverse("sharing:held")
        items.append(DeskItem(title=title % {"count": count}, url=url, count=count, why=why, due_at=held[0].since))
    if count := sent_without().count():
        title = ngettext(
            "%(count)s notice went without an agreement", "%(count)s notices went without an agreement", count
        )
        why = _("It could not wait. Look at each afterwards.")
        url = reverse("sharing:sent_without")
        items.append(DeskItem(title=title % {"count": count}, url=url, count=count, why=why, due_at=now))
    if actor.has_role(Role.DATA_PROTECTION_OFFICER) and (count := to_advise()):
        title = ngettext(
            "%(count)s impact assessment waits for your advice",
            "%(count)s impact assessments wait for your advice",
            count,
        )
        why = _("Nothing is signed before you have advised.")
        url = reverse("sharing:assessments")
        items.append(DeskItem(title=title % {"count": count}, url=url, count=count, why=why))
    if actor.has_role(Role.ADMINISTRATOR) and (count := to_look_at(localdate(now))):
        title = ngettext(
            "%(count)s sharing agreement is due to be looked at again",
            "%(count)s sharing agreements are due to be looked at again",
            count,
        )
        why = _("When it runs out, nothing is shared under it any more.")
        url = reverse("sharing:agreements")
        items.append(DeskItem(title=title % {"count": count}, url=url, count=count, why=why, due_at=now))
    return items


def _asked_now(actor: Actor, now: datetime) -> list[DeskItem]:
    """Officers of others with whom a person waits for an answer at this moment."""
    organisations = actor.organisations_for(*INBOX_ROLES) if actor.is_staff else frozenset()
    waiting = help_waiting(organisations, localdate(now)) if organisations else []
    if not waiting:
        return []
    count = len(waiting)
    title = ngettext(
        "%(count)s officer waits for your answer now", "%(count)s officers wait for your answer now", count
    )
    return [
        DeskItem(
            title=title % {"count": count},
            url=reverse("sharing:asked"),
            count=count,
            why=_("Somebody sits in front of them. One or two sentences are enough."),
            due_at=waiting[0].asked_at,
        )
    ]


def _waiting(actor: Actor) -> list[DeskItem]:
    organisations = actor.organisations_for(*INBOX_ROLES) if actor.is_staff else frozenset()
    if not organisations:
        return []
    found = (
        Delivery.objects.filter(~withdrawn("notice_id"), notice__organisation_id__in=organisations)
        .exclude(state__in=[*FINAL, Delivery.State.ACCEPTED])
        .values("notice__urgency", "notice__organisation__name")
        .annotate(count=Count("id"), oldest=Min("notice__created_at"))
    )
    order = ["emergency", "same_day", "routine"]
    rows = sorted(found, key=lambda row: (order.index(row["notice__urgency"]), row["notice__organisation__name"]))
    why: dict[str, str] = {
        Notice.Urgency.EMERGENCY: _("Emergency: somebody may be in danger."),
        Notice.Urgency.SAME_DAY: _("To be seen today."),
        Notice.Urgency.ROUTINE: _("A person told us once, and waits for your answer."),
    }
    return [
        DeskItem(
            title=ngettext(
                "%(count)s notice waits for %(who)s", "%(count)s notices wait for %(who)s", row["count"]
            ) % {"count": row["count"], "who": row["notice__organisation__name"]},
            url=f"{reverse('sharing:inbox')}?urgency={row['notice__urgency']}",
            count=row["count"],
            why=why[row["notice__urgency"]],
            due_at=answer_due(row["notice__urgency"], row["oldest"]),
        )
        for row in rows
    ]  # fmt: skip


def account_items(actor: Actor, now: datetime) -> list[DeskItem]:
    """What this person told us and is not yet settled everywhere."""
    waiting = [row for row in submission_rows(actor) if row.settled < row.notices]
    items = _to_check(actor)
    if not waiting:
        return items
    title = ngettext(
        "%(count)s thing you told us is still being dealt with",
        "%(count)s things you told us are still being dealt with",
        len(waiting),
    )
    return [
        *items,
        DeskItem(
            title=title % {"count": len(waiting)},
            url="/notices/",
            count=len(waiting),
            why=_("See which services have answered, and what they said."),
        ),
    ]


def _to_check(actor: Actor) -> list[DeskItem]:
    """What services hold in another way than this person told it."""
    count = proposals_waiting(actor.account_id) if actor.account_id else 0
    if not count:
        return []
    title = ngettext(
        "%(count)s service asks you to check something", "%(count)s services ask you to check something", count
    )
    return [
        DeskItem(
            title=title % {"count": count},
            url="/account/known/",
            count=count,
            why=_("They hold something else than you told. Nothing changes unless you agree."),
        )
    ]


def measures(now: datetime) -> list[Measure]:
    """How much of what people told us once has been answered."""
    figures = answer_figures()
    told, answered = sum(item.told for item in figures), sum(item.answered for item in figures)
    if not told:
        return []
    return [
        Measure(
            code="sharing.answered",
            title=_("Notices answered by the service that was told"),
            value=f"{100 * answered / told:.0f}%",
            source=_("Every notice sent by this platform, and every answer to it"),
        )
    ]
