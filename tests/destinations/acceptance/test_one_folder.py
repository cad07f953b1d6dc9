"""A destination is one folder: with it everything knows the destination, and no other file names it."""

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from tests.destinations.acceptance.built_in import NAMES, ROOT

TOY = {
    "__init__.py": '''"""Toybox: counts what people do."""

from collections.abc import Sequence

from pydantic import Field, SecretStr

from destinations.sdk import ActionType, Amount, Currency, Destination, Payload, Request, Settings, hookimpl


class ToyboxSettings(Settings):
    """A box."""

    key: SecretStr = Field(description="The key of the box.")


class Sale(Payload):
    """One sale."""

    who: str = Field(description="Who bought.")
    price: Amount | None = Field(None, description="For how much.")
    currency: Currency | None = Field(None, description="In which money.")


def build_sales(sales: Sequence[Sale], settings: ToyboxSettings) -> Request:
    rows = [sale.model_dump(exclude_none=True) for sale in sales]
    return Request.post("https://toybox.example/sales", json=rows, bearer=settings.key.get_secret_value())


TOYBOX = Destination(
    "toybox", "Toybox", ToyboxSettings, (ActionType("sale", Sale, build_sales, "Count a sale."),), "Counts."
)


@hookimpl
def register_destinations() -> list[Destination]:
    return [TOYBOX]
''',
    "defaults.yaml": """version: 1
action_types:
  sale:
    when: type = "track" and event = "Order Completed"
    map: {who: userId || anonymousId, price: properties.revenue, currency: properties.currency}
""",
    "cases.yaml": """settings: {key: k}
cases:
  - of: order_completed
    do: sale
    sends: [[{who: AiUGstSDIg, price: 19.99, currency: USD}]]
  - {of: order_jpy, like: order_completed, sends: [[{price: 1200, currency: JPY}]]}
""",
    "stand_in.py": """from destinations.testing.vendor import Answer, Call, Vendor


def answer(call: Call) -> Answer:
    return Answer.of_json(200, {}, accepted=tuple(call.json()))


VENDOR = Vendor("toybox", ("toybox.example",), answer)
""",
}
MAPPINGS = "version: 1\ndestination: toybox\nsettings: {key: {secret: TOY_KEY}}\nactions:\n  - do: sale\n"
EVENT = '{"type":"track","event":"Order Completed","messageId":"m","userId":"u1","properties":{"revenue":5}}\n'
CASES = """
from pathlib import Path
from actions.kit.cases import failures, read_cases
from destinations.registry import load_registry
from destinations.testing.shipped_vendors import shipped_vendors
cases = read_cases(Path("destinations/toybox/cases.yaml").read_text(), "cases.yaml", "toybox")
print("toybox" in [one.name for one in shipped_vendors()], [failures(one, load_registry()) for one in cases])
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The packages and docs as they are, with one folder more, and a project that uses it."""
    folder = tmp_path_factory.mktemp("copy")
    for name in ("actions", "destinations", "mappings", "docs"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    before = fingerprints(folder)
    for name, text in TOY.items():
        path = folder / "destinations" / "toybox" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (folder / "shop" / "mappings").mkdir(parents=True)
    (folder / "shop" / "mappings" / "toybox.yaml").write_text(MAPPINGS, encoding="utf-8")
    (folder / "shop" / "events.ndjson").write_text(EVENT, encoding="utf-8")
    yield folder
    after = fingerprints(folder)
    assert {name: after.get(name) for name in before} == before


def fingerprints(folder: Path) -> dict[str, str]:
    """A hash of each file, by its path."""
    files = (one for one in folder.rglob("*") if one.is_file() and "__pycache__" not in one.parts)
    return {one.relative_to(folder).as_posix(): sha256(one.read_bytes()).hexdigest() for one in files}


ACTIONS = ("-c", "from actions.cli.main import main; main()")


@pytest.mark.parametrize(
    ("command", "words"),
    [
        pytest.param((*ACTIONS, "catalog"), "toybox", id="the catalogue lists it"),
        pytest.param((*ACTIONS, "catalog", "toybox", "sale"), "For how much.", id="the catalogue shows its fields"),
        pytest.param((*ACTIONS, "check", "-C", "shop"), "0 errors", id="check knows it"),
        pytest.param(
            (*ACTIONS, "run", "shop/events.ndjson", "-C", "shop", "--all"), "toybox.example/sales", id="run shows it"
        ),
        pytest.param(
            ("-m", "docs.generate"),
            "wrote destinations/toybox/README.md",
            id="it gets its page",
            marks=pytest.mark.slow,
        ),
        pytest.param(("-c", CASES), "True [[], []]", id="its cases hold, and its vendor is played"),
    ],
)
def test_one_folder_is_all_that_a_destination_takes(copy: Path, command: tuple[str, ...], words: str) -> None:
    environ = {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "140"}
    answer = subprocess.run(
        [sys.executable, *command], cwd=copy, env=environ, capture_output=True, text=True, check=False
    )
    assert (answer.returncode, words in answer.stdout) == (0, True), answer.stdout + answer.stderr


ROOMS = ("actions", "mappings", "destinations/sdk", "destinations/delivery", "destinations/testing")
# Examples for people name tools that people know.
EXAMPLES = ROOT / "actions" / "workbench" / "checking" / "explanations"
OTHERS = [
    ROOT / "destinations" / "registry.py",
    *sorted(one for room in ROOMS for one in (ROOT / room).rglob("*.py") if EXAMPLES not in one.parents),
]
# Words that mean something else there: a file of the journal, a tool whose configuration is imported, where events
# come from.
OTHER_MEANINGS = {
    "segment": ("actions/serve/", "actions/importing/", "actions/cli/"),
    "files": ("actions/importing/",),
    "kafka": ("actions/stream/", "actions/cli/"),
    "nats": ("actions/stream/", "actions/serve/", "actions/cli/"),
}


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_code_outside_its_folder_names_a_destination(path: Path) -> None:
    tree, place = ast.parse(path.read_text(encoding="utf-8")), path.relative_to(ROOT).as_posix()
    here = {name for name, places in OTHER_MEANINGS.items() if place.startswith(places)}
    assert {name for name in names_in(tree) if name in NAMES} <= here


def names_in(tree: ast.Module) -> Iterator[str]:
    """The texts in the code, each whole, and the folders of `destinations` that it imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("destinations."):
            yield (node.module or "").split(".")[1]
        elif isinstance(node, ast.ImportFrom) and node.module == "destinations":
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name.split(".")[1] for alias in node.names if alias.name.startswith("destinations."))
