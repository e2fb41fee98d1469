"""The life events that come with the program."""

from collections.abc import Collection, Mapping
from importlib import resources

from coopcouncil.frontdoor.domain.check import Purposes, check_files
from coopcouncil.frontdoor.domain.life_event import LifeEvent
from coopcouncil.kernel.errors import BadInput


def shipped_texts() -> dict[str, str]:
    """The text of each shipped life event, by file name."""
    folder = resources.files("coopcouncil.frontdoor") / "life_events"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
    return {file.name: file.read_text(encoding="utf-8") for file in files}


def life_events(
    texts: Mapping[str, str], *, service_types: Collection[str], purposes: Purposes
) -> dict[str, LifeEvent]:
    """The life events of these files by code, in the order in which they are offered.

    Raises BadInput with the first problem found: a house with a bad life event does not open.
    """
    events, problems = check_files(texts, service_types=service_types, purposes=purposes)
    if problems:
        first = problems[0]
        raise BadInput(first.message, place=f"{first.file}:{first.line}", mend=first.mend)
    return {event.code: event for event in sorted(events.values(), key=lambda event: (event.order, event.code))}
