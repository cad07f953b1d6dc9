"""What logs, metrics and traces tell of deliveries, and that no secret and nobody's data is in it."""

import asyncio
import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from actions import Project, Telemetry
from destinations.delivery import RetryPolicy
from destinations.delivery.redaction.log import LOGGER, JsonLines
from tests.actions.cli.sending import ENVIRONMENT, project, server
from tests.actions.delivery.test_canaries import PERSON, SECRET, found

SHORT = RetryPolicy(base=0.01, attempts=2, max_age=0.0)


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonLines())
    LOGGER.addHandler(handler)
    LOGGER.setLevel(logging.DEBUG)
    yield written
    LOGGER.removeHandler(handler)
    LOGGER.setLevel(logging.NOTSET)


class Seen:
    """What OpenTelemetry received."""

    def __init__(self) -> None:
        self._reader = InMemoryMetricReader()
        self._spans = InMemorySpanExporter()
        self._meters = MeterProvider([self._reader])
        self._tracers = TracerProvider()
        self._tracers.add_span_processor(SimpleSpanProcessor(self._spans))
        self.telemetry = Telemetry(self._meters, self._tracers, share=1.0)

    def metrics(self) -> dict[str, Any]:
        """The points of each metric, by their labels."""
        data = json.loads(self._reader.get_metrics_data().to_json())  # type: ignore[union-attr]
        return {
            metric["name"]: {
                ", ".join(map(str, point["attributes"].values())): point["value"]
                for point in metric["data"]["data_points"]
            }
            for scope in data["resource_metrics"][0]["scope_metrics"]
            for metric in scope["metrics"]
        }

    def spans(self) -> list[dict[str, Any]]:
        return [json.loads(span.to_json()) for span in self._spans.get_finished_spans()]

    def text(self) -> str:
        return json.dumps([self.metrics(), self.spans()])


def event(number: int) -> dict[str, Any]:
    return {"type": "track", "event": f"Of {PERSON}", "userId": PERSON, "messageId": f"m{number}"}


async def deliver(loaded: Project, url: str, seen: Seen, count: int) -> dict[str, Any]:
    deliverer = loaded.deliverer(ENVIRONMENT, divert=url, policy=SHORT, telemetry=seen.telemetry)
    async with deliverer:
        await deliverer.accept_many([event(number) for number in range(count)])
        await asyncio.wait_for(deliverer.drained(), 30)
        return seen.metrics()


def lines(log: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def test_what_is_sent_is_counted_and_has_a_span_and_a_line(tmp_path: Path, log: io.StringIO) -> None:
    seen = Seen()
    with server(tmp_path, shop={}, crm={}) as (url, _):
        loaded = Project.load(project(tmp_path, "shop", "crm"), environ=ENVIRONMENT)
        metrics = asyncio.run(deliver(loaded, url, seen, 3))
    assert metrics["actions.events.accepted"] == {"": 3}
    assert metrics["actions.events.repeated"] == {"": 0}
    assert metrics["actions.deliveries"] == {"shop, sent": 3, "crm, sent": 3}
    assert metrics["actions.outbox.size"] == {"shop": 0, "crm": 0}
    assert metrics["actions.outbox.oldest"].keys() == {"shop", "crm"}
    spans = [one["attributes"] for one in seen.spans() if one["name"] == "send shop"]
    assert spans[0] == {
        "messaging.system": "actions",
        "messaging.operation.name": "send",
        "messaging.destination.name": "shop",
        "messaging.batch.message_count": 1,
        "actions.deliveries.sent": 1,
        "http.response.status_code": 200,
    }
    assert len(spans) == 3
    assert [(one["number"], one["waiting"]) for one in lines(log) if " sent in " in one["message"]] == [(3, 0)] * 2
    messages = [one for one in lines(log) if one.get("delivery_ids")]
    assert {one["message"] for one in messages if one["instance"] == "crm"} == {
        "crm: 1 of 1 payloads of send were sent: answered 200"
    }
    assert len({one["delivery_ids"][0] for one in messages}) == 6


@pytest.mark.parametrize(
    ("status", "outcomes", "levels"),
    [
        (404, {"shop, rejected": 2}, {"INFO", "WARNING"}),
        (500, {"shop, retried": 4}, {"INFO", "WARNING"}),
        (401, {"shop, retried": 1}, {"INFO", "WARNING"}),
    ],
)
def test_of_what_fails_neither_answers_nor_people_nor_secrets_are_reported(
    tmp_path: Path, log: io.StringIO, status: int, outcomes: dict[str, int], levels: set[str]
) -> None:
    seen = Seen()
    echo = f"{ENVIRONMENT['HOOK_SECRET']} of {PERSON}"
    with server(tmp_path, shop={"status": status, "echo": echo, "wait": 0.02}) as (url, _):
        loaded = Project.load(project(tmp_path, "shop"), environ=ENVIRONMENT)
        metrics = asyncio.run(deliver(loaded, url, seen, 2))
    at_least = {name: number <= metrics["actions.deliveries"][name] for name, number in outcomes.items()}
    assert at_least == dict.fromkeys(outcomes, True)
    assert {one["level"] for one in lines(log)} == levels
    assert all(one["attributes"]["error.type"] == str(status) for one in seen.spans())
    written = {"log": log.getvalue().encode(), "telemetry": seen.text().encode()}
    assert [found(text, written) for text in (SECRET, PERSON)] == [[], []]
    # The same search finds what is planted.
    assert found(PERSON, {**written, "planted": log.getvalue().encode() + PERSON.encode()}) == ["planted"]
