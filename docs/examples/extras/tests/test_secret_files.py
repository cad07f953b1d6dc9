"""Secrets are files of a folder, and nothing outside it is."""

from pathlib import Path

import pytest
from acme_extras.secret_files import read_file

from actions import Project
from actions.kit.secret_providers import secret_lookup


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one secret in it, and a file beside it."""
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "HOOK_SECRET").write_text("whsec_bWFkZSB1cCBmb3IgdGVzdHM=\n")
    (tmp_path / "outside").write_text("nobody's business")
    monkeypatch.setenv("SECRETS_FOLDER", str(tmp_path / "secrets"))
    return tmp_path


@pytest.mark.parametrize(
    ("name", "secret"),
    [
        pytest.param("HOOK_SECRET", "whsec_bWFkZSB1cCBmb3IgdGVzdHM=", id="it is there"),
        pytest.param("OTHER", None, id="it is not there"),
        pytest.param("../outside", None, id="a path out of the folder"),
        pytest.param("..", None, id="a folder"),
    ],
)
def test_a_secret_is_a_file(name: str, secret: str | None) -> None:
    assert read_file(name) == secret


def test_a_project_delivers_with_it() -> None:
    environ: dict[str, str] = {}
    assert secret_lookup(environ.get)("HOOK_SECRET") == "whsec_bWFkZSB1cCBmb3IgdGVzdHM="
    assert Project.load(Path(__file__).parents[1]).deliverer(environ={})


def test_a_project_says_which_secret_nobody_has(folder: Path) -> None:
    (folder / "secrets" / "HOOK_SECRET").unlink()
    with pytest.raises(LookupError, match="webhook: HOOK_SECRET"):
        Project.load(Path(__file__).parents[1]).deliverer(environ={})
