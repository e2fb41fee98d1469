"""The cases that come with the site: all made up, and the example of the white paper."""

from functools import cache
from importlib import resources


def example() -> dict[str, str]:
    """The texts of a form: the shipped case of family support, and its ranges."""
    return {"case_text": shipped("family-support.toml"), "ranges_text": shipped("family-support.ranges.toml")}


@cache
def shipped(name: str) -> str:
    """A file of `cases/`."""
    return (resources.files("coopcouncil.reviews") / "cases" / name).read_text("utf-8")
