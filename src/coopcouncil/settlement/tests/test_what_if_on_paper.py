"""Three streets and two libraries: what if one closes, worked out by hand."""

from math import degrees

import pytest

from coopcouncil.kernel.distance import EARTH
from coopcouncil.kernel.errors import BadInput
from coopcouncil.settlement.domain.access import Place, SmallArea
from coopcouncil.settlement.domain.what_if import (
    Body,
    Promise,
    Settings,
    plain,
    read_metres,
    summary,
    to_look_at,
    what_if,
)

METRE = degrees(1 / EARTH)


def area(name: str, north: float, people: int, ward: str, tenth: int | None = None, **ages: float) -> SmallArea:
    return SmallArea(name, name, ward, ward, 0.0, north * METRE, people, ages, tenth)


def place(name: str, north: float, **kwargs) -> Place:
    return Place(name.lower(), name, 0.0, north * METRE, **kwargs)


AREAS = [
    area("Quay 1", 0, 1000, "Quay", 1, young=400, old=600),
    area("Quay 2", 500, 1000, "Quay", 2, young=700, old=300),
    area("Hill 1", 3000, 2000, "Hill", 9, young=1500, old=500),
]
LIBRARIES = [
    place("Quayside", 0, yearly_cost_pence=20_000_000, body_key="mutual"),
    place("Hilltop", 3000, yearly_cost_pence=30_000_000, body_key="mutual"),
]
NEAR = Promise("libraries", "Libraries", "A library within 1,600 metres of 9 in 10 people.", 1600, 90)
ACT = Promise(
    "libraries", "Libraries", "Comprehensive and efficient.", None, 100, True, "Public Libraries Act 1964, s.7"
)


def closed(*keys: str, **kwargs):
    return what_if(AREAS, LIBRARIES, withdraw=keys, promises=[NEAR, ACT], **kwargs)


def test_who_loses_and_how_far_they_go():
    found = closed("quayside")
    # Hilltop is 3,000 and 2,500 metres from the quay: beyond 2,400 nobody comes, so the quay has nothing left.
    assert [one.metres_after for one in found.areas] == pytest.approx([3000, 2500, 0])
    assert [one.access_after for one in found.areas] == pytest.approx([0, 0, 0.5])
    assert (found.whole.people, found.whole.losing, found.whole.farther, found.whole.becoming_far) == (
        4000, 2000, 2000, 2000,
    )  # fmt: skip
    assert found.whole.metres_before == pytest.approx(500 * 1000 / 4000)
    assert found.whole.metres_after == pytest.approx((3000 + 2500) * 1000 / 4000)


def test_by_ward_by_age_and_by_deprivation():
    found = closed("quayside")
    assert [(row.name, row.people, row.losing) for row in found.wards] == [("Hill", 2000, 0), ("Quay", 2000, 2000)]
    assert [(row.name, row.people, row.losing) for row in found.ages] == [("young", 2600, 1100), ("old", 1400, 900)]
    assert [(row.key, row.losing) for row in found.tenths] == [("1", 1000), ("2", 1000), ("9", 0)]
    for rows in (found.wards, found.ages, found.tenths):
        assert sum(row.people for row in rows) == found.whole.people
        assert sum(row.losing for row in rows) == found.whole.losing


def test_access_shared_by_more_people_falls_even_where_no_one_goes_farther():
    found = what_if(
        AREAS, [*LIBRARIES, place("Middle", 1800)], withdraw=["quayside"], settings=Settings(reach=4000, fall=0.01)
    )
    hill = found.wards[0]
    assert hill.metres_after == hill.metres_before == 0
    assert hill.access_after < hill.access_before
    assert hill.losing == 2000


def test_another_place_may_take_its_part():
    found = closed("quayside", add=[place("School", 100, yearly_cost_pence=5_000_000)])
    assert found.whole.losing == 0
    assert found.whole.farther == 1000  # those at the quay go 100 metres; the others 400 instead of 500
    assert (found.saving.saved, found.saving.spent, found.saving.net) == (20_000_000, 5_000_000, 15_000_000)
    assert "It saves £200,000 a year and costs £50,000: £150,000 are left." in summary(found)


def test_which_promises_break_and_which_minimum_somebody_must_judge():
    near, act = closed("quayside").effects
    assert (near.state, near.share_before, near.share_after) == ("breaks", 1.0, 0.5)
    assert (act.state, act.share_before) == ("judge", None)
    assert closed("hilltop").broken[0].share_after == 0.5
    near, act = closed("quayside", "hilltop").effects
    assert (near.state, act.state) == ("gone", "gone")


def test_where_no_figure_can_say_it_says_what_a_person_has_to_look_at():
    free = Promise("free", "Free of charge", "It costs nothing.")
    found = what_if(AREAS, LIBRARIES, withdraw=["quayside"], promises=[free, Promise("near", "Near", "", 1600)])
    judged, measured = found.effects
    assert [str(one) for one in to_look_at(judged, found)] == [
        "Read its words: does anything in them stop being true without Quayside?",
        "2,000 people have at least 10% less of it: do they still get what is promised?",
        "2,000 people have farther to go: can each of them get there, by bus or with a wheelchair too?",
        "Places that are left: 1. Have they room, staff and hours for those who come from there?",
    ]
    assert to_look_at(measured, found) == []
    assert (
        "These promises name no single distance, so somebody has to judge whether they are kept: Free of charge."
        in summary(found)
    )
    act = closed("quayside")
    assert to_look_at(act.minimums[0], act)[-1] == (
        "Ask the monitoring officer whether the least that the law asks is still met."
    )
    told = plain(found)["promises"]
    assert [len(one["look_at"]) for one in told] == [4, 0]
    assert told[0]["says"].endswith("somebody has to judge.")


def test_a_promise_that_was_broken_before_is_not_called_broken_by_it():
    broken = Promise("x", "X", "", 100, 90)
    assert what_if(AREAS, LIBRARIES, withdraw=["quayside"], promises=[broken]).effects[0].state == "broken_before"


def test_without_any_place_left():
    found = closed("quayside", "hilltop")
    assert found.whole.metres_after is None
    assert all(one.metres_after is None and one.access_after == 0 for one in found.areas)
    assert found.whole.losing == found.whole.becoming_far == 4000
    assert summary(found)[0] == "Without Quayside, Hilltop no place is left for 4,000 people."


def test_the_answer_in_plain_words():
    assert [str(one) for one in summary(closed("quayside"))] == [
        "Without Quayside, 2,000 people (50%) have at least 10% less of the service.",
        "2,000 people have farther to go: 2,750 metres on average instead of 250 metres.",
        "For 2,000 people the nearest place was within 1,600 metres, and is no more.",
        "Hit hardest is Quay: 2,000 of its 2,000 people lose.",
        "In the most deprived areas (tenths 1 to 3 of England) 100% lose, elsewhere 0%.",
        "It saves £200,000 a year.",
        "It breaks what we promise: Libraries.",
        "The law asks for this service, and somebody has to judge whether its least is still met: Public Libraries Act"
        " 1964, s.7.",
    ]


def test_a_cost_that_nobody_has_said_is_not_guessed():
    found = what_if(AREAS, [place("Quayside", 0), LIBRARIES[1]], withdraw=["quayside"])
    assert found.saving.net is None
    assert "Nobody has said what it costs a year, so we cannot say what it saves: Quayside." in summary(found)


def test_who_could_take_it_on():
    bodies = [
        Body("mutual", "Libraries mutual", "mutual", ((0, 0),), gives_it=True),
        Body("far", "Far charity", "charity", ((0, 9000 * METRE),), gives_it=False),
        Body("company", "Company", "company", ((0, 10 * METRE),), gives_it=False),
        Body("co-op", "Food co-op", "co_operative", ((0, 9000 * METRE), (0, 300 * METRE)), gives_it=False),
        Body("other", "Other council", "other_council", (), gives_it=True),
    ]
    found = closed("quayside", bodies=bodies).takers
    assert [(one.body.key, one.metres) for one in found] == [("other", None), ("co-op", pytest.approx(300))]


def test_the_file_holds_the_same_numbers():
    found = closed("quayside")
    data = plain(found)
    assert data["everybody"]["losing"] == found.whole.losing
    assert [row["losing"] for row in data["wards"]] == [row.losing for row in found.wards]
    assert sum(one["people"] for one in data["areas"] if one["loses"]) == found.whole.losing
    assert data["promises"][0]["state"] == "breaks"


@pytest.mark.parametrize(
    ("words", "metres"),
    [
        ("A library within 1,600 metres of home.", 1600), ("Within a mile", 1609.344), ("within 1.5 km of you", 1500),
        ("within 20 minutes’ walk", 1600), ("within 15 minutes on foot", 1200), ("within half a mile", 804.672),
        ("We answer within 10 days.", None), ("within 1 km or within 2 km", None), ("", None),
        ("within 800m in town and within 800 metres elsewhere", 800),
    ],
)  # fmt: skip
def test_a_distance_is_read_from_a_promise(words, metres):
    assert read_metres(words) == (pytest.approx(metres) if metres else None)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (lambda: closed("attic"), "There is no such place: attic"),
        (lambda: closed(), "Nothing is to be withdrawn"),
        (lambda: what_if([], LIBRARIES, withdraw=["quayside"]), "Nobody is known to live"),
        (lambda: Settings(fall=0), "out of range"),
        (lambda: Settings(far=float("nan")), "out of range"),
    ],
)
def test_what_makes_no_sense_is_refused(wrong, says):
    with pytest.raises(BadInput, match=says):
        wrong()
