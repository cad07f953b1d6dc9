"""How `judge` bears answers: what tools say on bad days, and what is no answer at all."""

from collections.abc import Iterator
from types import MappingProxyType
from typing import Any

import orjson

from actions.kit.contract.subject import Bunch, Subject, built
from destinations.sdk.outcome import Rejected, Retry, Sent
from destinations.sdk.request import Request, Response

STATUSES = (200, 207, 400, 401, 413, 429, 500)
NAMES = ("error", "errors", "message", "code", "status", "details", "failures", "results", "data")
BODIES = MappingProxyType(
    {
        "nothing": b"",
        "null": b"null",
        "a list": b"[]",
        "an object": b"{}",
        "a text": b'"no"',
        "a number": b"7",
        "HTML": b"<html><body>502 Bad Gateway</body></html>",
        "JSON cut short": b'{"error": {"message": "to',
        "bytes that are no text": b"\xff\xfe\x00",
        "an object 200 deep": b'{"error":' * 200 + b"1" + b"}" * 200,
        "a list 200 deep": b"[" * 200 + b"]" * 200,
        "a list of all kinds": b'[null, 7, "text", [], {}, true]',
    }
)
ROW_NAMES = ("index", "batch_index", "row", "id", "source", "field", "message", "reason", "code", "type", "detail")
WRONG: tuple[Any, ...] = (None, True, -1, 99, 1.5, "text", [], {}, [None, 7, "text", {}], {"0": None, "text": {}})


def find_bad_judgements(subject: Subject) -> list[str]:
    """Answers for which `judge` fails, or returns what are not outcomes, one for each payload or none."""
    return [told for bunch in subject.bunches for told in _judged(bunch)]


def _judged(bunch: Bunch) -> Iterator[str]:
    kind = bunch.action_type
    # Two at least, so that an answer which names a row can name a wrong one.
    payloads = (bunch.payloads * 2)[: max(2, min(len(bunch.payloads), 3))]
    first = built(kind, payloads, bunch.settings.shown)[0]
    if kind.judge is None or not isinstance(first, Request):
        return
    for name, body in bodies():
        for status in STATUSES:
            answer = Response(first, status, {}, body)
            try:
                outcomes: Any = kind.judge(answer, payloads)
            except Exception as error:  # noqa: BLE001 - that is what is looked for
                yield f"{kind.name}: judge fails for {status} with {name}: {type(error).__name__}: {error}"
                continue
            if wrong := _wrong(outcomes, len(payloads)):
                yield f"{kind.name}: for {status} with {name}, judge returned {wrong}"


def bodies() -> Iterator[tuple[str, bytes]]:
    """Bodies that a judge may meet, by what they are."""
    yield from BODIES.items()
    for name in NAMES:
        for value in WRONG:
            body = orjson.dumps({name: value})
            yield body.decode(), body
            body = orjson.dumps({name: [dict.fromkeys(ROW_NAMES, value)]})
            yield f"rows under {name} where all is {value}", body


def _wrong(outcomes: Any, payloads: int) -> str | None:
    if not isinstance(outcomes, list | tuple):
        return f"{type(outcomes).__name__} where a list belongs"
    odd = next((one for one in outcomes if not isinstance(one, Sent | Retry | Rejected)), None)
    if odd is not None:
        return f"{type(odd).__name__} where an outcome belongs"
    return None if len(outcomes) in (0, payloads) else f"{len(outcomes)} outcomes for {payloads} payloads"
