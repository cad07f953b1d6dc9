"""A YAML language server, started once and asked as editors ask it."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
SERVER = ROOT / ".venv" / "node" / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"
SECONDS = 60.0


def command() -> list[str]:
    """How to start it; the test is skipped where Node or the package is missing, and fails where both must be there."""
    node = shutil.which("node")
    if node and SERVER.is_file():
        return [node, str(SERVER), "--stdio"]
    reason = "no Node" if not node else "no yaml-language-server: `make .venv/node` installs it"
    if os.environ.get("NODE_MUST_BE_THERE"):
        pytest.fail(reason)
    pytest.skip(reason)


class Editor:
    """One end of the talk."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._process = process
        self._number = 0
        self.complaints: dict[str, list[Any]] = {}

    def ask(self, method: str, **facts: Any) -> Any:
        """The answer; what the server says meanwhile is noted."""
        self._number += 1
        self.send({"id": self._number, "method": method, "params": facts})
        number = self._number
        while True:
            reported = self._read()
            if reported.get("id") == number and "method" not in reported:
                return reported.get("result")

    def tell(self, method: str, **facts: Any) -> None:
        self.send({"method": method, "params": facts})

    def send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self._process.stdin.flush()

    def open(self, path: Path, text: str) -> None:
        document = {"uri": path.as_uri(), "languageId": "yaml", "version": 1, "text": text}
        self.complaints.pop(path.as_uri(), None)
        self.tell("textDocument/didOpen", textDocument=document)

    def complaints_about(self, path: Path) -> list[Any]:
        while path.as_uri() not in self.complaints:
            self._read()
        return self.complaints[path.as_uri()]

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout
        length = 0
        while (line := self._process.stdout.readline()) not in (b"\r\n", b""):
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        reply: dict[str, Any] = json.loads(self._process.stdout.read(length) or b"{}")
        assert reply, "the language server has ended"
        if reply.get("method") == "textDocument/publishDiagnostics":
            self.complaints[reply["params"]["uri"]] = reply["params"]["diagnostics"]
        elif "method" in reply and "id" in reply:
            settings = {"validate": True, "hover": True, "completion": True, "schemaStore": {"enable": False}}
            wanted = reply["params"].get("items", []) if reply["method"] == "workspace/configuration" else None
            result = None if wanted is None else [settings if one["section"] == "yaml" else {} for one in wanted]
            self.send({"id": reply["id"], "result": result})
        return reply


@contextmanager
def open_editor(folder: Path) -> Iterator[Editor]:
    process = subprocess.Popen(command(), cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    guard = Timer(SECONDS, process.kill)
    guard.start()
    editor = Editor(process)
    try:
        snippets = {"completion": {"completionItem": {"snippetSupport": True}}, "hover": {}}
        capabilities = {"textDocument": snippets, "workspace": {"configuration": True}}
        editor.ask("initialize", processId=os.getpid(), rootUri=folder.as_uri(), capabilities=capabilities)
        editor.tell("initialized")
        settings = {"validate": True, "hover": True, "completion": True, "schemaStore": {"enable": False}}
        editor.tell("workspace/didChangeConfiguration", settings={"yaml": settings})
        yield editor
    finally:
        guard.cancel()
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                pipe.close()
