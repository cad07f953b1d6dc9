"""A caller's mistake is an error at once, with what to write instead."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from actions import Project
from tests.actions.delivery.test_direct import ENVIRON, decided, event, run, shop_and_crm

LOADED: Any = Project
NOON: Any = datetime(2026, 1, 1, tzinfo=UTC)
# Any, as type checkers tell of each of them, too.
SLIPS: list[tuple[str, Callable[[Any], object], str]] = [
    ("a moment for a context", lambda p: p.decide(event(1), NOON), r"a Context is wanted, not datetime; write Context"),
    ("a moment for lines", lambda p: p.process_lines(b"", NOON), r"a Context is wanted, not datetime"),
    ("no events", lambda p: p.decide_many(None), "a list or another iterable, not NoneType"),
    ("no decisions", lambda p: run(p, None), "decisions are wanted, .* not NoneType"),
    ("requests of an event", lambda p: p.requests(event(1)), "decisions are wanted, .* not dict"),
    ("requests of events", lambda p: p.requests([event(1)]), "decisions are wanted, .* not dict"),
    (
        "variables in a text",
        lambda p: p.direct_deliverer("A=1"),
        "environ holds variables by their names, .* this is str",
    ),
    ("variables of a project", lambda _: LOADED.from_texts({"a.yaml": ""}, []), "environ holds .* this is list"),
    ("an environment's number", lambda _: LOADED.from_texts({"a.yaml": ""}, env=5), "env is a str, not int"),
    ("texts in a list", lambda _: LOADED.from_texts(["version: 1"]), "by the names of their files, .* not as list"),
    (
        "bytes of a file",
        lambda _: LOADED.from_texts({"a.yaml": b""}),
        r"the text of a.yaml is wanted, not bytes; write",
    ),
    ("a number of an instance", lambda p: p.only(5), "names of instances are wanted, a list of texts, not int"),
    ("a policy", lambda p: p.direct_deliverer(ENVIRON, policy=5), "policy is a RetryPolicy, not int"),
    ("a policy of an outbox", lambda p: p.deliverer(ENVIRON, policy=5), "policy is a RetryPolicy, not int"),
    ("caps", lambda p: p.deliverer(ENVIRON, caps=5), "caps is a Caps, not int"),
    ("a divert", lambda p: p.direct_deliverer(ENVIRON, divert=8090), "divert is a str, not int"),
    ("what watches", lambda p: p.direct_deliverer(ENVIRON, on_exchange=5), "on_exchange is a function, not int"),
    ("what hears", lambda p: p.deliverer(ENVIRON, on_outcome=5), "on_outcome is a function, not int"),
    ("a transport", lambda p: p.deliverer(ENVIRON, transport="http"), "transport is a function, not str"),
]


@pytest.mark.parametrize(
    ("use", "error", "words"),
    [
        pytest.param(
            lambda p: run(p.only(["crm"]), decided(p, 1)),
            ValueError,
            "no instance is named 'shop'; there are crm",
            id="an instance that is not there",
        ),
        pytest.param(
            lambda p: run(p, decided(p, 1), instances=["crm"]),
            ValueError,
            "no instance is named 'shop'; there are crm",
            id="an instance left out",
        ),
        pytest.param(
            lambda p: run(p, [], instances=["shap"]),
            LookupError,
            "no instance is named shap; there are crm, shop",
            id="an unknown instance",
        ),
        pytest.param(
            lambda p: p.deliverer(ENVIRON, instances=["shap"]),
            LookupError,
            "no instance is named shap",
            id="an unknown instance of an outbox",
        ),
        pytest.param(
            lambda p: p.only(["shap"]),
            LookupError,
            "no instance is named shap; there are crm, shop",
            id="a part that is not there",
        ),
        pytest.param(
            lambda p: run(p, event(1)), TypeError, r"as project.decide\(event\) gives them, not dict", id="an event"
        ),
        pytest.param(lambda p: run(p, [decided(p, 1)]), TypeError, "not a list of lists", id="lists of decisions"),
        pytest.param(
            lambda p: p.decide_many(event(1)), TypeError, r"not one event; write \[event\]", id="one event for many"
        ),
        pytest.param(
            lambda p: p.decide_many("abc"), TypeError, "not a text; write project.process_lines", id="a text for many"
        ),
        pytest.param(
            lambda p: p.process_lines("{}"),
            TypeError,
            r"wanted as bytes, not as str; write text.encode\(\)",
            id="a text for bytes",
        ),
        pytest.param(
            lambda p: p.process_lines(iter([])),
            TypeError,
            "wanted as bytes, not as list_iterator; write file.read",
            id="an iterator for bytes",
        ),
        *(pytest.param(use, TypeError, words, id=name) for name, use, words in SLIPS),
    ],
)
def test_a_slip_is_reported_at_once(use: Callable[[Project], object], error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        use(shop_and_crm())
