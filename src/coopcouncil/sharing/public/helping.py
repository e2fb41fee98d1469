"""What officers send for people and ask of other services; how often people were helped."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from uuid import UUID

from coopcouncil.foundation.actors import Actor
from coopcouncil.kernel.errors import NotFound
from coopcouncil.sharing import actions, queries
from coopcouncil.sharing.domain.safe import SafeContact
from coopcouncil.sharing.domain.slices import Fact
from coopcouncil.sharing.domain.undo import OFFICERS_TIME
from coopcouncil.sharing.queries import ChannelFigure, HelpedRow, PlaceFigure
from coopcouncil.sharing.queries import helping as asked
from coopcouncil.sharing.queries.helping import HelpAsked


def helped_rows(actor: Actor, now: datetime) -> list[HelpedRow]:
    """What this officer sent for people in the last 28 days: references and states, and no fact."""
    if actor.account_id is None:
        return []
    return queries.helped_rows(actor.account_id, since=now - OFFICERS_TIME)


def helped_by_me(actor: Actor, submission_id: UUID, now: datetime) -> HelpedRow:
    """One of them. Raises NotFound."""
    if actor.account_id is None:
        raise NotFound("There is no such submission.")
    return queries.helped_row(submission_id, actor.account_id, since=now - OFFICERS_TIME)


def ask_help(
    *,
    actor: Actor,
    draft_id: UUID,
    event_title: str,
    about: str,
    service_type: str,
    organisation_id: UUID,
    asking_organisation_id: UUID,
    access_point_id: UUID | None,
    channel: str,
    question: str,
    purpose: str,
    facts: Iterable[Fact],
    fact_codes: Collection[str],
    safe_contact: SafeContact | None = None,
    account_id: UUID | None = None,
    now: datetime,
) -> UUID:
    """Ask a service something while a person waits; it stands first in that organisation's inbox until the day ends.

    It holds the slice of `facts` by `purpose` and `fact_codes`: what that service's own notice may hold, no more.
    `account_id` is the person's own account, who sees that it was read. In safe mode there is none, `safe_contact` says
    how the person may be reached, and the trail does not name the service. Raises NotAllowed, BadInput without words,
    Conflict while five questions of the draft wait.
    """
    return actions.ask_help(
        actor=actor,
        draft_id=draft_id,
        event_title=event_title,
        about=about,
        service_type=service_type,
        organisation_id=organisation_id,
        asking_organisation_id=asking_organisation_id,
        access_point_id=access_point_id,
        channel=channel,
        question=question,
        purpose=purpose,
        facts=facts,
        fact_codes=fact_codes,
        safe_contact=safe_contact,
        account_id=account_id,
        now=now,
    )


def help_of(draft_id: UUID, today: date) -> list[HelpAsked]:
    """What was asked within a draft, with the answers. Whoever calls asks first whether the draft is the actor's."""
    return asked.help_of_draft(draft_id, today)


def help_asked_by(actor: Actor, today: date) -> list[HelpAsked]:
    """What this officer asked today or yesterday, while its draft is there."""
    return asked.help_asked_by(actor.account_id, today) if actor.account_id else []


def withdraw_help(*, actor: Actor, help_id: UUID, draft_id: UUID) -> None:
    """Take a question of this draft back. Raises NotFound, NotAllowed."""
    actions.withdraw_help(actor=actor, help_id=help_id, draft_id=draft_id)


def close_help(*, actor: Actor, draft_ids: Collection[UUID], untraced: bool = False) -> None:
    """The drafts have gone: nobody waits any more. Call in the transaction that throws them away or sends them.

    `untraced` where they go on in safe mode: no row of the trail, and nothing that names the life event.
    """
    actions.close_help(actor=actor, draft_ids=draft_ids, untraced=untraced)


def counts_by_channel() -> list[ChannelFigure]:
    """How often people told us through each channel, and how many services were told. No personal data."""
    return queries.channel_figures()


def counts_by_place() -> list[PlaceFigure]:
    """How often people were helped at each place. No personal data."""
    return queries.place_figures()
