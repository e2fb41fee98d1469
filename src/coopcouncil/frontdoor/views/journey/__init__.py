"""Telling us once: one question a page, check, who will be told, send."""

from coopcouncil.frontdoor.views.journey.asking import check, discard, question, resume
from coopcouncil.frontdoor.views.journey.files import draft_file
from coopcouncil.frontdoor.views.journey.returning import come_back, come_back_by_link, keep_draft, save, saved
from coopcouncil.frontdoor.views.journey.safety import change_over, done, needs, places, reach, safely
from coopcouncil.frontdoor.views.journey.speaking import speak_by
from coopcouncil.frontdoor.views.journey.starting import life_event, life_events
from coopcouncil.frontdoor.views.journey.telling import who

__all__ = [
    "change_over",
    "check",
    "come_back",
    "come_back_by_link",
    "discard",
    "done",
    "draft_file",
    "keep_draft",
    "life_event",
    "life_events",
    "needs",
    "places",
    "question",
    "reach",
    "resume",
    "safely",
    "save",
    "saved",
    "speak_by",
    "who",
]
