"""What the HTTP server tells OpenTelemetry and Prometheus about requests."""

import json
from pathlib import Path
from typing import Any

import pytest

from actions.serve.admin.metrics import metrics_text
from actions.serve.decider.totals import Totals
from actions.serve.http.counters import Counters
from actions.serve.http.service import Service
from actions.serve.http.unknown import UnknownKeys
from actions.serve.journal import SegmentJournal
from actions.serve.process.observed import observe_server
from actions.serve.settings import read_settings

DECIDER = {"lag": 0, "problem": "", "plan": "x", "reloads": {}, "sources": {}}


def service(folder: Path) -> Service:
    file = folder / "serve.yaml"
    file.write_text("version: 1\nsources: [{name: web, keys: [k]}]\n")
    settings = read_settings(file, lambda _: None).settings
    assert settings is not None
    return Service(settings, SegmentJournal(folder), UnknownKeys(folder, 0))


def count(counters: Counters) -> None:
    counters.answered("/v1/batch", 200, 0.004)
    counters.answered("/v1/batch", 200, 0.03)
    counters.answered("/v1/batch", 500, 20.0)
    counters.received["web"] += 5
    counters.accepted["web"] += 4
    counters.refused["web", "no_name"] += 1


def test_opentelemetry_hears_of_requests_and_their_events(tmp_path: Path) -> None:
    sdk = pytest.importorskip("opentelemetry.sdk.metrics")
    reader = pytest.importorskip("opentelemetry.sdk.metrics.export").InMemoryMetricReader()
    made = service(tmp_path)
    observe_server(made, lambda: 7, sdk.MeterProvider([reader]))
    count(made.counters)
    metrics = json.loads(reader.get_metrics_data().to_json())["resource_metrics"][0]["scope_metrics"][0]["metrics"]
    found = {one["name"]: one["data"]["data_points"] for one in metrics}
    by_status = {
        point["attributes"]["http.response.status_code"]: point for point in found["http.server.request.duration"]
    }
    assert by_status[200]["attributes"] == {
        "http.route": "/v1/batch",
        "http.response.status_code": 200,
        "url.scheme": "http",
    }
    assert (by_status[200]["count"], by_status[500]["attributes"]["error.type"]) == (2, "500")
    assert [point["value"] for point in found["actions.events.received"]] == [5]
    outcomes = {point["attributes"]["outcome"]: point["value"] for point in found["actions.server.events"]}
    assert outcomes == {"accepted": 4, "refused": 1}
    assert [point["value"] for point in found["actions.server.connections"]] == [7]


def test_durations_are_a_histogram_of_prometheus(tmp_path: Path) -> None:
    made = service(tmp_path)
    count(made.counters)
    facts: dict[str, Any] = {"counters": json.loads(json.dumps(made.counters.as_dict())), "connections": 0}
    lines = metrics_text(DECIDER, Totals(), None, facts).splitlines()
    name, labels = "http_server_request_duration_seconds", 'http_route="/v1/batch",http_response_status_code="200"'
    assert f'{name}_bucket{{{labels},le="0.005"}} 1' in lines
    assert f'{name}_bucket{{{labels},le="0.05"}} 2' in lines
    assert f'{name}_bucket{{{labels},le="+Inf"}} 2' in lines
    assert f"{name}_count{{{labels}}} 2" in lines
    assert f"{name}_sum{{{labels}}} 0.034" in lines
