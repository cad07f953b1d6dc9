"""Functions of texts that hold something else: JSON and URLs."""

import json
import re
from typing import Any, Never
from urllib.parse import parse_qsl, quote, unquote_plus, urlsplit

from mappings.budget import Budget, measure
from mappings.findings.errors import EvaluationError
from mappings.findings.show import show
from mappings.functions.declare import Example, Function, Refusal, declare

MOST_PARAMETERS = 500
NUMBER = re.compile("[0-9]{1,9}")


def json_encode(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def json_decode(text: str) -> Any:
    """The value that a JSON text writes, within the limits of an event."""
    try:
        value = json.loads(text, parse_constant=_refuse)
    except EvaluationError:
        raise
    except (ValueError, RecursionError):
        raise EvaluationError(
            f"{show(text)} is not JSON", "map it as text, or remove what is around the JSON"
        ) from None
    # A fresh budget: this checks depth, integers and infinities; what it costs is charged with the result.
    measure(value, Budget())
    return value


def try_json(value: Any) -> Any:
    """What a JSON text writes; a text that is none, and anything else, as it is."""
    try:
        return json_decode(value) if isinstance(value, str) else value
    except EvaluationError:
        return value


def as_list(value: Any) -> list[Any] | None:
    """The list that the value can only mean; None where that is none, EvaluationError where it is not clear.

    One object is a list of one, JSON text the list or the object that it writes. Objects under numbers are a list,
    as PHP writes one of which an item was taken out. A blank text and an empty object, as templates and PHP write an
    empty list, are none.

    >>> as_list([1]), as_list({"sku": "a"}), as_list('[{"sku": "a"}]'), as_list(""), as_list({})
    ([1], [{'sku': 'a'}], [{'sku': 'a'}], None, None)
    >>> as_list({"0": {"sku": "a"}, "2": {"sku": "b"}})
    [{'sku': 'a'}, {'sku': 'b'}]
    """
    if isinstance(value, str):
        if not value.strip():
            return None
        if value.lstrip()[0] in "[{":
            value = json_decode(value)
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        is_numbered = all(NUMBER.fullmatch(key) and isinstance(one, dict) for key, one in value.items())
        return (list(value.values()) if is_numbered else [value]) if value else None
    if value is None:
        return None
    raise EvaluationError("is not a list", "map a list of objects")


def _refuse(name: str) -> Never:
    raise EvaluationError(f"{name} is not a number that JSON can hold", "leave it out")


def url_parse(text: str) -> dict[str, Any] | None:
    """The parts that are there; null when it is not a URL. Of parameters of one name the first counts."""
    try:
        parts = urlsplit(text.strip())
        found = {
            "scheme": parts.scheme,
            "host": parts.hostname,
            "port": parts.port,
            "path": parts.path,
            "query": _parameters(parts.query),
            "fragment": parts.fragment,
        }
    except ValueError:
        return None
    return {name: part for name, part in found.items() if part} or None


def query_param(url: str, name: str) -> str | None:
    """The first parameter of exactly that name in a URL, or in the part after `?` alone; null when there is none."""
    query = url.partition("#")[0]
    if "?" in query:
        query = query.partition("?")[2]
    elif "://" in query.partition("=")[0]:
        return None
    # Most pages have nothing to find: a name that is nowhere in the text is ruled out before each parameter is read.
    if name not in query and "%" not in query and "+" not in query:
        return None
    for pair in query.split("&"):
        key, _, value = pair.partition("=")
        if pair and unquote_plus(key) == name:
            return unquote_plus(value)
    return None


def url_encode(text: str) -> str:
    # Half a character has no bytes.
    return quote(text, safe="", errors="replace")


def _parameters(query: str) -> dict[str, str]:
    pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=MOST_PARAMETERS)
    return dict(reversed(pairs)) if pairs else {}


def _charge_json(budget: Budget, value: Any) -> None:
    measure(value, budget)


def _charge_url(budget: Budget, text: str) -> None:
    # A character has at most four bytes, of three signs each.
    budget.spend(1, 12 * len(text))


FORMATS: tuple[Function, ...] = (
    declare(
        "json_encode(value: any) -> text",
        "The value as JSON text, without spaces; null as null.",
        json_encode,
        Example("json_encode(@)", {"a": [1, "ä", None]}, '{"a":[1,"ä",null]}'),
        Example("json_encode(@)", None, "null"),
        charge=_charge_json,
    ),
    declare(
        "json_decode(text: text) -> any",
        "The value that the JSON text writes.",
        json_decode,
        Example("json_decode(@).a", '{"a": 1}', 1),
        Refusal("json_decode(@)", "{a: 1}", 'json_decode(): "{a: 1}" is not JSON'),
        Refusal("json_decode(@)", "[NaN]", "NaN is not a number that JSON can hold"),
        Refusal("json_decode(@)", "[1e999]", "inf is not a number that JSON can hold"),
        Refusal("json_decode(@)", "[123456789012345678901]", "is beyond 64 bits"),
        Refusal("json_decode(@)", "[" * 100 + "]" * 100, "nested over 64 deep"),
        Refusal("json_decode(@)", "[" * 100_000, "is not JSON"),
        Refusal("json_decode(@)", {"a": 1}, "json_decode() takes a text as its 1st argument, not an object"),
    ),
    declare(
        "try_json(value: any) -> any",
        "The value that a JSON text writes; any other text, and anything else, as it is.",
        try_json,
        Example("try_json(@).a", '{"a": 1}', 1),
        Example("try_json(@)", "{a: 1}", "{a: 1}"),
        Example("try_json(@)", 5, 5),
    ),
    declare(
        "url_parse(text: text) -> object",
        "scheme, host, port, path, query and fragment of a URL, as far as it has them; null when it is none.",
        url_parse,
        Example(
            "url_parse(@)",
            "https://Example.com:8443/a%20b?x=1&y=%C3%A4#top",
            {
                "scheme": "https",
                "host": "example.com",
                "port": 8443,
                "path": "/a%20b",
                "query": {"x": "1", "y": "ä"},
                "fragment": "top",
            },
        ),
        Example("url_parse(@).query.utm_source", "/page?utm_source=mail", "mail"),
        Example("url_parse(@)", "http://[::1", None),
        Example("url_parse(@)", "", None),
        Refusal("url_parse(@)", 5, "url_parse() takes a text as its 1st argument, not 5"),
    ),
    declare(
        "query_param(url: text, name: text) -> text",
        "One parameter of a URL or of the part after `?`, decoded; the first of exactly that name.",
        query_param,
        Example("query_param(@, 'gclid')", "https://a.example/?gclid=X1&b=2#c?gclid=no", "X1"),
        Example("query_param(@, 'utm_source')", "?utm_source=news+letter", "news letter"),
        Example("query_param(@, 'a')", "a=1&a=2", "1"),
        Example("query_param(@, 'fbclid')", "?xfbclid=no&a=fbclid=no&fbclid=F1", "F1"),
        Example("query_param(@, 'a')", "https://a.example/?a=1&next=/b?a=2", "1"),
        Example("query_param(@, 'a')", "next=https://b.example/&a=1", "1"),
        Example("query_param(@, 'ä b')", "?%C3%A4+b=%C3%A9", "é"),
        Example("query_param(@, 'a')", "?&&b=1&a", ""),
        Example("query_param(@, 'b')", "https://a.example/?a=1", None),
        Example("query_param(@, 'a')", "https://a.example/a=1", None),
        Refusal("query_param(@, `1`)", "?a=1", "query_param() takes a text as its 2nd argument, not 1"),
    ),
    declare(
        "url_encode(text: text) -> text",
        "The text encoded for a URL, in a path or a query: all but letters, digits and -._~ percent-encoded.",
        url_encode,
        Example("url_encode(@)", "u 1/ä?", "u%201%2F%C3%A4%3F"),
        Example("url_encode(@)", "u-42", "u-42"),
        Refusal("url_encode(@)", 5, "url_encode() takes a text as its 1st argument, not 5"),
        charge=_charge_url,
    ),
)
