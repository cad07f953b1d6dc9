"""Answers of any shape: no judge of a built-in destination fails over one, and none takes a failure for success."""

import json
import random
from datetime import UTC, datetime
from typing import Any

import pytest

from destinations.delivery.status import judge_answer
from destinations.registry import load_registry
from destinations.sdk import Request, Response, Sent
from destinations.sdk.destination import ActionType

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ANSWERS = 80
# What the tools say, at any place: what is read is most likely to be of another kind than expected.
KEYS = [
    "code",
    "data",
    "detail",
    "details",
    "element_index",
    "elements",
    "error",
    "error_index",
    "errors",
    "eventIndex",
    "events_received",
    "events_with_invalid_fields",
    "events_with_missing_fields",
    "exceeded_daily_quota_users",
    "failed",
    "failed_records",
    "field",
    "fieldViolations",
    "id",
    "index",
    "invalid_events",
    "location",
    "message",
    "meta",
    "num_events",
    "num_records_imported",
    "partialFailureError",
    "reason",
    "responses",
    "results",
    "silenced_events",
    "status",
    "success",
    "warnings",
    "0",
    "1",
]
VALUES: list[Any] = [None, True, False, 0, 1, -1, 2, 99, 10**20, 1.5, "", "x", "0", "ok", "failed", [], {}]
REGISTRY = load_registry([])


def judged() -> list[Any]:
    """The action types of built-in destinations that have a judge."""
    found = [plugin.destination for name in REGISTRY.names() if (plugin := REGISTRY.find(name))]
    return [
        pytest.param(kind, id=f"{one.name}.{kind.name}") for one in found for kind in one.action_types if kind.judge
    ]


def value(luck: random.Random, depth: int) -> Any:
    point = luck.random()
    if not depth or point < 0.4:
        return luck.choice(VALUES)
    if point < 0.65:
        return [value(luck, depth - 1) for _ in range(luck.randint(0, 3))]
    return {luck.choice(KEYS): value(luck, depth - 1) for _ in range(luck.randint(0, 5))}


@pytest.mark.parametrize("kind", judged())
def test_an_answer_of_another_shape_fails_no_judge(kind: ActionType) -> None:
    luck = random.Random(kind.name)  # noqa: S311 - the same luck again
    payloads = [kind.payload.model_construct().with_delivery_id(f"d-{number}") for number in range(3)]
    for _ in range(ANSWERS):
        status, body = luck.choice([200, 202, 207, 400, 413, 422, 429, 500]), json.dumps(value(luck, 4)).encode()
        verdicts = judge_answer(kind, payloads, Response(Request.post("https://a.example/"), status, {}, body), NOW)
        assert len(verdicts) == len(payloads)
        reasons = [getattr(one, "reason", "") for one in verdicts]
        assert [one for one in reasons if one.startswith("judging the answer failed")] == [], (status, body)
        assert status < 400 or not any(isinstance(one, Sent) for one in verdicts), (status, body)
