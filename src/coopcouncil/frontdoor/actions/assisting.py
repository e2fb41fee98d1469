"""An officer writes down for somebody what happened: begin, hand over, put it in the person's own account."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from coopcouncil.directory import public as directory
from coopcouncil.foundation import audit, permissions
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.forgetting import forget
from coopcouncil.frontdoor import gateways, queries
from coopcouncil.frontdoor.actions.drafting import KEPT_SAFE, keep_version, open_draft, unsent_draft
from coopcouncil.frontdoor.actions.files import without_files
from coopcouncil.frontdoor.domain.assisting import AGREEMENTS, CHANNELS, has_place
from coopcouncil.frontdoor.models import Draft
from coopcouncil.kernel.errors import BadInput, Conflict, NotAllowed, NotFound
from coopcouncil.kernel.identifiers import check_code
from coopcouncil.people import public as people
from coopcouncil.sharing import public as sharing

# Long enough for a paper that is missing; short enough that nobody's sorrow lies about at a counter.
KEPT_WHILE_HELPING = timedelta(days=7)


def begin_helping(
    *,
    actor: Actor,
    event_code: str,
    organisation_id: UUID,
    channel: str,
    access_point_id: UUID | None,
    agreement: str,
    now: datetime,
    language: str = "en",
) -> UUID:
    """Begin to write a life event down for somebody who agreed to it. Returns the draft's id.

    Raises NotAllowed for who may not help, or not for that organisation; NotFound for an unknown life event; BadInput
    (place: channel, access_point, agreement) where nobody said how they agreed, or the place is another body's.
    """
    permissions.require(actor, "frontdoor.assist")
    if organisation_id not in people.assisting_at(actor):
        raise NotAllowed("frontdoor.assist", about_object=False)
    if channel not in CHANNELS:
        raise BadInput(_("Choose how they came to you."), place="channel")
    if agreement not in AGREEMENTS:
        raise BadInput(_("Ask if they agree, and choose how they said so."), place="agreement")
    place = _place(organisation_id, channel, access_point_id)
    event = gateways.offered_event(event_code, localdate(now))
    with transaction.atomic():
        keep_version(event, now)
        draft = Draft.objects.create(
            event_code=event.code,
            event_version=event.version,
            assisted_by_id=actor.account_id,
            organisation_id=organisation_id,
            channel=channel,
            access_point_id=place,
            agreement=agreement,
            safe=event.safe_mode,
            answers={},
            language=language,
            started_at=now,
            touched_at=now,
            expires_at=now + (KEPT_SAFE if event.safe_mode else KEPT_WHILE_HELPING),
        )
        audit.note(actor, "frontdoor.helping_begun", draft, reason=f"{channel} {agreement}")
    return draft.id


def _place(organisation_id: UUID, channel: str, access_point_id: UUID | None) -> UUID | None:
    if not has_place(channel):
        return None
    places = {point.id for point in directory.access_points(organisation_id=organisation_id)}
    if places and access_point_id not in places:
        raise BadInput(_("Choose the place where you are."), place="access_point")
    return access_point_id if places else None


def take_over(*, actor: Actor, draft_id: UUID, now: datetime) -> None:
    """Go on with what a colleague began. Raises NotFound, NotAllowed."""
    with transaction.atomic():
        draft = queries.draft_for_update(draft_id, now=now)
        permissions.require(actor, "frontdoor.take_over_helping", draft)
        before, mine = draft.assisted_by_id, people.assisting_at(actor)
        draft.assisted_by_id, draft.touched_at = actor.account_id, now
        if draft.organisation_id not in mine:  # that organisation may not help any more: the council goes on
            council = people.council()
            draft.organisation_id = council.id if council else draft.organisation_id
        draft.save(update_fields=["assisted_by", "organisation", "touched_at"])
        audit.note(actor, "frontdoor.helping_taken_over", draft, reason=f"from {before}", on_behalf_of=draft.account_id)


def put_in_their_account(*, actor: Actor, draft_id: UUID, email: str, code: str, now: datetime) -> None:
    """Let it go into the account of whoever is helped, once sent: by their exact address and the code shown in it.

    Raises BadInput, in the same words for an address that nobody has and for another code, so that nobody learns who
    has an account; Conflict in safe mode; NotFound, NotAllowed, TooMany (counted by the caller).
    """
    with transaction.atomic():
        draft = unsent_draft(actor, draft_id, now)
        if draft.assisted_by_id is None:
            raise NotFound("Nobody helps with this.")
        if draft.safe:
            raise Conflict(_("This is kept out of every account. Nothing was changed."))
        try:
            account_id, known = people.account_with_email(email.strip()), True
        except NotFound:
            account_id, known = uuid4(), False  # so that the time it takes tells nothing either
        right = gateways.is_account_code(account_id, check_code(code), now)
        if not (known and right) or account_id == actor.account_id:
            raise BadInput(
                _("The address and the code do not belong together, or the code is too old."),
                mend=_("Ask them to open the page again and to read both out. You can also go on without."),
            )
        people.hold_account(account_id)
        draft.account_id = account_id
        draft.save(update_fields=["account"])
        sharing.hand_over_documents(
            actor=actor, draft_id=draft.id, account_id=account_id, session_digest=draft.session_digest
        )
        audit.note(actor, "frontdoor.helping_for_account", draft, on_behalf_of=account_id)


def help_safely(*, actor: Actor, draft_id: UUID, now: datetime) -> UUID:
    """Carry on in safe mode: in nobody's account, on nobody else's list. Returns the new draft's id.

    The draft gets another id, for the trail names the account under the one before; its files are thrown away, and
    asked for again. Raises NotFound, NotAllowed, Conflict.
    """
    with transaction.atomic():
        draft, event = open_draft(actor, draft_id, now)
        if draft.assisted_by_id is None:
            raise NotFound("Nobody helps with this.")
        sharing.close_help(actor=actor, draft_ids=[draft.id], untraced=True)
        sharing.let_documents_go(actor=actor, draft_ids=[draft.id], untraced=True)
        Draft.objects.filter(id=draft.id).delete()
        forget([draft.id])
        draft.id, draft.answers, draft.corrections = uuid4(), without_files(event, draft.answers), {}
        draft.safe, draft.account_id, draft.started_at, draft.touched_at = True, None, now, now
        draft.expires_at = min(draft.expires_at, now + KEPT_SAFE)
        draft.save(force_insert=True)
        audit.note(actor, "frontdoor.helping_made_safe", draft)
    return draft.id


def note_read_for(actor: Actor, draft: Draft, page: str) -> None:
    """Log that an officer read what they write down for somebody; nothing where nobody helps."""
    if draft.assisted_by_id is None:
        return
    with transaction.atomic():
        audit.read(
            actor, "frontdoor.helping_read", draft, reason=page, about=[draft.account_id],
            organisation_id=draft.organisation_id, on_behalf_of=draft.account_id,
        )  # fmt: skip


def claim_slip(*, actor: Actor, reference: str, code: str, now: datetime) -> UUID | None:
    """Put what an officer wrote down into the signed-in account, by what stands on the slip.

    Returns the submission's id, None where the two do not belong together. Raises BadInput for what can be neither.
    """
    typed = check_code(code)
    return sharing.claim_written_down(
        actor=actor,
        reference=reference,
        is_its_code=lambda submission_id: gateways.is_slip_code(submission_id, typed),
        now=now,
    )
