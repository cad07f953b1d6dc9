"""Metrics of an outbox in the Prometheus text format."""

from collections.abc import Iterator, Mapping
from typing import Any

# The name, its kind, its help text, and the key of what an instance's facts call it.
BY_INSTANCE = (
    ("actions_outbox_size", "gauge", "Deliveries that wait.", "waiting"),
    ("actions_outbox_retrying", "gauge", "Of these, those that were tried.", "retrying"),
    ("actions_outbox_in_flight", "gauge", "Of these, those that are under way.", "in_flight"),
    ("actions_outbox_oldest_seconds", "gauge", "How long the oldest has waited.", "oldest_seconds"),
    ("actions_deliveries_accepted_total", "counter", "Deliveries that were accepted.", "accepted"),
    ("actions_deliveries_sent_total", "counter", "Deliveries that arrived.", "sent"),
    ("actions_deliveries_dropped_total", "counter", "Deliveries whose dead letters were dropped.", "dropped"),
    ("actions_dead_letters", "gauge", "Dead letters of deliveries.", "dead"),
)


def prometheus_text(status: Mapping[str, Any]) -> str:
    """The status of an outbox in Prometheus' text format.

    >>> facts = {"waiting": 2, "accepted": 3, "sent": 1, "paused": "answered 401"}
    >>> print(prometheus_text({"instances": {"crm": facts}, "letters": 4, "bytes": 8192}).splitlines()[2])
    actions_outbox_size{instance="crm"} 2
    """
    return "".join(f"{line}\n" for line in _lines(status))


def _lines(status: Mapping[str, Any]) -> Iterator[str]:
    instances = status["instances"]
    for name, kind, help_text, key in BY_INSTANCE:
        yield from _head(name, kind, help_text)
        for instance, facts in instances.items():
            yield f'{name}{{instance="{_escaped(instance)}"}} {facts.get(key) or 0}'
    yield from _head("actions_instance_paused", "gauge", "1 where an instance gets nothing at present.")
    for instance, facts in instances.items():
        yield f'actions_instance_paused{{instance="{_escaped(instance)}"}} {int(bool(facts.get("paused")))}'
    for name, kind, help_text, key in (
        ("actions_letters", "gauge", "Dead letters of all kinds.", "letters"),
        ("actions_letters_dropped_total", "counter", "Dead letters of all kinds that were dropped.", "letters_dropped"),
        ("actions_outbox_bytes", "gauge", "The size of the file.", "bytes"),
    ):
        yield from _head(name, kind, help_text)
        yield f"{name} {status.get(key) or 0}"


def _head(name: str, kind: str, help_text: str) -> Iterator[str]:
    yield f"# HELP {name} {help_text}"
    yield f"# TYPE {name} {kind}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
