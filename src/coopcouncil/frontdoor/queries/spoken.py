"""Reads: for whom and by what power a draft is told."""

from datetime import date
from uuid import UUID

from coopcouncil.foundation import languages
from coopcouncil.foundation.actors import Actor
from coopcouncil.frontdoor.domain.life_event import LifeEvent
from coopcouncil.frontdoor.domain.speaking import Spoken, reached
from coopcouncil.frontdoor.models import Draft
from coopcouncil.people import public as people
from coopcouncil.sharing import public as sharing


def speaking(draft: Draft, event: LifeEvent, today: date) -> Spoken | None:
    """For whom and by what power the draft is told on `today`; None where people tell for themselves."""
    if draft.authority_id is None:
        return None
    return spoken_by(Actor(kind="person", account_id=draft.account_id), event, draft.authority_id, today)


def spoken_by(holder: Actor, event: LifeEvent, authority_id: UUID, today: date) -> Spoken:
    """The life event as far as this power of `holder` reaches. At most three queries. Raises NotFound."""
    power = people.authority(authority_id, today)
    verdicts = people.may_speak_for(holder, authority_id, people.MATTERS, today)
    part, missing, reported = reached(event, verdicts, sharing.matter_of)
    return Spoken(
        authority_id=authority_id,
        holder_name=power.holder_name,
        person_name=power.person_name,
        first_names=power.first_names,
        last_name=power.last_name,
        born_on=power.born_on,
        kind_label=power.kind_label,
        works=power.works and power.holder_id == holder.account_id,
        event=part,
        not_offered=missing,
        reported=reported,
        acting=_acting(power),
    )


def _acting(power: people.AuthorityView) -> str:
    """By whom and by what power, for every recipient; in English, like all that is sent."""
    with languages.in_english():
        kind = people.power_label(power.kind)
    told = f"{power.holder_name} told this for {power.person_name}."
    if power.kind == "agreed":
        return (
            f"{told} {power.person_name} asked them to; there is no document. Speak with {power.person_name} as well."
        )
    if power.proved:
        checked = "The council has checked it."
    elif power.state == "checked":
        checked = "The council saw no document that proves it: check it first."
    else:
        checked = "Nobody has checked it yet: check it first."
    return f"{told} Their power: {kind}. {checked}"
