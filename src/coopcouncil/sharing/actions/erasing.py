"""Erase a person: whatever sharing holds of them goes, with the keys that sealed it.

That a service was told, and that it answered, stays: rows without a readable fact. So do the reasons of decisions and
what is told of children who are looked after, because a law keeps them (`fields.BY_LAW`): restricted, so that they are
in no list, and open to the data protection officer alone (`actions.restricting`). What others told for a person goes as
what they told themself: it is about them.
"""

from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from coopcouncil.foundation import audit, clock, permissions
from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.forgetting import forget
from coopcouncil.kernel.errors import Conflict
from coopcouncil.sharing import gateways, queries
from coopcouncil.sharing.actions.clearing import take_out_of_files
from coopcouncil.sharing.actions.documents import remove_documents_of
from coopcouncil.sharing.actions.recording import forget_all
from coopcouncil.sharing.models import Delivery, Message, Notice, Proposal, Submission
from coopcouncil.sharing.queries.holding import lock_holds, why_held
from coopcouncil.sharing.queries.restricting import to_restrict

ERASED = "erased"  # what a message says that will never be sent


def erase(*, actor: Actor, account_id: UUID) -> int:
    """See `public.erase_person`. Returns how many submissions were emptied.

    Raises NotAllowed, Conflict where a hold keeps it.
    """
    permissions.require(actor, "sharing.erase")
    with transaction.atomic():
        lock_holds()
        # Asked before; but a hold on whoever shares a submission with them may have been set since.
        if held := why_held(account_id, localdate(clock.now())):
            raise Conflict(_("Nothing was erased. %(why)s") % {"why": " ".join(held)})
        emptied = 0
        about = Submission.objects.filter(queries.about_account(account_id))
        to_restrict(account_id).update(restricted_at=Now())
        forget(about.values_list("id", flat=True))
        for submission in about.select_for_update(of=("self",)).order_by("id"):
            if submission.facts:
                submission.facts = {}
                submission.save(update_fields=["facts"])
                audit.note(actor, "sharing.emptied", submission)
                emptied += 1
        # What waits for an agreement is told to nobody any more.
        Delivery.objects.filter(notice__submission__in=about, state=Delivery.State.HELD).update(
            state=Delivery.State.STOPPED
        )
        take_out_of_files(Notice.objects.filter(submission__in=about).values_list("id", flat=True))
        # Nor is anything settled any more that a service proposed.
        proposed = Proposal.objects.filter(notice__submission__in=about)
        proposed.update(value=None, words=None)
        proposed.filter(state=Proposal.State.OPEN).update(state=Proposal.State.LAPSED, settled_at=Now())
        if forget_all(account_id):
            audit.note(actor, "sharing.records_forgotten", ("people.account", account_id))
        remove_documents_of(actor=actor, account_id=account_id)
        _empty_messages(account_id)
    return emptied


def _empty_messages(account_id: UUID) -> None:
    """What is still to leave is not sent: there is nobody to write to any more. What lies in the home goes with it."""
    messages = Message.objects.filter(account_id=account_id)
    written = list(messages.select_for_update().values_list("id", flat=True))
    messages.update(to="", values={})
    waiting = messages.filter(state__in=(Message.State.QUEUED, Message.State.RETRYING))
    waiting.update(state=Message.State.DEAD, last_error=ERASED)
    transaction.on_commit(lambda: gateways.remove_messages(written))
