"""Taking notices out of the files that were made of them: who told it was erased, or it may be used no more."""

import shutil
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F

from coopcouncil.sharing.models import Batch, BatchItem
from coopcouncil.sharing.queries import batching as queries


def batch_folder(batch: Batch) -> Path:
    """Where the files of a batch lie, in the folder for files. `batch` came with its organisation."""
    return Path(settings.BATCHES) / batch.organisation.code / f"{batch.made_at:%Y-%m-%d}-{batch.id}"


def take_out_of_files(notices: Iterable[UUID]) -> None:
    """Take these notices, and the corrections of them, out of every batch. Call inside the transaction that ends them.

    The folders that hold one go as it commits. The next round writes what is left, without them, and removes what a
    crash has left in between.
    """
    items = queries.items_of(notices)
    changed = queries.batches_for_update(items.values("batch_id"))  # what is writing one of them just now ends first
    left = Counter(items.values_list("batch_id", flat=True))
    BatchItem.objects.filter(id__in=list(items.values_list("id", flat=True))).delete()
    for batch in changed:
        Batch.objects.filter(id=batch.id).update(notices=F("notices") - left[batch.id], written_at=None)

    def remove() -> None:
        for batch in changed:
            shutil.rmtree(batch_folder(batch), ignore_errors=True)

    if settings.BATCHES and changed:
        transaction.on_commit(remove)
