"""Who lives with whom in Ashmere: Amara with son and mother; Bilal with Layla, who confirmed it; Esi's lodger left."""

from datetime import date

from coopcouncil.foundation import clock
from coopcouncil.people import actions, public
from coopcouncil.people.actions import Person, stable_id
from coopcouncil.people.demo.cast import BY_KEY
from coopcouncil.people.queries import households

LAYLA = Person("layla.hussain@residents.ashmere.example", "Layla Hussain")
# Whose, the name, the relation, a child, since when.
_TOLD = (
    ("amara", "Kofi Adeyemi", "child", True, date(2018, 6, 14)),
    ("amara", "Ngozi Adeyemi", "parent", False, date(2023, 9, 2)),
    ("bilal", "Layla Hussain", "spouse", False, date(2019, 4, 27)),
    ("esi", "Marek Dvorak", "other", False, date(2022, 1, 8)),
)


def load() -> None:
    """Tell each once; a second load changes nothing."""
    now, today = clock.now(), clock.today()
    begun = {key: not households.household(BY_KEY[key].account_id).members for key in ("amara", "bilal", "esi")}
    for key, name, relation, child, since in _TOLD:
        if not begun[key]:
            continue
        actor = public.actor_for_account(BY_KEY[key].account_id, today)
        member = actions.tell_member(
            actor=actor, name=name, relation=relation, child=child, since=since, now=now, today=today
        )
        if key == "bilal":
            layla = public.actor_for_account(stable_id("account", LAYLA.email), today)
            code = actions.invite_member(actor=actor, member_id=member, now=now)
            read = actions.read_invitation(actor=layla, code=code, now=now)
            actions.answer_invitation(actor=layla, code=code, seen=read.seen, lives=True, now=now)
        if key == "esi":
            actions.end_member(actor=actor, member_id=member, until=date(2024, 7, 31), now=now, today=today)
