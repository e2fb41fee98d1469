"""Taking back what was told, and correcting one fact of it: a notice follows each one that was sent.

What follows goes by the way that its organisation has now, whatever became of the first notice: one that died may have
arrived all the same. It never overtakes what it corrects (`delivering.deliver` has it wait).
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from coopcouncil.foundation import audit, events, outbox, permissions
from coopcouncil.foundation.actors import ANONYMOUS, Actor
from coopcouncil.kernel.errors import BadInput, Conflict, NotFound
from coopcouncil.kernel.identifiers import check_reference
from coopcouncil.people import public as people
from coopcouncil.sharing import queries
from coopcouncil.sharing.actions.clearing import take_out_of_files
from coopcouncil.sharing.actions.gate import stop_held
from coopcouncil.sharing.actions.proposing import lapse_proposals
from coopcouncil.sharing.actions.recording import correct_recorded, withdraw_recorded
from coopcouncil.sharing.actions.safe import opened
from coopcouncil.sharing.actions.stopping import LONGEST_TITLE, same
from coopcouncil.sharing.actions.submitting import TOPIC, put_on_their_way
from coopcouncil.sharing.domain import slices
from coopcouncil.sharing.domain.due import COUNCIL_TIME
from coopcouncil.sharing.domain.purposes import matter_of
from coopcouncil.sharing.domain.safe import SafeContact, kept_contact
from coopcouncil.sharing.domain.slices import Fact
from coopcouncil.sharing.domain.undo import MOST_WORDS, REASONS, AtMoment, urgency_of_withdrawal
from coopcouncil.sharing.events import FactCorrected, TakenBack
from coopcouncil.sharing.models import Notice, Submission


def take_back(*, actor: Actor, submission_id: UUID, because: str, words: str, now: datetime) -> bool:
    """Tell every service that was told that it was wrong. Done once: False when it was taken back before.

    `words` are for the services, and may be empty. Raises BadInput, NotFound, NotAllowed; Conflict where the power by
    which it was told has ended.
    """
    words = _checked(because, words)
    with transaction.atomic():
        submission = queries.submission_for_update(submission_id)
        permissions.require(actor, "sharing.take_back", AtMoment(submission, now))
        _still_speaks(submission, queries.told_notices(submission.id), now)
        return _take_back(actor, submission, because, words, now)


def take_back_safely(*, reference: str, words: str, because: str, said: str, now: datetime) -> bool | None:
    """The same of what was told in safe mode, for whoever knows its reference and its words; None for everybody else.

    `said` is for the services. The trail names nobody. Raises BadInput.
    """
    said = _checked(because, said)
    permissions.require(ANONYMOUS, "sharing.look_again")
    with transaction.atomic():
        found = opened(reference, words, now)
        if found is None:
            return None
        return _take_back(ANONYMOUS, queries.submission_for_update(found.id), because, said, now)


def take_back_for_somebody(*, actor: Actor, reference: str, words: str, now: datetime) -> bool:
    """The council takes back what somebody else told about a person, who says that it is not so.

    By its reference, which every service that was told can name. Raises BadInput, NotFound, NotAllowed.
    """
    words = _checked("about_me", words)
    with transaction.atomic():
        submission = queries.submission_for_update(reported_wrongly(actor=actor, reference=reference))
        return _take_back(actor, submission, "about_me", words, now)


def reported_wrongly(*, actor: Actor, reference: str) -> UUID:
    """The submission that the council's case owner may take back, by its reference. The look-up is audited.

    Raises BadInput, NotFound, NotAllowed.
    """
    council = people.council()
    if council is None:
        raise NotFound("There is no council.")
    permissions.require(actor, "sharing.take_back_for_somebody", council)
    found = queries.submission_by_reference(check_reference(reference))
    if found is None or found.safe:
        raise NotFound("There is no such reference.")
    audit.read(actor, "sharing.looked_up_by_reference", found, about=queries.people_of_submission(found))
    return found.id


def _checked(because: str, words: str) -> str:
    words = words.strip()
    if because not in REASONS:
        raise BadInput("Say why it is taken back.", place="because", mend="Choose one of the reasons.")
    if len(words) > MOST_WORDS:
        raise BadInput("That is too long.", place="words", mend="Write at most 1,000 characters.")
    return words


def _take_back(actor: Actor, submission: Submission, because: str, words: str, now: datetime) -> bool:
    if submission.withdrawn_at:
        return False
    told = queries.told_notices(submission.id)
    ids = [notice.id for notice in told]
    stop_held(queries.chain_for_update(ids), now)
    take_out_of_files(ids)
    told = queries.perhaps_told(told)
    submission.withdrawn_at = now
    submission.save(update_fields=["withdrawn_at"])
    with translation.override(settings.LANGUAGE_CODE):  # the services read it
        taken_back = [_withdrawal(notice, because, words, now) for notice in told]
    put_on_their_way(taken_back, now)
    withdraw_recorded(actor=actor, submission=submission)
    lapse_proposals(submission.id, now)
    _hurry(submission.id, now)
    audit.note(actor, "sharing.taken_back", submission, reason=because)
    events.emit(TakenBack(submission.id))
    return True


def _withdrawal(notice: Notice, because: str, words: str, now: datetime) -> Notice:
    """It carries no fact: the reference stands in its submission, and the original beside it."""
    return Notice(
        **same(notice),
        kind=Notice.Kind.WITHDRAWAL,
        corrects=notice,
        because=because,
        words=words or None,
        title=(_("Taken back: %(title)s") % {"title": notice.title})[:LONGEST_TITLE],
        what_happens=_("They put right whatever they changed because of it."),
        facts=[],
        safe_contact=_contact(notice),
        urgency=urgency_of_withdrawal(notice.urgency, may_end_entitlement=notice.may_end_entitlement),
        standing=Notice.Standing.REPORTED,
        standing_words=_("Taken back"),
        standing_means=_("What you were told was wrong. Nothing may stop because of it."),
        may_end_entitlement=False,
        created_at=now,
    )


def correct(
    *,
    actor: Actor,
    submission_id: UUID,
    fact: Fact,
    now: datetime,
    known: Mapping[str, Any] = MappingProxyType({}),
    says_who: bool = False,
    agreed: bool = False,
) -> int:
    """Tell each service that got this fact its new value, and nothing else. Returns how many were told.

    The value that it had stays where it was told, so both are kept. The same value again tells nobody. `known` is what
    it says of the person beyond this, as in `submit`: what we know of them is put right with it. `says_who` says that
    the fact is who tells: what was proved of the name before proves nothing of the new one, nor of what follows it.
    `agreed`: a service proposed it, and the person said that it is right. Raises NotFound, NotAllowed, BadInput when no
    service got it, Conflict when all of it was taken back, or the power by which it was told has ended.
    """
    with transaction.atomic():
        submission = queries.submission_for_update(submission_id)
        permissions.require(actor, "sharing.correct", submission)
        if submission.withdrawn_at:
            raise Conflict(_("You have taken this back. Nothing of it can be changed any more."))
        told = [notice for notice in queries.told_notices(submission.id) if _held(notice, fact.code)]
        still = queries.agreed_still([notice.id for notice in told], now)
        told = [notice for notice in told if notice.id in still]
        if not told:
            raise BadInput(_("No service was told that."), mend=_("There is nothing to put right."))
        _still_speaks(submission, told, now)
        before = queries.current_fact(submission.id, told[0], fact.code)
        if before == fact.value:
            return 0
        with translation.override(settings.LANGUAGE_CODE):
            unsure = says_who or queries.corrected_who(submission.id)
            corrections = [_correction(notice, fact, now, unsure) for notice in told]
        put_on_their_way(corrections, now)
        if submission.facts:
            submission.facts = {**submission.facts, fact.code: fact.value}
        submission.person_acted_at = submission.person_acted_at or now
        submission.save(update_fields=["facts", "person_acted_at"])
        correct_recorded(actor=actor, submission=submission, before=before, known=known, now=now, agreed=agreed)
        _hurry(submission.id, now)
        audit.note(actor, "sharing.corrected", submission)
        events.emit(FactCorrected(submission.id, fact.code))
    return len(corrections)


def _still_speaks(submission: Submission, told: Iterable[Notice], now: datetime) -> None:
    """Raises Conflict where it was told by a power that today no longer reaches each of these notices.

    The power stays locked until the transaction ends: nobody ends it meanwhile.
    """
    if submission.authority_id is None:
        return
    people.hold_authority(submission.authority_id)
    holder = Actor(kind="person", account_id=submission.account_id)
    matters = {matter_of(notice.purpose) for notice in told}
    today = now.astimezone(COUNCIL_TIME).date()
    verdicts = people.may_speak_for(holder, submission.authority_id, matters, today)
    if not all(verdict.may for verdict in verdicts.values()):
        raise Conflict(
            _("The power by which you told this has ended. Nothing was changed. Tell the council what is wrong.")
        )


def _held(notice: Notice, code: str) -> Fact | None:
    told = slices.cut(slices.read(notice.facts), purpose=notice.purpose)
    return next((fact for fact in told if fact.code == code), None)


def _contact(notice: Notice) -> dict[str, str] | None:
    """Where the person must be kept safe, that nobody may write to them because of this; never how to reach them."""
    return kept_contact(SafeContact("none")) if notice.safe_contact else None


def _correction(notice: Notice, fact: Fact, now: datetime, unsure: bool) -> Notice:
    held = _held(notice, fact.code)
    if held and held.do_not_use:
        fact = replace(fact, do_not_use=True)
    return Notice(
        **{**same(notice), **({"identity": "none"} if unsure else {})},
        kind=Notice.Kind.CORRECTION,
        corrects=notice,
        title=(_("Correction: %(title)s") % {"title": notice.title})[:LONGEST_TITLE],
        what_happens=_("They change what they were told."),
        facts=slices.kept(slices.cut([fact], purpose=notice.purpose)),
        urgency=notice.urgency,
        needs=notice.needs,
        language=notice.language,
        acting=notice.acting,
        how_told=notice.how_told,
        safe_contact=notice.safe_contact,
        standing=Notice.Standing.REPORTED,
        standing_words=_("Corrected by the person who told you"),
        standing_means=_("Nobody has checked the new answer yet."),
        may_end_entitlement=False,
        created_at=now,
    )


def _hurry(submission_id: UUID, now: datetime) -> None:
    """What has still to be sent goes at once: what corrects it waits for it."""
    waiting = queries.not_sent_for_update(submission_id)
    for delivery in waiting:
        if delivery.next_attempt_at and delivery.next_attempt_at > now:
            delivery.next_attempt_at = delivery.changed_at = now
            delivery.save(update_fields=["next_attempt_at", "changed_at"])
    outbox.hasten(TOPIC, [delivery.id for delivery in waiting], due_at=now)
