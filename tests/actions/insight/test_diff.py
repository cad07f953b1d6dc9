"""`actions diff`: what two versions of a project do differently equals a comparison event by event."""

import json
import subprocess
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, computed_field
from typer.testing import CliRunner

from actions import Project
from actions.cli.insight import in_parts
from actions.cli.main import app
from actions.engine.decide import decide
from actions.insight.diff.changes import MOST_FIELDS
from actions.insight.diff.comparing import ProjectDiff
from actions.insight.diff.values import NOTHING, differences, names_that_differ, scale_of
from actions.insight.lineage.ways import show_way
from actions.plan.index import Index
from actions.plan.plan import Plan
from destinations.sdk.payload import Payload, payload_values
from mappings.json_equal import json_equal
from tests.bench.pairs.events import KINDS
from tests.fuzz.four_ways import NOW
from tests.fuzz.plans import plan_of as random_plan

HEAD = "version: 1\ndestination: webhook\nsettings: {url: https://hooks.example.com/in}\nactions:\n"
OLD = """\
- name: Orders
  do: send
  inherit: false
  when: event = "Order Completed"
  map:
    data.id: properties.order_id
    data.total: {from: properties.total, as: money}
    data.coupon: properties.coupon
- {name: Pages, do: send, inherit: false, when: type = "page", map: {data.url: context.page.url}}
"""


def order(number: int, **properties: Any) -> dict[str, Any]:
    return {
        "type": "track", "event": "Order Completed", "userId": "u1", "messageId": f"m{number}",
        "timestamp": "2026-03-01T10:15:30Z", "context": {"traits": {"email": "ada@example.com"}},
        "properties": {"order_id": f"o{number}", "total": 250, "currency": "EUR", **properties},
    }  # fmt: skip


EVENTS: list[dict[str, Any]] = [
    order(1),
    order(2, coupon="A", total=100),
    order(3, total=0),
    {
        "type": "page",
        "userId": "u1",
        "messageId": "p1",
        "timestamp": "2026-03-01T10:15:30Z",
        "properties": {"order_id": "o9"},
        "context": {"page": {"url": "https://shop.example.com/"}},
    },
]


def project_of(actions: str) -> Project:
    return Project.from_texts({"mappings/webhook.yaml": HEAD + actions})


def compared(new: str) -> ProjectDiff:
    found = ProjectDiff(project_of(OLD).plan, project_of(new).plan, NOW)
    for event in EVENTS:
        found.add(event)
    return found


# How the file is changed; calls before, after, added, dropped; changed payloads; by field: changed, gone, come.
CHANGES: list[tuple[str, tuple[str, str], tuple[int, ...], int, dict[str, tuple[int, int, int]]]] = [
    ("another unit", ("as: money", "as: money, unit: minor"), (3, 3, 0, 0), 2, {"data.total": (2, 0, 0)}),
    ("a narrower trigger", ('Completed"', 'Completed" and properties.total > 0'), (3, 2, 0, 1), 0, {}),
    ("a wider trigger", ('event = "Order Completed"', "userId exists"), (3, 4, 1, 0), 0, {}),
    ("a field less", ("    data.coupon: properties.coupon\n", ""), (3, 3, 0, 0), 1, {"data.coupon": (0, 1, 0)}),
    ("a field more", ("data.id:", "data.user: userId\n    data.id:"), (3, 3, 0, 0), 3, {"data.user": (0, 0, 3)}),
    ("switched off", ("do: send\n", "do: send\n  enabled: false\n"), (3, 0, 0, 3), 0, {}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "calls", "changed", "fields"), [row[1:] for row in CHANGES], ids=[row[0] for row in CHANGES]
)
def test_counts(
    change: tuple[str, str], calls: tuple[int, ...], changed: int, fields: dict[str, tuple[int, int, int]]
) -> None:
    assert change[0] in OLD
    found = compared(OLD.replace(*change, 1)).actions["webhook.orders"].counts
    assert (found.before, found.after, found.added, found.dropped) == calls
    assert found.changed == changed
    assert {one.name: (one.changed, one.gone, one.come) for one in found.fields.values()} == fields


def test_nothing_changes_in_the_same_files() -> None:
    found = compared(OLD)
    assert (found.changed, found.personal, found.calls) == ([], [], {"webhook": (4, 4)})


def test_money_that_is_a_hundred_times_as_much_raises_an_alarm() -> None:
    found = compared(OLD.replace("as: money", "as: money, unit: minor")).actions["webhook.orders"]
    [alarm] = found.alarms
    assert (alarm.name, alarm.alarm) == ("data.total", 0.01)
    assert alarm.medians == (250, 2.5)


def test_why_calls_are_dropped() -> None:
    found = compared(OLD.replace('Completed"', 'Completed" and properties.total > 0')).actions["webhook.orders"].counts
    assert dict(found.reasons) == {"properties.total is above 0 (line 8)": 1}
    assert found.dropped_events == ["m3"]


def test_actions_that_come_and_go() -> None:
    found = compared(OLD.replace("name: Pages", "name: Views"))
    facts = {one.key: (one.is_new, one.is_gone, one.counts.before, one.counts.after) for one in found.changed}
    assert facts == {"webhook.views": (True, False, 0, 1), "webhook.pages": (False, True, 1, 0)}
    assert found.calls == {"webhook": (4, 4)}


def test_personal_data_that_is_sent_now() -> None:
    found = compared(OLD.replace("data.id:", "data.mail: sha256(context.traits.email)\n    data.id:"))
    assert [one.as_dict() for one in found.personal] == [
        {"action": "webhook.orders", "field": "data.mail", "event": "context.traits.email", "sent": "hashed"}
    ]


def test_an_action_below_one_that_takes_its_event_is_compared_with_it() -> None:
    group = OLD.replace("do: send\n", "do: send\n  exclusive: a\n") + (
        '- {name: All, do: send, exclusive: a, inherit: false, when: type = "track", map: {data: properties}}\n'
    )
    found = ProjectDiff(project_of(group).plan, project_of(group.replace('Completed"', 'Shipped"', 1)).plan, NOW)
    for event in EVENTS:
        found.add(event)
    facts = {one.key: (one.counts.before, one.counts.after, one.counts.added) for one in found.changed}
    assert facts == {"webhook.orders": (3, 0, 0), "webhook.all": (0, 3, 3)}


@pytest.mark.parametrize(
    ("old", "new", "scale"),
    [(1, 100, 100), (100, 1, 0.01), (5, 50, 10), (2, 3, None), (0, 0, None), ("1", 100, None), (True, 10, None)],
)
def test_the_scale_of_two_numbers(old: Any, new: Any, scale: float | None) -> None:
    assert scale_of(old, new) == scale


@settings(max_examples=20 if settings().derandomize else 100)
@given(number=st.integers(0, 2**32), kept=st.sampled_from([0, 0.5, 0.9]))
def test_the_counts_are_those_of_brute_force(number: int, kept: float) -> None:
    """Of pairs of projects in which so many of the actions are the same in both, and others have the same name."""
    random = Random(number)  # noqa: S311 - Hypothesis gives the numbers
    (_, old), (_, other) = random_plan(random, 1), random_plan(random, 1)
    others = {one.key: one for one in other.actions}
    mixed = [one if random.random() < kept else others.pop(one.key, None) for one in old.actions]
    taken = {one.key for one in mixed if one}
    actions = (*filter(None, mixed), *(one for key, one in others.items() if key not in taken))
    new = Plan(old.instances, actions, Index([one for one in actions if one.enabled]))
    events = [KINDS[random.choice(sorted(KINDS))](random) for _ in range(25)]
    found = ProjectDiff(old, new, NOW)
    expected: dict[str, list[int]] = {key: [0, 0, 0, 0, 0] for key in found.actions}
    fields: dict[tuple[str, str], list[int]] = {}
    for event in events:
        found.add(event)
        sides = [
            {(f"{one.instance}.{one.action}", one.item): one.payload_fields()
             for one in decide(event, plan, NOW) if one.status == "fired"}
            for plan in (old, new)
        ]  # fmt: skip
        for name in sides[0].keys() | sides[1].keys():
            before, after = (side.get(name) for side in sides)
            counts = expected[name[0]]
            counts[0] += before is not None
            counts[1] += after is not None
            counts[2] += before is None
            counts[3] += after is None
            if before is not None and after is not None:
                counts[4] += not json_equal(before, after)
                for way in {way for way, _, __ in differences(before, after)}:
                    fields.setdefault((name[0], show_way(way)), [0])[0] += 1
    counted_by_key = {key: one.counts for key, one in found.actions.items()}
    made = {key: [one.before, one.after, one.added, one.dropped, one.changed] for key, one in counted_by_key.items()}
    assert made == expected
    counted = {(key, one.name): [one.changed + one.gone + one.come]
               for key, action in found.actions.items() for one in action.counts.fields.values()}  # fmt: skip
    assert counted == fields


def test_differences_are_the_innermost() -> None:
    found = list(differences({"a": {"b": 1, "c": [1, 2]}}, {"a": {"b": 2, "c": [1]}, "d": None}))
    rows = [(show_way(way), old, new) for way, old, new in found]
    assert rows == [("a.b", 1, 2), ("a.c[]", 2, NOTHING), ("d", NOTHING, None)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project under git in its old version, in a folder of the repository, changed since."""
    root = tmp_path_factory.mktemp("diff")
    made = root / "shop"
    (made / "mappings").mkdir(parents=True)
    file = made / "mappings" / "webhook.yaml"
    who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com", "-c", "commit.gpgsign=false"]
    for tag, text in (("v0", None), ("v1", HEAD + OLD)):
        (made / "README").write_text(tag, encoding="utf-8")
        if text:
            file.write_text(text, encoding="utf-8")
        for command in (["init", "-q"], ["add", "."], [*who, "commit", "-qm", tag], ["tag", tag]):
            subprocess.run(["git", "-C", str(root), *command], check=True, capture_output=True)  # noqa: S607
    new = OLD.replace("as: money", "as: money, unit: minor").replace(
        "data.id:", "data.mail: context.traits.email\n    data.id:"
    )
    file.write_text(HEAD + new.replace('Completed"', 'Completed" and properties.total > 0'), encoding="utf-8")
    (root / "events.ndjson").write_text("".join(json.dumps(event) + "\n" for event in EVENTS), encoding="utf-8")
    return made


TOLD: list[tuple[str, list[str], int, list[str]]] = [
    (
        "counts",
        ["v1"],
        0,
        ["webhook.orders", "-1", "2 of 2", "÷100: another unit?", "properties.total is above 0 (line 8)", "such as m3"],
    ),
    ("personal data, hidden", ["v1"], 0, ["personal data that was not sent before", "in clear", 'nothing → "•••"']),
    ("personal data, shown", ["v1", "--reveal"], 0, ["ada@example.com"]),
    ("an exit code", ["v1", "--exit-code"], 3, []),
    ("what must not happen", ["v1", "--fail-on", "dropped,money"], 1, ["--fail-on dropped, money"]),
    ("what did not happen", ["v1", "--fail-on", "added"], 0, []),
    ("markdown", ["HEAD", "--format", "markdown"], 0, ["| webhook.orders | 3 | 2 | -1 |", "**webhook.orders**"]),
    ("no such reference", ["v2"], 2, ["v2 is not a folder, and git has nothing there"]),
    ("an empty reference", [""], 2, ["an empty text is not a folder, and no reference of git"]),
    ("a file of events first", ["EVENTS"], 2, ["is not a version: write actions diff VERSION EVENTS"]),
    ("events as an argument", ["v1", "EVENTS"], 0, ["webhook.orders", "2 of 2"]),
    ("no events", ["v1", "NONE"], 2, ["holds no event: nothing was compared"]),
    ("a reference before there were mappings", ["v0"], 2, ["v0 has no mapping file (*.yaml) in"]),
    ("an option of git", ["--", "--output=x"], 2, ["is not a folder, and no reference"]),
    ("no such alarm", ["v1", "--fail-on", "monei"], 2, ["--fail-on monei: write any of"]),
]


@pytest.mark.parametrize(("arguments", "code", "said"), [row[1:] for row in TOLD], ids=[row[0] for row in TOLD])
def test_the_command_says(folder: Path, arguments: list[str], code: int, said: list[str]) -> None:
    events = str(folder.parent / "events.ndjson")
    none = folder.parent / "none.ndjson"
    none.touch()
    given = {"EVENTS": events, "NONE": str(none)}
    named = [given.get(one, one) for one in arguments]
    source = [] if set(arguments) & given.keys() else ["--events", events]
    told = CliRunner(env={"COLUMNS": "160"}).invoke(app, ["diff", *source, "-C", str(folder), *named])
    assert told.exit_code == code, told.output
    assert [one for one in said if one not in told.output] == [], told.output
    assert ("ada@example.com" in told.output) is ("--reveal" in arguments)


def test_json_has_the_same_counts(folder: Path) -> None:
    events = str(folder.parent / "events.ndjson")
    told = CliRunner().invoke(app, ["diff", "v1", "--events", events, "-C", str(folder), "--format", "json"])
    facts = json.loads(told.stdout)
    [orders] = facts["actions"]
    assert (orders["before"], orders["after"], orders["dropped"], orders["changed"]) == (3, 2, 1, 2)
    assert facts["calls"] == {"webhook": {"before": 4, "after": 3}}


@pytest.mark.parametrize("verb", [["diff", "v1", "--events"], ["coverage"]], ids=["diff", "coverage"])
def test_several_processes_count_what_one_counts(
    folder: Path, tmp_path: Path, verb: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(in_parts, "BYTES_A_PART", 3000)
    file = tmp_path / "events.ndjson"
    events = [order(number, total=number, coupon="A" if number % 7 else None) for number in range(60)]
    lines = [json.dumps(event) for event in [*events, *EVENTS]]
    file.write_text("\n".join([*lines[:30], "no json", '{"type": "none"}', *lines[30:]]), encoding="utf-8")
    told = [
        CliRunner().invoke(app, [*verb, str(file), "-C", str(folder), "--format", "json", "--jobs", jobs])
        for jobs in ("1", "2")
    ]
    assert [one.exit_code for one in told] == [0, 0], told[1].output
    assert json.loads(told[0].stdout) == json.loads(told[1].stdout)
    assert json.loads(told[0].stdout)["refused"] == 2


def test_what_one_process_has_to_read_is_no_job_for_two(folder: Path) -> None:
    told = CliRunner().invoke(app, ["diff", "v1", "--events", "-", "-C", str(folder), "--jobs", "2"], input="{}")
    assert (told.exit_code, "standard input comes in one piece" in told.output) == (2, True)


def test_fields_that_events_invent_do_not_fill_the_memory() -> None:
    new = OLD.replace("data.id: properties.order_id", "data: properties")
    found = ProjectDiff(project_of(OLD).plan, project_of(new).plan, NOW)
    for number in range(30):
        found.add(order(number, **{f"field_{number}_{place}": place for place in range(100)}))
    counts = found.actions["webhook.orders"].counts
    assert (len(counts.fields), counts.changed) == (MOST_FIELDS, 30)
    told = sum(one.changed + one.gone + one.come for one in counts.fields.values())
    # Beside these `order_id` and `currency` are there now, and `id` is not.
    assert counts.other_fields == 30 * (100 + 3) - told


def test_without_git_a_folder_is_asked_for(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(folder))
    told = CliRunner().invoke(app, ["diff", "v1", str(folder.parent / "events.ndjson"), "-C", str(folder)])
    assert (told.exit_code, "git is not installed: name a folder with the other version" in told.output) == (2, True)


class Line(BaseModel):
    size: Any = None


class Sale(Payload):
    model_config = ConfigDict(extra="allow")

    item: Any = None
    lines: tuple[Line, ...] = ()
    count: int = 1


class Told(Sale):
    @computed_field  # type: ignore[prop-decorator]
    @property
    def twice(self) -> int:
        return 2 * self.count


VALUES = st.sampled_from([None, 0, 1, 1.0, True, "a", [1], [True], {"b": 1}, {"b": True}, {"b": None}])
SALES = st.fixed_dictionaries(
    {}, optional={"item": VALUES, "more": VALUES, "count": st.integers(0, 2),
                  "lines": st.lists(st.fixed_dictionaries({}, optional={"size": VALUES}), max_size=2)},
)  # fmt: skip


@given(model=st.sampled_from([Sale, Told]), old=SALES, new=SALES)
def test_only_fields_that_may_differ_are_written_out(model: type[Payload], old: dict[str, Any], new: Any) -> None:
    before, after = model.model_validate(old), model.model_validate(new)
    names = names_that_differ(before, after)
    some = differences(payload_values(before, names), payload_values(after, names)) if names != set() else []
    assert sorted(map(str, some)) == sorted(map(str, differences(payload_values(before), payload_values(after))))
