"""`actions run s3://… --send`, against moto's server: each object once, also where the run was killed in one."""

import gzip
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.actions.cli.killing import UNDER_WAY, wait_for
from tests.actions.cli.sending import PROGRAM, event, project, server, taken
from tests.actions.outbox_files import letters
from tests.bulk.engines import needed

pytestmark = [pytest.mark.cluster, pytest.mark.filterwarnings("ignore")]
PLACE = "s3://events/in/"
SEND = ["--send", "--yes", "--format", "json"]
PATIENCE = 120.0


class Bucket:
    """The bucket `events`, and the environment in which the command reaches it."""

    def __init__(self, url: str) -> None:
        self.environ = os.environ | {
            "AWS_ENDPOINT_URL": url,
            "AWS_ACCESS_KEY_ID": "made-up",
            "AWS_SECRET_ACCESS_KEY": "made-up",
            "AWS_DEFAULT_REGION": "us-east-1",
            "HOOK_SECRET": "whsec_Y2FuYXJ5IGNhbmFyeSBjYW5hcnk=",
        }
        keys = {"aws_access_key_id": "made-up", "aws_secret_access_key": "made-up", "region_name": "us-east-1"}
        self._client = needed("boto3").client("s3", endpoint_url=url, **keys)
        self._client.create_bucket(Bucket="events")

    def put(self, name: str, data: bytes) -> None:
        self._client.put_object(Bucket="events", Key=f"in/{name}", Body=data)


@pytest.fixture
def bucket() -> Iterator[Bucket]:
    needed("moto.server")
    needed("s3fs")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until(lambda: is_open(port))
        yield Bucket(f"http://127.0.0.1:{port}")
    finally:
        process.kill()
        process.wait()


def is_open(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def lines(*numbers: int) -> bytes:
    return b"".join(json.dumps(event(number)).encode() + b"\n" for number in numbers)


def table(*numbers: int) -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table({"event": [json.dumps(event(number)) for number in numbers]}), sink)
    return bytes(sink.getvalue())


def run(folder: Path, bucket: Bucket, *words: str, at: str = PLACE) -> "subprocess.CompletedProcess[str]":
    command = [*PROGRAM, "run", at, *SEND, "-C", str(folder), *words]
    return subprocess.run(command, capture_output=True, text=True, env=bucket.environ, check=False, timeout=PATIENCE)


def start(folder: Path, bucket: Bucket, *words: str) -> "subprocess.Popen[bytes]":
    command = [*PROGRAM, "run", PLACE, *SEND, "-C", str(folder), *words]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, env=bucket.environ)


def names(numbers: range) -> list[str]:
    return [f"m{number}" for number in numbers]


def test_objects_of_each_kind_and_those_that_come_are_sent_once(tmp_path: Path, bucket: Bucket) -> None:
    project(tmp_path, "shop")
    bucket.put("a.ndjson.gz", gzip.compress(lines(*range(100))))
    bucket.put("b.parquet", table(*range(100, 200)))
    bucket.put("_unfinished/c.ndjson", lines(999))
    with server(tmp_path) as (url, ledger):
        words = ("--divert", url, "--watch", "1")
        watching = start(tmp_path, bucket, *words)
        wait_for(ledger, 200)
        # Its listing is kept by the client, unless that is told to look again.
        bucket.put("c.ndjson", lines(*range(200, 250)) + b"no event\n")
        wait_for(ledger, 250)
        watching.send_signal(signal.SIGTERM)
        assert watching.wait(PATIENCE) == 130
        bucket.put("d.ndjson", lines(*range(250, 260)))
        last = run(tmp_path, bucket, "--divert", url)
        assert last.returncode == 0, last.stderr
        again = run(tmp_path, bucket, "--divert", url)
    assert (again.returncode, again.stdout) == (0, "")
    assert Counter(taken(ledger, "shop")) == Counter(names(range(260)))
    assert len(letters(tmp_path)) == 1


def test_a_run_that_is_killed_in_the_middle_of_objects_loses_none(tmp_path: Path, bucket: Bucket) -> None:
    project(tmp_path, "shop")
    count, kills = 2400, 5
    for number, first in enumerate(range(0, count, 800)):
        bucket.put(f"{number}.ndjson.gz", gzip.compress(lines(*range(first, first + 800))))
    with server(tmp_path, shop={"wait": 0.005}) as (url, ledger):
        for kill in range(kills):
            process = start(tmp_path, bucket, "--divert", url)
            wait_for(ledger, (kill + 1) * count // (kills + 2))
            process.kill()
            process.wait()
        last = run(tmp_path, bucket, "--divert", url)
        assert last.returncode == 0, last.stderr
    got = Counter(taken(ledger, "shop"))
    assert sorted(got, key=lambda name: int(name[1:])) == names(range(count))
    # Something was under way when a kill came, and no more than that came twice.
    assert 0 < got.total() - count <= kills * UNDER_WAY


def test_a_store_or_a_bucket_that_is_not_there_is_said_without_a_traceback(tmp_path: Path, bucket: Bucket) -> None:
    project(tmp_path, "shop")
    done = run(tmp_path, bucket, at="s3://no-such-bucket/in/")
    assert done.returncode == 2
    assert "s3://no-such-bucket/in/ cannot be listed: The specified bucket does not exist" in " ".join(
        done.stderr.split()
    )
    bucket.environ["AWS_ENDPOINT_URL"] = "http://127.0.0.1:9"
    bucket.environ["AWS_MAX_ATTEMPTS"] = "1"
    done = run(tmp_path, bucket)
    assert done.returncode == 2
    assert "s3://events/in/ cannot be listed: " in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
