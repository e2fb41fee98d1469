"""How the council writes to a person: by e-mail, by letter, or only here."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import require, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.people import actions
from coopcouncil.people.forms import own_id
from coopcouncil.people.forms.contact import ContactForm
from coopcouncil.people.models import Preferences
from coopcouncil.people.queries.reaching import Ways, ways


@requires("people.own_account", "GET", "POST")
def contact(request: Request) -> HttpResponse:
    """Choose how the council writes: only ways that were shown to reach this person are offered."""
    account_id = own_id(request)
    require(request.actor, "people.own_account", account_id)
    found = ways(account_id)
    form = ContactForm(
        request.POST or None,
        ways=_offered(found),
        initial={"contact_by": found.contact_by if found.contact_by not in found.failed else None},
    )
    if request.method == "POST" and form.is_valid():
        actions.choose_contact(
            actor=request.actor, account_id=account_id, contact_by=form.cleaned_data["contact_by"], now=request.now
        )
        messages.success(request, _("We write to you so from now on."))
        return redirect("people:contact")
    context = {
        "form": form,
        "has_address": bool(found.address),
        "letters_stopped": found.letters_stopped,
        "failed": _failed(found),
    }
    return render(request, "people/contact.html", context, status=422 if form.errors else 200)


def _failed(found: Ways) -> list[str]:
    """What we do not write to any more, and why."""
    names = {"email": found.email, "letter": found.address[0] if found.address else ""}
    said = {
        "returned": _("What we sent to %(name)s came back. We do not write there any more."),
        "unwanted": _("Somebody who reads mail at %(name)s marked ours as unwanted. We do not write there any more."),
    }
    return [said[why] % {"name": names[channel]} for channel, why in found.failed.items()]


def _offered(found: Ways) -> list[tuple[str, str]]:
    offered = []
    if found.email:
        words = (
            _("By e-mail, to %(email)s (it works again)") if "email" in found.failed else _("By e-mail, to %(email)s")
        )
        offered.append((Preferences.Channel.EMAIL, words % {"email": found.email}))
    if found.address:
        words = (
            _("By letter, to %(line)s (it works again)") if "letter" in found.failed else _("By letter, to %(line)s")
        )
        offered.append((Preferences.Channel.LETTER, words % {"line": found.address[0]}))
    return [(str(way), words) for way, words in offered] + [
        (str(Preferences.Channel.NONE), _("Only here, in my account"))
    ]
