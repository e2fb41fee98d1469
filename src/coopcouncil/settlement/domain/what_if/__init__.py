"""What if places were withdrawn, or others took their part? One value, for map, table, words and file."""

from coopcouncil.settlement.domain.what_if.bodies import Body, Taker, who_could_take_it_on
from coopcouncil.settlement.domain.what_if.computing import what_if
from coopcouncil.settlement.domain.what_if.promised import Effect, Promise, read_metres
from coopcouncil.settlement.domain.what_if.result import AreaChange, Row, Saving, Settings, WhatIf
from coopcouncil.settlement.domain.what_if.saying import STATES, plain, summary, to_look_at

__all__ = [
    "STATES",
    "AreaChange",
    "Body",
    "Effect",
    "Promise",
    "Row",
    "Saving",
    "Settings",
    "Taker",
    "WhatIf",
    "plain",
    "read_metres",
    "summary",
    "to_look_at",
    "what_if",
    "who_could_take_it_on",
]
