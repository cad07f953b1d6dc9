"""What `actions explain` says would have to change, in words that are so."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from actions.cli.main import app
from tests.actions.small_projects import write_project

EVENT: dict[str, Any] = {
    "type": "track",
    "event": "Trial Started",
    "userId": "u1",
    "messageId": "m1",
    "properties": {"mrr": 5, "seats": "4", "plan": "annual", "products": [{"sku": "A", "price": 3, "quantity": 2}]},
}
TOLD: list[tuple[str, str, str]] = [
    ("another name", 'not (event = "Trial Started" or properties.mrr > 10)', "fires with event = another name"),
    ("a longer list", "length(properties.products) >= 2", "properties.products = [{sku, price, quantity},"),
    ("a list that is not there", "length(properties.codes) >= 2", "properties.codes = a list of 2"),
    ("a comparison by a function", "(properties.mrr > `100`) = true", "fires with properties.mrr = 101"),
    ("two paths", "(properties.plan == properties.coupon) = true", 'fires with properties.coupon = "annual"'),
    (
        "a sum of products",
        "sum_product(properties.products, 'price', 'quantity') > 10",
        'fires with properties.products = [{"price": 11, "quantity": 1}]',
    ),
    ("an item of a list", 'has(properties.products[*].sku, "G")', '{"sku": "G"}]'),
    ("nobody's event", "not userId exists", 'fires with no userId and anonymousId = "something"'),
    ("a number that was a text", "properties.seats >= 4", "fires with properties.seats = 4\n"),
    ("any value", "properties.coupon exists", "fires with any properties.coupon"),
    (
        "two values at once",
        'properties.plan = "annual" and properties.plan = "monthly"',
        'no event can fire it: properties.plan cannot be "annual" and "monthly" at once',
    ),
    (
        "letters that lower() never gives",
        'contains(lower(event), "ENDED")',
        'no event can fire it: lower() leaves no upper-case letters, and "ENDED" has some',
    ),
    (
        "an event of nobody",
        "not userId exists and not anonymousId exists",
        "no event can fire it: an event without userId and anonymousId is refused",
    ),
    (
        "a track event without a name",
        'type = "track" and not event exists',
        "no event can fire it: a track event without a name is refused",
    ),
]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("told")
    actions = [{"name": name, "do": "send", "when": when, "map": {"data.id": "messageId"}} for name, when, _ in TOLD]
    write_project(folder, webhook="\n".join(f"- {json.dumps(one)}" for one in actions))
    (folder / "one.json").write_text(json.dumps(EVENT), encoding="utf-8")
    return folder


@pytest.mark.parametrize(("name", "words"), [(name, words) for name, _, words in TOLD], ids=[row[0] for row in TOLD])
def test_what_must_change_is_reported(project: Path, name: str, words: str) -> None:
    shown = CliRunner(env={"COLUMNS": "160"}).invoke(
        app, ["explain", str(project / "one.json"), "-C", str(project), "--select", name]
    )
    assert shown.exit_code == 0
    assert words in shown.stdout
    assert ("in the way" in shown.stdout) is not words.startswith("no event")


MARKUP = """\
- {name: Path, do: message, when: type exists, map: {text: properties.plan}}
- {name: Text, do: message, when: type exists, map: {text: {template: "<{{ properties.plan }}> {{ upper(event) }}"}}}
"""


@pytest.mark.parametrize(
    ("name", "source"),
    [("Path", "properties.plan"), ("Text", '"<{{ properties.plan }}> {{ upper(event) }}"')],
    ids=["a path", "a template"],
)
def test_what_the_destination_escapes_is_shown_as_it_was_written(tmp_path: Path, name: str, source: str) -> None:
    write_project(tmp_path, slack=MARKUP)
    (tmp_path / "one.json").write_text(json.dumps(EVENT), encoding="utf-8")
    shown = CliRunner(env={"COLUMNS": "160"}).invoke(
        app, ["explain", str(tmp_path / "one.json"), "-C", str(tmp_path), "--select", name, "--field", "text"]
    )
    assert f"{source}  (the action's own line)" in shown.stdout
    assert "then escape_html, by the destination" in shown.stdout
