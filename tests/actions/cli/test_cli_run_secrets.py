"""A secret setting is a secret in all that `actions run` prints, whether {secret:} or {env:} gives it."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from actions.cli.main import app

EVENT = (
    '{"type": "track", "event": "Order Completed", "userId": "u1", "messageId": "m1", "properties": {"revenue": 1}}\n'
)
FILES = {
    "mixpanel": "settings: {project_token: {REFERENCE: CANARY}}\nactions: [{do: purchase}, {do: track}]\n",
    "ga4": "settings: {measurement_id: G-ABC1234567, api_secret: {REFERENCE: CANARY}}\nactions: [{do: purchase}]\n",
    "webhook": (
        "settings: {url: https://hooks.example.com, secret: {REFERENCE: CANARY}, headers: {x: {REFERENCE: CANARY}}}\n"
        "actions: [{do: send}]\n"
    ),
    "slack": "settings: {url: {REFERENCE: CANARY}}\nactions: [{do: purchase}]\n",
}
VALUE = "https://hooks.slack.com/services/T0CANARY/B0CANARY/c4n4ryc4n4ry"


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("reference", ["secret", "env"])
@pytest.mark.parametrize("destination", FILES)
def test_no_output_of_a_dry_run_has_the_value(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, destination: str, reference: str, form: str
) -> None:
    monkeypatch.setenv("CANARY", VALUE)
    text = FILES[destination].replace("REFERENCE", reference)
    (tmp_path / "one.yaml").write_text(f"version: 1\ndestination: {destination}\n{text}", encoding="utf-8")
    (tmp_path / "events.ndjson").write_text(EVENT, encoding="utf-8")
    arguments = ["run", str(tmp_path / "events.ndjson"), "-C", str(tmp_path), "--requests", "--all", "--format", form]
    answer = CliRunner().invoke(app, arguments)
    assert answer.exit_code == 0, answer.output
    assert not any(part in answer.output for part in ("c4n4ry", "T0CANARY", "c4n4ryc4n4ry"))
    if destination != "webhook":
        assert "CANARY" in answer.output
