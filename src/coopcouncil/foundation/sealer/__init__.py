"""The sealer of the audit trail: it numbers the rows, chains them, and signs a checkpoint that leaves the database.

Actions append rows and wait for nobody; the worker seals what came in since, once a minute. A row that was not sealed
yet can still be changed by the database's superuser without a trace. After that, whatever is edited, removed, put in
another order, put in, cut off or written anew is found by `verify`, as long as the signing key and the exported
checkpoints are out of that person's reach.
"""

from coopcouncil.foundation.sealer.rows import GRACE, latest
from coopcouncil.foundation.sealer.sealing import (
    export,
    key,
    oldest_unsealed_seconds,
    seal,
    seal_when_due,
    set_aside,
    unexported,
)  # fmt: skip
from coopcouncil.foundation.sealer.verifying import Fault, Verdict, verify

__all__ = [
    "GRACE",
    "Fault",
    "Verdict",
    "export",
    "key",
    "latest",
    "oldest_unsealed_seconds",
    "seal",
    "seal_when_due",
    "set_aside",
    "unexported",
    "verify",
]
