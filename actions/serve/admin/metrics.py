"""Numbers of the service as text that Prometheus reads."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from actions.deliver.observability.metrics import prometheus_text
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
    ("actions_events_invalid_total", "invalid", "Of these, those of which nothing could be made: dead letters."),
)
# Names that clients choose, such as paths and keys, are not labels: they are added up.
SERVER = (
    ("actions_events_received_total", "received", ("source",), "Events that came with requests."),
    ("actions_server_events_accepted_total", "accepted", ("source",), "Of these, those that the server accepted."),
    ("actions_server_events_refused_total", "refused", ("source", "code"), "Of these, those that it refused."),
    ("actions_server_turned_away_total", "turned_away", ("source", "code"), "Events of requests to come again later."),
    ("actions_server_answers_total", "answers", ("status",), "Answers by their HTTP status."),
    ("actions_server_problems_total", "codes", ("code",), "Answers that say what is wrong, by their code."),
    ("actions_server_foreign_origins_total", "foreign_origins", ("source",), "Events of origins that are not named."),
    ("actions_server_unknown_keys_total", "unknown_keys", (), "Requests with a key that no source has."),
    ("actions_server_not_found_total", "not_found", (), "Requests for paths that are not there."),
    ("actions_server_adopted_total", "adopted", (), "Events that were taken in after their key was added."),
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
        help_text = "Bytes of the journal that were not read yet."
        yield _metric("actions_journal_unread_bytes", "gauge", help_text, [({}, status["unread_bytes"])])
    help_text = "1 where something keeps the decider from going on."
    yield _metric("actions_decider_stuck", "gauge", help_text, [({}, int(bool(status["problem"])))])
    yield _metric("actions_plan_info", "gauge", "The mappings in use.", [({"hash": status["plan"]}, 1)])
    reloads = [({"result": result}, number) for result, number in status["reloads"].items()]
    yield _metric("actions_reload_total", "counter", "How often files were read again.", reloads)


def _of_totals(sources: Mapping[str, Mapping[str, int]], totals: Totals) -> Iterator[str]:
    for name, key, help_text in COUNTED:
        yield _metric(name, "counter", help_text, [({"source": source}, of[key]) for source, of in sources.items()])
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
    """What the server's process counts since it began."""
    counters = server.get("counters") or {}
    for name, key, labels, help_text in SERVER:
        yield _metric(name, "counter", help_text, _samples(counters.get(key) or 0, labels, {}))
    yield _metric("actions_server_connections", "gauge", "Open connections.", [({}, server.get("connections") or 0)])
    yield from _durations(counters.get("durations") or {})
    full = bool((server.get("journal") or {}).get("disk_full"))
    yield _metric("actions_journal_disk_full", "gauge", "1 while events are turned away for that.", [({}, int(full))])


def _durations(durations: Mapping[str, Mapping[str, Mapping[str, float]]]) -> Iterator[str]:
    """How long requests took, by path and status: a histogram."""
    name = "http_server_request_duration_seconds"
    yield f"# HELP {name} How long requests took.\n# TYPE {name} histogram\n"
    for path, by_status in durations.items():
        for status, found in by_status.items():
            labels, total = f'http_route="{_escaped(path)}",http_response_status_code="{status}"', 0.0
            for bound, number in found.items():
                if bound != "sum":
                    total += number
                    yield f'{name}_bucket{{{labels},le="{bound}"}} {total:g}\n'
            yield f"{name}_sum{{{labels}}} {found['sum']}\n{name}_count{{{labels}}} {total:g}\n"


def _samples(value: Any, labels: Sequence[str], found: Labels) -> Iterator[Sample]:
    """The numbers in maps of maps; what lies deeper than there are labels is added up."""
    if labels and isinstance(value, dict):
        for name, inner in value.items():
            yield from _samples(inner, labels[1:], {**found, labels[0]: str(name)})
    elif isinstance(value, dict):
        yield found, sum(number for _, number in _samples(list(value.values()), (), {}))
    elif isinstance(value, list):
        for inner in value:
            yield from _samples(inner, (), found)
    elif isinstance(value, int | float) and not (labels and not found):
        yield found, value


def _metric(name: str, kind: str, help_text: str, samples: Iterable[Sample]) -> str:
    lines = [f"# HELP {name} {help_text}\n", f"# TYPE {name} {kind}\n"]
    for labels, value in samples:
        inner = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels.items())
        lines.append(f"{name}{{{inner}}} {value}\n" if inner else f"{name} {value}\n")
    return "".join(lines)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
