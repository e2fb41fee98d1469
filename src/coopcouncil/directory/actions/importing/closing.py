"""Services that a source listed before and lists no longer: closed here, never deleted, and only where it is sure."""

from coopcouncil.directory.actions.importing.sources import Difference, Run
from coopcouncil.directory.actions.versions import Change, keep
from coopcouncil.directory.events import ServiceEdited
from coopcouncil.directory.formats.hsds.reading import Feed
from coopcouncil.directory.models import Service, SourceRecord
from coopcouncil.foundation import audit, events
from coopcouncil.foundation.actors import Actor

CLOSED = Service.Status.CLOSED.value
FEW = 3  # so many may always go; beyond them, not more than half of all


def close_what_is_gone(run: Run, feed: Feed, *, actor: Actor, partial: str, surely: bool) -> None:
    """Close what came from this source before and is not listed now.

    `partial` says why the feed may be only a part; then nothing is closed. `surely`: somebody said that it is all,
    however many go. What somebody here has opened, paused or closed by hand stays, and is shown; so does what another
    source still lists.
    """
    listed = feed.of("service")
    known = {key: held for (kind, key), held in run.known.items()
             if kind == "service" and held.came and (key in listed or held.came.get("status") != CLOSED)}  # fmt: skip
    gone = {key: held for key, held in known.items() if key not in listed}
    rows = {
        row.id: row
        for row in Service.objects.select_for_update(of=("self",))
        .filter(id__in=[held.local_id for held in gone.values()])
        .exclude(status=CLOSED)
        .order_by("id")
    }
    gone = {key: held for key, held in gone.items() if held.local_id in rows}
    if not gone:
        return
    if partial:
        feed.notes.append(f"{_services(gone)} came before and not now. Nothing was closed: {partial}.")
        return
    if not surely and len(gone) > FEW and 2 * len(gone) > len(known):
        feed.notes.append(
            f"{_services(gone)} of {len(known)} came before and not now. That is more than half, so nothing was "
            "closed. If they have all gone, import again with --close."
        )
        return
    elsewhere = set(
        SourceRecord.objects.filter(kind="service", local_id__in=list(rows))
        .exclude(source=run.source)
        .exclude(came__status=CLOSED)
        .values_list("local_id", flat=True)
    )
    for key, held in gone.items():
        row = rows[held.local_id]
        told = row.id, key, row.name
        if row.id in elsewhere:
            feed.notes.append(f"“{row.name}” came before and not now. It stays open: another source lists it.")
        elif row.status != held.came.get("status"):
            run.done.append(Difference("service", *told, "", "kept", {"status": (row.status, "listed no longer")}))
        else:
            run.done.append(Difference("service", *told, "", "closed", {"status": (row.status, CLOSED)}))
            _close(run, row, actor)
            held.came = {**held.came, "status": CLOSED}  # so that it opens again if it is listed again


def _close(run: Run, row: Service, actor: Actor) -> None:
    was, row.status = row.status, CLOSED
    row.version, row.updated_at = row.version + 1, run.now
    row.save(update_fields=["status", "version", "updated_at"])
    change = Change("service", row.id, row.version, "imported", {"status": was}, {"status": CLOSED})
    reason = f"No longer listed: {run.source}"
    keep(actor, change, now=run.now, reason=reason[:500], organisation_id=row.organisation_id)
    audit.note(actor, "directory.service_edited", row, reason=reason[:200])
    events.emit(ServiceEdited(row.id, ("status",)))


def _services(gone: dict[str, SourceRecord]) -> str:
    return "1 service" if len(gone) == 1 else f"{len(gone)} services"
