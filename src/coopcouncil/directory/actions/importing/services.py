"""Services that came, with all that belongs to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.text import slugify

from coopcouncil.directory.actions import spells
from coopcouncil.directory.actions.confiding import refuse_what_is_confidential
from coopcouncil.directory.actions.importing import rows
from coopcouncil.directory.actions.importing.sources import Run, free_code
from coopcouncil.directory.actions.versions import Change, keep
from coopcouncil.directory.domain import changing, record
from coopcouncil.directory.domain.assurance import next_due
from coopcouncil.directory.domain.merging import merge_set
from coopcouncil.directory.domain.sorting import Sorted, TermSaid, type_of
from coopcouncil.directory.events import ServiceAdded, ServiceEdited
from coopcouncil.directory.formats.hsds import ours
from coopcouncil.directory.formats.hsds.reading import Feed, Incoming
from coopcouncil.directory.formats.hsds.values import fit
from coopcouncil.directory.models import (
    Attribute,
    CostOption,
    Eligibility,
    Funding,
    Language,
    Schedule,
    Service,
    ServiceArea,
)
from coopcouncil.directory.queries.records import records
from coopcouncil.foundation import audit, events
from coopcouncil.foundation.actors import Actor
from coopcouncil.kernel.errors import BadInput
from coopcouncil.people import public as people
from coopcouncil.places import public as places

# Who runs a service, by the kind of who provides it, until somebody says otherwise.
_MODELS = {
    "council": "public_sector", "other_council": "public_sector", "nhs": "public_sector", "police": "public_sector",
    "fire": "public_sector", "central_government": "public_sector", "charity": "third_sector", "company": "private",
    "housing_association": "third_sector", "co_operative": "mutual", "mutual": "mutual", "tmo": "tmo", "almo": "almo",
    "academy": "academy", "foundation_trust": "foundation_trust",
}  # fmt: skip
_COLUMNS = ("name", "description", "email", "cost", "alert", "accreditations", "website", "status", "phone")
UNSORTED = "other"  # a kind that no life event tells
CHUNK = 200
_NOT_MERGED = frozenset({"provider", "terms", "places"})


@dataclass(frozen=True)
class Choices:
    """What a feed does not say and every service here has.

    `service_type` is for those whose terms mean none; `organisation_id`: whose a service is that names nobody.
    """

    service_type: str = UNSORTED
    outcome: str = "communities"
    scope: str = "both"
    organisation_id: UUID | None = None


def bring_in(run: Run, feed: Feed, *, actor: Actor, choices: Choices, today: date) -> None:
    items = list(feed.of("service").values())
    there = run.ours(items, Service)
    wards = {name: str(ward.id) for ward in places.areas("ward") for name in (ward.code, ward.name)}
    codes = set(Service.objects.values_list("code", flat=True))
    told = kinds_told(feed)
    for start in range(0, len(items), CHUNK):
        chunk = items[start : start + CHUNK]
        held = {whole.id: whole for whole in records([there[item.key] for item in chunk if item.key in there])}
        done: list[tuple[UUID, Mapping[str, Any], frozenset[str]]] = []
        for item in chunk:
            said = {name: value for name, value in item.values.items() if name not in _NOT_MERGED}
            comes, kind = _settled(said, wards), told.get(item.key)
            if item.key in there:
                whole = held[there[item.key]]
                names = _change(run, item, whole, comes, actor=actor, today=today)
                _sort(run, item, whole, kind, actor=actor)
                if names:
                    done.append((whole.id, changing.snapshot(whole), names))
            else:
                key = _add(run, item, comes, kind, actor=actor, choices=choices, today=today, codes=codes)
                done.append((key, {}, frozenset({*comes, "summary", "delivery_model", "scope", "outcome"})))
            _say(run, item, new=item.key not in there)
        _remember(run, actor, done)


def kinds_told(feed: Feed) -> dict[str, Sorted]:
    """Which type each service is of, by its id there, where its terms say so."""
    taxonomies = {key: item.called for key, item in feed.of("taxonomy").items()}
    terms = {
        key: TermSaid(
            item.values["code"], item.values.get("name", ""),
            item.values["taxonomy_name"] or taxonomies.get(item.values["taxonomy"], ""),
            item.values.get("term_uri", ""),
        )
        for key, item in feed.of("taxonomy_term").items()
    }  # fmt: skip
    found = {
        key: type_of(terms[term] for term in item.values.get("terms", ()) if term in terms)
        for key, item in feed.of("service").items()
    }
    return {key: kind for key, kind in found.items() if kind is not None}


def _settled(values: Mapping[str, Any], wards: Mapping[str, str]) -> dict[str, Any]:
    """Areas as wards of ours; an area that is none of them is the whole borough."""
    made = dict(values)
    if "areas" in made:
        known = [wards.get(area["code"]) or wards.get(area["name"]) for area in made["areas"]]
        made["areas"] = sorted(filter(None, known)) if all(known) else []
    return made


def _add(
    run: Run, item: Incoming, comes: dict[str, Any], kind: Sorted | None, *, actor: Actor, choices: Choices,
    today: date, codes: set[str],
) -> UUID:  # fmt: skip
    body = run.seen.get(("organization", item.values.get("provider", ""))) or choices.organisation_id
    if body is None:
        raise BadInput(
            f"“{item.called}” names nobody who provides it.", place=item.place,
            mend="Say whose such services are: --organisation CODE.",
        )  # fmt: skip
    provider = people.organisation(body)
    key = run.new_id(item.key)
    columns = {name: comes[name] for name in _COLUMNS if name in comes}
    code = free_code(slugify(item.called)[:70] or "service", codes)
    row = Service(
        id=key, code=code, organisation_id=body, service_type=kind.service_type if kind else choices.service_type,
        outcome=choices.outcome, scope=choices.scope, delivery_model=_MODELS.get(provider.kind, "third_sector"),
        **{**_reach(columns, provider), **columns}, updated_at=run.now, unconfirmed=True,
        summary=fit(comes.get("description", "").split("\n")[0] or item.called, 300),
    )  # fmt: skip
    _check(row, item)
    row.save(force_insert=True)
    _write_parts(key, comes, today=today)
    spells.begin(row, since=today)
    audit.note(actor, "directory.service_added", row, reason=f"imported from {run.source}"[:200])
    events.emit(ServiceAdded(key, body))
    run.tell(item, key, "added", {"service_type": ("", _in_words(kind, choices))})
    run.note(item, key, comes)
    return key


def _in_words(kind: Sorted | None, choices: Choices) -> str:
    return f"{kind.service_type} (told by {kind.by})" if kind else f"{choices.service_type} (no term of it says more)"


def _sort(run: Run, item: Incoming, whole: record.Service, kind: Sorted | None, *, actor: Actor) -> None:
    """A service that had no type of its own gets the one that its terms say now. No other is changed by a feed."""
    if kind is None or whole.service_type != UNSORTED:
        return
    row = Service.objects.select_for_update(of=("self",)).get(id=whole.id)
    row.service_type, row.unconfirmed, row.updated_at = kind.service_type, True, run.now
    row.save(update_fields=["service_type", "unconfirmed", "updated_at"])
    audit.note(actor, "directory.service_edited", row, reason="service_type")
    events.emit(ServiceEdited(whole.id, ("service_type",)))
    run.tell(item, whole.id, "changed", {"service_type": (UNSORTED, f"{kind.service_type} (told by {kind.by})")})


def _reach(columns: Mapping[str, Any], provider: Any) -> dict[str, str]:
    """How to reach a service that does not say so: as its provider is reached, and at the worst through us."""
    if any(columns.get(name) for name in ("phone", "email", "website")):
        return {}
    found = {name: getattr(provider, name, "") for name in ("phone", "email", "website")}
    return found if any(found.values()) else {"website": f"{settings.PUBLIC_URL}/"}


def _change(
    run: Run, item: Incoming, whole: record.Service, comes: dict[str, Any], *, actor: Actor, today: date
) -> frozenset[str]:
    """Take over what may be. Returns the names of what changed."""
    key, held = whole.id, ours.service(whole)
    merged = run.merged(item, held, comes)
    if take := merged.take:
        row = Service.objects.select_for_update(of=("self",)).get(id=key)
        columns = {name: take[name] for name in _COLUMNS if name in take}
        for name, value in columns.items():
            setattr(row, name, value)
        _check(row, item)
        refuse_what_is_confidential(row, take)
        row.updated_at, row.version = run.now, row.version + 1
        row.save(update_fields=[*columns, "updated_at", "version"])
        _write_parts(key, take, today=today)
        audit.note(actor, "directory.service_edited", row, reason=", ".join(sorted(take)))
        events.emit(ServiceEdited(key, tuple(sorted(take))))
    run.tell_merged(item, key, held, merged)
    run.note(item, key, comes, merged.keep)
    return frozenset(merged.take)


def _remember(run: Run, actor: Actor, done: Sequence[tuple[UUID, Mapping[str, Any], frozenset[str]]]) -> None:
    """Keep what these services were and became, under the names that a history has."""
    became = {whole.id: whole for whole in records([key for key, _, _ in done])}
    for key, before, names in done:
        shown = names & (changing.COLUMNS | changing.PARTS)
        change = Change(
            "service", key, became[key].version, "imported", {name: before[name] for name in shown if name in before},
            changing.snapshot(became[key], shown),
        )  # fmt: skip
        keep(actor, change, now=run.now, reason=run.source[:500], organisation_id=became[key].organisation.id)


def _check(row: Service, item: Incoming) -> None:
    try:
        row.clean_fields(exclude={"organisation", "owner"})
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        raise BadInput(f"{name}: {messages[0]}", place=item.place, mend="Mend it at its source.") from error


def _write_parts(key: UUID, values: Mapping[str, Any], *, today: date) -> None:
    if assured := values.get("assured_on"):
        day = date.fromisoformat(assured)
        Service.objects.filter(id=key).update(assured_on=day, due_on=next_due(day))
    if "eligibility" in values:
        Eligibility.objects.update_or_create(
            service_id=key,
            defaults={"minimum_age": None, "maximum_age": None, "description": "", **values["eligibility"]},
        )
    for name, model in (("hours", Schedule), ("costs", CostOption), ("funding", Funding)):
        if name in values:
            rows.replace(model, values[name], service_id=key)
    if "languages" in values:
        once = {item["code"]: item for item in values["languages"]}
        rows.replace(Language, once.values(), service_id=key)
    if "phones" in values:
        rows.replace_phones(values["phones"], service_id=key)
    if "contacts" in values:
        rows.replace_contacts(values["contacts"], service_id=key)
    if "areas" in values:
        rows.replace(ServiceArea, [{"area_id": UUID(ward)} for ward in values["areas"]], service_id=key)


def _say(run: Run, item: Incoming, *, new: bool) -> None:
    """What it is about: terms that came are added, and only such that came go."""
    if "terms" not in item.values:
        return
    key = run.seen[("service", item.key)]
    comes = {run.seen[("taxonomy_term", term)] for term in item.values["terms"] if ("taxonomy_term", term) in run.seen}
    came = {UUID(term) for term in run.came(item).get("terms") or []}
    held = set(Attribute.objects.filter(service_id=key).values_list("term_id", flat=True))
    add, drop = merge_set(held, came, comes)
    Attribute.objects.filter(service_id=key, term_id__in=drop).delete()
    Attribute.objects.bulk_create(Attribute(service_id=key, term_id=term) for term in sorted(add))
    if (add or drop) and not new:
        run.tell(item, key, "changed", {"terms": (sorted(map(str, held)), sorted(map(str, (held - drop) | add)))})
    run.note(item, key, {"terms": sorted(map(str, comes))})
