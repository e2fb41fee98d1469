"""In which browsers a person is signed in, and how they end that."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import require, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.foundation.sessions import sessions_of
from coopcouncil.people import actions
from coopcouncil.people.forms import own_id


@requires("people.own_account")
def my_sessions(request: Request) -> HttpResponse:
    """Every browser in which this account is signed in, this one marked."""
    account_id = own_id(request)
    require(request.actor, "people.own_account", account_id)
    held = sessions_of(account_id, key=request.session.session_key, now=request.now)
    shown = [(session, device_words(session.device)) for session in held]
    return render(request, "people/sessions.html", {"sessions": shown, "others": any(not one.is_this for one in held)})


@requires("people.own_account", "POST")
def end_session(request: Request, session_id: UUID) -> HttpResponse:
    actions.end_session(
        actor=request.actor, account_id=own_id(request), session_id=session_id, but=request.session.session_key or ""
    )
    messages.success(request, _("That browser is signed out."))
    return redirect("people:my_sessions")


@requires("people.own_account", "POST")
def end_other_sessions(request: Request) -> HttpResponse:
    actions.end_other_sessions(actor=request.actor, account_id=own_id(request), but=request.session.session_key or "")
    messages.success(request, _("You are signed out everywhere but here."))
    return redirect("people:my_sessions")


def device_words(device: str) -> str:
    """The codes of `domain.devices` in plain words."""
    names = {
        "edge": "Edge", "opera": "Opera", "samsung": "Samsung Internet", "firefox": "Firefox", "chrome": "Chrome",
        "safari": "Safari",
    }  # fmt: skip
    machines = {
        "iphone": _("an iPhone"), "ipad": _("an iPad"), "android": _("an Android phone or tablet"),
        "windows": _("a Windows computer"), "chromebook": _("a Chromebook"), "mac": _("a Mac"),
        "linux": _("a Linux computer"),
    }  # fmt: skip
    codes = device.split()
    browser = next((names[code] for code in codes if code in names), _("A browser"))
    machine = next((machines[code] for code in codes if code in machines), _("a device that we do not know"))
    return _("%(browser)s on %(machine)s") % {"browser": browser, "machine": machine}
