"""Every page of every life event: the first, the third …. `tests/support/every_page.py` says what is seen."""

from typing import Any

import pytest

from tests.support import every_page
from tests.support.borough import Borough

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("code", every_page.halves()[0])
def test_every_page_of_a_life_event(
    borough: Borough, narrow: Any, narrow_without_scripts: Any, met_by_axe: set[str], code: str
) -> None:
    found = every_page.faults(borough, narrow, narrow_without_scripts, code, met_by_axe)
    assert not found, "\n".join(found)
