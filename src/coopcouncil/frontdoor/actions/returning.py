"""Save what was begun and come back to it: by a link in an e-mail, by a code on paper, or in an account."""

import secrets
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from coopcouncil.foundation import audit, outbox, permissions
from coopcouncil.foundation.actors import Actor
from coopcouncil.frontdoor import gateways, queries
from coopcouncil.frontdoor.actions.drafting import KEPT_FOR, KEPT_FOR_ANONYMOUS, KEPT_SAFE, open_draft
from coopcouncil.frontdoor.domain import speech
from coopcouncil.frontdoor.domain.returning import LIVES_FOR, State, state_of
from coopcouncil.frontdoor.models import Draft, ReturnLink
from coopcouncil.kernel.errors import Conflict, NotFound
from coopcouncil.kernel.identifiers import RANDOM_BYTES, new_code
from coopcouncil.people import public as people
from coopcouncil.sharing.public import digest, hand_over_documents

LINK_TOPIC = "frontdoor.return_link"


class CannotComeBack(Conflict):
    """The link or code leads nowhere now; `state` says why."""

    def __init__(self, state: State) -> None:
        self.state = state
        super().__init__(f"This cannot be used: {state}.")


def mail_link(*, actor: Actor, draft_id: UUID, email: str, now: datetime) -> None:
    """Have a link to the draft written to `email`, which must be one (`facts.read`), and keep the draft as long.

    Links that went to another address lead nowhere any more: that address may have been a slip. The letter leaves by
    the outbox. Raises NotFound, NotAllowed, Conflict: sent already, in an account already, or told in safe mode.
    """
    with transaction.atomic():
        draft = _draft_to_save(actor, draft_id, now)
        if draft.safe:
            raise Conflict(_("We do not write to anybody about this. Use a code instead. Your answers are kept."))
        before = list(ReturnLink.objects.filter(draft=draft, kind=ReturnLink.Kind.LINK, used_at__isnull=True))
        for link in before:
            if link.to != email:
                link.delete()
        if any(link.to == email and link.written_at is None for link in before):
            return  # it is on its way
        link_id, until = uuid4(), now + LIVES_FOR
        ReturnLink.objects.create(
            id=link_id,
            draft=draft,
            kind=ReturnLink.Kind.LINK,
            digest=gateways.fingerprint(gateways.link_token(link_id, until)),
            to=email,
            created_at=now,
            expires_at=until,
        )
        _keep_as_long(draft, now)
        outbox.add(LINK_TOPIC, link_id, due_at=now, priority=outbox.Priority.SAME_DAY)
        audit.note(actor, "frontdoor.link_to_come_back_made", draft)


def write_down_code(*, actor: Actor, draft_id: UUID, now: datetime) -> str:
    """A code by which the draft opens in another browser, to be shown once. The draft is kept as long as the code.

    Raises NotFound, NotAllowed, Conflict: sent already, or in an account already.
    """
    with transaction.atomic():
        draft = _draft_to_save(actor, draft_id, now)
        code = new_code(secrets.token_bytes(RANDOM_BYTES))
        ReturnLink.objects.create(
            draft=draft,
            kind=ReturnLink.Kind.CODE,
            digest=gateways.fingerprint(code),
            created_at=now,
            expires_at=now + LIVES_FOR,
        )
        _keep_as_long(draft, now)
        audit.note(actor, "frontdoor.code_to_come_back_made", draft)
    return code


def write_letter(*, link_id: UUID, now: datetime) -> None:
    """Write the letter with a link, unless it has left or is no use any more. Raises OSError to be tried again.

    A worker that dies after the letter left and before it is noted writes it twice, with the same link.
    """
    link = queries.return_link(link_id)
    if link is None or link.written_at is not None or link.to is None or link.draft.safe:
        return
    draft = link.draft
    sent = draft.submission_id is not None
    if state_of(expires_at=link.expires_at, used_at=link.used_at, sent=sent, now=now) is not State.LIVE:
        return
    with translation.override(draft.language):
        subject, text = _letter(draft, link, localdate(now))
    gateways.write_letter(to=link.to, subject=subject, text=text)
    ReturnLink.objects.filter(id=link.id).update(written_at=now)


def _letter(draft: Draft, link: ReturnLink, today: date) -> tuple[str, str]:
    """What the letter says. Whoever else may read it learns nothing of a life event that carries a way out at once."""
    title = _title(draft, today)
    named = _(" about “%(title)s”") % {"title": title} if title else ""
    text = _(
        "Hello,\n\n"
        "You asked us to keep what you began to tell us%(named)s. Nobody has been told anything yet.\n\n"
        "To go on with it, open this address and press the button there:\n%(address)s\n\n"
        "It works once, until %(until)s. After that, what you began is thrown away.\n\n"
        "If you did not ask for this, you need not do anything. Please do not pass this letter on: whoever has the "
        "address can read what was begun.\n\n"
        "Your council\n"
    )
    address = reverse("frontdoor:come_back_by_link", args=[gateways.link_token(link.id, link.expires_at)])
    until = date_format(localtime(link.expires_at), "j F Y, H:i")
    words = {"named": named, "address": f"{gateways.public_url()}{address}", "until": until}
    return _("Go on with what you began"), text % words


def _title(draft: Draft, today: date) -> str:
    """What was begun, in the words and the language in which they read it; "" where it must not be named."""
    try:
        begun = gateways.event_of_version(draft.event_code, draft.event_version, today)
    except NotFound:  # it was withdrawn since
        return ""
    offered = gateways.offered(today).get(draft.event_code, begun)
    if begun.quick_exit or offered.quick_exit:
        return ""
    return speech.shipped(begun.code, draft.language).say(("title",), begun.title)


def what_became_of(secret: str, now: datetime) -> State:
    """What has become of a link or a code, without using it."""
    link = queries.return_link_by_digest(gateways.fingerprint(secret))
    if link is not None:
        sent = link.draft.submission_id is not None
        return state_of(expires_at=link.expires_at, used_at=link.used_at, sent=sent, now=now)
    end = gateways.link_end(secret)
    if end is None:
        return State.UNKNOWN
    return State.GONE if now < end else State.EXPIRED


def come_back(*, actor: Actor, secret: str, now: datetime) -> UUID:
    """Open a draft here by its link's or its code's secret, once; where it was begun it opens no more.

    It goes to the browser of whoever is not signed in, and to the account of whoever is. All links and codes of the
    draft are used up with it. Returns the draft's id. Raises CannotComeBack with what has become of it; Conflict where
    it may be in no account and somebody is signed in.
    """
    permissions.require(actor, "frontdoor.come_back")
    found = queries.return_link_by_digest(gateways.fingerprint(secret))
    if found is None:
        raise CannotComeBack(what_became_of(secret, now))
    with transaction.atomic():
        people.hold_account(actor.account_id)
        # The draft is locked first: two links of one draft, used at once, then take turns.
        try:
            draft = queries.draft_for_update(found.draft_id, now=now)
            link = ReturnLink.objects.select_for_update().get(id=found.id)
        except (NotFound, ReturnLink.DoesNotExist):
            raise CannotComeBack(State.EXPIRED) from None
        sent = draft.submission_id is not None
        state = state_of(expires_at=link.expires_at, used_at=link.used_at, sent=sent, now=now)
        if state is not State.LIVE:
            raise CannotComeBack(state)
        _hand_over(draft, actor, now)
        audit.note(actor, "frontdoor.came_back", draft, reason=link.kind)
    return draft.id


def put_in_account(*, actor: Actor, draft_id: UUID, session_key: str, now: datetime) -> None:
    """Make a draft of the browser that holds `session_key` the signed-in account's own.

    Raises NotFound when that browser holds no such draft that is nobody's; Conflict: sent already, or in safe mode.
    """
    permissions.require(actor, "signed_in")
    with transaction.atomic():
        people.hold_account(actor.account_id)
        draft = queries.draft_for_update(draft_id, now=now)
        if draft.account_id or not session_key or draft.session_digest != digest(session_key):
            raise NotFound("There is no such draft.")
        if draft.submission_id:
            raise Conflict(_("This was sent already. Nothing was changed."))
        _hand_over(draft, actor, now)
        audit.note(actor, "frontdoor.put_in_account", draft)


def _hand_over(draft: Draft, actor: Actor, now: datetime) -> None:
    """To the actor's account, or to their browser; every link and code of it is used up."""
    if draft.safe and actor.account_id:
        raise Conflict(_("This is kept out of every account. Sign out, then open it again. Your answers are kept."))
    draft.account_id = actor.account_id
    draft.session_digest = "" if actor.account_id else digest(actor.session_key)
    draft.touched_at = now
    # Its code is used up, so in safe mode it lies about no longer than what is begun now.
    longest = now + (KEPT_FOR if actor.account_id else KEPT_FOR_ANONYMOUS)
    draft.expires_at = now + KEPT_SAFE if draft.safe else max(draft.expires_at, longest)
    draft.save(update_fields=["account", "session_digest", "touched_at", "expires_at"])
    hand_over_documents(
        actor=actor, draft_id=draft.id, account_id=draft.account_id, session_digest=draft.session_digest
    )
    ReturnLink.objects.filter(draft=draft, used_at__isnull=True).update(used_at=now, to=None)


def _draft_to_save(actor: Actor, draft_id: UUID, now: datetime) -> Draft:
    draft, _event = open_draft(actor, draft_id, now)
    if draft.account_id or not draft.session_digest:
        raise Conflict(_("This is kept already. You can go on with it from any computer."))
    return draft


def _keep_as_long(draft: Draft, now: datetime) -> None:
    draft.expires_at = max(draft.expires_at, now + LIVES_FOR)
    draft.save(update_fields=["expires_at"])
