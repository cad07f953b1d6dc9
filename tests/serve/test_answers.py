"""What the server answers to what SDKs and people send, and what is in the journal then: one process, many rows."""
# ruff: noqa: E501 - one row of a table, one line

import base64
import json
import zlib
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest

from actions.serve.decider.joining import join
from actions.serve.http.events.rescue import rescue
from tests.serve.running import Running, packed, serving

SETTINGS = """\
version: 1
listen: 127.0.0.1:0
drain_delay: 0s
journal: {path: journal, reserve: 1KiB}
limits: {events: 100}
trusted_proxies: [127.0.0.1]
sources:
  - {name: website, keys: [web, old-key], origins: ["https://shop.example"], foreign_origins: tag}
  - {name: backend, keys: [srv], kind: server}
  - {name: closed, keys: [shut], origins: ["https://shop.example"], foreign_origins: refuse}
  - {name: careful, keys: [cut], ip: truncate}
  - {name: blind, keys: [none], ip: none}
  - {name: strict, keys: [strict], strict: true}
  - {name: jitsu, keys: ["id:secret"]}
"""
EVENT = {"type": "track", "event": "Order Completed", "userId": "u_1", "messageId": "m_1", "properties": {"total": 5}}
OTHER = {**EVENT, "messageId": "m_2"}
BASIC = {"Authorization": "Basic " + base64.b64encode(b"web:").decode()}
BARE = {"Authorization": "Basic " + base64.b64encode(b"web").decode()}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving(tmp_path_factory.mktemp("server"), SETTINGS) as running:
        yield running


class Row(NamedTuple):
    """A request, and what is in the journal after it: (source, type of the path, code) of each record."""

    path: str
    body: bytes
    headers: dict[str, str]
    records: list[tuple[str, str, str]]
    status: int = 200
    code: str = ""


def body(value: Any) -> bytes:
    return json.dumps(value).encode()


def batch(*events: Any, **beside: Any) -> bytes:
    return body({"batch": list(events), **beside})


KEY = {"X-Write-Key": "web"}
ONE = [("website", "track", "")]
BOTH = [("website", "", ""), ("website", "", "")]
TAKEN = {
    "one event, the key in Basic": Row("/v1/track", body(EVENT), BASIC, ONE),
    "Basic without its colon": Row("/v1/track", body(EVENT), BARE, ONE),
    "the short path of Segment's browser SDK": Row(
        "/v1/t", body({**EVENT, "writeKey": "web"}), {"Content-Type": "text/plain"}, ONE
    ),
    "a second key of a source": Row("/v1/track", body(EVENT), {"X-Write-Key": "old-key"}, ONE),
    "a batch, the key in the body alone": Row("/v1/b", batch(EVENT, OTHER, writeKey="web"), {}, BOTH),
    "a batch, the key in its first event alone": Row("/v1/batch", batch({**EVENT, "writeKey": "web"}, OTHER), {}, BOTH),
    "a Bearer token hides no key in the body": Row(
        "/v1/batch", batch(EVENT, writeKey="web"), {"Authorization": "Bearer abc"}, [("website", "", "")]
    ),
    "a beacon, the key in the query": Row(
        "/beacon/v1/batch?writeKey=web", batch(EVENT), {"Content-Type": "text/plain"}, [("website", "", "")]
    ),
    "Jitsu's key, which its body has masked": Row(
        "/api/s/track", body({**EVENT, "writeKey": "id:***"}), {"X-Write-Key": "id:secret"}, [("jitsu", "track", "")]
    ),
    "an event from Jitsu on a server": Row(
        "/api/s/s2s/track", body(EVENT), {"X-Write-Key": "id:secret"}, [("jitsu", "track", "")]
    ),
    "gzip": Row("/v1/batch", packed({"batch": [EVENT]}), {**KEY, "Content-Encoding": "gzip"}, [("website", "", "")]),
    "gzip inside a form, as RudderStack's SDK for Node sends it": Row(
        "/v1/batch",
        packed({"batch": [EVENT]}),
        {**BASIC, "Content-Type": "application/x-www-form-urlencoded", "Content-Encoding": "gzip"},
        [("website", "", "")],
    ),
    "gzip without a header that says so": Row("/v1/batch", packed({"batch": [EVENT]}), KEY, [("website", "", "")]),
    "deflate": Row(
        "/v1/batch", zlib.compress(batch(EVENT)), {**KEY, "Content-Encoding": "deflate"}, [("website", "", "")]
    ),
    "a list without batch": Row("/v1/batch", body([EVENT, OTHER]), KEY, BOTH),
    "a byte order mark": Row("/v1/track", b"\xef\xbb\xbf" + body(EVENT), KEY, ONE),
    "an event without type, which the path has": Row("/v1/track", body({"event": "Paid", "userId": "u"}), KEY, ONE),
    "an older name of batch": Row("/v1/import", batch(EVENT), KEY, [("website", "", "")]),
    "a base address without /v1": Row("/batch", batch(EVENT), KEY, [("website", "", "")]),
    "a slash at the end": Row("/v1/track/", body(EVENT), KEY, ONE),
    "doubled slashes, as behind a host": Row("//v1//track", body(EVENT), KEY, ONE),
    "null for the ids that are not there": Row("/v1/track", body({**EVENT, "anonymousId": None}), KEY, ONE),
    "an empty batch": Row("/v1/batch", batch(), KEY, []),
}
LONG_EVENT = {**EVENT, "properties": {"text": "x" * 40_000}}
DEEP = b'{"type":"track","event":"Deep","userId":"u","properties":{"a":' + b"[" * 1000 + b"]" * 1000 + b"}}"
GOOD = body(EVENT)
REFUSED = {
    "no person": Row("/v1/track", body({"event": "Paid"}), KEY, [("website", "track", "no_person")], 200, "no_person"),
    "empty ids are not a person": Row("/v1/page", body({"userId": "", "anonymousId": None}), KEY, [("website", "page", "no_person")], 200, "no_person"),
    "a track event without a name": Row("/v1/track", body({"userId": "u"}), KEY, [("website", "track", "no_name")], 200, "no_name"),
    "the type of the event wins over the path's": Row("/v1/track", body({"type": "page", "userId": "u"}), KEY, [("website", "track", "")]),
    "no type anywhere": Row("/v1/batch", batch({"userId": "u"}), KEY, [("website", "", "no_type")], 200, "no_type"),
    "alias without previousId": Row("/v1/alias", body({"userId": "u"}), KEY, [("website", "alias", "no_previous_id")], 200, "no_previous_id"),
    "group without groupId": Row("/v1/group", body({"userId": "u"}), KEY, [("website", "group", "no_group_id")], 200, "no_group_id"),
    "an event that is a number": Row("/v1/batch", b'{"batch":[1,' + GOOD + b"]}", KEY, [("website", "", "not_an_object"), ("website", "", "")], 200, "not_an_object"),
    "an event that is null": Row("/v1/batch", b'{"batch":[null]}', KEY, [("website", "", "not_an_object")], 200, "not_an_object"),
    "40 KB among good ones": Row("/v1/batch", batch(LONG_EVENT, EVENT), KEY, [("website", "", "event_too_large"), ("website", "", "")], 200, "event_too_large"),
    "NaN, which Python's SDKs write": Row("/v1/batch", b'{"batch":[' + GOOD.replace(b"5", b"NaN") + b"," + GOOD + b'],"writeKey":"web"}', {}, [("website", "", "nan"), ("website", "", "")], 200, "nan"),
    "bytes that are not UTF-8": Row("/v1/batch", b'{"batch":[' + GOOD.replace(b"u_1", b"\xff") + b"," + GOOD + b"]}", KEY, [("website", "", "bad_utf8"), ("website", "", "")], 200, "bad_utf8"),
    "nested a thousand deep among good ones": Row("/v1/batch", b'{"batch":[' + GOOD + b"," + DEEP + b"," + GOOD + b"]}", KEY, [("website", "", ""), ("website", "", "too_deep"), ("website", "", "")], 200, "too_deep"),
    "nested 100 deep": Row("/v1/track", GOOD.replace(b"5", b"[" * 100 + b"]" * 100), KEY, [("website", "track", "too_deep")], 200, "too_deep"),
    "brackets in texts are no depth": Row("/v1/track", GOOD.replace(b"5", b'"' + b"[" * 100 + b'"'), KEY, ONE),
    "a page of another origin, of a source that refuses it": Row("/v1/track", GOOD, {"X-Write-Key": "shut", "Origin": "https://else.example"}, [("closed", "track", "foreign_origin")], 200, "foreign_origin"),
    "a strict source makes an error of it": Row("/v1/track", body({"event": "Paid"}), {"X-Write-Key": "strict"}, [("strict", "track", "no_person")], 400, "no_person"),
    "no JSON": Row("/v1/track", b"hello", KEY, [("website", "track", "bad_json")], 400, "bad_json"),
    "null": Row("/v1/track", b"null", KEY, [("website", "track", "bad_json")], 400, "bad_json"),
    "a batch that is not a list": Row("/v1/batch", b'{"batch":{}}', KEY, [("website", "", "bad_json")], 400, "bad_json"),
    "200,000 brackets": Row("/v1/batch", b'{"batch":[' + b"[" * 200_000, KEY, [("website", "", "bad_json")], 400, "bad_json"),
    "nothing": Row("/v1/track", b"", KEY, [], 400, "empty"),
    "an unknown key": Row("/v1/track", GOOD, {"X-Write-Key": "nobody"}, [], 401, "bad_key"),
    "an unknown key in the header, a good one in the body": Row("/v1/track", body({**EVENT, "writeKey": "web"}), {"X-Write-Key": "nobody"}, [], 401, "bad_key"),
    "no key": Row("/v1/track", GOOD, {}, [], 401, "bad_key"),
    "more events than a request may have": Row("/v1/batch", batch(*[EVENT] * 101), KEY, [], 413, "too_many"),
    "Brotli": Row("/v1/track", GOOD, {**KEY, "Content-Encoding": "br"}, [], 415, "encoding"),
    "gzip that is none": Row("/v1/track", b"hello", {**KEY, "Content-Encoding": "gzip"}, [], 400, "bad_gzip"),
    "gzip cut short": Row("/v1/batch", packed([EVENT])[:-9], {**KEY, "Content-Encoding": "gzip"}, [], 400, "bad_gzip"),
    "a second member of gzip": Row("/v1/batch", packed([EVENT]) + packed([OTHER]), {**KEY, "Content-Encoding": "gzip"}, [], 400, "bad_gzip"),
    "a path that is none": Row("/v2/track", GOOD, KEY, [], 404, "no_such_path"),
    "a path for GET": Row("/health", GOOD, KEY, [], 405, "wrong_method"),
}  # fmt: skip


@pytest.mark.parametrize("row", [*TAKEN.values(), *REFUSED.values()], ids=[*TAKEN, *REFUSED])
def test_each_request_has_its_answer_and_its_records(server: Running, row: Row) -> None:
    before = len(server.records())
    reply = server.ask("POST", row.path, row.body, row.headers)
    assert reply.status == row.status, reply.body
    assert reply.headers["Content-Type"] == "application/json"
    made = [(one.source, one.type, one.code) for one in server.records()[before:]]
    assert made == row.records
    refused = [code for *_, code in row.records if code]
    if row.status == 200:
        assert reply.json["success"] is True
        assert [one["code"] for one in reply.json.get("rejected", [])] == refused
        assert reply.json.get("accepted", len(made)) == len(made) - len(refused)
    else:
        assert (reply.json["success"], reply.json["code"]) == (False, row.code)
        assert reply.json["message"]


def test_what_the_request_tells_goes_into_the_record(server: Running) -> None:
    before = len(server.records())
    told = batch(EVENT, sentAt="2026-01-01T00:00:00Z", context={"app": {"name": "Shop"}}, integrations={"All": True})
    headers = {**KEY, "User-Agent": "Browser/1", "X-Forwarded-For": "198.51.100.1, 203.0.113.77"}
    server.ask("POST", "/v1/batch", told, headers)
    (one,) = server.records()[before:]
    assert one.body == body(EVENT)
    assert (one.sent_at, one.address, one.user_agent) == ("2026-01-01T00:00:00Z", "203.0.113.77", "Browser/1")
    assert json.loads(one.shared) == {"context": {"app": {"name": "Shop"}}, "integrations": {"All": True}}


ADDRESSES = {
    "kept": ("web", "203.0.113.77", {"ip": "203.0.113.78"}),
    "cut": ("cut", "203.0.113.0", {"ip": "203.0.113.0"}),
    "not kept": ("none", "", {}),
    "not that of a customer's server": ("srv", "", {"ip": "203.0.113.78"}),
}


@pytest.mark.parametrize(("key", "address", "context"), ADDRESSES.values(), ids=ADDRESSES)
def test_an_address_is_kept_as_its_source_says(
    server: Running, key: str, address: str, context: dict[str, str]
) -> None:
    before = len(server.records())
    event = {**EVENT, "context": {"ip": "203.0.113.78"}}
    server.ask("POST", "/v1/track", body(event), {"X-Write-Key": key, "X-Forwarded-For": "203.0.113.77"})
    (one,) = server.records()[before:]
    assert (one.address, json.loads(one.body)["context"]) == (address, context)


# What browsers write of an emoji that a page cut in two, and a number that only a careful reader takes.
ODD = {
    "the first half of a character": (rb'"\ud83d!"', "\ufffd!"),
    "the second half of one": (rb'"\udcf1"', "\ufffd"),
    "an integer of 24 digits": (b"123456789012345678901234", 123456789012345678901234),
    "a number that no computer holds": (b"1e400", float("inf")),
}


@pytest.mark.parametrize("key", ["web", "cut"])
@pytest.mark.parametrize(("written", "read"), ODD.values(), ids=ODD)
def test_an_odd_value_reaches_the_decider(server: Running, key: str, written: bytes, read: object) -> None:
    before = len(server.records())
    data = GOOD.replace(b"5", written).replace(b'"properties"', b'"context":{"ip":"203.0.113.0"},"properties"')
    reply = server.ask("POST", "/v1/batch", b'{"batch":[' + data + b"," + GOOD + b"]}", {"X-Write-Key": key})
    assert (reply.status, reply.json) == (200, {"success": True})
    first, second = server.records()[before:]
    event = join(first).event
    assert (event["properties"], event["context"]["ip"]) == ({"total": read}, "203.0.113.0")
    assert join(second).event["properties"] == {"total": 5}


def test_what_stands_beside_a_batch_counts_also_where_something_of_it_is_odd(server: Running) -> None:
    consent = b'{"consent":{"categoryPreferences":{"Ads":false}},'
    for beside in (
        consent + b'"size":1e400}',
        consent + rb'"title":"\ud83d"}',
        consent + b'"size":NaN}',
        b'"no object"',
    ):
        before = len(server.records())
        server.ask("POST", "/v1/batch", b'{"batch":[' + GOOD + b'],"context":' + beside + b"}", KEY)
        (one,) = server.records()[before:]
        context = join(one).event["context"]
        # What is not an object the engine refuses.
        assert context == "no object" or context["consent"] == {"categoryPreferences": {"Ads": False}}


def test_whole_addresses_are_nowhere_in_the_journal_of_sources_that_cut_them(server: Running) -> None:
    for path, data in (
        ("/v1/track", b'{"event":"x","userId":"u","context":{"\\u0069p":"192.0.2.55"}}'),
        ("/v1/batch", b'{"batch":[{"userId":"u","type":"page"}],"context":{"ip":"192.0.2.55"}}'),
        ("/v1/track", b'{"ip":"192.0.2.55","userId":'),
        ("/v1/track", b'{"ip":"192.0.2.55","context":{"ip":["192.0.2.55"]}}'),
    ):
        server.ask("POST", path, data, {"X-Write-Key": "cut", "X-Forwarded-For": "192.0.2.55"})
    assert all(b"192.0.2.55" not in path.read_bytes() for path in server.journal.glob("*.seg"))


def test_a_page_of_another_origin_marks_its_events(server: Running) -> None:
    before = len(server.records())
    server.post("/v1/track", EVENT, {"Origin": "https://else.example"})
    server.post("/v1/track", EVENT, {"Origin": "https://shop.example"})
    assert [one.origin for one in server.records()[before:]] == ["https://else.example", ""]


def test_header_bytes_that_are_no_text_are_no_error(server: Running) -> None:
    with server.connect() as connection:
        head = f"POST /v1/track HTTP/1.1\r\nHost: x\r\nX-Write-Key: web\r\nContent-Length: {len(GOOD)}\r\n"
        connection.sendall(head.encode() + b"User-Agent: \xff\xfe\r\nOrigin: \xff\r\n\r\n" + GOOD)
        assert b" 200 OK" in connection.recv(100)


CROSS = {
    "200": (KEY, 200),
    "401": ({"X-Write-Key": "nobody"}, 401),
    "404": (KEY, 404),
    "415": ({**KEY, "Content-Encoding": "br"}, 415),
}


@pytest.mark.parametrize(("headers", "status"), CROSS.values(), ids=CROSS)
def test_pages_of_other_origins_may_read_every_answer(server: Running, headers: dict[str, str], status: int) -> None:
    path = "/nothing" if status == 404 else "/v1/track"
    reply = server.post(path, EVENT, {**headers, "Origin": "https://shop.example"}, key=None)
    assert reply.status == status
    assert reply.headers["Access-Control-Allow-Origin"] == "https://shop.example"
    assert reply.headers["Access-Control-Expose-Headers"] == "Retry-After"
    assert reply.headers["Vary"] == "Origin"


@pytest.mark.parametrize("asked", ["authorization,x-retry-count", "anonymousid,authorization,content-type,sentat"])
def test_a_preflight_gets_leave_for_all_it_asks(server: Running, asked: str) -> None:
    headers = {"Origin": "https://a.example", "Access-Control-Request-Headers": asked}
    reply = server.ask("OPTIONS", "/v1/t", None, headers)
    assert (reply.status, reply.headers["Access-Control-Allow-Headers"]) == (204, asked)
    assert reply.headers["Access-Control-Max-Age"] == "7200"
    assert reply.headers["Access-Control-Allow-Origin"] == "https://a.example"


PIXEL = base64.urlsafe_b64encode(body({**EVENT, "writeKey": "web"})).decode()
PIXELS = {
    "base64": (f"/v1/pixel/track?data={PIXEL}", {"event": "Order Completed", "userId": "u_1"}),
    "base64 without padding": (f"/v1/pixel/track?data={PIXEL.rstrip('=')}", {"event": "Order Completed"}),
    "names with dots": ("/v1/pixel/track?event=Opened&properties.subject=Hi&userId=u&writeKey=web", {"event": "Opened", "properties": {"subject": "Hi"}, "userId": "u"}),
    "RudderStack's path": ("/pixel/v1/page?userId=u&writeKey=web", {"userId": "u"}),
}  # fmt: skip


@pytest.mark.parametrize(("path", "held"), PIXELS.values(), ids=PIXELS)
def test_a_pixel_is_an_event(server: Running, path: str, held: dict[str, Any]) -> None:
    before = len(server.records())
    reply = server.ask("GET", path)
    assert (reply.status, reply.headers["Content-Type"], reply.body[:6]) == (200, "image/gif", b"GIF89a")
    (one,) = server.records()[before:]
    assert held.items() <= json.loads(one.body).items()
    assert (one.source, one.code) == ("website", "")


def test_a_pixel_of_which_only_the_head_is_asked_for_is_no_event(server: Running) -> None:
    before = len(server.records())
    path = "/v1/pixel/track?event=Opened&userId=u&writeKey=web"
    assert server.ask("HEAD", path, headers={"Connection": "close"}).status == 200
    assert len(server.records()) == before


def test_an_event_of_any_depth_leaves_its_neighbours_readable() -> None:
    # Somewhere there, Python can still read what it cannot write any more.
    for depth in range(800, 1000):
        deep = b'{"event":NaN,"deep":%s}' % (b"[" * depth + b"]" * depth)
        rescued = rescue(b'{"batch":[%s,%s]}' % (GOOD, deep))
        assert rescued is not None
        assert len(rescued.pieces) == 2
        assert json.loads(rescued.pieces[0].data) == json.loads(GOOD)


ODD_PIXELS = {
    "a number beyond 64 bits": (b'{"event":"x","userId":"u","n":1%s}' % (b"0" * 30), ""),
    "nested too deep": (b'{"event":"x","userId":"u","n":%s}' % (b"[" * 300 + b"]" * 300), "too_deep"),
    "half a character": (b'{"event":"x","userId":"u","n":"\\ud83d?>"}', ""),
    "NaN": (b'{"event":"x","userId":"u","n":NaN}', "nan"),
    "no UTF-8": (b'{"event":"x","userId":"u","n":"\xff\xfe"}', "bad_utf8"),
}


@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode], ids=["base64", "for URLs"])
@pytest.mark.parametrize(("event", "code"), ODD_PIXELS.values(), ids=ODD_PIXELS)
def test_a_pixel_with_an_odd_event_is_kept_as_a_body_would_be(
    server: Running, event: bytes, code: str, encode: Callable[[bytes], bytes]
) -> None:
    before = len(server.records())
    reply = server.ask("GET", f"/v1/pixel/track?writeKey=web&data={encode(event).decode()}")
    assert (reply.status, reply.body[:6]) == (200, b"GIF89a")
    assert [one.code for one in server.records()[before:]] == [code]


@pytest.mark.parametrize(
    "query", ["", "data=%%%", "writeKey=web&data=%C3%A4", "writeKey=nobody&userId=u", "data=bnVsbA", "userId=u"]
)
def test_a_pixel_is_a_picture_whatever_comes(server: Running, query: str) -> None:
    before = len(server.records())
    assert server.ask("GET", f"/v1/pixel/track?{query}").body[:6] == b"GIF89a"
    assert len(server.records()) == before


def test_sdks_find_their_settings(server: Running) -> None:
    segment = server.ask("GET", "/v1/projects/web/settings")
    told = segment.json["integrations"]["Segment.io"]
    assert (told["apiKey"], told["protocol"], told["apiHost"]) == ("web", "http", f"127.0.0.1:{server.port}/v1")
    assert told["httpConfig"]["backoffConfig"]["statusCodeOverrides"] == {"401": "retry"}
    assert segment.headers["Cache-Control"] == "max-age=60"
    rudder = server.ask("GET", "/sourceConfig/?p=npm&v=3&writeKey=web", None, BASIC)
    assert (rudder.json["source"]["writeKey"], rudder.json["source"]["enabled"]) == ("web", True)
    for path in ("/v1/projects/nobody/settings", "/sourceConfig?writeKey=nobody"):
        assert (server.ask("GET", path).status, server.ask("GET", path).json["code"]) == (404, "bad_key")
    assert server.ask("GET", "/analytics.js/v1/web/analytics.min.js").json["code"] == "no_script"


def test_health_ready_and_the_description(server: Running) -> None:
    assert server.ask("GET", "/health").json["status"] == "ok"
    assert server.ask("GET", "/ready").json == {"status": "ready", "problems": []}
    described = server.ask("GET", "/openapi.json").json
    assert described["openapi"] == "3.1.0"
    assert {"/v1/track", "/v1/batch", "/health", "/v1/projects/{key}/settings"} <= set(described["paths"])
    names = set(described["components"]["schemas"])
    used = json.dumps(described["paths"]).split("#/components/schemas/")[1:]
    assert {one.split('"')[0] for one in used} <= names


def test_counters_add_up(server: Running) -> None:
    server.post("/v1/batch", {"batch": [EVENT, {"userId": "u"}]})
    for key in ("nobody", None):
        server.post("/v1/track", EVENT, key=key)
    state = server.wait_for(
        lambda state: (
            sum(state["counters"]["received"].values()) == len(server.records())
            and "(none)" in state["counters"]["unknown_keys"]
        )
    )
    counters = state["counters"]
    for source, received in counters["received"].items():
        assert received == counters["accepted"].get(source, 0) + sum(counters["refused"].get(source, {}).values())
    assert counters["unknown_keys"].keys() == {"n…", "(none)"}


def test_no_key_is_in_what_the_server_tells(server: Running) -> None:
    server.post("/v1/track", EVENT, key="canary-key-1")
    server.ask("GET", "/v1/nothing?writeKey=canary-key-2", None, {"Authorization": "Basic Y2FuYXJ5LWtleQ=="})
    server.ask("GET", "/v1/projects/canary-key-3/config")
    server.wait_for(lambda state: "/v1/projects/…/…" in state["counters"]["not_found"])
    assert "canary-key" not in (server.journal / "server.json").read_text()
