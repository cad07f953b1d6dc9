"""Clients that want to harm the server: each gets its answer at once, and honest ones go on being served."""

import gzip
import select
import socket
import time
import zlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.serve.running import LONG, Reply, Running, receive, send, serving

SETTINGS = """\
version: 1
listen: 127.0.0.1:0
drain_delay: 0s
journal: {path: journal, reserve: 1KiB}
limits: {header_time: 3s, body_time: 3s, request: 1MiB, connections: 200}
sources:
  - {name: website, keys: [web]}
  - {name: slow, keys: [slow], rate: 50/s}
"""
EVENT = {"type": "track", "event": "Order Completed", "userId": "u_1"}
HEAD = "POST /v1/track HTTP/1.1\r\nHost: x\r\nX-Write-Key: web\r\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving(tmp_path_factory.mktemp("server"), SETTINGS) as running:
        yield running


@cache
def bomb() -> bytes:
    """128 MiB of zeros, packed."""
    packer = zlib.compressobj(1, wbits=31)
    return b"".join([*(packer.compress(bytes(1 << 24)) for _ in range(8)), packer.flush()])


def is_closed(connection: socket.socket) -> bool:
    connection.settimeout(LONG)
    try:
        return connection.recv(1) == b""
    except ConnectionError:
        return True


def memory(running: Running) -> int:
    """What the process has in memory, in MiB."""
    pages = int(Path(f"/proc/{running.process.pid}/statm").read_text().split()[1])
    return pages * 4096 >> 20


def test_a_body_that_is_declared_too_large_is_refused_before_it_comes(server: Running) -> None:
    with server.connect() as connection:
        connection.sendall(f"{HEAD}Content-Length: 100000000\r\n\r\n".encode())
        reply = receive(connection)
        assert (reply.status, reply.json["code"], reply.headers["Connection"]) == (413, "too_large", "close")


def test_a_chunked_body_is_counted_while_it_comes(server: Running) -> None:
    with server.connect() as connection:
        connection.sendall(f"{HEAD}Transfer-Encoding: chunked\r\n\r\n".encode())
        chunk = b"10000\r\n" + bytes(1 << 16) + b"\r\n"
        for _ in range(17):
            connection.sendall(chunk)
        reply = receive(connection)
        assert (reply.status, reply.json["code"]) == (413, "too_large")


def test_a_chunked_body_is_taken(server: Running) -> None:
    with server.connect() as connection:
        body = b'{"event":"Paid","userId":"u"}'
        connection.sendall(f"{HEAD}Transfer-Encoding: chunked\r\n\r\n".encode())
        for begin in range(0, len(body), 7):
            part = body[begin : begin + 7]
            connection.sendall(f"{len(part):x}\r\n".encode() + part + b"\r\n")
        connection.sendall(b"0\r\n\r\n")
        assert receive(connection).json == {"success": True}


@pytest.mark.parametrize("encoding", ["gzip", ""])
def test_a_bomb_is_refused_without_being_unpacked(server: Running, encoding: str) -> None:
    before = memory(server)
    headers = {"Content-Encoding": encoding} if encoding else {}
    for _ in range(5):
        reply = server.post("/v1/batch", bomb(), headers)
        assert (reply.status, reply.json["code"]) == (413, "too_large")
    assert memory(server) - before < 60


SMUGGLED = {
    "two lengths": "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
    "a length and chunks": "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "a negative length": "Content-Length: -5\r\n\r\nhello",
    "a length that is not a number": "Content-Length: 1_0\r\n\r\nhello",
    "chunks of no size": "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    "a header of 20 kB": f"X-Long: {'x' * 20_000}\r\nContent-Length: 0\r\n\r\n",
    "a header without a colon": "X-Long\r\n\r\n",
    "a line that is folded": "X-A: b\r\n c\r\nX-B : d\r\n\r\n",
}


@pytest.mark.parametrize("rest", SMUGGLED.values(), ids=SMUGGLED)
def test_a_head_that_can_be_read_in_two_ways_ends_the_connection(server: Running, rest: str) -> None:
    with server.connect() as connection:
        connection.sendall((HEAD + rest).encode())
        reply = receive(connection)
        assert (reply.status, reply.json["code"]) == (400, "bad_request")
        assert reply.headers["Access-Control-Allow-Origin"] == "*"
        # Nothing of what the client wrote, nor of the library's words for it.
        assert reply.json["message"] == "this is not an HTTP request that can be read"
        assert is_closed(connection)
    assert server.post("/v1/track", EVENT).status == 200


def test_garbage_ends_the_connection(server: Running) -> None:
    with server.connect() as connection:
        connection.sendall(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 garbage\r\n\r\n")
        assert receive(connection).status == 400
        assert is_closed(connection)


def test_heads_that_never_end_are_closed_and_others_are_served(server: Running) -> None:
    there = [server.connect() for _ in range(100)]
    try:
        for connection in there:
            connection.sendall(b"POST /v1/track HTTP/1.1\r\nX-A: b\r\n")
        assert server.post("/v1/track", EVENT).status == 200
        assert all(is_closed(connection) for connection in there)
    finally:
        for connection in there:
            connection.close()


def test_bodies_that_never_end_are_answered_408(server: Running) -> None:
    there = [server.connect() for _ in range(50)]
    try:
        for connection in there:
            connection.sendall(f"{HEAD}Content-Length: 1000\r\n\r\n".encode() + b"{")
        assert server.post("/v1/track", EVENT).status == 200
        for connection in there:
            reply = receive(connection)
            assert (reply.status, reply.json["code"], reply.headers["Connection"]) == (408, "slow", "close")
    finally:
        for connection in there:
            connection.close()


def test_above_the_limit_the_idlest_connections_are_closed(server: Running) -> None:
    there = []
    try:
        for _ in range(260):
            connection = server.connect()
            send(connection, "GET", "/health", None, None)
            receive(connection)
            there.append(connection)
        server.wait_for(lambda state: state["connections"] <= 200)
        assert is_closed(there[0])
        send(there[-1], "GET", "/health", None, None)
        assert receive(there[-1]).status == 200
    finally:
        for connection in there:
            connection.close()


def test_a_key_sends_no_more_than_its_rate(server: Running) -> None:
    body = b'{"event":"Paid","userId":"u"}'
    begun = time.monotonic()
    with server.connect() as connection:
        replies = []
        for _ in range(200):
            send(connection, "POST", "/v1/track", body, {"X-Write-Key": "slow"})
            replies.append(receive(connection))
    taken = [one for one in replies if one.status == 200]
    assert 50 <= len(taken) <= 51 + 50 * (time.monotonic() - begun)
    late = next(one for one in replies if one.status == 429)
    assert late.json["code"] == "rate"
    assert 1 <= int(late.headers["Retry-After"]) <= 300


def test_unknown_keys_are_refused_before_their_bodies_once_there_are_too_many(server: Running) -> None:
    head = b"POST /v1/track HTTP/1.1\r\nHost: x\r\nX-Write-Key: nobody\r\nContent-Length: 500000\r\n\r\n"
    there: list[socket.socket] = []
    replies = list[Reply]()
    try:
        while not any(one.status == 401 for one in replies) and len(there) < 1000:
            there.append(server.connect())
            there[-1].sendall(head)
            answered, _, _ = select.select([one for one in there if one.fileno() >= 0], [], [], 0)
            for connection in answered:
                replies.append(receive(connection))
                connection.close()
    finally:
        for connection in there:
            connection.close()
    refused = next(one for one in replies if one.status == 401)
    assert (refused.json["code"], refused.headers["Connection"]) == ("bad_key", "close")


def test_a_sender_that_asks_before_it_sends_is_told_to_go_on(server: Running) -> None:
    with server.connect() as connection:
        body = b'{"event":"Paid","userId":"u"}'
        connection.sendall(f"{HEAD}Content-Length: {len(body)}\r\nExpect: 100-continue\r\n\r\n".encode())
        assert connection.recv(25) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(body)
        assert receive(connection).status == 200


def test_many_requests_on_one_connection_are_answered_in_their_order(server: Running) -> None:
    before = len(server.records())
    with server.connect() as connection:
        for number in range(20):
            body = b'{"event":"n%d","userId":"u"}' % number
            send(connection, "POST", "/v1/track", body, {"X-Write-Key": "web"})
        data = b""
        while data.count(b'{"success":true}') < 20:
            data += connection.recv(1 << 16)
    assert [one.body for one in server.records()[before:]] == [b'{"event":"n%d","userId":"u"}' % n for n in range(20)]


def test_gzip_of_a_good_batch_is_taken_after_all_that(server: Running) -> None:
    packed = gzip.compress(b'{"batch":[{"type":"page","userId":"u"}]}')
    assert server.post("/v1/batch", packed, {"Content-Encoding": "gzip"}).json == {"success": True}
