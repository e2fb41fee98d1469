"""The room where a group and the council work on a takeover: what waits, and each step that may be taken."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from coopcouncil.foundation.languages import say
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import allowed, require, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.foundation.roles import Role
from coopcouncil.foundation.tables import Table, respond
from coopcouncil.settlement.domain.takeovers import stages
from coopcouncil.settlement.domain.takeovers.readiness import missing_to_decide, missing_to_hand_over
from coopcouncil.settlement.models import Takeover
from coopcouncil.settlement.permissions import handles_for
from coopcouncil.settlement.queries import takeovers as queries
from coopcouncil.settlement.views.takeovers.acts import offered
from coopcouncil.settlement.views.takeovers.shown import columns, whole


@requires("settlement.express_interest")
def takeover_desk(request: Request) -> HttpResponseBase:
    """The takeovers in which somebody takes part."""
    actor = request.actor
    councils = allowed(actor, "settlement.see_desk")
    rows = queries.takeovers_for(
        actor.account_id, actor.organisations_for(Role.PROVIDER_MANAGER), handles_for(actor) if councils else ()
    )
    table = Table(
        name="takeovers", caption=_("Takeovers in which you take part"), order="-created_at",
        empty=_("There is none yet. Open a promise of the settlement to say that your group would take it over."),
        columns=columns("settlement:work"),
    )  # fmt: skip
    return respond(request, table, rows, "settlement/takeover_desk.html", {"door": "/desk/" if councils else ""})


@requires("settlement.take_part")
def work(request: Request, reference: str) -> HttpResponse:
    """One takeover, as those who work on it see it."""
    row = queries.takeover(reference)
    require(request.actor, "settlement.take_part", row)
    acts = offered(request.actor, row)
    context: dict[str, Any] = {
        **whole(row), "acts": acts, "may_check": row.organisation_id is not None and _checks(acts),
        "missing": [say(words) for words in _missing(request, row)],
    }  # fmt: skip
    return render(request, "settlement/takeover_work.html", context)


def _missing(request: Request, row: Takeover) -> list[Any]:
    if row.stage in (stages.PREPARING, stages.CHECKING):
        return missing_to_decide(queries.dossier(row, request.today))
    if row.stage == stages.DECIDED:
        return missing_to_hand_over(queries.dossier(row, request.today), request.today)
    if row.stage == stages.STEPPED_IN:
        terms = queries.terms_of(row.id)
        return missing_to_hand_over(queries.dossier(row, request.today, terms), request.today)
    return []


def _checks(acts: list[tuple[str, Any, str]]) -> bool:
    return any(verb.startswith("check-") for verb, _words, _query in acts)
