"""Two real councils hand cases over while one is down, a worker dies, and messages come twice and in any order."""

from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.test import Client

from coopcouncil.casework.actions import closing, transferring, working
from coopcouncil.casework.models import Case, CaseClock, Entry, TransferLine
from coopcouncil.casework.tests.two_councils import Council, accepted, agree, backwards, nothing_is_doubled, offered
from coopcouncil.foundation import clock
from coopcouncil.sharing.models import Parcel


def test_a_case_is_handed_over_while_either_is_down_and_both_end_in_agreement(councils: SimpleNamespace) -> None:
    elm, vale, now, today = councils.elm, councils.vale, clock.now, clock.today
    vale.down()
    elm.down()
    it = offered(elm)

    # Vale is down: it is Elm's, with owner and clocks, and Amara reads so.
    elm.work()
    with elm.here():
        assert {parcel.attempts >= 1 for parcel in Parcel.objects.exclude(state="sent")} == {True}
        assert set(CaseClock.objects.filter(case_id=it.case_id).values_list("state", flat=True)) == {"kept", "running"}
    assert "Until they do, it is ours, and Carys" in elm.page("amara", it.page)

    # Vale takes the post, and Elm's worker dies before it has written down that it was taken.
    vale.up()
    elm.post(elm.waiting()[0], dies=True)
    elm.work()
    assert elm.waiting() == []
    there = vale.transfer(it.id)
    assert (there.state, there.offer["contact"]) == ("offered", {"name": "Amara Osei"})
    assert elm.transfer(it.id).state == "offered"

    # Vale accepts; what it says goes to Elm, which is down now.
    case_there = accepted(vale, it.id)
    with vale.here():
        working.note(
            actor=vale.somebody("carys"), case_id=case_there, text="We come on Monday.", visibility="resident",
            now=now(),
        )  # fmt: skip
    vale.work()
    assert len(vale.waiting()) >= 1
    assert elm.transfer(it.id).state == "offered"
    assert "Until they do, it is ours" in elm.page("amara", it.page)

    # Elm is back: from one moment to the next Vale answers for it, and no clock of Elm's runs.
    elm.up()
    vale.work()
    with elm.here():
        case = Case.objects.get(id=it.case_id)
        assert (case.state, case.elsewhere, case.next_due_at) == ("open", True, None)
        working.write_as_resident(
            actor=elm.somebody("amara"), case_id=it.case_id, text="Thank you.", now=now(), today=today()
        )
    agree(councils)
    read = elm.page("amara", it.page)
    for words in ("We come on Monday.", "They took your problem over", "Carys", "Thank you."):
        assert words in read

    # Over at Vale, over at Elm; both histories are one, each line once, and no word of Elm's team is at Vale.
    with vale.here():
        closing.end_case(
            actor=vale.somebody("carys"), case_id=case_there, why="same_problem", reason="It is dry.", now=now()
        )
    agree(councils)
    assert elm.texts(it.case_id) == vale.texts(case_there)
    assert {"Thank you.", "We come on Monday.", "It is dry."} <= set(elm.texts(it.case_id))
    assert elm.steps(it.case_id) == ["offered", "accepted", "closed"]
    for council, case_id in ((elm, it.case_id), (vale, case_there)):
        nothing_is_doubled(council, case_id, it.id)
    with vale.here():
        assert Case.objects.filter(kind="transfer").count() == 1
        assert not any("secret" in (entry.text or "") for entry in Entry.objects.filter(case_id=case_there))
    with elm.here():
        case = Case.objects.get(id=it.case_id)
        assert (case.state, case.outcome, case.elsewhere) == ("closed", "ended", False)
    _followed(vale, elm.transfer(it.id).theirs)


def _followed(vale: Council, standing: dict[str, Any]) -> None:
    """With the page and the code that stand in hers, whoever has no account at Vale reads it there."""
    assert standing["state"] == "closed"
    with vale.here():
        stranger, address = Client(), standing["follow_url"].removeprefix(vale.url)
        assert "It is dry." not in stranger.get(address).content.decode()
        assert stranger.post(address, {"code": "7KD4-QM9X-F2AP"}).status_code == 422
        assert "It is dry." in stranger.post(address, {"code": standing["follow_code"]}).content.decode()


def test_messages_that_come_twice_and_the_last_one_first_change_nothing(councils: SimpleNamespace) -> None:
    elm, vale = councils.elm, councils.vale
    elm.up()
    vale.up()
    it = offered(elm, title="Noise")
    for number in range(25):  # more than go in one message
        with elm.here():
            working.write_as_resident(
                actor=elm.somebody("amara"), case_id=it.case_id, text=f"Night {number}.", now=clock.now(),
                today=clock.today(),
            )  # fmt: skip
    backwards(elm)
    case_there = accepted(vale, it.id)
    with vale.here():
        closing.end_case(
            actor=vale.somebody("carys"), case_id=case_there, why="same_problem", reason="Quiet.", now=clock.now()
        )
    backwards(vale)  # that it is over comes before that it was taken
    assert len(elm.waiting()) > 1
    backwards(elm)
    agree(councils)
    assert elm.transfer(it.id).state == "closed"
    assert elm.texts(it.case_id) == vale.texts(case_there)
    assert len([text for text in vale.texts(case_there) if text.startswith("Night")]) == 25
    assert elm.steps(it.case_id) == ["offered", "accepted", "closed"]
    for council, case_id in ((elm, it.case_id), (vale, case_there)):
        nothing_is_doubled(council, case_id, it.id)

    # Amara says that it is not solved: it is Elm's again at once, and stays so whatever Vale said before.
    with elm.here():
        closing.reopen(
            actor=elm.somebody("amara"), case_id=it.case_id, words="It is loud again.", now=clock.now(),
            today=clock.today(),
        )  # fmt: skip
    agree(councils)
    with elm.here():
        case = Case.objects.get(id=it.case_id)
        assert (case.state, case.elsewhere) == ("open", False)
        assert CaseClock.objects.filter(case=case, state="running").exists()


def test_a_refused_case_stays_with_whoever_had_it_and_nothing_of_it_stays_there(councils: SimpleNamespace) -> None:
    elm, vale = councils.elm, councils.vale
    elm.up()
    vale.up()
    it = offered(elm, title="Rats")
    elm.work()
    with vale.here():
        transferring.refuse(
            actor=vale.somebody("carys"), transfer_id=it.id, reason="It is on your side.", now=clock.now()
        )
    agree(councils)
    assert "It is on your side." in elm.page("amara", it.page)
    assert (elm.transfer(it.id).state, vale.transfer(it.id).state) == ("refused", "refused")
    assert vale.transfer(it.id).offer == vale.transfer(it.id).theirs == {}
    with elm.here():
        case = Case.objects.get(id=it.case_id)
        assert (case.elsewhere, case.transfer_id) == (False, None)
        assert CaseClock.objects.filter(case=case, state="running").exists()


def test_an_offer_taken_back_ends_at_both_though_it_overtakes_the_offer(councils: SimpleNamespace) -> None:
    elm, vale = councils.elm, councils.vale
    elm.up()
    vale.up()
    it = offered(elm, title="Smoke")
    _take_back(elm, it.id)
    backwards(elm)
    agree(councils)
    assert (elm.transfer(it.id).state, vale.transfer(it.id).state) == ("withdrawn", "withdrawn")
    assert vale.transfer(it.id).offer == {}
    with vale.here():
        assert not TransferLine.objects.filter(transfer_id=it.id, content__isnull=False).exists()


def test_an_answer_given_before_the_offer_was_asked_back_stands(councils: SimpleNamespace) -> None:
    elm, vale = councils.elm, councils.vale
    elm.up()
    vale.up()
    it = offered(elm, title="Ice")
    elm.work()
    case_there = accepted(vale, it.id)
    _take_back(elm, it.id)
    elm.work()
    agree(councils)
    assert (elm.transfer(it.id).state, vale.transfer(it.id).state) == ("accepted", "accepted")
    assert elm.steps(it.case_id) == ["offered", "withdrawing", "accepted"]
    assert elm.texts(it.case_id) == vale.texts(case_there)
    with elm.here():
        assert Case.objects.get(id=it.case_id).elsewhere is True


def _take_back(elm: Council, transfer_id: UUID) -> None:
    with elm.here():
        transferring.take_back(
            actor=elm.somebody("carys"), transfer_id=transfer_id, reason="We do it ourselves.", now=clock.now()
        )
