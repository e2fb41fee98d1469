"""Panels by lot: quotas hold, chances are as certified, the draw comes out the same for a second program."""

import csv
import json
import re
from fractions import Fraction
from hashlib import sha256
from itertools import combinations
from math import prod
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from coopcouncil.participation.cli import group
from coopcouncil.participation.domain.panels.feasible import closest
from coopcouncil.participation.domain.panels.lottery import Lottery, fairest
from coopcouncil.participation.domain.panels.pool import Pool, Quota, Volunteer, broken
from coopcouncil.participation.domain.panels.replace import replacements, stand_ins
from coopcouncil.participation.domain.panels.table import publish

SHARED = Path(__file__).resolve().parents[5] / "shared" / "data" / "sortition" / "sortition-algorithms"
SEED = "National Lottery of 5 December 2026: 4 8 15 16 23 42"


def told(*words: str) -> Result:
    return CliRunner().invoke(group, list(words))


def pool(people: str, quotas: str, size: int) -> Pool:
    """`people`: "name colour shape household", one a line; `quotas`: "feature value min max", one a line."""
    rows = [[*line.split(), ""][:4] for line in people.strip().splitlines()]
    asked = [line.split() for line in quotas.strip().splitlines()]
    return Pool(
        tuple(Volunteer(name, {"colour": colour, "shape": shape}, home) for name, colour, shape, home in rows),
        tuple(Quota(feature, value, int(low), int(high)) for feature, value, low, high in asked),
        size,
    )


def every_panel(volunteers: Pool) -> list[tuple[str, ...]]:
    """All panels that meet the quotas, by trying all of them."""
    return [
        names for names in combinations(sorted(volunteers.people), volunteers.size) if not broken(volunteers, names)
    ]


def chance(lottery: Lottery, volunteers: Pool, name: str) -> Fraction:
    return next(share for alike, share in zip(volunteers.groups, lottery.chances, strict=True) if name in alike.members)


SMALL = pool(
    """
    amara red round
    bilal red round
    carys red square
    dev blue square
    esi blue square flat
    femi blue round flat
    grace blue square
    """,
    "colour red 1 1\ncolour blue 2 2\nshape round 1 2\nshape square 1 2",
    3,
)


# --- the real pool --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def real() -> dict[str, Any]:
    said = told(
        "panel", "--people", str(SHARED / "candidates.csv"), "--features", str(SHARED / "features.csv"), "--size", "22",
        "--tickets", "200", "--seed", SEED, "--json",
    )  # fmt: skip
    assert said.exit_code == 0, said.output
    return json.loads(said.stdout)


def rows(name: str) -> list[dict[str, str]]:
    with (SHARED / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.shared_data
def test_every_panel_of_a_real_pool_meets_every_quota(real: dict[str, Any]) -> None:
    people = {row["nationbuilder_id"]: row for row in rows("candidates.csv")}
    assert len(real["panels"]) == 200
    for panel in real["panels"]:
        assert len(set(panel)) == 22
        for quota in rows("features.csv"):
            held = sum(people[name][quota["feature"]] == quota["value"] for name in panel)
            assert int(quota["min"]) <= held <= int(quota["max"])


@pytest.mark.shared_data
def test_the_chances_are_those_of_the_table_and_the_certificate_proves_the_bound(real: dict[str, Any]) -> None:
    for name, stated in real["chances"].items():
        assert Fraction(stated) == Fraction(sum(name in panel for panel in real["panels"]), 200)
    # By hand, in whole numbers: what any panel at all can weigh at most, and so the smallest chance of any lottery.
    weights, seat = real["certificate"]["weights"], real["certificate"]["price_of_a_seat"]
    prices = {(each["feature"], each["value"]): each["price"] for each in real["certificate"]["prices"]}
    most = 22 * seat
    for quota in rows("features.csv"):
        price = prices[quota["feature"], quota["value"]]
        most += price * int(quota["max"] if price > 0 else quota["min"])
    for row in rows("candidates.csv"):
        paid = seat + sum(price for (feature, value), price in prices.items() if row[feature] == value)
        most += max(0, weights[row["nationbuilder_id"]] - paid)
    assert min(weights.values()) >= 0
    bound = Fraction(most, sum(weights.values()))
    assert bound == Fraction(real["lottery"]["bound"]) == Fraction(1, 11)
    assert real["lottery"]["smallest_chance"] >= 0.999 * bound
    assert real["smallest_chance"] >= 0.9 * bound
    assert real["largest_rounding"] <= 3 / 200


@pytest.mark.shared_data
def test_a_second_program_draws_the_same_panel_and_the_same_reserves(real: dict[str, Any]) -> None:
    number = int(sha256(SEED.encode("utf-8")).hexdigest(), 16) % 200
    assert real["number"] == f"{number:03d}"
    assert real["panel"] == real["panels"][number]
    left = [row["nationbuilder_id"] for row in rows("candidates.csv") if row["nationbuilder_id"] not in real["panel"]]
    assert real["reserves"] == sorted(left, key=lambda name: sha256(f"{SEED}\n{name}".encode()).hexdigest())


@pytest.mark.shared_data
def test_quotas_that_no_panel_can_meet_are_named_with_the_closest_that_one_can(tmp_path: Path) -> None:
    features = tmp_path / "features.csv"
    wrong = (SHARED / "features.csv").read_text("utf-8").replace("Female,11,12", "Female,12,12").replace(
        "Male,10,11", "Male,11,11"
    )  # fmt: skip
    features.write_text(wrong, "utf-8")
    ask = ["panel", "--people", str(SHARED / "candidates.csv"), "--features", str(features), "--size", "22"]
    said = told(*ask)
    assert said.exit_code == 1
    assert "No panel of 22 can meet these quotas. The closest relaxations are:" in said.stdout
    assert "- Gender: Female: min 12 → 11\n" in said.stdout
    assert "- Gender: Male: min 11 → 10\n" in said.stdout
    assert json.loads(told(*ask, "--json").stdout)["change"] == 1


# --- small pools, all of whose panels can be tried ------------------------------------------------------------------


def test_no_lottery_over_all_panels_gives_the_smallest_chance_more() -> None:
    lottery = fairest(SMALL)
    # One of three red people sits: nobody can give all three more than 1/3, nor four people two seats more than 1/2.
    assert lottery.bound == Fraction(1, 3)
    assert lottery.smallest >= Fraction(333, 1000)
    assert sum(lottery.shares) == 1
    for panel in publish(SMALL, lottery, 60).panels:
        assert panel in every_panel(SMALL)


def test_leximin_raises_the_next_chance_as_well() -> None:
    lottery = fairest(SMALL, "leximin")
    chances = sorted(float(chance(lottery, SMALL, name)) for name in SMALL.people)
    assert chances == pytest.approx([1 / 3] * 3 + [0.5] * 4, abs=2e-3)


def test_nash_is_within_its_bound_of_the_largest_product() -> None:
    # Two of three: `amara` with one of the blue, who share her. The best by hand: amara always, each of the blue half.
    two = pool("amara red round\nbilal blue round\ncarys blue square", "colour red 1 1\ncolour blue 1 1", 2)
    lottery = fairest(two, "nash")
    product = prod(float(chance(lottery, two, name)) for name in two.people)
    assert product ** (1 / 3) * float(lottery.bound) >= 0.25 ** (1 / 3) - 1e-9
    assert lottery.bound <= Fraction(1002, 1000)


def test_whom_no_panel_can_seat_is_named_and_counts_for_nothing_else() -> None:
    alone = pool("amara red round\nbilal blue round\ncarys blue square", "colour red 0 0\ncolour blue 2 2", 2)
    lottery = fairest(alone)
    assert [alone.groups[index].members for index in lottery.never] == [("amara",)]
    assert lottery.smallest == 1


def test_two_of_one_household_never_sit_together() -> None:
    table = publish(SMALL, fairest(SMALL), 120)
    assert not [panel for panel in table.panels if {"esi", "femi"} <= set(panel)]
    assert min(table.chances(list(SMALL.people)).values()) >= Fraction(39, 120)


def test_the_order_of_people_and_quotas_changes_nothing() -> None:
    turned = Pool(SMALL.volunteers[::-1], SMALL.quotas, SMALL.size)
    assert publish(turned, fairest(turned), 50) == publish(SMALL, fairest(SMALL), 50)


def test_the_closest_relaxation_is_the_smallest_that_trying_all_finds() -> None:
    asked = "colour red 3 3\ncolour blue 0 0\nshape round 0 1\nshape square 2 3"
    strict = Pool(SMALL.volunteers, pool("a red round", asked, 1).quotas, 3)

    def relaxed(moved: dict[tuple[str, str], int]) -> Pool:
        """With each min or max moved as far as `moved` says."""
        quotas = tuple(
            Quota(each.feature, each.value, each.low - moved.get((each.value, "min"), 0),
                  each.high + moved.get((each.value, "max"), 0))
            for each in strict.quotas
        )  # fmt: skip
        return Pool(strict.volunteers, quotas, 3)

    found = [{(each.quota.value, each.side): each.change for each in choice} for choice in closest(strict)]
    assert len(found) > 1
    assert {sum(choice.values()) for choice in found} == {2}
    assert all(every_panel(relaxed(choice)) for choice in found)
    sides = [(quota.value, side) for quota in strict.quotas for side in ("min", "max")]
    assert not [side for side in sides if every_panel(relaxed({side: 1}))]


def test_whoever_comes_instead_is_the_first_by_lot_with_whom_the_quotas_hold() -> None:
    panel = ("amara", "dev", "grace")
    for declined in (["amara"], ["dev"], ["amara", "dev"], ["dev", "grace", "bilal"]):
        left = [name for name in panel if name not in declined]
        order = sorted(
            (name for name in SMALL.people if name not in panel and name not in declined),
            key=lambda name: sha256(f"{SEED}\n{name}".encode()).hexdigest(),
        )
        fitting = [come for come in combinations(order, 3 - len(left)) if not broken(SMALL, [*left, *come])]
        assert replacements(SMALL, panel, declined, SEED) == (list(fitting[0]) if fitting else None)
    for leaver, comer in stand_ins(SMALL, panel, SEED).items():
        assert (replacements(SMALL, panel, [leaver], SEED) or [None]) == [comer]


# --- files ----------------------------------------------------------------------------------------------------------

PAGE = Path(__file__).parents[4] / "docs" / "explanation" / "panels-by-lot.md"


def test_the_worked_example_comes_out_as_the_page_prints_it(tmp_path: Path) -> None:
    def block(name: str) -> str:
        found = re.search(rf"^```{re.escape(name)}\n(.*?)^```$", PAGE.read_text("utf-8"), flags=re.M | re.S)
        assert found
        return found[1]

    for name in ("people.csv", "features.csv", "panels.csv"):
        (tmp_path / name).write_text(block(f"csv {name}"), "utf-8")
    files = ["--people", str(tmp_path / "people.csv"), "--features", str(tmp_path / "features.csv"), "--size", "3"]
    files += ["--household", "home"]
    said = told("panel", *files, "--method", "leximin", "--tickets", "12")
    assert said.stdout.startswith(block("text"))
    drawn = ["--seed", "4 8 15 16 23 42"]
    assert "panel 08.\nPanel: Carys, Dev, Femi" in told("draw", str(tmp_path / "panels.csv"), *drawn).stdout
    came = told("replace", *files, "--table", str(tmp_path / "panels.csv"), *drawn, "--declined", "Dev")
    assert "Coming: Grace." in came.stdout


PEOPLE = "id,colour\na,red\nb,blue\nc,blue\n"
FEATURES = "feature,value,min,max,colour of the page\ncolour,red,1,1,\ncolour,blue,1,1,\n"


@pytest.mark.parametrize(
    ("people", "features", "size", "place", "words"),
    [
        ("id,shape\na,round\n", FEATURES, "2", "people.csv:1", "There is no column “colour”"),
        (PEOPLE, "feature,value,min\ncolour,red,1\n", "2", "features.csv:1", "There is no column “max”"),
        (PEOPLE + "d,green\n", FEATURES, "2", "people.csv:5", "“green” is not a value of “colour”"),
        (PEOPLE, FEATURES.replace("red,1,1", "red,2,1"), "2", "features.csv:2", "min of 2, above its max of 1"),
        (PEOPLE, FEATURES.replace("red,1,1", "red,-1,1"), "2", "features.csv:2", "“-1” is not a whole number for min"),
        (PEOPLE, FEATURES + "colour,red,0,9,\n", "2", "features.csv:4", "stands here a second time"),
        (PEOPLE + "a,red\n", FEATURES, "2", "people.csv:5", "The id “a” stands here a second time"),
        (PEOPLE + ",red\n", FEATURES, "2", "people.csv:5", "This person has no id"),
        (PEOPLE, FEATURES, "4", "people.csv:4", "A panel of 4 cannot be made of 3 people"),
        (PEOPLE, FEATURES, "0", "people.csv:4", "A panel of 0 cannot be made of 3 people"),
        ("", FEATURES, "2", "people.csv", "The file has no rows"),
    ],
)
def test_a_file_with_a_mistake_is_told_with_its_line_and_mend(
    people: str, features: str, size: str, place: str, words: str, tmp_path: Path
) -> None:
    (tmp_path / "people.csv").write_text(people, "utf-8")
    (tmp_path / "features.csv").write_text(features, "utf-8")
    said = told(
        "panel", "--people", str(tmp_path / "people.csv"), "--features", str(tmp_path / "features.csv"), "--size", size
    )  # fmt: skip
    assert said.exit_code == 2
    assert place in said.stderr
    assert words in said.stderr
    assert not said.stdout


def test_a_published_table_is_drawn_from_again_and_no_other(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text('id,colour,home\na,red,\nb,blue,flat\n"c, the third",blue,flat\n', "utf-8")
    (tmp_path / "features.csv").write_text(FEATURES, "utf-8")
    table = tmp_path / "table.csv"
    files = ["--people", str(tmp_path / "people.csv"), "--features", str(tmp_path / "features.csv"), "--size", "2"]
    ask = [*files, "--household", "home", "--table", str(table)]
    made = json.loads(told("panel", *ask, "--tickets", "10", "--seed", SEED, "--json").stdout)
    assert sha256(table.read_bytes()).hexdigest() == made["table_sha256"]
    again = json.loads(told("draw", str(table), "--seed", SEED, "--json").stdout)
    assert {name: made[name] for name in again} == again
    other = next(name for name in ("b", "c, the third") if name not in made["panel"])
    came = next(name for name in made["panel"] if name != "a")
    coming = told("replace", *ask, "--seed", SEED, "--declined", came)
    assert f"Coming: {other}." in coming.stdout
    nobody = told("replace", *ask, "--seed", SEED, "--declined", "a")
    assert nobody.exit_code == 1
    assert "Nobody on the list" in nobody.stdout
    assert told("panel", *ask).exit_code == 2
    table.write_text(table.read_text("utf-8").replace("\n", "\r\n"), "utf-8", newline="")
    changed = told("draw", str(table), "--seed", SEED)
    assert changed.exit_code == 2
    assert "letter by letter" in changed.stderr
