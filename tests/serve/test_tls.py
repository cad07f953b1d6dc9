"""A server that does TLS by itself, with a certificate for localhost that is good for tests only."""

import http.client
import ssl
from pathlib import Path

import pytest

from tests.serve.running import LONG, serving, start

FILES = Path(__file__).parent / "tls"
SETTINGS = f"""\
version: 1
listen: 127.0.0.1:0
drain_delay: 0s
journal: {{path: journal, reserve: 1KiB}}
tls: {{certificate: {FILES / "server.pem"}, key: {FILES / "server.key"}}}
sources:
  - {{name: website, keys: [web]}}
"""


def test_events_are_taken_over_tls_and_nothing_without_it(tmp_path: Path) -> None:
    with serving(tmp_path, SETTINGS) as running:
        with running.connect() as plain:
            plain.sendall(b"POST /v1/track HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
            assert not plain.recv(1000).startswith(b"HTTP/1.1 200")
        context = ssl.create_default_context(cafile=str(FILES / "server.pem"))
        connection = http.client.HTTPSConnection("localhost", running.port, timeout=LONG, context=context)
        connection.request("POST", "/v1/track", b'{"event":"Paid","userId":"u"}', {"X-Write-Key": "web"})
        assert connection.getresponse().read() == b'{"success":true}'
        connection.close()
        assert [one.body for one in running.records()] == [b'{"event":"Paid","userId":"u"}']


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("server.pem", "gone.pem"), r"tls: \S+gone\.pem cannot be read: No such file or directory"),
        (("server.key", "server.pem"), r"tls: \S+server\.pem and \S+server\.pem cannot be used: \S+"),
    ],
    ids=["a certificate that is not there", "a certificate in the place of the key"],
)
def test_files_that_cannot_be_used_are_named(tmp_path: Path, change: tuple[str, str], words: str) -> None:
    with pytest.raises(AssertionError, match=words):
        start(tmp_path, SETTINGS.replace(*change))
