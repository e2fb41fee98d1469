"""Who is told what a corrected fact was before: only the service that got just that from us. By properties."""

from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from coopcouncil.sharing.domain import slices
from coopcouncil.sharing.domain.records import ToldBefore, as_told_to, may_learn_what_it_was, news
from coopcouncil.sharing.domain.slices import Fact

ORGANISATIONS = st.sampled_from([UUID(int=number) for number in range(3)])
SERVICES = st.sampled_from(["gp_record", "council_tax", "library"])
KNOWN = st.sampled_from(["address", "phone", "name"])
VALUES = st.one_of(
    st.sampled_from(["1 High Street", "2 Low Road", ""]),
    st.fixed_dictionaries({"line_1": st.sampled_from(["1", "2"]), "postcode": st.sampled_from(["AM1 1AA", "AM2 2AA"])}),
)
TOLD = st.lists(st.builds(ToldBefore, ORGANISATIONS, SERVICES, KNOWN, VALUES), max_size=8)
ASKED = st.fixed_dictionaries(
    {"organisation_id": ORGANISATIONS, "service_type": SERVICES, "known_as": KNOWN, "before": VALUES}
)
CORRECTED = st.builds(
    Fact,
    code=st.sampled_from(["a", "b", "c"]),
    label=st.just("Label"),
    value=VALUES,
    shown=st.just("now"),
    known_as=KNOWN,
    corrected=st.booleans(),
    before=VALUES,
    before_shown=st.just("then"),
)


@given(ASKED, TOLD)
def test_it_may_learn_it_exactly_when_it_got_that_value_of_that_fact_from_us(
    asked: dict[str, Any], told: list[ToldBefore]
) -> None:
    got = [
        item
        for item in told
        if (item.organisation_id, item.service_type) == (asked["organisation_id"], asked["service_type"])
        and (item.known_as, item.value) == (asked["known_as"], asked["before"])
    ]
    assert may_learn_what_it_was(**asked, told=told) is bool(got)


@given(ASKED, TOLD)
def test_what_others_were_told_never_lets_a_service_learn_it(asked: dict[str, Any], told: list[ToldBefore]) -> None:
    me = (asked["organisation_id"], asked["service_type"])
    mine = [item for item in told if (item.organisation_id, item.service_type) == me]
    assert may_learn_what_it_was(**asked, told=told) is may_learn_what_it_was(**asked, told=mine)
    assert may_learn_what_it_was(**asked, told=[]) is False


@given(ASKED, TOLD, TOLD)
def test_having_told_more_takes_nothing_back(
    asked: dict[str, Any], told: list[ToldBefore], more: list[ToldBefore]
) -> None:
    if may_learn_what_it_was(**asked, told=told):
        assert may_learn_what_it_was(**asked, told=[*more, *told])


@given(st.lists(CORRECTED, max_size=5), ORGANISATIONS, SERVICES, TOLD)
def test_a_slice_keeps_what_is_now_and_loses_what_was_where_it_may_not_go(
    facts: list[Fact], organisation: UUID, service: str, told: list[ToldBefore]
) -> None:
    cut = as_told_to(facts, organisation_id=organisation, service_type=service, told=told)
    assert [(item.code, item.value, item.corrected) for item in cut] == [
        (item.code, item.value, item.corrected) for item in facts
    ]
    for before, after in zip(facts, cut, strict=True):
        may = before.corrected and ToldBefore(organisation, service, before.known_as, before.before) in told
        assert (after.before, after.before_shown) == ((before.before, "then") if may else (None, ""))
    assert as_told_to(cut, organisation_id=organisation, service_type=service, told=told) == cut


@given(st.lists(CORRECTED, max_size=5))
def test_what_is_kept_of_a_slice_reads_the_same(facts: list[Fact]) -> None:
    assert list(slices.read(slices.kept(facts))) == facts


HELD = st.dictionaries(KNOWN, VALUES)


@given(HELD, st.dictionaries(KNOWN, st.one_of(st.none(), VALUES)))
def test_news_is_what_differs_and_written_down_it_is_none_any_more(held: dict[str, Any], given: dict[str, Any]) -> None:
    new = news(held, given)
    assert all(given[code] == value and value is not None and held.get(code) != value for code, value in new.items())
    assert news({**held, **new}, given) == {}
    assert news(held, held) == {}
