"""The demo borough's door: become any member of the cast with one press. Closed everywhere else."""

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpResponse
from django.shortcuts import redirect

from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import requires
from coopcouncil.foundation.requests import Request
from coopcouncil.kernel.errors import NotFound
from coopcouncil.people import queries
from coopcouncil.people.demo.cast import BY_KEY, CAST, STAFF
from coopcouncil.people.forms import safe_address


def _only_in_the_demo() -> None:
    if not settings.DEMO:
        raise NotFound("There is no demo here.")


@requires("public")
def demo(request: Request) -> HttpResponse:
    _only_in_the_demo()
    organisations = {found.code: found.name for found in queries.organisations()}
    return render(request, "people/demo.html", {"cast": (*CAST, *STAFF), "organisations": organisations})


@requires("public", "POST")
def demo_sign_in(request: Request) -> HttpResponse:
    """Become the member of the cast that the button names; whoever was signed in before is not any more."""
    _only_in_the_demo()
    member = BY_KEY.get(request.POST.get("who", ""))
    if member is None:
        raise NotFound("Nobody of that name is in the cast.")
    login(request, queries.account(member.account_id), backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect(safe_address(request, request.POST.get("next"), otherwise=member.starts_at))
