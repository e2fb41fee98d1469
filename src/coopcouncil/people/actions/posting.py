"""A code by post: whoever types it has shown that letters to this address reach them."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from coopcouncil.foundation import audit, keys, permissions
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.pdf import Record, Section
from coopcouncil.kernel.errors import BadInput, Conflict, NotAllowed
from coopcouncil.people import gateways
from coopcouncil.people.actions.proofs import keep_proof
from coopcouncil.people.domain import posted_codes
from coopcouncil.people.models import Account, IdentityProof, PostedCode
from coopcouncil.people.queries import proofs

_PLACE = "people_posted_code.digest"


def ask_for_code(*, actor: Actor, address: Sequence[str], now: datetime) -> UUID:
    """Have a letter with a code written to `address` (its lines). A code that was on its way before counts no longer.

    The letter is kept together with the code or not at all. It goes to the name of the account as it is now, and its
    code proves that name, whatever the account is called later. Raises NotAllowed; BadInput for an address that is
    none, or an account without a name; Conflict after too many letters; OSError where the letter could not be written.
    """
    lines = [" ".join(line.split()) for line in address if line.strip()]
    if len(lines) < 2:
        raise BadInput(_("Write your address, and its postcode."))
    with transaction.atomic():
        account_id = _own(actor)
        # Two presses at once take turns at the account's row.
        name = Account.objects.select_for_update().get(id=account_id).name
        if not name.strip():
            raise BadInput(
                _("We do not know your name yet, so nobody could give you the letter."),
                mend=_("Write your full name under “Your details” first."),
            )
        if proofs.letters_since(account_id, now - posted_codes.IN_DAYS) >= posted_codes.MOST_LETTERS:
            raise Conflict(
                _("We have sent you %(most)s letters in two months and can send no more yet.")
                % {"most": posted_codes.MOST_LETTERS}
            )
        before = proofs.open_code_for_update(account_id)
        if before is not None:
            before.ended_at = now
            before.save(update_fields=["ended_at"])
        code = posted_codes.new_code(secrets.token_bytes(posted_codes.RANDOM_BYTES))
        row = PostedCode(
            id=uuid4(),
            account_id=account_id,
            digest=_digest(account_id, code),
            name=name,
            address=lines,
            created_at=now,
            expires_at=now + posted_codes.HOLDS_FOR,
        )
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            raise Conflict(_("A letter is on its way to you already.")) from error
        audit.note(actor, "people.code_posted", row)
        gateways.post_letter(row.id, _letter(name, lines, code, row.expires_at))
    return row.id


def _letter(name: str, address: Sequence[str], code: str, until: datetime) -> Record:
    day = date_format(localdate(until), "j F Y")
    return Record(
        title=_("Your code"),
        reference=code,
        reference_label=_("Type this code"),
        intro=[
            "\n".join([name, *address]),
            _("Somebody asked us for this code, to show that letters reach them at this address."),
        ],
        sections=[
            Section(
                _("What to do"),
                paragraphs=[
                    _("Sign in to your account. Choose “Proving who you are”, then “I have a code”. Type the code."),
                    _("It works until %(day)s. You have five tries.") % {"day": day},
                ],
            ),
            Section(
                _("If you did not ask for it"),
                paragraphs=[_("Do not give the code to anybody. Throw this letter away, and tell us.")],
            ),
        ],
    )


def try_code(*, actor: Actor, typed: str, now: datetime, today: date) -> UUID:
    """Prove by the code of a letter. Returns the proof's id.

    A wrong one counts as a try, whatever happens then; the fifth ends the code. Raises NotAllowed; Conflict where no
    code can be used; BadInput for a wrong one.
    """
    with transaction.atomic():
        account_id = _own(actor)
        row = proofs.open_code_for_update(account_id)
        if row is not None and row.expires_at <= now:
            row.ended_at = now
            row.save(update_fields=["ended_at"])
            row = None
        if row is None:
            left, proof = -1, None
        elif secrets.compare_digest(row.digest, _digest(account_id, typed)):
            left = 0
            proof = keep_proof(
                actor,
                account_id,
                level=IdentityProof.Level.LOW,
                how=IdentityProof.How.POST_CODE,
                name=row.name or "",
                now=now,
                today=today,
            )
            row.used_at, row.proof = now, proof
            row.save(update_fields=["used_at", "proof"])
        else:
            row.tries += 1
            left, proof = posted_codes.TRIES - row.tries, None
            if left <= 0:
                row.ended_at = now
            row.save(update_fields=["tries", "ended_at"])
            audit.note(actor, "people.code_wrong", row)
    # The try is kept before anything is raised.
    if proof is not None:
        return proof.id
    if left < 0:
        raise Conflict(_("There is no code that you could type: it was used, or its time has passed."))
    if left == 0:
        raise Conflict(_("That was wrong five times, so the code counts no longer."))
    raise BadInput(
        _("That is not the code."),
        place="code",
        mend=_("Look at the letter again. You have %(left)s more tries.") % {"left": left}
        if left > 1
        else _("Look at the letter again. You have one more try."),
    )


def _digest(account_id: UUID, code: str) -> str:
    return keys.keyed_digest(_PLACE, str(account_id), posted_codes.tidy(code))


def _own(actor: Actor) -> UUID:
    if actor.account_id is None:
        raise NotAllowed("people.own_account", about_object=False)
    permissions.require(actor, "people.own_account", actor.account_id)
    return actor.account_id
