"""ClickHouse as the stand-in plays it: INSERT … FORMAT JSONEachRow into tables with the columns that rows have.

Columns of other names are texts, which take anything; a table whose name begins with `narrow` has none of these, and
one whose name begins with `missing` is not there. What a type reads is from clickhouse.com/docs/interfaces/formats/
JSONEachRow and was held against ClickHouse 26.9, status codes are from its sources (exceptionCodeToHTTPStatus.cpp). It
is stricter than a server with times and numbers: `03/04/2026` in a DateTime64 and 5000000000 in an Int32 are refused.
"""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from http import HTTPStatus
from typing import Any

from destinations.testing.row_store import is_number, is_time
from destinations.testing.vendor import Answer, Call, Refusal, Vendor

INSERT = re.compile(r"INSERT INTO `([^`]+)`\.`([^`]+)` FORMAT JSONEachRow")
LAST = 253_402_300_800  # the year 10000, in seconds
WHOLE = re.compile(r"-?\d+|true|false|")
AMOUNT, TEXT, OBJECT = "Nullable(Decimal(38, 9))", "Nullable(String)", "JSON"
COLUMNS = {
    **dict.fromkeys(("id", "event", "user_id", "anonymous_id", "order_id", "coupon", "currency", "products"), TEXT),
    **dict.fromkeys(("group_id", "name"), TEXT),
    **dict.fromkeys(("revenue", "value", "total", "subtotal", "tax", "shipping", "discount"), AMOUNT),
    **dict.fromkeys(("properties", "context", "traits"), OBJECT),
    "timestamp": "DateTime64(3, 'UTC')",
}
BAD, MISSING, BROKEN = HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.INTERNAL_SERVER_ERROR
# What is said where a value cannot be read into a column of a type.
ERRORS = {
    "DateTime64": (BAD, 41, "CANNOT_PARSE_DATETIME"),
    "JSON": (BAD, 117, "INCORRECT_DATA"),
    "Array": (BROKEN, 130, "CANNOT_READ_ARRAY_FROM_TEXT"),
    "Bool": (BROKEN, 467, "CANNOT_PARSE_BOOL"),
    "Float64": (BAD, 72, "CANNOT_PARSE_NUMBER"),
}
UNREADABLE = (BAD, 27, "CANNOT_PARSE_INPUT_ASSERTION_FAILED")

Error = tuple[HTTPStatus, int, str]


def answer(call: Call) -> Answer:
    """What the server says to the call."""
    if not call.headers.get("x-clickhouse-user"):
        return _error((HTTPStatus.FORBIDDEN, 516, "AUTHENTICATION_FAILED"), "default: Authentication failed")
    found = INSERT.fullmatch(call.query.get("query", ""))
    if found is None or call.method != "POST":
        return _error((BAD, 62, "SYNTAX_ERROR"), "Syntax error")
    table, skips = found[2], call.query.get("input_format_skip_unknown_fields") == "1"
    if table.startswith("missing"):
        return _error((MISSING, 60, "UNKNOWN_TABLE"), f"Table {table} does not exist")
    try:
        body = call.json()
    except ValueError:
        return _error(UNREADABLE, "Cannot parse JSON")
    rows = body if isinstance(body, list) else [body]
    for number, row in enumerate(rows, start=1):
        for error, why in _problems(row, wide=skips or not table.startswith("narrow")):
            return _error(error, f"{why}: (at row {number})")
    return Answer(HTTPStatus.OK, {"x-clickhouse-summary": "{}"}, accepted=tuple(rows))


VENDOR = Vendor("clickhouse", ("*.clickhouse.cloud", "*.clickhouse.cloud:*"), answer)


def _problems(row: Any, *, wide: bool) -> Iterator[tuple[Error, str]]:
    if not isinstance(row, dict):
        yield UNREADABLE, "Cannot parse input: expected '{'"
        return
    for name, value in row.items():
        if name not in COLUMNS and not wide:
            yield (BAD, 117, "INCORRECT_DATA"), f"Unknown field found while parsing JSONEachRow format: {name}"
        if not reads(COLUMNS.get(name, TEXT), value):
            kind = _bare(COLUMNS[name])[0]
            yield ERRORS.get(kind, UNREADABLE), f"Cannot parse input: (while reading the value of key {name})"


def reads(kind: str, value: Any) -> bool:
    """Whether a column of that type takes the value of JSON; a null gives the column's default.

    >>> reads("Nullable(Decimal(9, 2))", 19.99), reads("Decimal(9, 2)", 5_000_000_000), reads("Array(Int32)", ["x"])
    (True, False, False)
    """
    name, inner = _bare(kind)
    return value is None or READERS[name](value, inner)


def _bare(kind: str) -> tuple[str, str]:
    name, _, inner = kind.partition("(")
    inner = inner.removesuffix(")")
    return _bare(inner) if name in ("Nullable", "LowCardinality") else (name, inner)


def _whole(value: Any, bits: int) -> bool:
    if isinstance(value, str):
        return WHOLE.fullmatch(value) is not None
    return isinstance(value, int) and -(2 ** (bits - 1)) <= value < 2 ** (bits - 1)


def _float(value: Any, _: str) -> bool:
    if not isinstance(value, str):
        return isinstance(value, int | float)
    try:
        return value == "true" or bool(float(value) or True)
    except ValueError:
        return False


def _decimal(value: Any, size: str) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return False
    precision, scale = map(int, size.split(","))
    try:
        return abs(Decimal(str(value) or "0")) < Decimal(10) ** (precision - scale)
    except InvalidOperation:
        return False


def _moment(value: Any, _: str) -> bool:
    if isinstance(value, str):
        return is_time(value) or value.isdigit()
    return is_number(value) and abs(value) < LAST


def _object(value: Any, _: str) -> bool:
    paths = list(_paths(value, "")) if isinstance(value, dict) else []
    return isinstance(value, dict) and len(paths) == len(set(paths))


def _paths(value: dict[str, Any], before: str) -> Iterator[str]:
    """The paths of the values; a name with a point in it is a path, too."""
    for name, part in value.items():
        if isinstance(part, dict) and part:
            yield from _paths(part, f"{before}{name}.")
        else:
            yield f"{before}{name}"


READERS: dict[str, Callable[[Any, str], bool]] = {
    "String": lambda _, __: True,
    "Int32": lambda value, _: _whole(value, 32),
    "Int64": lambda value, _: _whole(value, 64),
    "Float64": _float,
    "Bool": lambda value, _: isinstance(value, bool) or (isinstance(value, int) and value in (0, 1)),
    "Decimal": _decimal,
    "DateTime64": _moment,
    "Array": lambda value, inner: isinstance(value, list) and all(reads(inner, one) for one in value),
    "Map": lambda value, _: isinstance(value, dict),
    "JSON": _object,
}


def _error(error: Error, text: str) -> Answer:
    status, code, name = error
    headers = {"x-clickhouse-exception-code": str(code), "content-type": "text/plain; charset=UTF-8"}
    body = f"Code: {code}. DB::Exception: {text} ({name})\n".encode()
    return Answer(status, headers, body, refusals=(Refusal(None, "", text),))
