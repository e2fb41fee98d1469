"""What two councils say of a case comes to the same end in whatever order it arrives: worked out on paper."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import permutations
from uuid import uuid4

import pytest

from coopcouncil.casework.domain import transfers
from coopcouncil.casework.domain.transfers import Line, Message, Offer, Standing
from coopcouncil.kernel.errors import BadInput, Conflict

AT = datetime(2026, 11, 26, 10, tzinfo=UTC)
OFFER = Offer("Damp", "Wet.", "", "routine", date(2026, 11, 20), "agreed", "By phone.", "Moved.", {"name": "Rowan"})
STANDING = Standing("7KD-4QM-9XF", "open", "", "Carys", date(2026, 12, 4))
MESSAGE = Message(uuid4(), "giver", 1, "offered", "", OFFER, STANDING, (Line(uuid4(), AT, "note", "Hello."),))


def test_a_message_is_read_as_it_was_written() -> None:
    assert transfers.read(json.loads(json.dumps(transfers.write(MESSAGE)))) == MESSAGE


@pytest.mark.parametrize(
    "change",
    [
        {"by": "nobody"}, {"step": "lost"}, {"sequence": 0}, {"sequence": True}, {"transfer": "x"}, {"lines": [{}]},
        {"reason": "x" * 9000}, {"offer": {}}, {"standing": {"state": "open"}}, {"lines": [None] * 21},
        {"standing": {**transfers.write(MESSAGE)["standing"], "outcome": "solved"}},
        {"standing": {**transfers.write(MESSAGE)["standing"], "follow_url": "javascript:alert(1)"}},
        {"lines": [{"id": str(uuid4()), "at": "2026-11-26T10:00:00", "kind": "note", "text": ""}]},
    ],
)  # fmt: skip
def test_what_is_no_message_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(BadInput):
        transfers.read({**transfers.write(MESSAGE), **change})


def test_whatever_the_order_of_answers_the_one_decision_stands() -> None:
    for decision in ("accepted", "refused", "withdrawn"):
        for steps in permutations(["announced", "offered", decision, decision]):
            for begins in ("offered", "undelivered", "withdrawing"):
                if decision == "withdrawn" and begins != "withdrawing":
                    continue  # it is only ever answered to whoever asked for it
                state = begins
                for step in steps:
                    state = transfers.after_answer(state, step)
                assert state == decision, (begins, steps)


def test_whoever_decides_decides_once() -> None:
    for state in ("accepted", "refused", "withdrawn"):
        for to in transfers.TAKING:
            with pytest.raises(Conflict):
                transfers.move("taking", state, to)


def test_an_offer_may_be_accepted_although_it_was_taken_for_lost_or_asked_back() -> None:
    assert all(transfers.after_answer(state, "accepted") == "accepted" for state in transfers.WAITS)


def test_an_acceptance_that_comes_after_the_end_opens_nothing_again() -> None:
    assert transfers.after_answer("closed", "accepted") == "closed"


def test_long_histories_go_in_several_messages_and_none_is_left_out() -> None:
    lines = [Line(uuid4(), AT, "note", "x" * 4000) for _ in range(50)]
    made = transfers.batches(lines)
    assert [line for batch in made for line in batch] == lines
    assert all(sum(len(line.text) for line in batch) <= transfers.MOST_TEXT for batch in made)
    assert transfers.batches([]) == [()]
    assert transfers.read(transfers.write(replace(MESSAGE, lines=made[0]))).lines == made[0]
