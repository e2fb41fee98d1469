"""A narrow phone."""

from typing import Any

import pytest


@pytest.fixture
def narrow(chromium: Any) -> Any:
    context = chromium.new_context(viewport={"width": 320, "height": 640}, bypass_csp=True)
    yield context.new_page()
    context.close()
