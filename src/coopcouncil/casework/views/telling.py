"""A resident tells the council of a problem, for themself or by a power: one question a page.

What was answered travels in the pages themselves, so nothing is kept before it is sent, and no script is needed.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from coopcouncil.casework.actions import opening
from coopcouncil.casework.actions.opening import Problem
from coopcouncil.casework.forms.opening import AboutForm, WhatForm, WhereForm, WhomForm
from coopcouncil.casework.views.opening import about_choices, service_type_of
from coopcouncil.foundation.forms import refuse, status
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import requires
from coopcouncil.foundation.requests import Request
from coopcouncil.kernel.errors import BadInput, Conflict
from coopcouncil.people import public as people
from coopcouncil.places import public as places

CHECK, MYSELF = "check", "me"
MATTER = "everyday"
STEPS = {"whom": "authority", "about": "about", "what": "words", "where": "postcode"}  # page → what it asks
KEPT = (*STEPS.values(), "follows")


@requires("casework.open_own", "GET", "POST")
def new(request: Request) -> HttpResponse:
    """The questions one by one, then the check of all answers, then it has an owner by name."""
    whom = _whom(request)
    steps = [step for step in STEPS if step != "whom" or len(whom) > 1]
    if request.method != "POST":
        held = {"follows": request.GET["follows"]} if "follows" in request.GET else {}
        return _ask(request, steps, steps[0], _form(steps[0], whom, None), held)
    held = {name: request.POST[name] for name in KEPT if name in request.POST}
    asked_back = request.POST.get("change") or request.POST.get("back")
    if asked_back in steps:
        field = STEPS[asked_back]
        form = _form(asked_back, whom, None, initial={field: held.get(field, "")})
        return _ask(request, steps, asked_back, form, held, to_check="change" in request.POST)
    step = request.POST.get("step", "")
    if step in steps:
        form = _form(step, whom, request.POST)
        if not form.is_valid():
            return _ask(request, steps, step, form, held, to_check="to_check" in request.POST)
        following = steps[steps.index(step) + 1 :]
        if following and "to_check" not in request.POST:
            upcoming = STEPS[following[0]]
            fresh = _form(following[0], whom, None, initial={upcoming: held.get(upcoming, "")})
            return _ask(request, steps, following[0], fresh, held)
    filled = {item: _form(item, whom, request.POST) for item in steps}
    wrong = next((item for item, form in filled.items() if not form.is_valid()), None)
    if wrong is not None:
        return _ask(request, steps, wrong, filled[wrong], held)
    given = {name: value for form in filled.values() for name, value in form.cleaned_data.items()}
    checked = forms.Form({})
    if step == CHECK:
        try:
            return _send(request, given, held)
        except (BadInput, Conflict) as error:
            refuse(checked, error)
    context = {
        "form": checked, "held": held, "rows": _rows(steps, given, whom), "door": "/account/",
    }  # fmt: skip
    return render(request, "casework/tell_check.html", context, status=status(checked))


def _send(request: Request, given: Mapping[str, Any], held: Mapping[str, str]) -> HttpResponse:
    whom, code = given.get("authority", MYSELF), service_type_of(given["about"])
    ward = places.area_of_postcode(given["postcode"]) if given["postcode"] else None
    titles = dict(about_choices())
    opened = opening.open_own(
        actor=request.actor,
        problem=Problem(
            title=titles[code] if code else _("Something else"),
            words=given["words"],
            service_type=code,
            ward_id=ward.id if ward else None,
            authority_id=None if whom == MYSELF else UUID(whom),
        ),
        now=request.now,
        today=request.today,
        follows=_uuid(held.get("follows", "")),
    )
    said = _("We have it. %(owner)s owns it, and answers you. Your reference is %(reference)s.")
    owner = people.person_name(opened.owner_account_id)
    messages.success(request, said % {"owner": owner, "reference": opened.reference})
    return redirect("casework:my_case", opened.id)


def _whom(request: Request) -> list[tuple[str, str]]:
    """Oneself, and everybody for whom one may speak about such things today."""
    powers = [
        (str(view.id), view.person_name)
        for view in people.authorities_of(request.actor, request.today)
        if view.works and people.may_speak_for(request.actor, view.id, [MATTER], request.today)[MATTER].may
    ]
    return [(MYSELF, _("Me")), *powers]


def _form(step: str, whom: list[tuple[str, str]], data: Any, **kwargs: Any) -> forms.Form:
    if step == "whom":
        return WhomForm(data, whom=whom, **kwargs)
    if step == "about":
        return AboutForm(data, about=about_choices(), **kwargs)
    return {"what": WhatForm, "where": WhereForm}[step](data, **kwargs)


def _ask(
    request: Request,
    steps: list[str],
    step: str,
    form: forms.Form,
    held: Mapping[str, str],
    *,
    to_check: bool = False,
) -> HttpResponse:
    hidden = {name: value for name, value in held.items() if name != STEPS[step]} | {"step": step}
    if to_check:
        hidden["to_check"] = "yes"
    at = steps.index(step)
    context = {
        "form": form, "bound": form[STEPS[step]], "hidden": hidden, "number": at + 1, "of": len(steps), "step": step,
        "before": steps[at - 1] if at else "", "door": "/account/",
    }  # fmt: skip
    return render(request, "casework/tell.html", context, status=status(form))


def _rows(steps: list[str], given: Mapping[str, Any], whom: list[tuple[str, str]]) -> list[tuple[str, str, str]]:
    """Question, answer and step of each answer."""
    shown = {
        "whom": (_("Who it is about"), dict(whom).get(given.get("authority", ""), "")),
        "about": (_("What it is about"), dict(about_choices())[given["about"]]),
        "what": (_("What is wrong"), given["words"]),
        "where": (_("Postcode of the place"), given["postcode"] or _("None given")),
    }
    return [(*shown[step], step) for step in steps]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
