"""Teams and officers."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q, QuerySet

from coopcouncil.casework.domain.owners import Candidate
from coopcouncil.casework.models import Case, Officer, Team
from coopcouncil.foundation.actors import Actor
from coopcouncil.kernel.errors import NotFound


def team(team_id: UUID) -> Team:
    """Raises NotFound."""
    found = Team.objects.filter(id=team_id).first()
    if found is None:
        raise NotFound("There is no such team.")
    return found


def teams() -> QuerySet[Team]:
    return Team.objects.order_by("name")


def officer(officer_id: UUID) -> Officer:
    """With account and team. Raises NotFound."""
    found = Officer.objects.select_related("account", "team").filter(id=officer_id).first()
    if found is None:
        raise NotFound("There is no such officer.")
    return found


def officers_for_update(account_id: UUID) -> list[Officer]:
    """What somebody is in each team that they have not left, locked: nobody is given a case meanwhile."""
    rows = Officer.objects.select_for_update(no_key=True).filter(account_id=account_id, left_at__isnull=True)
    return list(rows.order_by("id"))


def officer_for_update(officer_id: UUID) -> Officer:
    """With account and team, locked: nobody is given a case, or is away, meanwhile. Raises NotFound."""
    rows = Officer.objects.select_for_update(of=("self",), no_key=True).select_related("account", "team")
    found = rows.filter(id=officer_id).first()
    if found is None:
        raise NotFound("There is no such officer.")
    return found


def candidates(*, team_id: UUID | None = None, but_not: Collection[UUID] = ()) -> list[Candidate]:
    """Every active officer (of one team, where it is named) but these, with how many open cases of the team are theirs,
    in two queries.
    """
    of = {} if team_id is None else {"team_id": team_id}
    load = dict(Case.objects.filter(~Q(state="closed"), **of).order_by().values_list("owner").annotate(n=Count("id")))
    rows = Officer.objects.filter(is_active=True, account__is_active=True, **of).exclude(id__in=but_not)
    return [
        Candidate(row.id, row.account_id, row.team_id, row.rank, load.get(row.id, 0), row.team.takes_the_rest)
        for row in rows.select_related("team").order_by("id")
    ]


def team_for(service_type: str) -> Team | None:
    """Whose a problem with this type of service is first; else the team that takes the rest, if there is one."""
    fits = Q(service_types__contains=[service_type]) | Q(takes_the_rest=True)
    rows = list(Team.objects.filter(fits).order_by("code"))
    mine = [row for row in rows if service_type and service_type in row.service_types]
    return next(iter(mine or rows), None)


def who_takes_offers() -> list[Officer]:
    """Who may take what another council hands over, for a letter: managers and heads, and whoever takes the rest."""
    fits = Q(rank__in=["manager", "head"]) | Q(team__takes_the_rest=True)
    rows = Officer.objects.select_related("account").filter(fits, is_active=True, account__is_active=True)
    return list(rows.order_by("account_id", "id").distinct("account_id"))


def teams_of(actor: Actor) -> list[Officer]:
    """What the actor is in each of their teams."""
    if actor.account_id is None:
        return []
    rows = Officer.objects.select_related("team").filter(account_id=actor.account_id, left_at__isnull=True)
    return list(rows.order_by("team__name"))


def hold(*, alone: bool) -> None:
    """Until the transaction ends, nobody is away or leaves meanwhile; `alone`: nor is any case given to anybody.

    Whoever gives a case holds it with others, whoever takes an officer away holds it alone, each before any row.
    """
    kind = "" if alone else "_shared"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock{kind}(hashtext('casework.officers'))")


def back_by(today: date) -> list[UUID]:
    """The officers who are away and due back."""
    rows = Officer.objects.filter(left_at__isnull=True, away_until__lte=today)
    return list(rows.order_by("id").values_list("id", flat=True))


def accounts_of_officers() -> set[UUID]:
    """Of everybody who is in a team."""
    return set(Officer.objects.filter(left_at__isnull=True).values_list("account_id", flat=True))


@dataclass(frozen=True)
class Load:
    """How much one officer has: open cases, those whose clock ends within a week, and those that are late."""

    officer: Officer
    open_cases: int
    due_soon: int
    late: int


def active_officers() -> list[Officer]:
    """Everybody who can own a case now, by team, then as they joined; with account and team."""
    rows = Officer.objects.select_related("account", "team").filter(is_active=True, account__is_active=True)
    return list(rows.order_by("team__name", "joined_at", "id"))


def officers_of(team_ids: Collection[UUID]) -> list[Officer]:
    """Everybody in these teams who has not left; with account and team."""
    rows = Officer.objects.select_related("account", "team").filter(team_id__in=team_ids, left_at__isnull=True)
    return list(rows.order_by("team__name", "joined_at", "id"))


def open_cases_of(officer_id: UUID) -> int:
    return Case.objects.filter(~Q(state="closed"), owner_id=officer_id).count()


def names_of_officers(ids: Collection[UUID]) -> dict[str, str]:
    """What these officers are called, by id as text, those who left too."""
    rows = Officer.objects.select_related("account").filter(id__in=ids) if ids else Officer.objects.none()
    return {str(row.id): str(row.account) for row in rows}


def workloads(*, now: datetime, soon: datetime) -> list[tuple[Team, list[Load]]]:
    """Of each team and each officer in it who has not left, in three queries whatever their number."""
    by_team = defaultdict[UUID, list[Load]](list)
    counted = _counted(Case.objects.filter(~Q(state="closed")), now, soon)
    for row in Officer.objects.select_related("account").filter(left_at__isnull=True).order_by("joined_at", "id"):
        by_team[row.team_id].append(Load(row, *counted.get(row.id, (0, 0, 0))))
    return [(team, by_team[team.id]) for team in teams()]


def workload(team_id: UUID, *, now: datetime, soon: datetime) -> list[Load]:
    """Of each officer of a team who has not left, in two queries."""
    counted = _counted(Case.objects.filter(~Q(state="closed"), team_id=team_id), now, soon)
    officers = Officer.objects.select_related("account").filter(team_id=team_id, left_at__isnull=True)
    return [Load(row, *counted.get(row.id, (0, 0, 0))) for row in officers.order_by("joined_at", "id")]


def _counted(cases: QuerySet[Case], now: datetime, soon: datetime) -> dict[UUID, tuple[int, int, int]]:
    rows = cases.order_by().values_list("owner")
    return {
        owner: (count, near, late)
        for owner, count, near, late in rows.annotate(
            count=Count("id"),
            near=Count("id", filter=Q(next_due_at__gte=now, next_due_at__lte=soon)),
            late=Count("id", filter=Q(next_due_at__lt=now)),
        )
    }
