"""Messages to people: which there are, which are joined into one, and when to try again."""

from datetime import datetime, timedelta

# Of these several are said at once, after a while (`COOPCOUNCIL_DIGEST_MINUTES`).
JOINED = frozenset({"answered", "put_right", "needs_you"})
TEMPLATES = (
    "told", "answered", "put_right", "needs_you", "decision", "your_data", "your_case", "case_for_you", "case_helper",
    "case_letter",
)  # fmt: skip
# Waits after the first, second … failed attempt: seven attempts over about a day. A person can be phoned instead.
RETRY_AFTER = (
    timedelta(seconds=30),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=16),
)


def next_attempt(attempts: int, *, now: datetime) -> datetime | None:
    """When to try again after `attempts` failures (1 or more); None when the schedule has ended."""
    return now + RETRY_AFTER[attempts - 1] if attempts <= len(RETRY_AFTER) else None


def template_for(kind: str, answer: str) -> str:
    """Which message follows an answer to a notice of this kind: a "no" asks something of the person."""
    if answer in {"refused", "kept_under"}:
        return "needs_you"
    return "put_right" if kind != "told" and answer == "acted" else "answered"
