"""Reporting a problem: once, to every body that is responsible; and saying “me too”."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from coopcouncil.casework.actions import report_owning
from coopcouncil.casework.domain import duplicates
from coopcouncil.casework.domain.public_words import public
from coopcouncil.casework.domain.report_categories import Category
from coopcouncil.casework.models import Report, ReportEvent, ReportFollower, ReportPart, ReportPhoto
from coopcouncil.casework.queries import report_places as places
from coopcouncil.casework.queries import reports as queries
from coopcouncil.foundation import audit, outbox, permissions
from coopcouncil.foundation.actors import Actor
from coopcouncil.kernel.errors import BadInput, NotFound
from coopcouncil.kernel.identifiers import RANDOM_BYTES, new_reference
from coopcouncil.kernel.words import Said
from coopcouncil.people.public import OrganisationView
from coopcouncil.sharing.public import Checked, digest

DELIVER, LETTER = "casework.deliver_report", "casework.report_letter"
LONGEST_DESCRIPTION, LONGEST_PLACE = 4000, 300  # letters
PICTURES = ("image/jpeg", "image/png")
OUTSIDE = Said("That place is outside the borough.")
OUTSIDE_MEND = Said("Choose a place on the map. For another borough, ask its own council.")


@dataclass(frozen=True)
class Told:
    """What somebody reports. `answers`: as `domain.report_answers` read them; `contact`: name, email, phone, device_id;
    `media_url`: kept for officers, never fetched and never published."""

    category: str
    longitude: float
    latitude: float
    place: str = ""
    description: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    contact: Mapping[str, str] = field(default_factory=dict)
    media_url: str = ""


def check_place(longitude: float, latitude: float) -> None:
    """Raises BadInput for a place outside the borough, where its borders are known."""
    if places.ward_at(longitude, latitude) is None and places.has_wards():
        raise BadInput(OUTSIDE, place="latitude", mend=OUTSIDE_MEND)


def check_photo(file: Checked) -> None:
    """Raises BadInput for a file that is no picture."""
    if file.media_type not in PICTURES:
        raise BadInput(Said("That is no photo."), place="photo", mend=Said("Choose a JPEG, PNG or HEIC picture."))


def report(
    *,
    actor: Actor,
    told: Told,
    channel: str,
    now: datetime,
    sent_as: UUID | None = None,
    language: str = "en",
    photos: Sequence[Checked] = (),
) -> UUID:
    """Report a problem. Each responsible body gets a part of its own, with a delivery and a state of its own.

    Sent twice under one `sent_as` it is one report. Raises BadInput, NotFound, NotAllowed.
    """
    permissions.require(actor, "casework.report_by_software" if actor.kind == "agency" else "casework.report")
    if sent_as is not None and (before := queries.report_sent_as(sent_as)):
        return _same(before, actor, told)
    category = places.category(told.category)
    check_place(told.longitude, told.latitude)
    for file in photos:
        check_photo(file)
    bodies = places.bodies(category, told.longitude, told.latitude)
    try:
        with transaction.atomic():
            made = _row(actor, told, category, channel, now, sent_as, language)
            for file in photos:
                ReportPhoto.objects.create(
                    report=made, media_type=file.media_type, content=file.content, scan=file.scan, given_at=now
                )
            happened(made, ReportEvent.Kind.REPORTED, now)
            for item, body in bodies:
                add_part(made, body, item.does, now)
            report_owning.own(made, now)
            audit.note(actor, "casework.reported", made, reason=category.code)
    except IntegrityError:
        # The same was sent at the same moment in another request.
        if sent_as is not None and (before := queries.report_sent_as(sent_as)):
            return _same(before, actor, told)
        raise
    return made.id


def _same(before: Report, actor: Actor, told: Told) -> UUID:
    """What was sent under a key before; only whoever sent it learns of it. Raises NotFound."""
    mine = (before.account_id, before.organisation_id) == (actor.account_id, actor.organisation_id)
    if not mine or before.category != told.category:
        raise NotFound("There is no such report.")
    return before.id


def _row(
    actor: Actor,
    told: Told,
    category: Category,
    channel: str,
    now: datetime,
    sent_as: UUID | None,
    language: str,
) -> Report:
    description = told.description.strip()[:LONGEST_DESCRIPTION]
    shown = {key: public(value) if isinstance(value, str) else value for key, value in told.answers.items()}
    private = (public(description), shown) != (description, dict(told.answers))
    ward = places.ward_at(told.longitude, told.latitude)
    return Report.objects.create(
        reference=new_reference(secrets.token_bytes(RANDOM_BYTES)),
        category=category.code,
        description=public(description),
        answers=shown,
        said={"description": description, "answers": dict(told.answers)} if private else None,
        longitude=told.longitude,
        latitude=told.latitude,
        cell=duplicates.cell(told.longitude, told.latitude),
        place=public(told.place.strip())[:LONGEST_PLACE],
        ward_id=ward.id if ward else None,
        channel=channel,
        organisation_id=actor.organisation_id,
        account_id=actor.account_id,
        contact={key: value for key, value in told.contact.items() if value} or None,
        media_url=told.media_url,
        language=language,
        sent_as=sent_as,
        reported_at=now,
        changed_at=now,
        expected_at=now + timedelta(days=category.days),
        public_at=None if category.look_first else now,
    )


def add_part(
    report: Report, body: OrganisationView, does: str, now: datetime, *, instead_of: ReportPart | None = None
) -> ReportPart:
    """Give a body its part, and put it on its way. Call inside a transaction."""
    part = ReportPart.objects.create(
        report=report, organisation_id=body.id, does=does, queued_at=now, changed_at=now, instead_of=instead_of
    )
    outbox.add(DELIVER, part.id, due_at=now, priority=outbox.Priority.SAME_DAY, lane=body.id)
    return part


def happened(
    report: Report, kind: str, now: datetime, *, part: ReportPart | None = None, words: str = "", key: str = ""
) -> ReportEvent:
    """Write into a report's history, and have whoever left an address told. Call inside a transaction."""
    made = ReportEvent.objects.create(report=report, part=part, kind=kind, words=words, key=key, at=now)
    if part is not None and kind != ReportEvent.Kind.SENT:
        report_owning.news(report, part, kind, words, now)
    if report.contact and report.contact.get("email") and kind not in _SILENT:
        outbox.add(LETTER, made.id, due_at=now)
    return made


_SILENT = frozenset({ReportEvent.Kind.SENT, ReportEvent.Kind.AGAIN, ReportEvent.Kind.PUBLISHED})


def say_too(*, actor: Actor, reference: str, now: datetime) -> bool:
    """Say that it is one's problem too: counted once; whoever is signed in follows it. Returns whether it counted.

    Raises NotFound, NotAllowed.
    """
    found = queries.report(reference)
    permissions.require(actor, "casework.see_report", found)
    permissions.require(actor, "casework.report")
    who: Any = {"account_id": actor.account_id} if actor.account_id else {"session_digest": digest(actor.session_key)}
    if not actor.account_id and not actor.session_key:
        raise BadInput(Said("Your browser does not keep cookies, so we cannot tell whether you said this before."))
    with transaction.atomic():
        held = queries.report_for_update(found.id)
        if actor.account_id is not None and held.account_id == actor.account_id:
            return False  # whoever reported it has said so
        _row_of, made = ReportFollower.objects.get_or_create(report=held, **who, defaults={"at": now})
        if made:
            Report.objects.filter(id=held.id).update(too=F("too") + 1)
        audit.note(actor, "casework.said_too", held)
    return made


def unfollow(*, actor: Actor, reference: str) -> None:
    """Take “me too” back, and follow it no more. Raises NotFound, NotAllowed."""
    permissions.require(actor, "casework.my_reports")
    found = queries.report(reference)
    permissions.require(actor, "casework.see_report", found)
    with transaction.atomic():
        queries.report_for_update(found.id)
        mine: Any = {"account_id": actor.account_id}
        gone, _by_table = ReportFollower.objects.filter(report=found, **mine).delete()
        if gone:
            Report.objects.filter(id=found.id, too__gt=0).update(too=F("too") - 1)
            audit.note(actor, "casework.unfollowed", found)
