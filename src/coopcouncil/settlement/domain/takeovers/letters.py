"""Which letters there are about a takeover, and to which side each goes."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from coopcouncil.settlement.domain.takeovers import stages

GROUP, COUNCIL = "group", "council"
INVITED, AGREED, HANDED_OVER, RUNS_AGAIN = "invited", "agreed", "handed_over", "runs_again"
DECLINED, COUNCILS_FOR_GOOD, STEPPED_IN = "declined", "for_good", "stepped_in"
HELP, TO_SIGN, ALARM, ALARM_ANSWERED = "help", "to_sign", "alarm", "answered"
INTEREST, PLAN, WITHDRAWN, GIVEN_BACK = "interest", "plan", "withdrawn", "given_back"
# Letters of what is long over help nobody: of a record that was typed in later, of the demo borough’s past.
LATEST = timedelta(days=1)

# What a new stage has written, and to whom. The others have events of their own: a plan, a step-in.
_OF_STAGE: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        stages.INTEREST: (COUNCIL, INTEREST),
        stages.PREPARING: (GROUP, INVITED),
        stages.DECIDED: (GROUP, AGREED),
        stages.RUNNING: (GROUP, HANDED_OVER),
        stages.RETURNED: (GROUP, COUNCILS_FOR_GOOD),
        stages.DECLINED: (GROUP, DECLINED),
        stages.WITHDRAWN: (COUNCIL, WITHDRAWN),
    }
)
# Alarms that people raised; all others were found by a guard (`guards.py`).
_SAID_BY_PEOPLE = ("said:", "review:", "review-level:")
_GIVEN_BACK = "given-back"


def of_stage(stage: str, *, ran_before: bool) -> tuple[str, str] | None:
    """(side, kind) of the letter that a new stage has written; None where it has none."""
    found = _OF_STAGE.get(stage)
    return (GROUP, RUNS_AGAIN) if found == (GROUP, HANDED_OVER) and ran_before else found


def of_alarm(code: str) -> list[tuple[str, str]]:
    """(side, kind) of each letter about an alarm of this code. Officers know what they raised themselves."""
    if code == _GIVEN_BACK:
        return [(COUNCIL, GIVEN_BACK)]
    if code.startswith(_SAID_BY_PEOPLE):
        return [(GROUP, ALARM)]
    return [(GROUP, ALARM), (COUNCIL, ALARM)]


def is_news(happened_at: datetime, now: datetime) -> bool:
    """Whether people are written to about it at all."""
    return now - happened_at < LATEST
