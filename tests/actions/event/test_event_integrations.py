"""The `integrations` object switches destinations off, in the spec's words."""

from typing import Any

import pytest

from actions.event.delivery_id import action_part, delivery_id, event_part
from actions.event.integrations import switched_off

NAMES = ("ga4", "Google Analytics 4")

ROWS: list[tuple[str, Any, str | None]] = [
    ("absent means on", None, None),
    ("empty means on", {}, None),
    ("another destination's switch", {"Mixpanel": False}, None),
    ("its own name", {"ga4": False}, "integrations.ga4 is false"),
    ("its title", {"Google Analytics 4": False}, "integrations.Google Analytics 4 is false"),
    (
        "its title in another spelling",
        {"google-analytics-4": False},
        "integrations.google-analytics-4 is false",
    ),
    ("all off", {"All": False}, "integrations.All is false"),
    ("all off but this one", {"All": False, "GA4": True}, None),
    ("an object means on, with options", {"All": False, "GA4": {"session": "s"}}, None),
    ("null says nothing", {"All": False, "GA4": None}, "integrations.All is false"),
    ("all on, this one off", {"All": True, "GA4": False}, "integrations.GA4 is false"),
    ("not an object", "none", None),
]


@pytest.mark.parametrize(("switches", "expected"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_a_destination_is_on_unless_it_is_switched_off(switches: Any, expected: str | None) -> None:
    assert switched_off({"integrations": switches}, NAMES) == expected


def test_delivery_ids_tell_apart_all_that_differs() -> None:
    rows = [
        ("m", "a", "b", None),
        ("m", "a", "b", 0),
        ("m", "a", "b", 1),
        ("m", "b", "a", None),
        ("n", "a", "b", None),
        ("m b", "a", "b", None),
        ("m", "a b", "", None),
        ("m\x1f1", "a", "b", None),
    ]
    ids = {delivery_id(event_part("000000-", name, item), action_part(*action)) for name, *action, item in rows}
    assert len(ids) == len(rows)
    assert all(len(one) == 35 for one in ids)
