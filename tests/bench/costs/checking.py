"""How long `actions check` takes for 200 actions beside 20,000 recorded events, from the files to the last finding."""

import json
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

from actions.project import check_project
from actions.reading.values import read_values
from actions.workbench.checking.against.evidence import Evidence
from actions.workbench.checking.find import find_all

FILES, ACTIONS, FIELDS, EVENTS, NAMES = 10, 20, 8, 20_000, 60
Row = tuple[str, float, str]


def measure(rounds: int) -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        (folder / "mappings").mkdir()
        for number in range(FILES):
            (folder / "mappings" / f"tools{number}.yaml").write_text(mapping_file(number), encoding="utf-8")
        (folder / "week.ndjson").write_text("\n".join(map(event, range(EVENTS))), encoding="utf-8")
        _check(folder)  # imports what is imported once
        seconds = [_check(folder) for _ in range(rounds)]
    return [(f"actions check: {FILES * ACTIONS} actions, {EVENTS:,} recorded events", median(seconds), "s")]


def mapping_file(number: int) -> str:
    lines = ["version: 1", "destination: mixpanel", f"name: tools{number}"]
    lines += ["settings: {project_token: {secret: MIXPANEL_TOKEN}}", "actions:"]
    for one in range(ACTIONS):
        name = (number * ACTIONS + one) % NAMES
        when = f'type = "track" and event = "Event {name}" and properties.total > {one}'
        lines += [f"  - name: Action {one}", "    do: track", f"    when: {when}", "    map:"]
        for field in range(FIELDS):
            paths = f"[properties.field_{field}, context.traits.field_{field}]"
            lines.append(f"      properties.field_{field}: {{from: {paths}}}")
    return "\n".join(lines) + "\n"


def event(number: int) -> str:
    properties = {f"field_{one}": one for one in range(FIELDS + 4) if (number + one) % 7}
    products = [{"sku": "a", "price": 5, "quantity": 1}] * (number % 4)
    page = {"url": "https://shop.example/a", "path": "/a", "title": "A"}
    context = {"ip": "203.0.113.7", "page": page, "traits": {"email": "a@example.com", "plan": "pro"}}
    facts = {"type": "track", "event": f"Event {number % NAMES}", "messageId": f"m{number}", "userId": "u1"}
    return json.dumps(facts | {"context": context, "properties": properties | {"total": number, "products": products}})


def _check(folder: Path) -> float:
    start = perf_counter()
    evidence = Evidence(is_record=True)
    for value in read_values([folder / "week.ndjson"]):
        evidence.add(value)
    found = find_all(check_project(folder, {}), evidence)
    seconds = perf_counter() - start
    if len(found) or evidence.total != EVENTS:
        raise ValueError(f"{len(found)} findings, {evidence.total} events")
    return seconds
