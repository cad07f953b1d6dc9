"""A project: a folder of mapping files, loaded and compiled once, used for many events."""

from __future__ import annotations

import os
from collections import ChainMap
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Self

from actions.arguments import (
    as_bytes,
    check_functions,
    check_option,
    context_of,
    decisions_of,
    many,
    names_of,
    texts_of,
    variables,
)
from actions.decision import Decision
from actions.event.context import Context
from actions.project.check import Checked, ProjectError, check_project, check_texts
from mappings.findings.diagnostic import Report

# What reads files, decides and delivers is imported when it is first needed: `import actions` takes no time.
if TYPE_CHECKING:
    from actions.deliver.deliverer import Deliverer
    from actions.deliver.direct import DirectDeliverer
    from actions.deliver.observability.telemetry import Telemetry
    from actions.deliver.outcome import Outcome
    from destinations.delivery.outbox.entry import Caps
    from destinations.delivery.pace.retry import RetryPolicy
    from destinations.delivery.send import Exchange
    from destinations.delivery.wire.own_transport import Exchanging
    from destinations.sdk.destination import Sendable


class Project:
    """A loaded project. It never changes, so its methods may be called from several threads.

    A pickled project consists of the texts of its files; it is compiled again when it is unpickled, once per process.
    Variables that settings name are looked up there; an `environ` that was given goes along without its secrets.
    """

    def __init__(self, checked: Checked, environ: Mapping[str, str] | None = None) -> None:
        from pathlib import Path

        # The first event should not have to wait for it.
        import actions.engine.decide  # noqa: F401

        checked.raise_errors()
        self.plan = checked.plan
        self.warnings = checked.report
        self._texts = checked.texts
        self._environ = environ
        self.env = checked.env
        self.environments = checked.environments
        self.folder = Path()

    @classmethod
    def load(
        cls,
        path: str | os.PathLike[str] = ".",
        environ: Mapping[str, str] | None = None,
        *,
        env: str | None = None,
    ) -> Self:
        """The project at `path`, compiled; ProjectError with every finding if any of them is an error.

        `environ` holds the variables that settings name; the process's, if not given. `env` is the name of one of the
        environments that the files have; NoEnvironmentError if none has it.
        """
        from pathlib import Path

        from actions.project.files import project_folder

        check_option("path", path, str, os.PathLike)
        check_option("env", env, str)
        variables(environ)
        project = cls(check_project(path, environ, env=env), environ)
        project.folder = project_folder(Path(path))
        return project

    @classmethod
    def from_texts(
        cls, texts: Mapping[str, str], environ: Mapping[str, str] | None = None, *, env: str | None = None
    ) -> Self:
        """The project of these mapping files, by their names, compiled; ProjectError as `load`.

        Files of fragments are those whose names have a folder `shared`.

        Its `folder` is the current one.
        """
        check_option("env", env, str)
        variables(environ)
        if not texts:
            raise ProjectError("there is no mapping file; give at least one text", Report(), {})
        return cls(check_texts(texts_of(texts), environ, env=env), environ)

    def warm(self) -> Self:
        """This project, after compiling the functions that `decide` would otherwise compile with the first events."""
        self.plan.warm()
        return self

    def only(self, instances: Iterable[str]) -> Self:
        """This project with no more than these instances; LookupError for a name that no instance has."""
        # Not by `copy`: as pickling does, that gives one object for all, and leaves out secrets.
        made = object.__new__(type(self))
        vars(made).update(vars(self))
        made.plan = self.plan.only(names_of(instances))
        return made

    @property
    def texts(self) -> Mapping[str, str]:
        """The texts of its files by their names, fragments included."""
        return self._texts

    @property
    def hash(self) -> str:
        """32 hexadecimal digits that change with any change of a mapping file, and with nothing else."""
        from hashlib import blake2b

        return blake2b(repr(sorted(self._texts.items())).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()

    def __repr__(self) -> str:
        instances, made = self.plan.instances, len(self.plan.actions)
        return f"Project({', '.join(instances)}: {made} action{'' if made == 1 else 's'})"

    def __reduce__(self) -> tuple[Callable[..., Project], tuple[Any, ...]]:
        from actions.project.pickled import of_texts, plugins_of

        shown = None if self._environ is None else tuple(self._shown_variables(self._environ))
        instances = self.plan.instances
        texts = tuple(self._texts.items())
        return of_texts, (type(self), texts, shown, tuple(instances), self.env, plugins_of(instances.values()))

    def _shown_variables(self, environ: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        for instance in self.plan.instances.values():
            for one in instance.settings.references:
                if not one.hides and one.name in environ:
                    yield one.name, environ[one.name]

    def decide(
        self,
        event: Any,
        context: Context | None = None,
        *,
        type: str | None = None,  # noqa: A002  # the name that events use
    ) -> list[Decision]:
        """The decisions that fired or failed for `event`; without a context, the clock is read once.

        `type` is the event's where it says none; one that says another type has that type.
        """
        from actions.engine.decide import decide

        return decide(event, self.plan, context_of(context, type))

    def decide_many(
        self,
        events: Iterable[Any],
        context: Context | None = None,
        *,
        type: str | None = None,  # noqa: A002 - the name that events use
    ) -> Iterator[list[Decision]]:
        """As `decide`, for each of `events`, under one context; they are decided as you take them."""
        from actions.engine.decide import decide

        context, events = context_of(context, type), many(events)
        return (decide(event, self.plan, context) for event in events)

    def process_lines(
        self,
        data: bytes | bytearray | memoryview,
        context: Context | None = None,
        *,
        strict: bool = False,
        type: str | None = None,  # noqa: A002 - the name that events use
    ) -> Iterator[bytes]:
        """NDJSON in, NDJSON out: blocks of whole lines, under 64 KiB each unless one line is longer.

        Fields that no action reads are only checked to be JSON in UTF-8; with `strict` all are, as by `decide`.

        A line is `{"instance", "action", "delivery_id", "payload"}` for each decision that fired, and
        `{"instance", "action", "message_id", "line", "diagnostics"}` for each that failed; `line` counts those
        of `data` from 1. Ends after an event whose action asks for it with `on_error: stop`. `type` is as in `decide`.
        """
        from actions.run.ndjson.process_lines import process_lines

        check_option("strict", strict, bool)
        return process_lines(as_bytes(data), self.plan, context_of(context, type), strict=strict)

    def explain(
        self,
        event: Any,
        context: Context | None = None,
        *,
        type: str | None = None,  # noqa: A002 - the name that events use
    ) -> list[Decision]:
        """A decision for every action, with the reason where it did not fire; `type` is as in `decide`."""
        from actions.engine.explain import explain

        return explain(event, self.plan, context_of(context, type))

    def requests(
        self, decisions: Decision | Iterable[Decision], environ: Mapping[str, str] | None = None
    ) -> tuple[Sendable, ...]:
        """The requests, or the rows to write, that decisions would become, in batches; nothing is sent.

        Secrets stand in them by their names; with an `environ` they are looked up as `deliverer` does. Decisions that
        did not fire become none. BuildError where the plugin cannot make a request of a payload.
        """
        from actions.deliver.tools import tools_of
        from actions.run.preview import requests_of

        made = decisions_of(decisions)
        variables(environ)
        if environ is None:
            return requests_of(made, self.plan, lambda name: self.plan.instances[name].settings.shown)
        used = {one.instance for one in made if one.status == "fired"}
        tools = tools_of(self.plan, environ, used & self.plan.instances.keys())
        return requests_of(made, self.plan, lambda name: tools[name].settings)

    def deliverer(
        self,
        environ: Mapping[str, str] | None = None,
        *,
        outbox: str | os.PathLike[str] | None = None,
        divert: str | None = None,
        instances: Iterable[str] | None = None,
        policy: RetryPolicy | None = None,
        by_person: Iterable[str] = (),
        on_outcome: Callable[[Outcome], None] | None = None,
        on_exchange: Callable[[Exchange], None] | None = None,
        transport: Exchanging | None = None,
        caps: Caps | None = None,
        telemetry: Telemetry | None = None,
    ) -> Deliverer:
        """A deliverer for this project's instances, or for those named, to be entered with `async with`.

        What it accepts is kept in the file `outbox`; `.actions/outbox.db` in the project's folder, if not given. Looks
        up secrets and variables in `environ` (if not given, in that of the project, then the process's), and secrets
        that are not there with the installed providers; MissingReferenceError names those that are set nowhere.
        `divert` is the address of a stand-in that gets all requests instead. `policy` says how long to try. To the
        instances in `by_person` each person's deliveries go one after the other, in their order. LookupError for a name
        that no instance has, and where the project has environments and was loaded for none of them.

        `on_outcome` hears of each delivery that is done with, `on_exchange` of each request and its answer, secrets by
        name. `transport` sends requests in the place of this project's HTTP. `caps` says how much may wait and be kept.
        `telemetry` reports all of it to OpenTelemetry.
        """
        from pathlib import Path

        from actions.deliver.deliverer import OUTBOX, Deliverer, sender_options
        from actions.deliver.tools import tools_of
        from destinations.delivery.outbox.entry import Caps
        from destinations.delivery.outbox.file.store import DEFAULT
        from destinations.delivery.pace.retry import PATIENT, RetryPolicy

        check_functions(on_outcome=on_outcome, on_exchange=on_exchange, transport=transport)
        check_option("policy", policy, RetryPolicy)
        check_option("caps", caps, Caps)
        check_option("divert", divert, str)
        check_option("outbox", outbox, str, os.PathLike)
        if telemetry is not None:
            from actions.deliver.observability.telemetry import Telemetry

            check_option("telemetry", telemetry, Telemetry)
        chosen = None if instances is None else names_of(instances)
        tools = tools_of(self.plan, self._variables(environ), chosen, self.folder)
        path = self.folder / OUTBOX if outbox is None else Path(outbox)
        return Deliverer(
            self,
            path,
            tools,
            policy or PATIENT,
            sender_options(divert, on_exchange, transport),
            caps=caps or Caps(),
            telemetry=telemetry,
            environment=self.env or DEFAULT,
            on_outcome=on_outcome,
            by_person=names_of(by_person),
        )

    def direct_deliverer(
        self,
        environ: Mapping[str, str] | None = None,
        *,
        divert: str | None = None,
        instances: Iterable[str] | None = None,
        policy: RetryPolicy | None = None,
        on_exchange: Callable[[Exchange], None] | None = None,
        transport: Exchanging | None = None,
        patience: float = 10.0,
    ) -> DirectDeliverer:
        """As `deliverer`, for deliveries that live in memory: `deliver(decisions)` returns when their ends are known.

        What is not delivered when it ends comes back. On the way out, requests under way get `patience` seconds.
        """
        from actions.deliver.direct import DirectDeliverer
        from actions.deliver.tools import tools_of
        from destinations.delivery.pace.retry import RetryPolicy

        check_functions(on_exchange=on_exchange, transport=transport)
        check_option("policy", policy, RetryPolicy)
        check_option("divert", divert, str)
        check_option("patience", patience, int, float)
        chosen = None if instances is None else names_of(instances)
        tools = tools_of(self.plan, self._variables(environ), chosen, self.folder)
        return DirectDeliverer(
            {name: tool.settings for name, tool in tools.items()},
            divert=divert,
            policy=policy or RetryPolicy(),
            on_exchange=on_exchange,
            patience=patience,
            transport=transport,
            ca_files={name: tool.ca_file for name, tool in tools.items() if tool.ca_file},
            plan=self.plan,
        )

    def _variables(self, environ: Mapping[str, str] | None) -> Mapping[str, str]:
        """Where secrets and variables are looked up for a delivery."""
        if self.environments and self.env is None:
            names = ", ".join(self.environments)
            raise LookupError(f"this project has environments ({names}); load it for one, with env=")
        variables(environ)
        if environ is not None:
            return environ
        return os.environ if self._environ is None else ChainMap(dict(self._environ), os.environ)
