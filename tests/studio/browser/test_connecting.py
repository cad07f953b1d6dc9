"""What is done before the server hears the page: it waits, and nothing of it is lost."""

import pytest

from tests.studio.browser.conftest import READY, Open

pytestmark = pytest.mark.browser

# The library connects when the test says so, and so many milliseconds later.
LATE = """(() => {
  let made = null;
  Object.defineProperty(window, "io", {
    configurable: true,
    get: () => made && ((url, options) => {
      const socket = made(url, { ...options, autoConnect: false });
      window.connectSoon = () => setTimeout(() => socket.connect(), 300);
      return socket;
    }),
    set: (given) => { made = given; },
  });
})();"""
# A page, the name of a button of it, and what the button shows.
CLICKS = [
    ("/a/mixpanel.orders", "Text", ".cm-content"),
    ("/events", "Count: What is filled", "td >> text=traits.full_name"),
    ("/tests", "Run all tests", ".summary"),
    ("/catalog", "Functions", ".catalog-body h1 >> text=Functions"),
]


def test_a_click_before_the_connection_is_there_is_not_lost(visit: Open) -> None:
    here = visit()
    here.page.add_init_script(LATE)
    for path, name, shown in CLICKS:
        here.page.goto(f"{here.home}{path}")
        here.shows(".columns, .whole")
        assert not here.page.evaluate(READY), path
        here.page.evaluate("window.connectSoon()")
        here.press(name)
        here.shows(shown)


def test_the_way_back_is_heard_before_the_connection_is_there(visit: Open) -> None:
    here = visit()
    first = here.page.locator("h1").inner_text()
    assert first not in ("", "Orders", "Companies")
    for name, key in (("Orders", "orders"), ("Companies", "companies")):
        here.click(".action-row", name)
        here.page.wait_for_url(f"**/a/mixpanel.{key}*")
    here.page.add_init_script(LATE)
    here.page.reload()
    here.shows("h1", "Companies")
    assert not here.page.evaluate(READY)
    here.page.go_back(wait_until="commit")
    here.page.evaluate("window.connectSoon()")
    here.shows("h1", "Orders")
    here.page.go_back()
    here.shows("h1", first)
    here.press("file mappings/ga4.yaml")
    here.shows("h1", "ga4.yaml")
    here.click(".action-row", "Companies")
    here.shows("h1", "Companies")
    here.page.go_back()
    here.shows("h1", "ga4.yaml")
