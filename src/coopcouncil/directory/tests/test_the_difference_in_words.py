from hypothesis import given
from hypothesis import strategies as st

from coopcouncil.directory.domain.changing import as_it_was, clashing, difference, in_words

LABELS = {"status": {"active": "Open", "closed": "Closed for good"}, "audiences": {"carers": "Carers"}}


def test_a_coded_value_is_said_in_its_words() -> None:
    (line,) = difference({"status": "active"}, {"status": "closed"}, LABELS)
    assert line == ("Whether it is open", "Open", "Closed for good")


def test_of_a_list_only_what_came_went_or_changed_is_said() -> None:
    monday = {"byday": "MO", "opens_at": "09:00", "closes_at": "17:00"}
    tuesday = {"byday": "TU", "opens_at": "09:00", "closes_at": "17:00"}
    late = tuesday | {"closes_at": "19:00"}
    lines = difference({"hours": [monday, tuesday]}, {"hours": [monday, late]}, {})
    assert lines == [("Opening hours", "TU, 09:00, to 17:00", "TU, 09:00, to 19:00")]
    assert difference({"hours": [monday]}, {"hours": []}, {}) == [("Opening hours", "MO, 09:00, to 17:00", "")]


def test_money_ages_and_people_are_said_as_people_say_them() -> None:
    assert in_words("costs", {"option": "A meal", "amount_pence": 450, "currency": "GBP"}, {}) == "A meal, £4.50"
    value = {"minimum_age": 18, "maximum_age": None, "audiences": ["carers"]}
    assert in_words("eligibility", value, LABELS) == "from 18, Carers"


VALUES = st.dictionaries(st.sampled_from("abcd"), st.integers(0, 3), min_size=4, max_size=4)


@given(VALUES, VALUES, VALUES)
def test_whoever_changed_alone_keeps_their_change_and_only_the_same_field_clashes(
    base: dict[str, int], now: dict[str, int], wanted: dict[str, int]
) -> None:
    own, both = clashing(base, now, wanted)
    for name in base:
        if wanted[name] == base[name]:
            assert name not in own, "what was only read is not written"
        if name in both:
            assert len({base[name], now[name], wanted[name]}) == 3
        elif wanted[name] != base[name]:
            assert now[name] in (base[name], wanted[name])


@given(st.lists(st.dictionaries(st.sampled_from("abc"), st.integers(0, 5), min_size=1), max_size=6))
def test_walking_back_through_the_changes_gives_what_it_was(changes: list[dict[str, int]]) -> None:
    record = {"a": 0, "b": 0, "c": 0}
    states, befores = [dict(record)], []
    for change in changes:
        befores.append({name: record[name] for name in change})
        record.update(change)
        states.append(dict(record))
    for number in range(len(states)):
        assert as_it_was(record, befores[number:][::-1]) == states[number]


@given(VALUES, VALUES)
def test_there_is_a_line_for_each_change_and_for_nothing_else(before: dict[str, int], after: dict[str, int]) -> None:
    assert len(difference(before, after, {})) == sum(before[name] != after[name] for name in before)
