"""What officers wrote down for people: in words for those who read it, and how far it is for the officer."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count
from django.utils.translation import gettext as _

from coopcouncil.directory import public as directory
from coopcouncil.kernel.errors import NotFound
from coopcouncil.people import public as people
from coopcouncil.sharing.domain.circumstances import Circumstances
from coopcouncil.sharing.models import Delivery, Submission
from coopcouncil.sharing.queries import words
from coopcouncil.sharing.queries.figures import rounded


@dataclass(frozen=True)
class Helped:
    """Who wrote something down for the person, as that person reads it. `officer` is empty for software that says none.

    `where` says through which channel ("at the counter"), `place` at which access point, `agreed` how they agreed.
    """

    organisation: str
    officer: str
    where: str
    place: str
    agreed: str


@dataclass(frozen=True)
class HelpedRow:
    """What an officer still sees of what they sent for somebody: its reference, and how many notices are how far."""

    id: UUID
    reference: str
    submitted_at: datetime
    claimed: bool
    states: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class ChannelFigure:
    """How often people told us through one channel, and how many services were told. Rounded to the nearest five."""

    channel: str
    told: int
    notices: int


@dataclass(frozen=True)
class PlaceFigure:
    """How often people were helped at one place. Rounded to the nearest five."""

    place: str
    told: int


_WHERE_ENGLISH = {
    "counter": "at the counter",
    "phone": "on the phone",
    "post": "from a letter",
    "home_visit": "at the person’s home",
}


def how_told(circumstances: Circumstances) -> str:
    """Who wrote it down, in English words for whoever is told; empty where the person told it themself."""
    if circumstances.organisation_id is None:
        return ""
    who = people.organisation(circumstances.organisation_id).name
    where = _WHERE_ENGLISH.get(circumstances.channel, "")
    place = directory.access_point_name(circumstances.access_point_id) if circumstances.access_point_id else ""
    by = "an officer of " if circumstances.assisted_by or circumstances.officer else "the software of "
    said = " ".join(part for part in (f"Written down by {by}{who}", where) if part)
    return f"{said} ({place})."[:400] if place and place != who else f"{said}."[:400]


def helped(submission: Submission) -> Helped | None:
    """Who helped, with names; None where the person told it themself. No query for those."""
    if submission.organisation_id is None:
        return None
    where = {
        "counter": _("at the counter"),
        "phone": _("on the phone"),
        "post": _("from your letter"),
        "home_visit": _("at your home"),
    }
    agreed = {
        "in_person": _("You agreed in person."),
        "by_phone": _("You agreed on the phone."),
        "in_writing": _("You agreed in writing."),
        "online": _("You agreed online."),
    }
    place = directory.access_point_name(submission.access_point_id) if submission.access_point_id else ""
    named = (
        people.person_name(submission.assisted_by_id) if submission.assisted_by_id else str(submission.officer or "")
    )
    return Helped(
        organisation=people.organisation(submission.organisation_id).name,
        officer=named,
        where=where.get(submission.channel, ""),
        place=place,
        agreed=agreed.get(submission.agreement, ""),
    )


def helped_rows(account_id: UUID, *, since: datetime) -> list[HelpedRow]:
    """What this officer sent for people since then, the newest first, without a fact of it. Two queries."""
    found = list(
        Submission.objects.filter(assisted_by=account_id, safe=False, submitted_at__gt=since)
        .only("id", "reference", "submitted_at", "account_id")
        .order_by("-submitted_at", "id")[:200]
    )
    counts: dict[UUID, list[tuple[str, int]]] = {row.id: [] for row in found}
    for submission_id, state, count in (
        Delivery.objects.filter(notice__submission_id__in=counts)
        .values_list("notice__submission_id", "state")
        .annotate(count=Count("id"))
        .order_by("state")
    ):
        counts[submission_id].append((words.short(state), count))
    return [
        HelpedRow(row.id, row.reference, row.submitted_at, row.account_id is not None, tuple(counts[row.id]))
        for row in found
    ]


def helped_row(submission_id: UUID, account_id: UUID, *, since: datetime) -> HelpedRow:
    """One of them. Raises NotFound, also for what somebody else wrote down, was in safe mode, or is too long ago."""
    row = next((row for row in helped_rows(account_id, since=since) if row.id == submission_id), None)
    if row is None:
        raise NotFound("There is no such submission.")
    return row


def to_claim_for_update(reference: str, *, since: datetime) -> Submission | None:
    """What an officer wrote down for somebody under this reference and is in nobody's account yet, locked."""
    return (
        Submission.objects.select_for_update()
        .filter(
            reference=reference, account__isnull=True, assisted_by__isnull=False, safe=False, submitted_at__gt=since
        )
        .defer("facts")
        .first()
    )


def channel_figures() -> list[ChannelFigure]:
    """By channel, what was told and not in safe mode; none that is too seldom to be counted. Two queries."""
    told = Submission.objects.filter(safe=False).values_list("channel").annotate(count=Count("id")).order_by("channel")
    notices = dict(
        Delivery.objects.filter(notice__submission__safe=False, notice__kind="told")
        .values_list("notice__submission__channel")
        .annotate(count=Count("id"))
    )
    rows = [ChannelFigure(name, rounded(count), rounded(notices.get(name, 0))) for name, count in told]
    return [row for row in rows if row.told]


def place_figures() -> list[PlaceFigure]:
    """By access point, how often people were helped there, the most first. One query."""
    told = (
        Submission.objects.filter(safe=False, access_point__isnull=False)
        .values_list("access_point__name")
        .annotate(count=Count("id"))
        .order_by("-count", "access_point__name")
    )
    rows = [PlaceFigure(name, rounded(count)) for name, count in told]
    return [row for row in rows if row.told]
