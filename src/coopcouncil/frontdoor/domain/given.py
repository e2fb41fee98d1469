"""What came in from outside as a whole, rather than question by question: read it, or say all that is wrong with it."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from coopcouncil.frontdoor.domain import facts
from coopcouncil.frontdoor.domain.facts import WrongAnswer
from coopcouncil.frontdoor.domain.life_event import LifeEvent
from coopcouncil.kernel.errors import BadInput, Mistakes


def read_answers(event: LifeEvent, raw: Mapping[str, Any], *, today: date) -> dict[str, Any]:
    """The answers as they are kept. Raises Mistakes: each with its place, such as `answers.died_on`."""
    known = {fact.code: fact for fact in event.facts}
    read: dict[str, Any] = {}
    wrong: list[BadInput] = []
    for code, value in raw.items():
        place = f"answers.{code[:60]}"
        if code not in known:
            wrong.append(BadInput(f"There is no fact “{code[:60]}”.", place=place, mend="Leave it out."))
            continue
        if known[code].type == "file" and value:
            wrong.append(BadInput(facts.NO_FILE, place=place, mend=facts.NO_FILE_MEND))
            continue
        try:
            read[code] = facts.read(known[code], value, today=today)
        except WrongAnswer as error:
            wrong.append(BadInput(error.message, place=place, mend=error.mend))
    if wrong:
        raise Mistakes(wrong)
    return read


def check_choices(event: LifeEvent, *, left_out: Collection[str] = (), agreed: Collection[str] = ()) -> None:
    """Raises Mistakes for a notice that there is not, that may not be left out, or that needs no agreement."""
    notices = {notice.code: notice for notice in event.notices}
    wrong: list[BadInput] = []
    for key, codes in (("left_out", left_out), ("agreed", agreed)):
        for number, code in enumerate(codes):
            place, notice = f"{key}.{number}", notices.get(code)
            if notice is None:
                wrong.append(BadInput(f"There is no notice “{code[:60]}”.", place=place, mend="Leave it out."))
            elif key == "left_out" and not (notice.may_be_left_out or notice.by_consent):
                wrong.append(BadInput(f"“{code}” must be told.", place=place, mend="Leave it out of this list."))
            elif key == "agreed" and not notice.by_consent:
                message = f"“{code}” is told without being agreed to."
                wrong.append(BadInput(message, place=place, mend="Leave it out of this list."))
    if wrong:
        raise Mistakes(wrong)
