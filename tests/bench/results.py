"""What the rounds of a benchmark found, and the table of it."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from tests.bench.measure_python import CHECKED_EVENTS
from tests.bench.workloads import BUILDERS

REFERENCE, LIMIT = "jmespath_py", "limit_orjson"
PEERS = (REFERENCE, "segment", "json_template")
MOST_WITH_DIGITS = 1000
HEADS = ("x jmesp", "x Segmt", "x Ruddr")


@dataclass(slots=True)
class Results:
    """Rates by adapter and measure (`W1.engine`), one per round, and the adapters' outputs to compare."""

    names: dict[str, str] = field(default_factory=dict)
    rates: dict[tuple[str, str], list[float]] = field(default_factory=dict)
    prepare_ms: dict[tuple[str, str], list[float]] = field(default_factory=dict)
    outputs: dict[tuple[str, str], list[Any]] = field(default_factory=dict)
    costs: dict[str, list[tuple[str, float, str]]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def add(self, adapter: str, found: dict[str, Any]) -> None:
        self.names[adapter] = found["name"]
        for measure, rate in found["rates"].items():
            self.rates.setdefault((adapter, measure), []).append(rate)
        for workload, spent in found["prepare_ms"].items():
            self.prepare_ms.setdefault((adapter, workload), []).append(spent)
        for workload, outputs in found["outputs"].items():
            self.outputs[adapter, workload] = outputs

    def rate(self, adapter: str, measure: str) -> float | None:
        """The median of the rounds."""
        found = self.rates.get((adapter, measure))
        return median(found) if found else None

    def differences(self) -> Iterator[str]:
        """A note for each adapter whose outputs are not jmespath.py's; its row is then worth nothing."""
        for (adapter, workload), outputs in sorted(self.outputs.items()):
            wanted = self.outputs.get((REFERENCE, workload))
            if wanted is None:
                continue
            pairs = zip(sorted(map(_canonical, outputs)), sorted(map(_canonical, wanted)), strict=False)
            odd = next((pair for pair in pairs if pair[0] != pair[1]), None)
            if odd or len(outputs) != len(wanted) or not outputs:
                seen = str(odd or (len(outputs), len(wanted)))[:400]
                yield f"OUTPUT DIFFERS: {self.names[adapter]} on {workload}: {seen}"

    def table(self, workloads: Sequence[str]) -> Iterator[str]:
        for workload in workloads:
            matches = len(self.outputs.get((REFERENCE, workload), [])) / CHECKED_EVENTS
            note = f"  ({matches:.1f} matches per event)" if matches else ""
            yield f"\n{workload}  {BUILDERS[workload][0]}{note}"
            heads = "".join(f"{head:>8}" for head in HEADS)
            first = "events/s (median)"
            yield f"  {first:32}{'engine':>11}{heads}  {'bytes-bytes':>12}{heads}{'of loads':>10}{'prepare':>11}"
            rows = [adapter for adapter in self.names if self.rate(adapter, f"{workload}.bytes")]
            speeds = {adapter: self._speed(adapter, workload) for adapter in rows}
            for adapter in sorted(rows, key=speeds.__getitem__, reverse=True):
                yield self._row(adapter, workload)

    def cost_table(self) -> Iterator[str]:
        """What is asked of this engine alone, question by question."""
        for name, rows in self.costs.items():
            yield f"\n{name}"
            for what, figure, unit in rows:
                yield f"  {what:64}{figure:>12,.{0 if figure >= MOST_WITH_DIGITS else 2}f} {unit}"

    def as_json(self) -> str:
        """The medians by row and measure."""
        rates = {f"{self.names[one]} {measure}": median(found) for (one, measure), found in self.rates.items()}
        costs = {name: {what.strip(): figure for what, figure, _ in rows} for name, rows in self.costs.items()}
        return json.dumps(rates | {"costs": costs}, indent=1)

    def _speed(self, adapter: str, workload: str) -> float:
        return self.rate(adapter, f"{workload}.engine") or self.rate(adapter, f"{workload}.bytes") or 0

    def _row(self, adapter: str, workload: str) -> str:
        cells = []
        for kind, width in (("engine", 11), ("bytes", 14)):
            rate = self.rate(adapter, f"{workload}.{kind}")
            cells.append(f"{rate:{width}.0f}" if rate else f"{'-':>{width}}")
            for peer in PEERS:
                base = self.rate(peer, f"{workload}.{kind}")
                cells.append(f"{rate / base:8.2f}" if rate and base else f"{'-':>8}")
        limit, written = self.rate(LIMIT, f"{workload}.bytes"), self.rate(adapter, f"{workload}.bytes")
        cells.append(f"{100 * written / limit:9.1f}%" if limit and written else f"{'-':>10}")
        spent = self.prepare_ms.get((adapter, workload))
        cells.append(f"{median(spent):8.1f} ms" if spent else f"{'-':>11}")
        return f"  {self.names[adapter]:32}{''.join(cells)}"


def _canonical(output: Any) -> str:
    return json.dumps(_plain(output), sort_keys=True)


def _plain(value: Any) -> Any:
    """The value with 178.0 as 178: they are one JSON number."""
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
