"""What concerns every context at once."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from coopcouncil.foundation import audit, clock, contributions, forgetting, keys, outbox, sealer
from coopcouncil.foundation.actors import OPERATOR
from coopcouncil.people import public as people


def look_over() -> dict[str, Any]:
    """After a restore: erase again whoever was erased since the backup, then say whether everything holds together.

    `erased_again`: people; `trail_holds`: whether the audit trail is as the checkpoints say that were exported before
    the backup; `set_aside`: how many were exported after it, moved to `checkpoints-after-the-backup/` of the home;
    `waiting`: promises that are still to be carried, the deliveries among them (those carried since the backup are
    carried again, under the same ids).
    """
    now, folder = clock.now(), Path(settings.AUDIT_CHECKPOINTS)
    lost = Path(settings.HOME) / "checkpoints-after-the-backup" / f"{now:%Y%m%dT%H%M%SZ}"
    set_aside = sealer.set_aside(folder, to=lost)
    forgetting.forget_again()
    gone = {subject for subject, _keeping, _at in keys.destroyed()}
    again = people.open_accounts_among(gone)
    for account_id in again:
        with transaction.atomic():
            for erase in contributions.erase_person:
                erase(account_id)
    verdict = sealer.verify(folder=folder if folder.is_dir() else None)
    with transaction.atomic():
        why = f"{set_aside} checkpoints came after the backup"
        audit.note(OPERATOR, "project.restored", ("foundation.auditcheckpoint", None), reason=why)
    return {
        "erased_again": len(again),
        "trail_holds": verdict.fault is None,
        "trail_rows": verdict.sealed,
        "trail_fault": verdict.fault.words if verdict.fault else "",
        "checkpoints_set_aside": set_aside,
        "waiting": outbox.state(now).waiting,
        "accounts": people.count_accounts(),
    }
