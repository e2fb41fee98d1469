"""A decision in writing that an organisation gives with its answer: what it must hold."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from coopcouncil.kernel.errors import BadInput

Outcome = Literal["granted", "partly", "refused"]
OUTCOMES: tuple[Outcome, ...] = ("granted", "partly", "refused")
MOST_DAYS_BACK = timedelta(days=3)  # between deciding and telling the person
MOST_REASONS = 4000  # characters


@dataclass(frozen=True)
class DecisionDraft:
    """`outcome` is granted, partly or refused; `reasons` are for the person; `decided_on` is the day of the letter."""

    outcome: str
    reasons: str
    decided_on: date


def check_decision(draft: DecisionDraft, *, answer: str, told_on: date, today: date) -> None:
    """Raises BadInput whose place names the field. A "no" goes with a refusal, everything else with "acted"."""
    if draft.outcome not in OUTCOMES:
        raise BadInput(
            f"“{draft.outcome}” is no decision.", place="decision.outcome", mend="Write granted, partly or refused."
        )
    if answer != ("refused" if draft.outcome == "refused" else "acted"):
        raise BadInput(
            "The answer and the decision do not agree.",
            place="answer",
            mend="A decision “refused” goes with the answer refused; granted and partly go with acted.",
        )
    if not draft.reasons.strip():
        raise BadInput("A decision needs its reasons.", place="decision.reasons", mend="Say why, for the person.")
    if len(draft.reasons) > MOST_REASONS:
        raise BadInput("The reasons are too long.", place="decision.reasons", mend="Write at most 4,000 characters.")
    # The time to appeal runs from it: a day long past would take the right away before the person has heard.
    earliest = max(told_on, today - MOST_DAYS_BACK)
    if not earliest <= draft.decided_on <= today:
        raise BadInput(
            "The day of the decision is before the notice, too long ago, or in the future.",
            place="decision.decided_on",
            mend=f"Write a day from {earliest.isoformat()} to today.",
        )
