"""Reads of editions, and of all that the rules look at before one comes into force."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from coopcouncil.directory import public as directory
from coopcouncil.kernel.errors import NotFound
from coopcouncil.settlement.domain import editions as states
from coopcouncil.settlement.domain.readiness import Dossier, Held
from coopcouncil.settlement.models import Comment, Decision, Edition, EditionStep, Entry, Gap, OfficerComment, Principle
from coopcouncil.settlement.queries.entries import entries_of, gaps_before, snapshot


def in_force() -> Edition | None:
    return Edition.objects.filter(state=Edition.State.IN_FORCE).first()


def public_editions() -> QuerySet[Edition]:
    """The editions that everybody may read, the newest first."""
    return Edition.objects.filter(state__in=states.PUBLIC).order_by("-created_at")


def edition(code: str, *, drafts: bool = False) -> Edition:
    """Raises NotFound, for a draft too unless `drafts`: those are on the desks alone."""
    rows = Edition.objects.all() if drafts else public_editions()
    found = rows.filter(code=code).first()
    if found is None:
        raise NotFound("There is no such edition.")
    return found


def edition_for_update(code: str) -> Edition:
    """Locked until the transaction ends. Raises NotFound."""
    found = Edition.objects.select_for_update().filter(code=code).first()
    if found is None:
        raise NotFound("There is no such edition.")
    return found


def open_for_comments(today: date) -> list[Edition]:
    return list(Edition.objects.filter(state=Edition.State.CONSULTATION, closes_on__gte=today).order_by("closes_on"))


def watched() -> list[Edition]:
    """The editions whose promises are looked at for gaps: that in force first, then those open for comments."""
    rows = Edition.objects.filter(state__in=[states.IN_FORCE, states.CONSULTATION])
    return sorted(rows, key=lambda row: (row.state != states.IN_FORCE, row.created_at))


def code_is_taken(code: str) -> bool:
    return Edition.objects.filter(code=code).exists()


def editions_by_desk() -> QuerySet[Edition]:
    """Every edition, with how many promises it makes, and how many comments wait."""
    waiting = Count("entries__comments", filter=Q(entries__comments__state="waiting"), distinct=True)
    return Edition.objects.annotate(promises=Count("entries", distinct=True), waiting=waiting)


def steps_of(edition_id: UUID) -> list[EditionStep]:
    return list(EditionStep.objects.filter(edition_id=edition_id).order_by("at"))


def decision_of(edition_id: UUID) -> Decision | None:
    return Decision.objects.filter(edition_id=edition_id).order_by("-at").first()


def principles_of(edition_id: UUID) -> dict[str, Principle]:
    return {row.code: row for row in Principle.objects.filter(edition_id=edition_id)}


def officers_of(edition_id: UUID) -> list[OfficerComment]:
    return list(OfficerComment.objects.filter(edition_id=edition_id).order_by("office", "at"))


def dossier(found: Edition, today: date) -> Dossier:
    """All that the rules look at, in a number of queries that does not grow with the promises."""
    entries = list(entries_of(found.id))
    duties = duties_held(entry.service_type for entry in entries)
    comments = Comment.objects.filter(entry__edition=found).aggregate(
        waiting=Count("id", filter=Q(state="waiting")),
        unanswered=Count("id", filter=Q(state="shown", answered_at__isnull=True)),
    )
    gaps = sorted(gaps_before(found), key=lambda gap: (gap.entry.title, gap.found_at))
    return Dossier(
        entries=[
            Held(entry.code, snapshot(entry), entry.accountable.kind, _has_duty(entry, duties)) for entry in entries
        ],
        opened_on=found.opens_on,
        closed_on=found.closes_on,
        principles={code: (row.met, row.evidence) for code, row in principles_of(found.id).items()},
        comments_waiting=comments["waiting"],
        comments_unanswered=comments["unanswered"],
        officers=frozenset(OfficerComment.objects.filter(edition=found).values_list("office", flat=True)),
        pre_election=found.pre_election,
        pre_election_note=found.pre_election_note,
        gaps=[(gap.entry.code, where(gap), gap.answered_at is not None) for gap in gaps],
        uncovered=uncovered(
            (entry.service_type for entry in entries if entry.service_id is None),
            (entry.service_id for entry in entries if entry.service_id is not None),
        ),
        decided=found.state in {states.AGREED, states.IN_FORCE} and decision_of(found.id) is not None,
    )


def where(gap: Gap) -> str:
    """What a gap is about, in few words: the area, the group, and the measure."""
    parts = [gap.area.name if gap.area else "", gap.group]
    return ", ".join(part for part in parts if part)


def _has_duty(entry: Entry, duties: Mapping[str, set[UUID]]) -> bool:
    held = duties.get(entry.service_type, set())
    return entry.service_id in held if entry.service_id else bool(held)


def duties_held(service_types: Iterable[str]) -> dict[str, set[UUID]]:
    """The open services of these types for which the directory holds a statutory duty, by type."""
    found: dict[str, set[UUID]] = {}
    rows = _services().filter(service_type__in=set(service_types), statutory_bases__kind="duty")
    for code, service_id in rows.exclude(status="closed").values_list("service_type", "id").distinct():
        found.setdefault(code, set()).add(service_id)
    return found


def laws(service_types: Iterable[str]) -> dict[str, list[dict[str, str]]]:
    """What the directory holds of the law behind these types, by type, each once and whole."""
    names = ("kind", "instrument", "section", "minimum", "source_url")
    rows = _services().filter(service_type__in=set(service_types), statutory_bases__isnull=False)
    rows = rows.exclude(status="closed").order_by("statutory_bases__instrument", "statutory_bases__section")
    found: dict[str, list[dict[str, str]]] = {}
    fields = (f"statutory_bases__{name}" for name in names)
    for code, *values in rows.values_list("service_type", *fields).distinct():
        found.setdefault(code, []).append(dict(zip(names, values, strict=True)))
    return found


def laws_of(service_type: str) -> list[dict[str, str]]:
    """`laws` of one type."""
    return laws([service_type]).get(service_type, [])


def uncovered(service_types: Iterable[str], services: Iterable[UUID] = ()) -> list[str]:
    """The names of the types of which the directory has an open service that this edition promises nothing about.

    `services` have a promise of their own: where every open service of a type has one, the type needs none.
    """
    known, made = directory.service_types(), set(service_types)
    left = _services().exclude(status="closed").exclude(id__in=list(services))
    provided = left.order_by().values_list("service_type", flat=True).distinct()
    return sorted(known[code].name for code in provided if code not in made and code in known)


def has_duty(entry: Entry) -> bool:
    """Whether the directory holds a statutory duty for what a promise is about."""
    return _has_duty(entry, duties_held([entry.service_type]))


def is_open_service_of(service_type: str, service_id: UUID) -> bool:
    return _services().filter(id=service_id, service_type=service_type).exclude(status="closed").exists()


def services_to_choose() -> list[tuple[str, str]]:
    """Every open service for a form: its code, and its type and name in words; by these words."""
    known = directory.service_types()
    rows = _services().exclude(status="closed").values_list("code", "service_type", "name")
    made = [(code, f"{known[kind].name if kind in known else kind}: {name}") for code, kind, name in rows]
    return sorted(made, key=lambda one: one[1])


def provided_types() -> dict[str, Any]:
    """Of each type that the directory provides, the borough-wide service that stands for it, whole rows by type."""
    services = _services()
    limited = services.filter(id=OuterRef("id"), areas__isnull=False)
    rows = services.exclude(status="closed").annotate(limited=Exists(limited)).select_related("eligibility")
    found: dict[str, Any] = {}
    for row in rows.order_by("service_type", "limited", "code"):
        found.setdefault(row.service_type, row)
    return found


def _services() -> QuerySet[Any]:
    model: Any = Entry._meta.get_field("service").related_model
    return model.objects.all()


@dataclass(frozen=True)
class Waiting:
    """What waits in editions that are not over: comments and gaps without an answer, beside all gaps."""

    comments: int
    gaps: int
    gaps_found: int


def waiting() -> Waiting:
    over = [states.SUPERSEDED]
    comments = Comment.objects.exclude(entry__edition__state__in=over).exclude(state="hidden")
    gaps = Gap.objects.exclude(entry__edition__state__in=over).aggregate(
        open=Count("id", filter=Q(answered_at__isnull=True)), all=Count("id")
    )
    return Waiting(comments.filter(answered_at__isnull=True).count(), gaps["open"], gaps["all"])
