"""Reads: drafts, and who would be told."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from coopcouncil.directory import public as directory
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.database import only_row
from coopcouncil.foundation.models import AuditRow
from coopcouncil.foundation.remembered import one_look
from coopcouncil.frontdoor.domain import known, safe
from coopcouncil.frontdoor.domain.life_event import Fact, LifeEvent, Notice
from coopcouncil.frontdoor.domain.naming import named
from coopcouncil.frontdoor.domain.telling import Recipient, Shown, Telling, as_corrected, postcode_for, recipient_for
from coopcouncil.frontdoor.models import Draft, ReturnLink
from coopcouncil.frontdoor.queries.assisting import Begun, Helping, begun, helping, just_sent, teller
from coopcouncil.frontdoor.queries.spoken import speaking, spoken_by
from coopcouncil.frontdoor.queries.suggestions import suggestions
from coopcouncil.frontdoor.queries.versions import (
    VersionRow,
    approved_later,
    highest_version,
    open_versions,
    proposed_count,
    released_texts,
    version,
    version_begun,
    version_for_update,
    versions_of,
)
from coopcouncil.kernel.errors import Conflict, NotFound
from coopcouncil.people import public as people
from coopcouncil.places import public as places
from coopcouncil.sharing import public as sharing
from coopcouncil.sharing.public import SafeContact, digest, read_contact

__all__ = [
    "Begun",
    "Helping",
    "VersionRow",
    "approved_later",
    "audit_rows",
    "begun",
    "draft",
    "draft_for_update",
    "drafts_of",
    "finder",
    "helping",
    "highest_version",
    "is_telling_safely",
    "just_sent",
    "names_to_pick",
    "open_drafts",
    "open_drafts_for_update",
    "open_versions",
    "proposed_count",
    "released_texts",
    "speaking",
    "spoken_by",
    "suggestions",
    "teller",
    "version",
    "version_begun",
    "version_for_update",
    "versions_of",
]


def draft(draft_id: UUID, *, now: datetime) -> Draft:
    """A draft that is still open or was sent. Raises NotFound, also for one that has expired."""
    found = only_row(Draft, "id = %s AND expires_at > %s", [draft_id, now])
    if found is None:
        raise NotFound("There is no such draft.")
    return found


def draft_for_update(draft_id: UUID, *, now: datetime) -> Draft:
    """The same, locked until the transaction ends, so that two tabs take turns."""
    found = only_row(Draft, "id = %s AND expires_at > %s FOR UPDATE", [draft_id, now])
    if found is None:
        raise NotFound("There is no such draft.")
    return found


def open_drafts(actor: Actor, *, now: datetime, limit: int = 20) -> list[Draft]:
    """What this person began and has not sent, the newest first. In safe mode it stands in no list."""
    return list(_begun_by(actor, now).filter(safe=False).order_by("-touched_at", "id")[:limit])


def is_telling_safely(actor: Actor, *, now: datetime) -> bool:
    """Whether this browser has begun to tell something in safe mode. No query for whoever has no session of ours."""
    return bool(actor.session_key) and _begun_by(actor, now).filter(safe=True).exists()


def open_drafts_for_update(
    actor: Actor, event_code: str, *, now: datetime, authority_id: UUID | None = None
) -> list[Draft]:
    """What this person began of one life event by the same power, or by none, and has not sent; locked."""
    power = Q(authority_id=authority_id) if authority_id else Q(authority__isnull=True)
    begun = _begun_by(actor, now).filter(power, event_code=event_code)
    return list(begun.select_for_update().order_by("id"))


def _begun_by(actor: Actor, now: datetime) -> QuerySet[Draft]:
    # What an officer writes down for somebody is on the officer's desk until it is sent.
    drafts = Draft.objects.filter(submission_id__isnull=True, expires_at__gt=now, assisted_by__isnull=True)
    if actor.account_id:
        return drafts.filter(account_id=actor.account_id)
    if actor.kind == "anonymous" and actor.session_key:
        return drafts.filter(account__isnull=True, session_digest=digest(actor.session_key))
    return drafts.none()


def drafts_of(account_id: UUID) -> list[dict[str, Any]]:
    """What an account began and has not sent, as text and dates, for its person to read."""
    return [
        {
            "life_event": draft.event_code,
            "begun_at": draft.started_at.isoformat(),
            "kept_until": draft.expires_at.isoformat(),
            "answers": draft.answers,
            "left_out": draft.left_out,
            "agreed": draft.agreed,
            "needs": draft.needs,
            "language": draft.language,
            "corrected": {code: kept["before"] for code, kept in draft.corrections.items()},
        }
        for draft in Draft.objects.filter(account_id=account_id, submission_id__isnull=True).order_by("started_at")
    ]


def finder(event: LifeEvent, values: Mapping[str, Any]) -> Callable[[Notice], Recipient]:
    """Who gets each notice, given the answers.

    One look-up a place, whatever the number of notices, and one for all the bodies that the person may have named.
    """
    by_place = [notice for notice in event.notices if not notice.named_by]
    where = {notice.code: postcode_for(event, notice, values) for notice in by_place}
    wards = {postcode: _ward(postcode) for postcode in set(where.values())}
    types = sorted({notice.service for notice in by_place})
    said = {notice.code: values.get(notice.named_by) for notice in event.notices if notice.named_by}
    with one_look():
        found = {ward: directory.recipients_for(types, ward_id=ward) for ward in set(wards.values())}
        offering = directory.offering(sorted({event.notice(code).service for code, name in said.items() if name}))
        council = people.council()
    if council is None:
        raise Conflict("No council is set up here yet. Mend: coopcouncil people found")
    owner = Recipient(council.id, council.name, None, council.name)

    def at_place(service_type: str, postcode: str | None) -> Recipient | None:
        return _recipient(found[wards[postcode]].get(service_type))

    def by_name(service_type: str, name: str) -> Recipient | None:
        return _recipient(named(name, ((row.organisation_name, row) for row in offering[service_type])))

    return lambda notice: recipient_for(
        notice, where.get(notice.code), said.get(notice.code), find=at_place, find_named=by_name, council=owner
    )


def _recipient(service: directory.ServiceView | None) -> Recipient | None:
    if service is None:
        return None
    return Recipient(service.organisation_id, service.organisation_name, service.id, service.name)


def names_to_pick(event: LifeEvent, fact: Fact) -> list[str]:
    """The bodies that a person may mean by this fact, by name: none, and no query, where it names nobody."""
    types = {notice.service for notice in event.notices if notice.named_by == fact.code}
    if not types:
        return []
    return sorted({row.organisation_name for rows in directory.offering(types).values() for row in rows})


def _ward(postcode: str | None) -> UUID | None:
    area = places.area_of_postcode(postcode) if postcode else None
    return area.id if area else None


def audit_rows() -> QuerySet[AuditRow]:
    """The whole audit trail, to be filtered and paged in the database."""
    return AuditRow.objects.all()


def return_link(link_id: UUID) -> ReturnLink | None:
    """A link or code with its draft; None for one that is gone."""
    return ReturnLink.objects.select_related("draft").filter(id=link_id).first()


def return_link_by_digest(fingerprint: str) -> ReturnLink | None:
    """The same, by what is kept of its secret."""
    return ReturnLink.objects.select_related("draft").filter(digest=fingerprint).first()


def address_written_to(draft_id: UUID) -> str:
    """Where the newest link to a draft that can be used goes, or ""."""
    links = ReturnLink.objects.filter(draft_id=draft_id, kind=ReturnLink.Kind.LINK, used_at__isnull=True)
    newest = links.order_by("-created_at").first()
    return str(newest.to) if newest and newest.to else ""


def was_mailed(draft_id: UUID) -> bool:
    """Whether a letter with a link to this draft lies in a mailbox, or is on its way there."""
    return ReturnLink.objects.filter(draft_id=draft_id, kind=ReturnLink.Kind.LINK).exists()


def contact_of(draft: Draft, event: LifeEvent) -> SafeContact | None:
    """How the person may safely be reached: by the life event's own answers where they say it, else as said apart."""
    told = safe.contact_told(event, draft.answers)
    return SafeContact(*told) if told else read_contact(draft.safe_contact)


def is_unsafe(event: LifeEvent, fact: Shown, contact: SafeContact | None) -> bool:
    """Whether, in safe mode, the person must not be reached by this: a number or an address they did not choose."""
    if contact is None or event.fact(fact.code).type not in safe.REACHES:
        return False
    return not sharing.is_chosen(contact, " ".join(fact.lines))


def conflicted(draft: Draft) -> frozenset[UUID]:
    """The organisations that must not learn of it."""
    return frozenset(UUID(text) for text in draft.conflicted)


def safeguarding_lead() -> Recipient:
    """The council's own safeguarding service: who is told where the right body must not be. Raises Conflict."""
    council = people.council()
    if council is None:
        raise Conflict("No council is set up here yet. Mend: coopcouncil people found")
    offered = directory.offering([safe.LEAD_SERVICE])[safe.LEAD_SERVICE]
    own = next((row for row in offered if row.organisation_id == council.id), None)
    return Recipient(council.id, council.name, own.id if own else None, own.name if own else council.name)


def held(actor: Actor, draft: Draft, event: LifeEvent, fact: Fact, *, today: date) -> sharing.RecordView | None:
    """What we know already of what a question asks, where it may be offered to whoever answers; None where it may not.

    Only to the person themself, for themself, and never in safe mode; not where this life event changes it. A value
    that is no answer to this question any more is not offered. One query, and none for a fact of this event only.
    """
    theirs = actor.account_id is not None and draft.account_id == actor.account_id
    if (
        not (fact.may_be_offered and theirs)
        or draft.safe
        or event.safe_mode
        or draft.authority_id
        or draft.assisted_by_id
    ):
        return None
    record = sharing.record_of(actor, fact.known_as)
    return record if record is not None and known.fits(fact, record.value, today=today) else None


def marked(actor: Actor, event: LifeEvent, tellings: Sequence[Telling], before: Mapping[str, Any]) -> list[Telling]:
    """Notices with what was corrected marked, and what it was before only for who got that from us."""
    if not before:
        return list(tellings)
    told = sharing.told_before(actor, {item.recipient.organisation_id for item in tellings})

    def may_learn(item: Telling, fact: Shown, was: Any) -> bool:
        return sharing.may_learn_what_it_was(
            organisation_id=item.recipient.organisation_id,
            service_type=item.notice.service,
            known_as=fact.known_as,
            before=was,
            told=told,
        )

    return [as_corrected(event, item, before, may_learn=may_learn) for item in tellings]
