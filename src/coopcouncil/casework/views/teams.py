"""Teams: who is in them, how much each has to do; joining, being away, coming back, leaving."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coopcouncil.casework.actions import owning
from coopcouncil.casework.actions import teams as actions
from coopcouncil.casework.forms import NothingForm
from coopcouncil.casework.forms.teams import AwayForm, JoinForm, TeamForm
from coopcouncil.casework.permissions import TEAM_ROLES
from coopcouncil.casework.queries import teams as staffing
from coopcouncil.casework.views.opening import SOMETHING_ELSE, about_choices
from coopcouncil.foundation.forms import act_on, status, typed
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import allowed, require, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.kernel.errors import NotFound
from coopcouncil.people import public as people

SOON = timedelta(days=7)


@requires("casework.see_teams")
def teams(request: Request) -> HttpResponse:
    """Every team with its officers and what they have to do."""
    context = {
        "teams": staffing.workloads(now=request.now, soon=request.now + SOON),
        "may_make": allowed(request.actor, "casework.make_team"),
        "door": "/desk/",
    }
    return render(request, "casework/teams.html", context)


@requires("casework.see_teams")
def team(request: Request, team_id: UUID) -> HttpResponse:
    """One team."""
    found, words = staffing.team(team_id), dict(about_choices())
    context = {
        "team": found,
        "load": staffing.workload(team_id, now=request.now, soon=request.now + SOON),
        "services": [words[code] for code in found.service_types if code in words],
        "may_manage": allowed(request.actor, "casework.manage_team", team_id),
        "door": "/desk/",
    }
    return render(request, "casework/team.html", context)


@requires("casework.make_team", "GET", "POST")
def new_team(request: Request) -> HttpResponse:
    """Make a team: what it is called, and what comes to it first."""
    form = TeamForm(typed(request), service_types=[pair for pair in about_choices() if pair[0] != SOMETHING_ELSE])

    def act(given: dict[str, Any]) -> HttpResponse:
        made = actions.make_team(actor=request.actor, now=request.now, **given)
        messages.success(request, _("The team is made. Now add somebody to it, so that it can own cases."))
        return redirect("casework:team", made)

    lede = _("A team looks after problems together. Each problem has one owner in the team, with a name.")
    return act_on(form, act) or _page(
        request, form, title=_("Make a team"), lede=lede, button=_("Make the team"), back=reverse("casework:teams")
    )


@requires("casework.manage_team", "GET", "POST")
def join_team(request: Request, team_id: UUID) -> HttpResponse:
    """Put somebody of the council into a team."""
    found, council = staffing.team(team_id), people.council()
    require(request.actor, "casework.manage_team", team_id)
    there = {officer.account_id for officer in staffing.officers_of([team_id])}
    staff = people.staff(council.id, TEAM_ROLES, request.today) if council else []
    form = JoinForm(
        typed(request),
        people=[(str(item.account_id), item.name or item.email) for item in staff if item.account_id not in there],
    )

    def act(given: dict[str, Any]) -> HttpResponse:
        actions.join_team(
            actor=request.actor, team_id=team_id, account_id=UUID(given["account"]), rank=given["rank"],
            now=request.now, today=request.today,
        )  # fmt: skip
        messages.success(request, _("They are in the team. New cases go to whoever has the fewest."))
        return redirect("casework:team", team_id)

    lede = _(
        "New cases go to whoever has the fewest. Broken promises go up to the team’s manager, "
        "then to the head of service."
    )
    return act_on(form, act) or _page(
        request, form, title=_("Add somebody to the team"), about=found.name, lede=lede,
        button=_("Add them to the team"), back=reverse("casework:team", args=[team_id]),
    )  # fmt: skip


@requires("casework.see_teams", "GET", "POST")
def officer(request: Request, officer_id: UUID, verb: str) -> HttpResponse:
    """Somebody is away, is back, or leaves: their cases go to colleagues in the same moment."""
    found = staffing.officer(officer_id)
    if verb not in {"away", "back", "leave"} or found.left_at is not None:
        raise NotFound("There is nothing of that name to do.")
    if verb == "leave" or found.account_id != request.actor.account_id:
        require(request.actor, "casework.manage_team", found.team_id)
    form: forms.Form = AwayForm(typed(request)) if verb == "away" else NothingForm(typed(request))
    held = staffing.open_cases_of(officer_id)

    def act(given: dict[str, Any]) -> HttpResponse:
        common: dict[str, Any] = {"actor": request.actor, "officer_id": officer_id, "now": request.now}
        if verb == "back":
            owning.come_back(**common)
            messages.success(request, _("They are back, and get new cases again."))
        else:
            moved = (
                owning.be_away(**common, until=given["until"], today=request.today)
                if verb == "away"
                else owning.leave_team(**common)
            )
            said = ngettext("%(count)s case went to a colleague.", "%(count)s cases went to colleagues.", moved)
            messages.success(request, said % {"count": moved})
        return redirect("casework:team", found.team_id)

    name = str(found.account)
    cases = ngettext("%(count)s open case", "%(count)s open cases", held) % {"count": held}
    words = {
        "away": (
            _("Mark %(name)s as away"),
            _(
                "They own %(cases)s. Colleagues take these now, and keep them. They get no new cases until they "
                "are back."
            ),
            _("They are away"),
        ),
        "back": (
            _("Mark %(name)s as back"),
            _("They get new cases again. Cases that colleagues took stay with the colleagues."),
            _("They are back"),
        ),
        "leave": (
            _("Take %(name)s out of the team"),
            _("They own %(cases)s. Colleagues take these now. If nobody can take them, nothing is changed."),
            _("Take them out"),
        ),
    }[verb]
    title, lede, button = words
    return act_on(form, act) or _page(
        request, form, title=title % {"name": name}, about=found.team.name, lede=lede % {"cases": cases},
        button=button, back=reverse("casework:team", args=[found.team_id]), warns=verb == "leave",
    )  # fmt: skip


def _page(request: Request, form: forms.Form, **context: Any) -> HttpResponse:
    shown = {"form": form, "about": "", "warns": False, "door": "/desk/", **context}
    return render(request, "casework/team_form.html", shown, status=status(form))
