"""A proxy before a server: it answers the first events with an error of ours or of its own, and passes on the rest."""

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from actions.serve.http.answers import Answer, ProblemError, cross_origin
from tests.serve.running import LONG

ERRORS = {
    400: ProblemError(400, "bad_json", "this is not JSON").answer(),
    401: ProblemError(401, "bad_key", "no source has this write key").answer(),
    413: ProblemError(413, "too_large", "the request is larger than limits: allow", close=True).answer(),
    # What a proxy says while no server is behind it.
    503: Answer(503, b"<h1>Service Unavailable</h1>", {"Content-Type": "text/html"}, code="503"),
}
PASSED_ON = ("Authorization", "X-Write-Key", "Content-Type", "Content-Encoding", "Origin", "User-Agent")
ASKED = ("Access-Control-Request-Headers", "Access-Control-Request-Method")
OF_THE_CONNECTION = {"connection", "date", "server", "transfer-encoding"}


class Proxy(ThreadingHTTPServer):
    """`refuses` is the status of the next answer to events, None once one had it; `behind` is the server's port."""

    daemon_threads = True
    behind = 0
    refuses: int | None = None

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.lock = threading.Lock()

    def take(self) -> Answer | None:
        """The error for one request, if one is to have it."""
        with self.lock:
            status, self.refuses = self.refuses, None
        return ERRORS[status] if status else None


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Proxy

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        refused = self.server.take()
        if refused is None:
            self._pass_on(body)
            return
        # Those of a proxy have no leave for pages of other origins.
        allowed = cross_origin(self.headers.get("Origin") or "") if refused.code != "503" else {}
        headers = {**refused.headers, **(allowed if self.headers.get("Origin") else {})}
        self._answer(refused.status, headers, refused.body)

    def do_GET(self) -> None:
        self._pass_on(None)

    def do_OPTIONS(self) -> None:
        self._pass_on(None)

    def _pass_on(self, body: bytes | None) -> None:
        headers = {name: value for name in (*PASSED_ON, *ASKED) if (value := self.headers.get(name)) is not None}
        connection = http.client.HTTPConnection("127.0.0.1", self.server.behind, timeout=LONG)
        connection.request(self.command, self.path, body, headers)
        answer = connection.getresponse()
        given = {name: value for name, value in answer.getheaders() if name.lower() not in OF_THE_CONNECTION}
        self._answer(answer.status, given, answer.read())
        connection.close()

    def _answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            if name.lower() != "content-length":
                self.send_header(name, value)
        if status != http.HTTPStatus.NO_CONTENT:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@contextmanager
def proxy() -> Iterator[Proxy]:
    with Proxy() as made:
        thread = threading.Thread(target=made.serve_forever, daemon=True)
        thread.start()
        yield made
        made.shutdown()
        thread.join()
