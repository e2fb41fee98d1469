"""Letting go of what need not be kept: by rules that every context declares, never what a hold keeps; and erasures that
an officer has decided.
"""

import tomllib
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib import resources
from uuid import UUID

import structlog
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from coopcouncil.foundation import audit, contributions, permissions
from coopcouncil.foundation.actors import SYSTEM, Actor
from coopcouncil.foundation.forgetting import forget
from coopcouncil.foundation.models import AccessEntry
from coopcouncil.foundation.retention import Due, Keeping, Rule, read_rules
from coopcouncil.kernel.errors import BadInput, Conflict, CoopcouncilError
from coopcouncil.people import public as people
from coopcouncil.sharing.actions.requesting import letter, say_there_is_news
from coopcouncil.sharing.domain import rights
from coopcouncil.sharing.models import DataRequest, Hold, MailReport, Message, Opening, ReviewItem, Submission
from coopcouncil.sharing.queries import holding as queries
from coopcouncil.sharing.queries import rights as requests
from coopcouncil.sharing.queries.restricting import stays

log = structlog.get_logger("coopcouncil.sharing")

MOST_AT_ONCE = 500


@dataclass(frozen=True)
class Line:
    """One thing that is due: by which rule, since when; `kept` says why it stays, empty where it goes."""

    rule: Rule
    object_id: UUID
    since: datetime
    kept: str


def rules() -> dict[str, Rule]:
    """The rules of sharing. Raises BadInput where the catalogue is wrong."""
    return read_rules(_catalogue(), file="retention.toml")


@cache
def _catalogue() -> str:
    file = resources.files("coopcouncil.sharing") / "catalogue" / "retention.toml"
    return file.read_text(encoding="utf-8")


def kept_by_law(account_id: UUID) -> list[str]:
    """What of this person stays, restricted, when they are erased: what, by which law, until when, in a sentence each.

    To be asked before they are erased.
    """
    classes, held = tomllib.loads(_catalogue()).get("kept_by_law", []), stays(account_id)
    return [
        f"{entry['what']} ({entry['ground']}). {held[entry['code']]}".strip()
        for entry in classes
        if entry["code"] in held
    ]


def keepings() -> list[Keeping]:
    """What sharing contributes: each of its rules, with how to find what is due and how to let it go."""
    held = rules()
    found: dict[str, tuple[Callable[[Rule, datetime], object], Callable[[Collection[UUID], datetime], int]]] = {
        "submission_facts": (queries.submissions_due, _empty_submissions),
        "notice_facts": (queries.notices_due, _empty_notices),
        "message_addresses": (queries.messages_due, _empty_messages),
        "data_request_copies": (queries.copies_due, _empty_copies),
        "review_decisions": (queries.decisions_due, _delete_decisions),
        "reasons_of_openings": (queries.openings_due, _empty_openings),
        "access_entries": (queries.entries_due, _delete_entries),
        "mail_reports": (queries.reports_due, _delete_reports),
    }
    return [
        Keeping(held[code], lambda now, due=due, rule=held[code]: due(rule, now), apply)  # type: ignore[misc]
        for code, (due, apply) in found.items()
    ]


def look(now: datetime) -> Iterator[Line]:
    """Everything that is due in any context, and of each thing why it stays, where it does."""
    why = _Holds(localdate(now))
    for keeping in contributions.retention:
        for due in keeping.due(now):
            yield Line(keeping.rule, due.object_id, due.since, why(due))


class _Holds:
    """Why something stays. What is asked of one person is asked once."""

    def __init__(self, today: date) -> None:
        self.people: dict[UUID, str] = {}
        holds = list(queries.running(today).values_list("account_id", "submission_id"))
        self.submissions = {submission for _account, submission in holds if submission}
        self.accounts = {account for account, submission in holds if not submission}

    def __call__(self, due: Due) -> str:
        if due.submission_id in self.submissions:
            return _("A hold keeps it.")
        for person in due.about:
            if person not in self.people:
                self.people[person] = " ".join(why for held in contributions.legal_holds for why in held(person))
            if due.submission_id is not None and self.people[person]:
                return self.people[person]
            if person in self.accounts:  # what hangs on no submission is under way at no service
                return _("A hold keeps it.")
        return ""


def let_go(*, actor: Actor, now: datetime) -> Counter[str]:
    """Let go of all that is due and not held. Returns how many by the code of the rule. Raises NotAllowed."""
    permissions.require(actor, "sharing.let_go")
    gone: Counter[str] = Counter()
    for keeping in contributions.retention:
        due = list(keeping.due(now))
        for start in range(0, len(due), MOST_AT_ONCE):
            gone[keeping.rule.code] += _let_go(actor, keeping, due[start : start + MOST_AT_ONCE], now)
    return +gone


def _let_go(actor: Actor, keeping: Keeping, due: list[Due], now: datetime) -> int:
    """Of these what nothing keeps, in one transaction; holds are looked at where nobody can set one meanwhile."""
    with transaction.atomic():
        queries.lock_holds()
        queries.lock_submissions([item.submission_id for item in due if item.submission_id])
        why = _Holds(localdate(now))
        ids = [item.object_id for item in due if not why(item)]
        if not ids:
            return 0
        count = keeping.apply(ids, now)
        audit.note(actor, "sharing.let_go", ("retention", None), reason=f"{keeping.rule.code} {count}")
    return count


def _empty_submissions(ids: Collection[UUID], now: datetime) -> int:
    """Empty what was told as a whole. Its moment is kept, so that it is not looked at again."""
    count = 0
    for row in Submission.objects.filter(id__in=ids).defer("facts"):
        row.facts, row.facts_until = {}, now
        row.save(update_fields=["facts", "facts_until"])
        audit.note(SYSTEM, "sharing.emptied", row)
        count += 1
    _forget_what_is_empty(ids, now)
    return count


def _empty_notices(ids: Collection[UUID], now: datetime) -> int:
    """Empty what each service was told in these submissions, but for what a law has us keep."""
    queries.still_told().filter(submission_id__in=ids).update(facts=None, words=None, needs=None)
    for submission_id in ids:
        audit.note(SYSTEM, "sharing.slices_emptied", ("sharing.submission", submission_id))
    _forget_what_is_empty(ids, now)
    return len(ids)


def _forget_what_is_empty(ids: Collection[UUID], now: datetime) -> None:
    """Destroy the keys of the submissions of which both rules have let go: no older copy of the database opens them."""
    emptied = Submission.objects.filter(id__in=ids, facts_until__lte=now)
    whole = emptied.exclude(id__in=queries.still_told().values("submission_id"))
    forget(whole.values_list("id", flat=True), restrict=False)


def _empty_messages(ids: Collection[UUID], now: datetime) -> int:
    return Message.objects.filter(id__in=ids).update(to="", values={}, last_error="emptied")


def _empty_copies(ids: Collection[UUID], now: datetime) -> int:
    return DataRequest.objects.filter(id__in=ids).update(package=None)


def _delete_decisions(ids: Collection[UUID], now: datetime) -> int:
    return ReviewItem.objects.filter(id__in=ids).delete()[0]


def _empty_openings(ids: Collection[UUID], now: datetime) -> int:
    return Opening.objects.filter(id__in=ids).update(reason=None, finding=None)


def _delete_entries(ids: Collection[UUID], now: datetime) -> int:
    return AccessEntry.objects.filter(id__in=ids).delete()[0]


def _delete_reports(ids: Collection[UUID], now: datetime) -> int:
    return MailReport.objects.filter(id__in=ids).delete()[0]


# --- holds ----------------------------------------------------------------------------------------------------------


def set_hold(
    *, actor: Actor, account_id: UUID, submission_id: UUID | None, until: date, reason: str, today: date
) -> UUID:
    """Keep everything of a person, or of one submission, until a day. Raises NotAllowed, BadInput."""
    permissions.require(actor, "sharing.see_holds")
    assert actor.account_id is not None
    if account_id == actor.account_id:
        raise BadInput(_("This is about yourself. A colleague must do it."), place="who")
    if until < today:
        raise BadInput(_("It must end today or later."), place="until")
    if not reason.strip():
        raise BadInput(_("Say why it must be kept."), place="reason")
    with transaction.atomic():
        people.hold_account(account_id)
        queries.lock_holds()
        row = Hold.objects.create(
            account_id=account_id, submission_id=submission_id, until=until, reason=reason.strip(), set_on=today,
            set_by_id=actor.account_id,
        )  # fmt: skip
        audit.note(actor, "sharing.hold_set", row, on_behalf_of=account_id)
    return row.id


def lift_hold(*, actor: Actor, hold_id: UUID, reason: str, now: datetime) -> None:
    """End a hold before its day, and say why. Raises NotFound, NotAllowed, BadInput, Conflict."""
    with transaction.atomic():
        row = queries.hold_for_update(hold_id)
        permissions.require(actor, "sharing.see_hold", row)
        if row.lifted_at is not None:
            raise Conflict(_("This hold was lifted already."))
        if not reason.strip():
            raise BadInput(_("Say why it need not be kept any more."), place="reason")
        row.lifted_by_id, row.lifted_at, row.lifted_because = actor.account_id, now, reason.strip()
        row.save()
        audit.note(actor, "sharing.hold_lifted", row)


def forget_holds(account_id: UUID) -> None:
    """Empty the words of holds about a person, when they are erased."""
    Hold.objects.filter(account_id=account_id).update(reason=None, lifted_because=None)


# --- erasing, as an officer decided ---------------------------------------------------------------------------------


def carry_out_erasures(*, now: datetime) -> int:
    """Erase whoever asked for it and was granted it, where nothing stands in the way any more. Returns how many.

    Whoever must wait is told once why.
    """
    done = 0
    for request_id in list(DataRequest.objects.filter(kind="erasure", state="decided").values_list("id", flat=True)):
        try:
            done += _carry_out(request_id, now)
        except CoopcouncilError:  # of one person: nobody else waits for it, and the next hour tries again
            log.exception("an erasure could not be carried out", request=str(request_id))
    return done


def _carry_out(request_id: UUID, now: datetime) -> bool:
    with transaction.atomic():
        row = requests.data_request_for_update(request_id)
        if row.state != DataRequest.State.DECIDED:
            return False
        if why := [words for held in contributions.legal_holds for words in held(row.account_id)]:
            _say_wait(row, why, now)
            return False
        row.state = rights.moved(row.kind, row.state, DataRequest.State.DONE)
        row.closed_at, row.due_on = now, None
        row.save()
        audit.note(SYSTEM, "sharing.erasure_done", row)
        people.erase_everywhere(row.account_id)
    return True


def _say_wait(row: DataRequest, why: list[str], now: datetime) -> None:
    if any(entry["what"] == "erasure_waits" for entry in row.letters):
        return
    row.letters = [*row.letters, letter("erasure_waits", " ".join(why), localdate(now))]
    row.save(update_fields=["letters"])
    say_there_is_news(row, now)
