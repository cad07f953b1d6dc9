"""What only a process shows that has met nothing yet: C code imports modules when it first needs them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

EVENT = {"type": "track", "event": "E", "userId": "u", "properties": {"x": "a text"}}
PROJECTS = {
    "kafka": """
        version: 1
        destination: kafka
        settings: {brokers: "broker.example.com:9092", topic: t}
        actions: [{name: A, do: send, when: type = "track", map: {headers: properties.x}}]
    """,
    "klaviyo": """
        version: 1
        destination: klaviyo
        settings: {api_key: {secret: KLAVIYO_KEY}}
        actions: [{name: A, do: identify, when: type = "track", map: {location: properties.x}}]
    """,
}
ASK = {
    "decide": "[one.as_dict() for one in project.decide(json.loads(line))]",
    "explain": "[one.as_dict() for one in project.explain(json.loads(line))]",
    "process_lines": "[json.loads(row) for row in project.process_lines(line)]",
    "process_lines, strict": "[json.loads(row) for row in project.process_lines(line, strict=True)]",
}
SCRIPT = """
import json, sys
from actions import Project
project, line = Project.load(sys.argv[1]), sys.argv[2].encode()
print(json.dumps(ASK))
"""


@pytest.mark.parametrize("way", ASK)
@pytest.mark.parametrize("destination", PROJECTS)
def test_a_text_where_an_object_belongs_is_a_finding(tmp_path: Path, destination: str, way: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(PROJECTS[destination], encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT.replace("ASK", ASK[way]), str(path), json.dumps(EVENT)],
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    [reply] = json.loads(done.stdout)
    assert [(one["code"], one["path"]) for one in reply["diagnostics"]] == [
        ("W510", "headers" if destination == "kafka" else "location")
    ]
