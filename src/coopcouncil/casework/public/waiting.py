"""What waits for somebody in casework: on a desk, in an organisation's inbox, in a resident's account."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from coopcouncil.casework.queries import complaints, desk, enquiries, step_ins, teams
from coopcouncil.casework.queries.desk import Waiting
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.contributions import DeskItem
from coopcouncil.foundation.permissions import allowed


def desk_items(actor: Actor, now: datetime) -> list[DeskItem]:
    """An officer's cases, those that the ladder brought, and what an organisation was asked to do."""
    items: list[DeskItem] = []
    if allowed(actor, "casework.list"):
        items += _item(
            _("My cases"), "cases", desk.owned(actor),
            _("Each one is yours until the resident says that it is solved. What is due first is at the top."),
            always=True,
        )  # fmt: skip
        items += _item(
            _("Broken promises passed up to you"), "came_up", desk.escalated(actor),
            _("We broke a promise to a resident. Work with the case’s owner to put it right."),
        )  # fmt: skip
        items += _item(
            _("Another council asks us to take a case"), "offers", desk.offers(actor),
            _("Take it, or say why not. Until then it stays theirs."), query="?state=offered",
        )  # fmt: skip
    if allowed(actor, "casework.list_tasks"):
        items += _item(
            _("Tasks from the council’s cases"), "tasks", desk.tasks(actor),
            _("A resident’s problem needs something from your organisation."),
        )  # fmt: skip
    if allowed(actor, "casework.list_failures"):
        items += _item(
            _("Failures of our services to reply to"), "our_failures", desk.failures_to_answer(actor),
            _("They are published when the time to reply is over. Say what happened and what you changed."),
            query="?state=told",
        )  # fmt: skip
    if allowed(actor, "casework.decide_failures"):
        items += _item(
            _("Providers’ replies to read"), "failures_to_decide", Waiting(desk.replies_to_read(), None),
            _("Read that nobody could be known by them, then publish them."), query="?state=replied",
        )  # fmt: skip
    if allowed(actor, "casework.record_contact"):
        items += _item(
            _("Somebody got in touch"), "new_contact", Waiting(0, None),
            _("Write down how, and whether they should have been spared it."), always=True,
        )  # fmt: skip
    if allowed(actor, "casework.make_team") and not desk.anybody_active():
        items += _item(
            _("Nobody can own a resident’s problem yet"), "teams", Waiting(1, now),
            _("Make a team and add officers to it. Until then nobody can open a case."),
        )  # fmt: skip
    if allowed(actor, "casework.make_team"):
        items += _item(
            _("A service that the council took back has no owner"), "teams",
            Waiting(len(step_ins.without_owner()), now),
            _("Make sure that a team has an active officer. We try each hour. If it stays here, look in the log."),
        )  # fmt: skip
    return items


def complaints_on_desk(actor: Actor, now: datetime) -> list[DeskItem]:
    """The complaints of one's teams for which something is for the council to do, with what is due first."""
    if not allowed(actor, "casework.list"):
        return []
    mine = [row.team_id for row in teams.teams_of(actor)]
    waiting = complaints.waiting(mine, but_of=actor.account_id)
    return _item(_("Complaints"), "complaints", waiting, _("An ombudsman’s code or a law sets the days."))


def enquiries_on_desk(actor: Actor, now: datetime) -> list[DeskItem]:
    """Answers that a councillor has not passed on yet."""
    if actor.account_id is None or not allowed(actor, "casework.list_enquiries"):
        return []
    return _item(
        _("My enquiries"), "enquiries", enquiries.to_share(actor.account_id),
        _("What you asked for people of your ward. Pass on what is answered."), always=True,
    )  # fmt: skip


def account_items(actor: Actor, now: datetime) -> list[DeskItem]:
    """What we ask a resident about their cases."""
    if actor.account_id is None:
        return []
    items = [
        DeskItem(
            title=_("Is it solved? %(title)s") % {"title": title},
            url=reverse("casework:my_case", args=[case_id]),
            count=1,
            why=_("We think so. It ends only when you say so."),
        )
        for case_id, title in desk.asked(actor.account_id)
    ]
    return items + _item(
        _("Something for you to do"), "my_cases", Waiting(desk.to_do(actor.account_id), None),
        _("Your part, so that your problem is solved."),
    )  # fmt: skip


def complaints_answered(actor: Actor, now: datetime) -> list[DeskItem]:
    """Our answers of which this person has not said whether they are content. One query."""
    if actor.account_id is None:
        return []
    return [
        DeskItem(
            title=_("We answered your complaint"),
            url=reverse("casework:my_complaint", args=[complaint_id]),
            count=1,
            why=_("Are you content? If not, you can go on."),
        )
        for complaint_id in complaints.answered_of(actor.account_id)
    ]


def _item(
    title: str, route: str, waiting: Waiting, why: str, *, query: str = "", always: bool = False
) -> list[DeskItem]:
    """A line that leads to a list, where something waits in it; `always`, where the line is its only door."""
    if not waiting.count and not always:
        return []
    return [DeskItem(title, f"{reverse(f'casework:{route}')}{query}", waiting.count, why, waiting.first)]
