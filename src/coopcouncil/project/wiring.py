"""Who reacts to what: event → public action. Every reaction between neighbours is on this one table."""

from coopcouncil.foundation import events

REACTIONS: list[tuple[type, object]] = []


def connect() -> None:
    """Register every reaction. Called once, at start-up."""
    for event_type, reaction in REACTIONS:
        events.react(event_type, reaction)  # type: ignore[arg-type]
