"""Environments: other settings where they are asked for, and never by accident."""

import pickle
from pathlib import Path

import pytest
from typer.testing import CliRunner

from actions.cli.main import app
from actions.deliver.control import ask
from actions.project import NoEnvironmentError, Project, check_project
from actions.project.environment import EnvFileError, read_env_file, read_environ
from destinations.delivery.outbox.file.owner import OutboxError
from destinations.delivery.outbox.outbox import Outbox

FILE = """\
version: 1
destination: mixpanel
settings: {region: eu, project_token: {secret: TOKEN}}
environments:
  sandbox: {}
  production: {settings: {region: us, project_token: {secret: LIVE_TOKEN}}}
actions: [{do: track}]
"""
EVENT = '{"type": "track", "event": "A", "userId": "u"}'


def project(folder: Path, text: str = FILE) -> Path:
    (folder / "mappings").mkdir()
    (folder / "mappings" / "mixpanel.yaml").write_text(text, encoding="utf-8")
    (folder / "event.json").write_text(EVENT, encoding="utf-8")
    return folder


def region_of(loaded: Project) -> str:
    return str(loaded.plan.instances["mixpanel"].settings.shown.model_dump()["region"])


@pytest.mark.parametrize(("env", "region"), [(None, "eu"), ("sandbox", "eu"), ("production", "us")])
def test_an_environment_lays_its_settings_over_the_file_s(tmp_path: Path, env: str | None, region: str) -> None:
    made = Project.load(project(tmp_path), {}, env=env)
    for loaded in (made, pickle.loads(pickle.dumps(made))):  # noqa: S301 - just written
        assert (loaded.env, loaded.environments) == (env, ("sandbox", "production"))
        assert region_of(loaded) == region


def test_settings_that_only_environments_make_whole_will_do(tmp_path: Path) -> None:
    text = FILE.replace(", project_token: {secret: TOKEN}", "").replace("sandbox: {}", "")
    folder = project(tmp_path, text)
    assert list(check_project(folder, {}).report) == []
    assert region_of(Project.load(folder, {})) == "us"


@pytest.mark.parametrize(
    ("old", "new", "code", "place"),
    [
        pytest.param("region: us", "region: mars", "E404", "6:35", id="in an environment nobody asked for"),
        pytest.param("region: us", "regoin: us", "E401", "6:27", id="a setting misspelt"),
        pytest.param("  sandbox: {}", "  Sand box: {}", "E126", "5:3", id="a name with a space"),
    ],
)
def test_every_environment_is_checked(tmp_path: Path, old: str, new: str, code: str, place: str) -> None:
    found = check_project(project(tmp_path, FILE.replace(old, new)), {}).report
    assert [(one.code, str(one.place).partition(":")[2]) for one in found] == [(code, place)]


def test_an_environment_that_no_file_has(tmp_path: Path) -> None:
    with pytest.raises(NoEnvironmentError, match='did you mean "production"'):
        Project.load(project(tmp_path), {}, env="producton")


def test_a_file_with_environments_has_all_that_are_asked_for(tmp_path: Path) -> None:
    folder = project(tmp_path)
    other = FILE.replace("destination:", "name: other\ndestination:").replace("  sandbox: {}\n", "")
    (folder / "mappings" / "other.yaml").write_text(other, encoding="utf-8")
    [one] = check_project(folder, {}, env="sandbox").report
    assert (one.code, one.hint) == ("E130", "write sandbox: {} where the settings above are meant")


def test_nothing_is_delivered_without_an_environment_where_there_are_some(tmp_path: Path) -> None:
    folder = project(tmp_path)
    for words in (["run", str(folder / "event.json"), "--send", "--yes"], ["deliver", "--yes"]):
        result = CliRunner().invoke(app, [*words, "-C", str(folder)])
        assert result.exit_code == 2
        assert "needs --env, as the mapping files have environments: sandbox, production" in result.output
    with pytest.raises(LookupError, match="load it for one, with env="):
        Project.load(folder, {}).deliverer()
    assert CliRunner().invoke(app, ["run", str(folder / "event.json"), "-C", str(folder)]).exit_code == 0
    wrong = CliRunner().invoke(app, ["run", str(folder / "event.json"), "-C", str(folder), "--env", "live"])
    assert (wrong.exit_code, "there are sandbox, production" in wrong.output) == (2, True)


def test_the_outbox_keeps_the_environments_apart(tmp_path: Path) -> None:
    folder = project(tmp_path)
    assert Project.load(folder, {}, env="sandbox").deliverer({"TOKEN": "t"}).environment == "sandbox"
    without = FILE.replace("environments:\n  sandbox: {}\n", "").replace("  production:", "# ")
    (tmp_path / "other").mkdir()
    other = project(tmp_path / "other", without)
    assert Project.load(other, {}).deliverer({"TOKEN": "t"}).environment == "default"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A=1", {"A": "1"}),
        ("export A = x y ", {"A": "x y"}),
        ("\ufeff# said\n\nA='a # b' # c\r\nB=\"two\\nlines\"\n", {"A": "a # b", "B": "two\nlines"}),
        ("A=a#b\nA=later # said", {"A": "later"}),
        ("A=", {"A": ""}),
        ("A=${HOME}", {"A": "${HOME}"}),
    ],
)
def test_a_file_of_variables(tmp_path: Path, text: str, expected: dict[str, str]) -> None:
    (tmp_path / ".env").write_text(text, encoding="utf-8", newline="")
    assert read_env_file(tmp_path / ".env") == expected


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"A=1\nsecretvalue\n", r"\.env:2: is not a line such as NAME=value$"), (b"A=\xff", "is not text in UTF-8")],
)
def test_a_file_of_variables_that_cannot_be_read_shows_no_value(tmp_path: Path, data: bytes, words: str) -> None:
    (tmp_path / ".env").write_bytes(data)
    with pytest.raises(EnvFileError, match=words):
        read_env_file(tmp_path / ".env")


def test_the_env_file_is_read_but_for_production(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SET", "process")
    folder = project(tmp_path)
    (folder / ".env").write_text("TOKEN=of the file\nSET=of the file\n", encoding="utf-8")
    assert (read_environ(folder)["TOKEN"], read_environ(folder)["SET"]) == ("of the file", "process")
    assert "TOKEN" in read_environ(folder / "mappings", "sandbox")
    assert "TOKEN" not in read_environ(folder, "production")
    assert "TOKEN" in read_environ(folder, "production", folder / ".env")
    with pytest.raises(EnvFileError, match="No such file"):
        read_environ(folder, None, folder / "nowhere")
    shown = CliRunner().invoke(app, ["run", str(folder / "event.json"), "-C", str(folder), "--requests"])
    assert "of the file" not in shown.output


def test_an_outbox_with_deliveries_of_several_environments_wants_one_named(tmp_path: Path) -> None:
    path = tmp_path / "outbox.db"
    for name in ("sandbox", "production"):
        file = Outbox(path, name)
        store = file.open()
        with store.connection:
            store.connection.execute("INSERT INTO lanes(environment, instance) VALUES (?, 'mixpanel')", (name,))
        file.close(store)
        if name == "sandbox":
            assert ask(path, {"do": "status"})["environment"] == "sandbox"
    with pytest.raises(OutboxError, match="name one with --env: production, sandbox"):
        ask(path, {"do": "status"})
    assert ask(path, {"do": "status", "environment": "production"})["environment"] == "production"
    words = ["status", "--outbox", str(path)]
    assert CliRunner().invoke(app, words).exit_code == 4
    assert CliRunner().invoke(app, [*words, "--env", "sandbox"]).exit_code == 0
