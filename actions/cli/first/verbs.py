"""The subcommands: where each is defined, and an example; a module is imported when its subcommand is asked for."""

from collections.abc import Iterator, Mapping
from pkgutil import resolve_name
from typing import Any, NamedTuple

import typer


class Verb(NamedTuple):
    """A subcommand: `module:name` of its function or group, and an example, or those of a group's subcommands."""

    place: str
    example: str | Mapping[str, str]


# The example of a group that is a subcommand itself.
OWN = ""
VERBS = {
    "init": Verb("actions.cli.first.init:init", "init shop"),
    "check": Verb("actions.cli.editing.check:check", "check --strict"),
    "test": Verb("actions.cli.asking.testing:check_tests", "test --select 'Big orders' --missing"),
    "run": Verb("actions.cli.run.command:run", "run samples --select mixpanel"),
    "explain": Verb(
        "actions.cli.asking.explain:explain", "explain samples/events.ndjson --event 5 --select mixpanel.orders"
    ),
    "try": Verb(
        "actions.cli.asking.trying:try_", "try samples/events.ndjson 'to_number(properties.revenue) > 100' --event 5"
    ),
    "deliver": Verb("actions.cli.outbox.deliver:deliver", "deliver --follow"),
    "worker": Verb(
        "actions.cli.outbox.stream.worker:worker",
        {
            OWN: "worker --from nats://127.0.0.1:4222/EVENTS",
            "status": "worker status --from nats://127.0.0.1:4222/EVENTS",
            "pause": "worker pause mixpanel --from nats://127.0.0.1:4222/EVENTS",
            "resume": "worker resume mixpanel --from nats://127.0.0.1:4222/EVENTS",
            "rewind": "worker rewind mixpanel --to 2026-03-01T00:00Z --from nats://127.0.0.1:4222/EVENTS",
        },
    ),
    "serve": Verb(
        "actions.cli.serve.command:serve",
        {
            OWN: "serve --settings serve.yaml",
            "status": "serve status",
            "replay": "serve replay --since 2h",
            "unknown": "serve unknown --adopt KEY",
            "repair": "serve repair",
        },
    ),
    "tail": Verb("actions.cli.serve.tail:tail", "tail --source website"),
    "status": Verb("actions.cli.outbox.status:status", "status --watch"),
    "pause": Verb("actions.cli.outbox.status:pause", 'pause mixpanel --reason "their maintenance"'),
    "resume": Verb("actions.cli.outbox.status:resume", "resume mixpanel"),
    "show": Verb("actions.cli.asking.show:show", "show mixpanel.orders"),
    "lineage": Verb("actions.cli.insight.lineage:lineage", "lineage context.traits.email"),
    "record": Verb("actions.cli.insight.record:record", "record events.ndjson --keep 5000"),
    "coverage": Verb("actions.cli.insight.coverage:coverage", "coverage samples --select ga4"),
    "diff": Verb("actions.cli.insight.diff:diff", "diff main samples"),
    "lock": Verb("actions.cli.insight.lock:lock", "lock -o deployed.lock"),
    "catalog": Verb("actions.cli.asking.catalog:catalog", "catalog mixpanel purchase"),
    "fmt": Verb("actions.cli.editing.fmt:fmt", "fmt --check"),
    "schema": Verb("actions.cli.editing.schema:schema", "schema --write"),
    "import": Verb(
        "actions.cli.editing.importing:importing",
        {"segment": "import segment subscriptions.json", "rudderstack": "import rudderstack workspace.json"},
    ),
    "docs": Verb("actions.cli.editing.docs_site:docs", {"build": "docs build -o site"}),
    "studio": Verb("actions.cli.editing.studio:studio", "studio --read-only"),
    "demo": Verb("actions.cli.first.demo:demo", "demo"),
    "doctor": Verb("actions.cli.first.doctor:doctor", "doctor --format json"),
    "new": Verb(
        "actions.cli.editing.new:new", {"destination": "new destination acme --auth bearer --action track_order"}
    ),
    "plugin": Verb("actions.cli.editing.plugin:plugin", {"check": "plugin check acme"}),
    "dead": Verb(
        "actions.cli.outbox.dead:dead",
        {
            "list": "dead list --cause rejected",
            "show": "dead show 17",
            "drop": "dead drop --instance mixpanel --yes",
            "export": "dead export letters.ndjson",
            "replay": "dead replay --instance mixpanel --send",
        },
    ),
    "outbox": Verb(
        "actions.cli.outbox.files:outbox",
        {
            "check": "outbox check",
            "backup": "outbox backup outbox-monday.db",
            "restore": "outbox restore outbox-monday.db",
            "forget": "outbox forget --user u_42 --yes",
            "allow": "outbox allow --user u_42",
        },
    ),
}


class Commands(Mapping[str, Any]):
    """The command of each name of `VERBS`, made once, when it is first asked for."""

    def __init__(self) -> None:
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        """The command; a `KeyError` where there is none."""
        if name not in self._made:
            self._made[name] = _command(name, VERBS[name])
        return self._made[name]

    def __contains__(self, name: object) -> bool:
        """Whether there is such a command, without loading it."""
        return name in VERBS

    def __iter__(self) -> Iterator[str]:
        """The names, in the order of the help."""
        return iter(VERBS)

    def __len__(self) -> int:
        """How many there are."""
        return len(VERBS)


def _command(name: str, verb: Verb) -> Any:
    found = resolve_name(verb.place)
    if isinstance(verb.example, str):
        app = typer.Typer(add_completion=False)
        app.command(name, epilog=_epilog(verb.example))(found)
        return typer.main.get_command(app)
    for info in found.registered_commands:
        info.epilog = _epilog(verb.example[info.name or info.callback.__name__])
    found.info.epilog = _epilog(verb.example.get(OWN) or next(iter(verb.example.values())))
    return typer.main.get_group(found)


def _epilog(example: str) -> str:
    return f"Example: actions {example}"
