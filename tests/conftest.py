"""What holds for all tests."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# What is folded to a width has the width that its test gives. Workers of pytest-xdist bring their own, and pytest
# loads readline, which sets it where only programs that a test starts see it.
os.environ.pop("COLUMNS", None)
os.unsetenv("COLUMNS")

# Machines are shared and noisy: how long examples take says nothing about the code. A run tries the examples of the run
# before, so that none fails by chance; `--hypothesis-profile new` tries others, as `make soak` does.
for name, is_same in (("same", True), ("new", False)):
    settings.register_profile(
        name, deadline=None, derandomize=is_same, suppress_health_check=[HealthCheck.too_slow], print_blob=True
    )
settings.load_profile("same")

CHROMIUM = "/usr/bin/chromium"


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """The system's Chromium: one for all tests of a process, as playwright takes no second one beside it."""
    if not Path(CHROMIUM).exists():
        reason = f"there is no {CHROMIUM}"
        pytest.fail(reason) if os.environ.get("BROWSER_MUST_BE_THERE") else pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as running:
        # Without a sandbox of its own, as tests may run as root.
        flags = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        made = running.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield made
        made.close()


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page of it that shares nothing with others."""
    context = browser.new_context()
    yield context.new_page()
    context.close()
