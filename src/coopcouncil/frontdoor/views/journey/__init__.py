"""Telling us once: one question a page, check, who will be told, send."""

from coopcouncil.frontdoor.views.journey.asking import check, discard, question, resume
from coopcouncil.frontdoor.views.journey.returning import come_back, come_back_by_link, keep_draft, save, saved
from coopcouncil.frontdoor.views.journey.starting import life_event, life_events
from coopcouncil.frontdoor.views.journey.telling import who

__all__ = [
    "check",
    "come_back",
    "come_back_by_link",
    "discard",
    "keep_draft",
    "life_event",
    "life_events",
    "question",
    "resume",
    "save",
    "saved",
    "who",
]
