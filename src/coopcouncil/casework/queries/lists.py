"""The lists of cases on a desk: whose they are, how near their clocks are, and the views that an officer has saved."""

from collections.abc import Collection
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db.models import Case as Choose
from django.db.models import CharField, Q, QuerySet, Value, When

from coopcouncil.casework.models import Case, Officer, SavedView
from coopcouncil.foundation.clock import LONDON
from coopcouncil.kernel.errors import NotFound

MINE, TEAM, UP, CLOSED = "mine", "team", "up", "closed"
LISTS = (MINE, TEAM, UP, CLOSED)
OPEN = ~Q(state="closed")


def listed(whose: str, officers: Collection[Officer], *, but_of: UUID | None, now: datetime) -> QuerySet[Case]:
    """The cases of one of `LISTS` for somebody who is these officers, without what was said.

    `due` says how near the next clock is: late, today, week, later, none. Nobody is listed their own case (`but_of`).
    """
    ids, teams = [officer.id for officer in officers], {officer.team_id for officer in officers}
    rows = Case.objects.select_related("team", "owner__account", "organisation", "ward", "escalated_to__account")
    rows = rows.defer("contact", "words", "ward__geometry")
    if whose == MINE:
        rows = rows.filter(OPEN, owner_id__in=ids)
    elif whose == UP:
        rows = rows.filter(OPEN, escalated_to_id__in=ids)
    elif whose == TEAM:
        rows = rows.filter(OPEN, team_id__in=teams)
    else:
        rows = rows.filter(state="closed", team_id__in=teams)
    if but_of is not None:
        rows = rows.filter(Q(person_id__isnull=True) | ~Q(person_id=but_of))
    return rows.annotate(due=_due(now))


def _due(now: datetime) -> Choose:
    midnight = datetime.combine(now.astimezone(LONDON).date() + timedelta(days=1), time(), LONDON)
    return Choose(
        When(next_due_at__isnull=True, then=Value("none")),
        When(next_due_at__lt=now, then=Value("late")),
        When(next_due_at__lt=midnight, then=Value("today")),
        When(next_due_at__lt=midnight + timedelta(days=6), then=Value("week")),
        default=Value("later"),
        output_field=CharField(),
    )


def saved_views(account_id: UUID, *, for_update: bool = False) -> list[SavedView]:
    """In the order in which they were made."""
    rows = SavedView.objects.filter(account_id=account_id).order_by("made_at", "id")
    return list(rows.select_for_update() if for_update else rows)


def saved_view(view_id: UUID) -> SavedView:
    """Raises NotFound."""
    found = SavedView.objects.filter(id=view_id).first()
    if found is None:
        raise NotFound("There is no such view.")
    return found


def others_of_person(case: Case) -> list[Case]:
    """Other cases of the person whom this one is about, the newest first; no word of them."""
    if case.person_id is None:
        return []
    rows = Case.objects.filter(person_id=case.person_id).exclude(id=case.id).defer("contact", "words")
    return list(rows.order_by("-opened_at", "id")[:20])
