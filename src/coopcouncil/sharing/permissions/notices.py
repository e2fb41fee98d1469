"""Who may read and answer what was sent to an organisation, one by one or as files, and what may speak of harm."""

from typing import Any

from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.permissions import holding, permission
from coopcouncil.foundation.roles import INBOX_ROLES, Role
from coopcouncil.people import public as people
from coopcouncil.sharing.domain.watching import shipped_watch


def works_for(actor: Actor, thing: Any) -> bool:
    """Works the inbox of the organisation that `thing` was sent to, or is that organisation's own server."""
    return thing.organisation_id in actor.organisations_for(*INBOX_ROLES)


def works_in_triage(actor: Actor, council: Any) -> bool:
    """A safeguarding officer of the council; None where there is no council."""
    return council is not None and council.id in actor.organisations_for(Role.SAFEGUARDING_OFFICER)


def triages(actor: Actor, notice: Any) -> bool:
    """A safeguarding officer of the council, for a notice that may speak of harm."""
    return works_in_triage(actor, people.council()) and shipped_watch().is_safeguarding(notice.purpose)


def reads_notice(actor: Actor, notice: Any) -> bool:
    """Who works the inbox; and the council's safeguarding officer, of what was told to the council itself."""
    return works_for(actor, notice) or (
        actor.kind == "person"
        and notice.organisation_id in actor.organisations_for(Role.SAFEGUARDING_OFFICER)
        and triages(actor, notice)
    )


def inbox_or_key(actor: Actor) -> bool:
    return actor.kind == "agency" or actor.has_role(*INBOX_ROLES, Role.SAFEGUARDING_OFFICER)


permission(
    "sharing.read_document",
    works_for,
    door=inbox_or_key,
    scope="notices",
    says="read a file that came with a notice to their organisation",
)
permission(
    "sharing.answer_help",
    works_for,
    door=holding(*INBOX_ROLES),
    says="answer what an officer asks their organisation while a resident waits",
)
permission("sharing.work_inbox", door=holding(*INBOX_ROLES), says="work their organisation's inbox of notices")
permission(
    "sharing.see_notice",
    reads_notice,
    door=inbox_or_key,
    scope="notices",
    says="read a notice sent to their organisation",
)
permission(
    "sharing.answer_notice",
    works_for,
    door=inbox_or_key,
    scope="notices",
    says="answer a notice sent to their organisation",
)
permission(
    "sharing.make_batch",
    lambda actor, thing: actor.kind in {"operator", "system"} or works_for(actor, thing),
    door=lambda actor: actor.kind in {"operator", "system"} or inbox_or_key(actor),
    scope="notices",
    says="have what waits for their organisation as files, and send back a file of answers",
)
permission(
    "sharing.read_batch",
    lambda actor, batch: actor.kind in {"operator", "system"} or works_for(actor, batch),
    door=lambda actor: actor.kind in {"operator", "system"} or inbox_or_key(actor),
    scope="notices",
    says="have the files of notices of their organisation",
)
permission(
    "sharing.answer_many",
    door=inbox_or_key,
    scope="notices",
    says="answer several notices of their organisation at once",
)
permission(
    "sharing.see_unmatched",
    door=inbox_or_key,
    scope="notices",
    says="see what their organisation answered that fits no notice",
)
permission(
    "sharing.propose",
    works_for,
    door=inbox_or_key,
    scope="notices",
    says="ask a person whether another value of a fact that their organisation was told is right",
)
permission(
    "sharing.list_triage",
    works_in_triage,
    door=holding(Role.SAFEGUARDING_OFFICER),
    says="list what may speak of harm, as the council’s safeguarding officer",
)
permission(
    "sharing.triage",
    triages,
    door=holding(Role.SAFEGUARDING_OFFICER),
    says="take in hand what may speak of harm to a child or to an adult at risk, as the council’s safeguarding officer",
)
