"""Narrow phones, and what axe has seen on them."""

from typing import Any

import pytest

NARROW = {"width": 320, "height": 640}


@pytest.fixture
def narrow(chromium: Any) -> Any:
    context = chromium.new_context(viewport=NARROW, bypass_csp=True)
    yield context.new_page()
    context.close()


@pytest.fixture
def narrow_without_scripts(chromium: Any) -> Any:
    context = chromium.new_context(viewport=NARROW, java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def met_by_axe() -> set[str]:
    """The kinds of page of a life event that axe has looked at in this worker."""
    return set()
