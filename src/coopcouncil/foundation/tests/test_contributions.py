import pytest

from coopcouncil.foundation.contributions import Registry


def test_contributions_are_gone_through_in_the_order_they_came():
    registry: Registry[str] = Registry("tests")
    for item in ("first", "second", "third"):
        registry.add(item)
    assert list(registry) == ["first", "second", "third"]
    assert len(registry) == 3


def test_contributing_the_same_thing_twice_is_a_mistake():
    registry: Registry[str] = Registry("tests")
    registry.add("first")
    with pytest.raises(ValueError, match="tests twice"):
        registry.add("first")


def test_two_registries_know_nothing_of_each_other():
    one, other = Registry[str]("one"), Registry[str]("other")
    one.add("first")
    assert list(other) == []
