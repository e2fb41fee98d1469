"""What pages of takeovers show, for everybody and for those who work on one alike."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from coopcouncil.foundation import contributions, jinja
from coopcouncil.foundation.languages import say
from coopcouncil.foundation.tables import Column
from coopcouncil.people import public as people
from coopcouncil.settlement.domain.takeovers import stages
from coopcouncil.settlement.domain.takeovers.checklists import CHECKS, FINDINGS, PARTS
from coopcouncil.settlement.domain.takeovers.sentences import kept
from coopcouncil.settlement.models import Takeover, TakeoverStep
from coopcouncil.settlement.queries import takeovers as queries
from coopcouncil.settlement.queries.entries import delivery_models


def columns(link: str) -> list[Column]:
    """The columns of a list of takeovers; `link` names the page that a row leads to."""
    return [
        Column("title", _("Service"), search="contains", link=lambda row: reverse(link, args=[row.reference])),
        Column("group_name", _("Group"), search="contains"),
        Column("group_kind", _("Kind of group"), search="exact", choices=Takeover.GroupKind.choices,
               show=lambda row: row.get_group_kind_display()),
        Column("stage", _("How far it is"), search="exact", choices=Takeover.Stage.choices,
               show=lambda row: row.get_stage_display()),
        Column("accountable", _("Who answers for it"), source="accountable__name", search="contains"),
        Column("created_at", _("Begun"), show=lambda row: jinja.date_in_words(row.created_at)),
        Column("reference", _("Reference"), in_page=False),
    ]  # fmt: skip


def whole(row: Takeover) -> dict[str, Any]:
    """All that is on record of a takeover, in a fixed number of queries."""
    checks = queries.checks_of(row)
    step_ins = queries.step_ins_of(row.id)
    owners = {
        key: owner for find in contributions.owners for key, owner in find([item.id for item in step_ins]).items()
    }
    return {
        "takeover": row,
        "council": people.council(),
        "steps": [
            {"title": title, "when": step.at, "text": step.reason} for title, step in _titled(queries.steps_of(row.id))
        ],
        "plans": list(queries.plans_of(row.id)),
        "support": list(queries.support_of(row.id)),
        "checks": [
            (say(words), [(code, check, checks.get(code)) for code, check in CHECKS.items() if check.part == part])
            for part, words in PARTS.items()
        ],
        "checked": bool(checks),
        "findings": {code: say(words) for code, words in FINDINGS.items()},
        "decisions": queries.decisions_of(row.id),
        "agreement": queries.agreement_of(row.id),
        "accounts": list(queries.accounts_of(row.id)),
        "models": delivery_models(),
        "reviews": list(queries.reviews_of(row.id)),
        "declarations": list(queries.declarations_of(row.id)),
        "alarms": [(alarm, say(kept(alarm.words))) for alarm in queries.alarms_of(row.id)],
        "step_ins": [(item, say(kept(item.reason)), owners.get(item.id)) for item in step_ins],
    }


def _titled(steps: list[TakeoverStep]) -> list[tuple[str, TakeoverStep]]:
    """Each step with its title; one that leaves the stage as it was says which organisation the group is."""
    return [
        (_("The group is named") if at and steps[at - 1].stage == step.stage else say(stages.WORDS[step.stage]), step)
        for at, step in enumerate(steps)
    ]
