"""A ClickHouse of the tests' own: the embedded engine in a process, behind the part of the HTTP interface that we use.

`python -m tests.destinations.clickhouse_bridge FOLDER` serves the tables in that folder, and prints its port. Calls are
`POST /?query=…&setting=…` with the rows as the body, users come in headers, and errors go out with their code in
`x-clickhouse-exception-code` and the status that the server gives them (exceptionCodeToHTTPStatus.cpp).
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx

ROOT = Path(__file__).parents[2]
USERS = {"default": "", "loader": "s3cret"}
CODE = re.compile(r"Code: (\d+)")
STATUSES = {
    HTTPStatus.BAD_REQUEST: (6, 8, 15, 25, 26, 27, 36, 37, 38, 41, 44, 53, 62, 72, 117, 167, 168, 321, 376, 441, 675),
    HTTPStatus.NOT_FOUND: (46, 47, 50, 56, 60, 63, 73, 78, 81, 115),
    HTTPStatus.FORBIDDEN: (192, 193, 497, 516),
}


class Server:
    """A bridge that runs: where it is, and what is in its tables."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = 0
        self._process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start the process, on the port that it had before if it had one."""
        command = [sys.executable, "-m", __name__, str(self.folder), str(self.port)]
        self._process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout
        self.port = int(self._process.stdout.readline())

    def kill(self) -> None:
        """End it without a chance to write anything."""
        if self._process:
            self._process.kill()
            self._process.wait()
            if self._process.stdout:
                self._process.stdout.close()

    def ask(self, query: str) -> str:
        """The answer to a query, as text; AssertionError with the server's words where it is an error."""
        answer = httpx.post(self.url, params={"query": query}, headers={"x-clickhouse-user": "default"}, timeout=60)
        assert answer.is_success, answer.text
        return answer.text


@contextmanager
def running_clickhouse(folder: Path) -> Iterator[Server]:
    """The server while it runs."""
    server = Server(folder)
    server.start()
    try:
        yield server
    finally:
        server.kill()


class Bridge(BaseHTTPRequestHandler):
    """A call: its query and settings, what the engine made of them."""

    session: Any

    def do_POST(self) -> None:
        """Run the query, with the body behind it."""
        body = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
        settings = dict(parse_qsl(urlsplit(self.path).query))
        query = settings.pop("query", "")
        user, key = self.headers.get("x-clickhouse-user", ""), self.headers.get("x-clickhouse-key", "")
        if USERS.get(user) != key:
            self._refuse(f"Code: 516. DB::Exception: {user}: Authentication failed. (AUTHENTICATION_FAILED)")
            return
        try:
            self._answer(HTTPStatus.OK, str(self.session.query(with_settings(query, settings, body), "TSV")), {})
        except RuntimeError as error:  # the engine's own error is one
            self._refuse(str(error))

    def _refuse(self, text: str) -> None:
        found = CODE.search(text)
        code = int(found[1]) if found else 1002
        status = next((one for one, codes in STATUSES.items() if code in codes), HTTPStatus.INTERNAL_SERVER_ERROR)
        self._answer(status, text, {"x-clickhouse-exception-code": str(code)})

    def _answer(self, status: HTTPStatus, text: str, headers: dict[str, str]) -> None:
        content = text.encode()
        self.send_response(status)
        for name, value in {**headers, "content-length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Nothing."""


def with_settings(query: str, settings: dict[str, str], body: str) -> str:
    """The query as the engine takes it: settings before the format, the rows behind it.

    >>> with_settings("INSERT INTO t FORMAT JSONEachRow", {"async_insert": "1"}, "[]")
    "INSERT INTO t SETTINGS async_insert = '1' FORMAT JSONEachRow []"
    """
    before, mark, after = query.partition(" FORMAT ")
    listed = ", ".join(f"{name} = '{value}'" for name, value in settings.items())
    return f"{before}{f' SETTINGS {listed}' if listed else ''}{mark}{after} {body}".rstrip()


def main() -> None:
    """Serve until the process is ended."""
    # The engine is loaded in this process alone.
    Bridge.session = import_module("chdb.session").Session(sys.argv[1])
    with HTTPServer(("127.0.0.1", int(sys.argv[2])), Bridge) as server:
        print(server.server_port, flush=True)  # noqa: T201 - how the parent knows it
        server.serve_forever()


if __name__ == "__main__":
    main()
