"""How a case ends: by the resident's word, or for a reason that they can challenge; never by silence alone."""

from datetime import datetime, timedelta

ASK_AGAIN_AFTER = timedelta(days=7)
ASKS = 2  # how often silence is asked about
REOPEN_WITHIN = timedelta(days=28)
MOST_WORDS = 4000  # characters of what somebody writes

# Why a case may end though nobody said that it is solved. Each is said to the resident with the officer's own reasons.
ENDS = ("no_answer", "not_ours_to_give", "taken_back", "goes_on_elsewhere", "same_problem", "cannot_be_reached")


def may_ask(asks: int, asked_at: datetime | None, now: datetime) -> bool:
    """Whether silence is asked about (again) now: twice in all, a week apart."""
    return asks < ASKS and (asked_at is None or now >= asked_at + ASK_AGAIN_AFTER)


def silent(asks: int, asked_at: datetime | None, now: datetime) -> bool:
    """Whether the resident was asked twice, and a week has gone by without a word."""
    return asks >= ASKS and asked_at is not None and now >= asked_at + ASK_AGAIN_AFTER


def may_reopen(closed_at: datetime, now: datetime) -> bool:
    """Whether it opens again by one click: within 28 days of its end. Later it is a new case that goes on from it."""
    return now <= closed_at + REOPEN_WITHIN
