"""Who lives with a person, as they say and as they agreed to; each record by itself, for nobody sees into another's."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q

from coopcouncil.foundation import keys
from coopcouncil.kernel.errors import NotFound
from coopcouncil.people.domain.households import other_way
from coopcouncil.people.domain.posted_codes import tidy
from coopcouncil.people.models import HouseholdAnswer, HouseholdMember, HouseholdStatement


@dataclass(frozen=True)
class Relative:
    """Somebody of whom a person told us with a life event, and who may live with them. `id` is what it is known by."""

    id: UUID
    name: str
    born_on: date
    told_at: datetime
    came_with: UUID | None


@dataclass(frozen=True)
class Words:
    """What was said of a member at one time; `source` is a code of `HouseholdStatement.Source`."""

    name: str
    relation: str
    child: bool
    since: date | None
    until: date | None
    source: str
    source_label: str
    said_at: datetime


@dataclass(frozen=True)
class MemberView:
    """Somebody who lives, or lived, with a person, by their own words; the newest of `earlier` comes first.

    `confirmed_at` is when whoever it is said so themself. It stays, whatever they said since: that is theirs.
    """

    id: UUID
    now: Words
    earlier: tuple[Words, ...]
    ended_at: datetime | None
    confirmed_at: datetime | None


@dataclass(frozen=True)
class AnswerView:
    """What a person answered who was handed a code: of whom, and what these are to them."""

    id: UUID
    name: str
    relation: str
    since: date | None
    lives: bool
    said_at: datetime
    left_at: datetime | None


@dataclass(frozen=True)
class Household:
    """One person's household: whom they told us of, and with whom they agreed that they live."""

    members: tuple[MemberView, ...]
    answers: tuple[AnswerView, ...]

    @property
    def today(self) -> "Household":
        """Only what holds."""
        return replace(
            self,
            members=tuple(item for item in self.members if item.ended_at is None),
            answers=tuple(item for item in self.answers if item.lives and item.left_at is None),
        )


RelativesReader = Callable[[UUID], list[Relative]]
_readers: list[RelativesReader] = []


def register_relatives_reader(reader: RelativesReader) -> None:
    """Have `reader` tell of whom a person told us with life events, never in safe mode. Called in `apps.ready()`."""
    if reader not in _readers:
        _readers.append(reader)


def household(account_id: UUID) -> Household:
    """What holds, and what did. Three queries."""
    said: dict[UUID, list[HouseholdStatement]] = {}
    for row in HouseholdStatement.objects.filter(account=account_id).order_by("number"):
        said.setdefault(row.member_id, []).append(row)
    members = HouseholdMember.objects.filter(account=account_id).order_by(
        F("ended_at").desc(nulls_first=True), "told_at", "id"
    )
    yes = HouseholdAnswer.objects.filter(statement__account=account_id, lives=True)
    confirmed = dict(yes.values_list("statement__member", "said_at"))
    return Household(
        tuple(_member(row, said[row.id], confirmed.get(row.id)) for row in members if row.id in said),
        tuple(_answer(row) for row in _answers(account_id)),
    )


def _member(row: HouseholdMember, said: list[HouseholdStatement], confirmed_at: datetime | None) -> MemberView:
    newest, *before = [words_of(item) for item in reversed(said)]
    return MemberView(row.id, newest, tuple(before), row.ended_at, confirmed_at)


def _answers(account_id: UUID) -> list[HouseholdAnswer]:
    rows = HouseholdAnswer.objects.filter(account=account_id, statement__account__is_active=True)
    return list(rows.select_related("statement__account").order_by("-said_at", "id"))


def _answer(row: HouseholdAnswer) -> AnswerView:
    told = words_of(row.statement)
    name = row.statement.account.name  # never a part of an e-mail address
    return AnswerView(row.id, name, other_way(told.relation), told.since, row.lives, row.said_at, row.left_at)


def words_of(row: HouseholdStatement) -> Words:
    value = row.value or {}
    return Words(
        name=value.get("name", ""),
        relation=value.get("relation", "other"),
        child=bool(value.get("child")),
        since=_day(value.get("since")),
        until=_day(value.get("until")),
        source=row.source,
        source_label=row.get_source_display(),
        said_at=row.said_at,
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def relatives_to_offer(account_id: UUID, held: Household) -> list[Relative]:
    """Whom a person told us of with life events, and who is not in their household, and never was."""
    there = {keys.normalised(words.name) for item in held.members for words in (item.now, *item.earlier)}
    found = [item for reader in _readers for item in reader(account_id)]
    return [item for item in found if keys.normalised(item.name) not in there]


def relative(account_id: UUID, relative_id: UUID) -> Relative | None:
    """One of whom this person told us; None where they did not."""
    found = (item for reader in _readers for item in reader(account_id))
    return next((item for item in found if item.id == relative_id), None)


def member(member_id: UUID) -> HouseholdMember:
    """Raises NotFound."""
    found = HouseholdMember.objects.filter(id=member_id).first()
    if found is None:
        raise NotFound("There is no such member of a household.")
    return found


def member_for_update(member_id: UUID) -> HouseholdMember:
    """Locked until the transaction ends. Raises NotFound."""
    found = HouseholdMember.objects.select_for_update().filter(id=member_id).first()
    if found is None:
        raise NotFound("There is no such member of a household.")
    return found


def newest(member_id: UUID) -> HouseholdStatement:
    """What was said last of a member."""
    return HouseholdStatement.objects.filter(member=member_id).latest("number")


def is_confirmed(member_id: UUID) -> bool:
    """Whether it was ever confirmed: what came after is nobody's but whose who confirmed."""
    return HouseholdAnswer.objects.filter(statement__member=member_id, lives=True).exists()


def answer(answer_id: UUID) -> HouseholdAnswer:
    """Raises NotFound."""
    found = HouseholdAnswer.objects.filter(id=answer_id).first()
    if found is None:
        raise NotFound("There is no such answer.")
    return found


def code_digest(code: str) -> str:
    return keys.keyed_digest("people_household_member.code_digest", tidy(code))


def invitation(code: str, *, to: UUID, now: datetime, lock: bool = False) -> HouseholdMember | None:
    """Whom a code is about. None for a code that is none, is one's own, or works no longer, alike. One query."""
    rows = HouseholdMember.objects.filter(
        code_digest=code_digest(code), code_until__gt=now, ended_at__isnull=True, account__is_active=True
    ).exclude(account=to)
    return (rows.select_for_update(of=("self",)) if lock else rows).select_related("account").first()


def ever_linked(one: UUID, other: UUID) -> bool:
    """Whether one of these two has ever answered a code of the other."""
    return HouseholdAnswer.objects.filter(
        Q(account=one, statement__account=other) | Q(account=other, statement__account=one)
    ).exists()


def for_export(account_id: UUID) -> dict[str, Any]:
    """What is kept of a person's household, for that person: their own words and answers, nothing of anybody else."""
    held = household(account_id)
    return {
        "told": [
            {
                **_as_text(item.now),
                "earlier": [_as_text(words) for words in item.earlier],
                "confirmed_at": item.confirmed_at.isoformat() if item.confirmed_at else None,
            }
            for item in held.members
        ],
        "answered": [
            {
                "who_handed_you_a_code": item.name,
                "they_are_your": item.relation,
                "since": item.since.isoformat() if item.since else None,
                "you_live_with_them": item.lives,
                "said_at": item.said_at.isoformat(),
                "left_at": item.left_at.isoformat() if item.left_at else None,
            }
            for item in held.answers
        ],
    }


def _as_text(words: Words) -> dict[str, Any]:
    return {
        "name": words.name,
        "relation": words.relation,
        "child": words.child,
        "since": words.since.isoformat() if words.since else None,
        "until": words.until.isoformat() if words.until else None,
        "source": words.source,
        "said_at": words.said_at.isoformat(),
    }
