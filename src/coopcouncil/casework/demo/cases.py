"""Some hundred and fifty problems of Ashmere's residents, in every state, written in bulk.

Each is made as the actions would have made it: an owner who is there, clocks by the catalogue, a history that says so.
"""

import tomllib
from collections.abc import Iterable
from importlib import resources
from itertools import cycle
from uuid import UUID

from coopcouncil.casework.actions import noticing
from coopcouncil.casework.demo.making import Making
from coopcouncil.casework.models import Case
from coopcouncil.casework.queries import teams as staffing
from coopcouncil.foundation import clock
from coopcouncil.people import public as people

VARIANTS = 5
# Each way a case stands: its name, and how many days ago it was opened, from and to.
STANDS = (
    ("fresh", 0, 2), ("noted", 3, 7), ("asked_of_body", 4, 9), ("taken_on", 6, 10), ("paused", 5, 10),
    ("extended", 15, 18), ("late", 16, 20), ("escalated", 26, 34), ("asked", 9, 12), ("asked_twice", 24, 30),
    ("solved", 20, 90), ("solved", 20, 90), ("solved_late", 40, 90), ("ended", 35, 60), ("reopened", 34, 50),
    ("own_part", 3, 8), ("by_phone", 4, 9),
)  # fmt: skip
# Whose a story is by name, besides those that fall to anybody: by its title.
AMARAS = {"Record not changed at a GP surgery": "taken_on", "Council tax bill after a death": "asked",
          "Free hours at a nursery refused": "solved"}  # fmt: skip
BILALS = {"No heating in a rented house": "late", "Crisis help not answered": "own_part"}


def load() -> None:
    """Once: where anybody has told of a problem, nothing is added. Notices and reports make cases of their own."""
    if not staffing.teams().exists() or Case.objects.filter(kind=Case.Kind.REQUEST).exists():
        return
    now = clock.now()
    noticing.own_all_that_went_wrong(now=now)
    making = Making(now)
    for number, (story, stand, account_id) in enumerate(_plan()):
        making.add(number, story, stand, account_id)
    making.write()


def _plan() -> Iterable[tuple[dict[str, str], tuple[str, int, int], UUID | None]]:
    """Every story with how it stands and whose it is; Amara's and Bilal's are those of their names."""
    stories = all_stories()
    named = {
        people.account_with_email("amara@ashmere.example"): AMARAS,
        people.account_with_email("bilal@ashmere.example"): BILALS,
    }
    by_name = {stand[0]: stand for stand in STANDS}
    for account_id, theirs in named.items():
        for story in stories:
            if story["title"] in theirs:
                yield story, by_name[theirs[story["title"]]], account_id
    staff = staffing.accounts_of_officers() | set(named)
    residents = cycle([account_id for account_id in people.members() if account_id not in staff][60:])
    stands = cycle(STANDS)
    for _round in range(VARIANTS):
        for story in stories:
            stand = next(stands)
            yield story, stand, None if stand[0] == "by_phone" else next(residents)


def all_stories() -> list[dict[str, str]]:
    """What people told of: about which service, whose it was to do, what was done."""
    text = resources.files("coopcouncil.casework.demo") / "stories.toml"
    stories: list[dict[str, str]] = tomllib.loads(text.read_text(encoding="utf-8"))["story"]
    return stories
