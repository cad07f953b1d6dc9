"""Files that are named after instances and destinations have names that Windows accepts."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from actions import Project
from actions.cli.main import app
from actions.site.build import build_site
from actions.site.project.pages import project_pages
from actions.system.file_names import file_stem
from tests.actions.importing.test_import_command import DESTINATION, TRACK

MAPPING = """
version: 1
destination: webhook
name: {name}
settings: {{url: "https://hooks.example.com/in"}}
actions: [{{do: send}}]
"""


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("con", "_con"),
        ("NUL", "_NUL"),
        ("com1", "_com1"),
        ("lpt9", "_lpt9"),
        # Windows looks at what stands before the first dot.
        ("aux.backup", "_aux.backup"),
        ("com10", "com10"),
        ("com0", "com0"),
        ("console", "console"),
        ("orders-con", "orders-con"),
    ],
)
def test_names_of_devices_get_a_prefix(name: str, expected: str) -> None:
    assert file_stem(name) == expected


def test_the_site_of_a_project_whose_instance_is_called_nul() -> None:
    plan = Project.from_texts({"mappings/a.yaml": MAPPING.format(name="nul")}).plan
    site = build_site("shop", project_pages(plan, []))
    assert [path for path in site.files if path.startswith("mappings/")] == ["mappings/_nul.html"]
    assert [link for _, link in site.broken if "nul" in link] == []


def test_an_imported_destination_that_is_called_con(tmp_path: Path) -> None:
    document = {"data": {"destinations": [{**DESTINATION, "metadata": {"slug": "con"}}], "subscriptions": [TRACK]}}
    (tmp_path / "given.json").write_text(json.dumps(document))
    out = tmp_path / "mappings"
    done = CliRunner().invoke(app, ["import", "segment", str(tmp_path / "given.json"), "-o", str(out)])
    assert done.exit_code == 0, done.output
    assert [path.name for path in out.iterdir()] == ["_con.yaml"]
    assert "name: con" in (out / "_con.yaml").read_text()
