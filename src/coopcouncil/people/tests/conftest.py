from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _first_factor_is_enough(settings: Any) -> None:
    """The cast's roles hold at once, as in the demo. `test_second_factor.py` asks for more."""
    settings.STAFF_SECOND_FACTOR = False
