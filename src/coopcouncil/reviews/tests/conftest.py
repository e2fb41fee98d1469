from types import SimpleNamespace

import pytest

from coopcouncil.people import demo as people_demo
from coopcouncil.reviews import demo


@pytest.fixture
def reviews(cast: SimpleNamespace) -> SimpleNamespace:
    """Ashmere's appraisals and unit costs, with the cast."""
    people_demo.load()
    demo.load()
    return cast
