"""Reading what a law keeps of somebody who was erased: the one place where it opens, with a reason, written down."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from coopcouncil.foundation import audit, permissions, restricted
from coopcouncil.foundation.actors import Actor
from coopcouncil.kernel.errors import BadInput
from coopcouncil.sharing.domain.restricting import REASONS
from coopcouncil.sharing.queries import restricting as queries


@dataclass(frozen=True)
class Kept:
    """What is kept of one thing told: what services were told, and what they decided."""

    notices: tuple[queries.KeptNotice, ...]
    decisions: tuple[queries.KeptDecision, ...]


def read_restricted(*, actor: Actor, submission_id: UUID, why: str) -> Kept:
    """What a law keeps of one thing told by somebody who was erased since; `why` is a code of `REASONS`.

    That it was read, by whom and why, is noted first. Raises NotAllowed, NotFound; BadInput without a reason.
    """
    with transaction.atomic():
        submission = queries.restricted_submission(submission_id)
        permissions.require(actor, "sharing.read_restricted", submission)
        if why not in REASONS:
            raise BadInput(_("Choose why you read it."), place="why")
        audit.read(actor, "sharing.restricted_read", submission, reason=why, about=[submission.account_id])
        with restricted.opened():
            return Kept(queries.kept_notices(submission), queries.kept_decisions(submission))
