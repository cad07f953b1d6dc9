"""What the server counts and what the decider counts is the same, and is what the producer sent."""

import json
from pathlib import Path

import pytest

from tests.actions.delivery.crashing import server
from tests.serve.decider.running import event, events_read, project, running
from tests.serve.running import serving


@pytest.mark.slow
def test_received_is_accepted_and_refused_and_repeated_and_accepted_is_decided_and_waiting(tmp_path: Path) -> None:
    file = project(tmp_path, listen="127.0.0.1:0")
    numbers = list(range(100))
    with server(tmp_path, wait=0.0) as url, serving(tmp_path, file.read_text()) as http:
        for start in range(0, 100, 20):
            batch = [event(number) for number in numbers[start : start + 20]]
            nameless = {"type": "track", "userId": "u1", "messageId": f"nameless {start}"}
            # The last two came before: in this request, and in the one before.
            repeats = [batch[0], event(max(0, start - 1))]
            answer = http.post("/v1/batch", {"batch": [*batch, nameless, *repeats]}, key="k1")
            assert (answer.status, answer.json["accepted"]) == (200, 22)
        counters = http.wait_for(lambda state: state["counters"]["received"].get("website") == 115)["counters"]
        assert counters["accepted"] == {"website": 110}
        assert counters["refused"] == {"website": {"no_name": 5}}
        with running(url, file) as process:
            process.wait_for(lambda state: events_read(state) == 115)
            _, status = process.ask("/status")
            _, metrics = process.ask("/metrics")
            assert process.stop() == 0
    of = status["decider"]["sources"]["website"]
    waiting = counters["received"]["website"] - of["read"]
    assert counters["received"]["website"] == of["accepted"] + of["refused"] + of["repeated"] + waiting
    assert of["accepted"] == of["decided"] + waiting
    assert of == {
        "read": 115,
        "refused": 5,
        "repeated": 10,
        "accepted": 100,
        "suppressed": 0,
        "blocked": 0,
        "invalid": 0,
        "decided": 100,
    }
    assert waiting == 0
    assert status["outbox"]["instances"]["shop"]["accepted"] == 100
    assert 'actions_events_received_total{source="website"} 115' in metrics.splitlines()
    received = [line.split()[0] for line in (tmp_path / "received").read_text().splitlines()]
    assert sorted(received, key=int) == [str(number) for number in numbers]
    assert json.loads((tmp_path / "journal" / "decider.json").read_text())["problem"] == ""
