"""Numbers of the service as text that Prometheus reads."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from actions.run.delivery.observability.metrics import prometheus_text
from actions.serve.decider.totals import Totals

Labels = Mapping[str, str]
Sample = tuple[Labels, float]
COUNTED = (
    ("actions_events_read_total", "read", "Events that were read from the journal."),
    ("actions_events_accepted_total", "accepted", "Of these, those that were neither refused nor repeated."),
    ("actions_events_refused_total", "refused", "Of these, those that became dead letters at once."),
    ("actions_events_repeated_total", "repeated", "Of these, those that came before."),
    ("actions_events_decided_total", "decided", "Events that were accepted and decided about."),
    ("actions_events_suppressed_total", "suppressed", "Of these, those of people of whom nothing is taken."),
    ("actions_events_blocked_total", "blocked", "Of these, those that a tracking plan or missing consent kept back."),
)


def metrics_text(
    status: Mapping[str, Any], totals: Totals, outbox: Mapping[str, Any] | None, server: Mapping[str, Any] | None
) -> str:
    """All numbers; those of the outbox and of the server where they are known."""
    parts = [
        *_of_decider(status),
        *_of_totals(status["sources"], totals),
        *(_of_server(server) if server else ()),
    ]
    return "".join(parts) + (prometheus_text(outbox) if outbox else "")


def _of_decider(status: Mapping[str, Any]) -> Iterator[str]:
    yield _metric("actions_journal_lag_seconds", "gauge", "Age of the oldest event that waits.", [({}, status["lag"])])
    if "unread_bytes" in status:
        told = "Bytes of the journal that were not read yet."
        yield _metric("actions_journal_unread_bytes", "gauge", told, [({}, status["unread_bytes"])])
    told = "1 where something keeps the decider from going on."
    yield _metric("actions_decider_stuck", "gauge", told, [({}, int(bool(status["problem"])))])
    yield _metric("actions_plan_info", "gauge", "The mappings in use.", [({"hash": status["plan"]}, 1)])
    reloads = [({"result": result}, number) for result, number in status["reloads"].items()]
    yield _metric("actions_reload_total", "counter", "How often files were read again.", reloads)


def _of_totals(sources: Mapping[str, Mapping[str, int]], totals: Totals) -> Iterator[str]:
    for name, key, told in COUNTED:
        yield _metric(name, "counter", told, [({"source": source}, of[key]) for source, of in sources.items()])
    codes = [({"source": source, "code": code}, number) for (source, code), number in totals.codes.items()]
    yield _metric("actions_events_kept_back_total", "counter", "Events without deliveries, by their code.", codes)
    violations = [({"source": source}, number) for source, number in totals.violations.items()]
    yield _metric("actions_plan_violations_total", "counter", "Events that are not as the plan says.", violations)
    decisions = [
        ({"instance": instance, "action": action, "status": status}, number)
        for (instance, action, status), number in totals.decisions.items()
    ]
    yield _metric("actions_decisions_total", "counter", "Decisions of actions.", decisions)


def _of_server(server: Mapping[str, Any]) -> Iterator[str]:
    """What the server's process counts: numbers, and maps from sources or codes to numbers."""
    counters = server.get("counters")
    for name, value in sorted(counters.items()) if isinstance(counters, dict) else ():
        samples = list(_samples(value, {}))
        if samples:
            yield _metric(f"actions_server_{_plain(name)}_total", "counter", "Counted by the server.", samples)


def _samples(value: Any, labels: Labels) -> Iterator[Sample]:
    if isinstance(value, int | float) and not isinstance(value, bool):
        yield labels, value
    elif isinstance(value, dict):
        label = ("source", "code")[len(labels)] if len(labels) < 2 else None  # noqa: PLR2004
        for name, inner in value.items() if label else ():
            yield from _samples(inner, {**labels, str(label): str(name)})


def _metric(name: str, kind: str, told: str, samples: Iterable[Sample]) -> str:
    lines = [f"# HELP {name} {told}\n", f"# TYPE {name} {kind}\n"]
    for labels, value in samples:
        inner = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels.items())
        lines.append(f"{name}{{{inner}}} {value}\n" if inner else f"{name} {value}\n")
    return "".join(lines)


def _plain(name: str) -> str:
    return "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in name)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
