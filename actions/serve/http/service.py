"""What all requests share: the settings that hold now, the journal, the counters."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from actions.serve.http.counters import Clock, Counters
from actions.serve.http.request.keys import KeyTable
from actions.serve.http.request.rates import Bucket, SharedBucket
from actions.serve.http.unknown import UnknownKeys
from actions.serve.journal import Journal
from actions.serve.settings.model import ServeSettings


class ScriptError(ValueError):
    """The browser SDK of the settings cannot be read: which file, and why."""


@dataclass
class Service:
    """The state of a server. `use` puts new settings in the place of those that hold."""

    settings: ServeSettings
    journal: Journal
    unknown: UnknownKeys
    counters: Counters = field(default_factory=Counters)
    clock: Clock = field(default_factory=Clock)
    table: KeyTable = field(init=False)
    buckets: dict[str, Bucket] = field(default_factory=dict)
    script: bytes | None = None
    port: int = 0
    is_starting: bool = True
    is_draining: bool = False
    is_closing: bool = False
    reload_problem: str = ""
    decider: Mapping[str, Any] | None = None

    def __post_init__(self) -> None:
        self.use(self.settings)

    def use(self, settings: ServeSettings) -> None:
        """Take keys, limits, rates and origins from these settings; where it listens stays.

        ScriptError, and nothing is taken, where the browser SDK that they name cannot be read.
        """
        self.script = _read(settings.analytics_js)
        self.settings = settings
        self.table = KeyTable(settings.sources)
        rates = {one.name: one.rate for one in settings.sources if one.rate is not None}
        same = {name: one for name, one in self.buckets.items() if rates.get(name) == one.rate}
        self.buckets = {name: same.get(name) or self._bucket(name, rate) for name, rate in rates.items()}

    def _bucket(self, name: str, rate: float) -> Bucket:
        """One for the source: of all processes together where there are several on this machine."""
        if self.settings.processes == 1:
            return Bucket(rate, 0.0)
        return SharedBucket(rate, self.settings.journal.path / "rates" / name)


def _read(path: Path | None) -> bytes | None:
    try:
        return path.read_bytes() if path else None
    except OSError as error:
        raise ScriptError(f"analytics_js: {path} cannot be read: {error.strerror}") from error
