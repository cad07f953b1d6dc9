"""An HTTP request and its answer, as data."""

import re
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from json import loads as loads_any
from typing import Any, Literal, Self, TypedDict, Unpack
from urllib.parse import parse_qsl, quote_plus, urlencode

import orjson
from msgspec import Struct

from destinations.arguments import (
    BYTES,
    FLAG,
    MAPPING,
    PLAIN_FUNCTION,
    TEXT,
    WORD,
    Wanted,
    check,
    choice,
    mapping_of,
    no_such,
    of,
    several,
    whole,
)
from destinations.sdk.encode import Part, to_json, to_multipart
from destinations.sdk.rows.rows import items_in

HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
HEADER_VALUE = re.compile(r"[^\x00-\x08\x0a-\x1f\x7f]*")
HALF = re.compile(r"[\ud800-\udfff]")
JSON, FORM = "application/json", "application/x-www-form-urlencoded"
JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"

Signer = Callable[[bytes, datetime], Mapping[str, str]]

PLAIN_SECRET = Wanted("a text; of a SecretStr, settings.api_key.get_secret_value()", (str,))
TEXTS = mapping_of(str, "a dict from texts to texts")
PARTS = mapping_of((str, Part), "a dict from texts to texts or Parts")
CONTENT = Wanted("bytes or a text", (bytes, str))
STATUS = whole(100, 999)
WHOLES = several(int, "a list of whole numbers, the positions of payloads")
PAIR = Wanted("(user, password), two texts", (tuple,), lambda one: [*map(type, one)] == [str, str])


class Options(TypedDict, total=False):
    """What `Request.post` and its sisters take beside the URL."""

    json: Any
    form: Mapping[str, str] | None
    content: bytes | str | None
    multipart: Mapping[str, str | Part] | None
    params: Mapping[str, str] | None
    headers: Mapping[str, str] | None
    items: Sequence[int] | None
    basic: tuple[str, str] | None
    bearer: str | None
    oauth: "OAuth2 | None"
    signer: Signer | None


@dataclass(frozen=True, slots=True)
class OAuth2:
    """A client of an authorisation server; with a `refresh_token`, which stands for what somebody has allowed it.

    Delivery gets access tokens for it, keeps them while they last and never shows one: with a refresh token as RFC 6749
    section 6 says, without one as section 4.4 (client credentials). `auth` says where the server wants the client's
    name and secret: among the fields of the form, or as HTTP Basic. `scope` and `audience` go along where they are set.
    `assertion` gives the text that the client signs with a key of its own, in place of its secret, for the moment when
    it is sent (RFC 7523); two of the same client must be equal, as instances of a frozen dataclass with `__call__` are.
    """

    token_url: str
    client_id: str
    client_secret: str = field(repr=False)
    refresh_token: str = field(default="", repr=False)
    scope: str = ""
    audience: str = ""
    auth: Literal["form", "basic"] = "form"
    assertion: Callable[[datetime], str] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        check(
            "OAuth2",
            token_url=(self.token_url, WORD),
            client_id=(self.client_id, TEXT),
            client_secret=(self.client_secret, PLAIN_SECRET),
            refresh_token=(self.refresh_token, PLAIN_SECRET),
            scope=(self.scope, TEXT),
            audience=(self.audience, TEXT),
            auth=(self.auth, choice(("form", "basic"))),
            assertion=(self.assertion, PLAIN_FUNCTION.or_none()),
        )
        if self.assertion and self.refresh_token:
            raise ValueError("a client has one way to a token: refresh_token= or assertion=")

    def request(self, refresh_token: str = "", signed: str = "") -> "Request":
        """What asks for an access token, with the refresh token that the server gave last, if it gave one.

        `signed` is what `assertion` gave for this moment; the client is named in it, and goes along only with a secret.

        >>> OAuth2("https://a.example/token", "me", "s3cret", scope="write").request().shown()["body"]
        {'grant_type': 'client_credentials', 'scope': 'write', 'client_id': 'me', 'client_secret': 's3cret'}
        """
        refresh = refresh_token or self.refresh_token
        fields = {"grant_type": "refresh_token" if refresh else "client_credentials", "refresh_token": refresh}
        if self.assertion:
            fields = {"grant_type": JWT_BEARER, "assertion": signed}
        fields |= {"scope": self.scope, "audience": self.audience}
        if self.auth == "form" and (self.client_secret or not self.assertion):
            fields |= {"client_id": self.client_id, "client_secret": self.client_secret}
        # RFC 6749 section 2.3.1: both are written as in a form before they become Basic.
        basic = (quote_plus(self.client_id), quote_plus(self.client_secret)) if self.auth == "basic" else None
        given = {name: value for name, value in fields.items() if value}
        return Request.post(self.token_url, form=given, basic=basic)


# Made once: there is a request for each event that is shown.
OPTIONAL_MAPPING, OPTIONAL_TEXTS, OPTIONAL_PARTS = MAPPING.or_none(), TEXTS.or_none(), PARTS.or_none()
OPTIONAL_CONTENT, OPTIONAL_WHOLES, OPTIONAL_SECRET = CONTENT.or_none(), WHOLES.or_none(), PLAIN_SECRET.or_none()
OPTIONAL_PAIR, OPTIONAL_FUNCTION, OPTIONAL_OAUTH = PAIR.or_none(), PLAIN_FUNCTION.or_none(), of(OAuth2).or_none()


@dataclass(frozen=True, slots=True)
class Request:
    """One call to a tool.

    `items[i]` is the position, in the list of payloads given to `build`, of the payload that the body's i-th
    row came from; a vendor that reports failures by row is thus understood. `basic` is (user, password).
    `signer` returns headers over the exact body at the moment of sending, so that a retry is signed anew. With
    `oauth`, an access token is fetched and put into the header `authorization` when it is sent.
    """

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes
    items: Sequence[int] = ()
    basic: tuple[str, str] | None = None
    signer: Signer | None = field(default=None, compare=False)
    oauth: OAuth2 | None = None

    def __post_init__(self) -> None:
        check(
            "Request",
            method=(self.method, WORD),
            url=(self.url, WORD),
            headers=(self.headers, TEXTS),
            body=(self.body, BYTES),
            items=(self.items, WHOLES),
            basic=(self.basic, OPTIONAL_PAIR),
            signer=(self.signer, OPTIONAL_FUNCTION),
            oauth=(self.oauth, OPTIONAL_OAUTH),
        )
        if not self.url.isascii() and HALF.search(self.url):
            raise ValueError("the URL holds a lone surrogate")
        check_headers(self.headers)

    @classmethod
    def post(
        cls,
        url: str,
        *,
        json: Any = ...,
        form: Mapping[str, str] | None = None,
        content: bytes | str | None = None,
        multipart: Mapping[str, str | Part] | None = None,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        items: Sequence[int] | None = None,
        basic: tuple[str, str] | None = None,
        bearer: str | None = None,
        oauth: OAuth2 | None = None,
        signer: Signer | None = None,
        method: str = "POST",
    ) -> Self:
        """A request whose body is JSON, the fields of a form, `content` as it is, `multipart`, or nothing.

        Rows in the JSON say which payloads they come from. Of another list, row i is taken to be payload i unless
        `items` differs; any other body is about payload 0 alone. What `content` is, a header `content-type` says.
        `params` are added to the URL's query. Credentials are those of one scheme: `basic` is (user, password),
        `bearer` a token, `oauth` the way to one.
        """
        check(
            "Request",
            url=(url, WORD),
            form=(form, OPTIONAL_MAPPING),
            content=(content, OPTIONAL_CONTENT),
            multipart=(multipart, OPTIONAL_PARTS),
            params=(params, OPTIONAL_TEXTS),
            headers=(headers, OPTIONAL_TEXTS),
            items=(items, OPTIONAL_WHOLES),
            bearer=(bearer, OPTIONAL_SECRET),
        )
        if sum(one is not None for one in (basic, bearer, oauth)) > 1:
            raise ValueError("a request has one scheme of credentials: basic=, bearer= or oauth=")
        body, own = _encoded(json, form, content, multipart)
        own |= {name.lower(): value for name, value in (headers or {}).items()}
        if bearer is not None:
            own["authorization"] = f"Bearer {bearer}"
        about = tuple(items_in(json) if items is None else items)
        if not about:
            # Without items a request is taken to be about all payloads, and all would count as sent.
            raise ValueError("the request is about no payload; make no request where there is nothing to send")
        return cls(
            method,
            _with_params(url, params),
            own,
            body,
            about,
            basic,
            signer,
            oauth,
        )

    @classmethod
    def put(cls, url: str, **options: Unpack[Options]) -> Self:
        """As `post`, with PUT."""
        return cls.post(url, **options, method="PUT")

    @classmethod
    def patch(cls, url: str, **options: Unpack[Options]) -> Self:
        """As `post`, with PATCH."""
        return cls.post(url, **options, method="PATCH")

    @classmethod
    def delete(cls, url: str, **options: Unpack[Options]) -> Self:
        """As `post`, with DELETE."""
        return cls.post(url, **options, method="DELETE")

    def with_token(self, token: str) -> Self:
        """This request with an access token in the place of the way to one."""
        return replace(self, headers={**self.headers, "authorization": f"Bearer {token}"}, oauth=None)

    def wire_headers(self, now: datetime) -> dict[str, str]:
        """All headers as they are sent at `now`, credentials and signature included."""
        headers = dict(self.headers)
        if self.basic:
            headers["authorization"] = "Basic " + b64encode(":".join(self.basic).encode()).decode()
        if self.signer:
            headers.update(self.signer(self.body, now))
        check_headers(headers)
        return headers

    def shown(self) -> dict[str, Any]:
        """The request for people: body as JSON or as the fields of a form, credentials as the settings have them."""
        headers = dict(self.headers)
        if self.basic:
            headers["authorization"] = "Basic " + ":".join(self.basic)
        if self.oauth:
            headers["authorization"] = f"Bearer (a token from {self.oauth.token_url})"
        return {"method": self.method, "url": self.url, "headers": headers, "body": self._shown_body()}

    def _shown_body(self) -> Any:
        text = self.body.decode("utf-8", "replace")
        if self.headers.get("content-type") == FORM:
            return dict(parse_qsl(text, keep_blank_values=True))
        try:
            return orjson.loads(text) if text else None
        except orjson.JSONDecodeError:
            return text


class Response(Struct, frozen=True):
    """What a tool answered: `status` as HTTP has it, header names in lower case, `body` cut at 1 MiB.

    `is_whole` is false where the connection broke off within the body.
    """

    request: Request
    status: int
    headers: Mapping[str, str]
    body: bytes
    is_whole: bool = True

    def __post_init__(self) -> None:
        check(
            "Response",
            request=(self.request, of(Request)),
            status=(self.status, STATUS),
            headers=(self.headers, MAPPING),
            body=(self.body, BYTES),
            is_whole=(self.is_whole, FLAG),
        )

    def json(self) -> Any:
        """The body as JSON, or None where it is none."""
        try:
            return orjson.loads(self.body)
        except orjson.JSONDecodeError:
            pass
        try:
            # Half a character in a message, as a tool that cuts texts may write it, hides no verdict.
            return loads_any(self.body.decode("utf-8-sig", "replace"))
        except (ValueError, RecursionError):
            return None


def to_form(fields: Mapping[str, str]) -> bytes:
    """The fields as the body of a form; ValueError for one that is not text.

    >>> to_form({"api_key": "k", "event": '{"n": 1}'})
    b'api_key=k&event=%7B%22n%22%3A+1%7D'
    """
    other = next((name for name, value in fields.items() if not isinstance(value, str)), None)
    if other is not None:
        raise ValueError(f"the form's field {other} is of type {type(fields[other]).__name__}; write it as a text")
    return urlencode(fields).encode()


def check_headers(headers: Mapping[str, str]) -> None:
    """Raise ValueError for a header that could end its line and start another (RFC 9110 section 5.5)."""
    if not isinstance(headers, Mapping):
        raise no_such("check_headers", "headers", headers, TEXTS)
    for name, value in headers.items():
        if not HEADER_NAME.fullmatch(name):
            raise ValueError(f"a header cannot be named {name!r}")
        if type(value) is str and value.isascii() and value.isprintable():
            continue  # Nearly all of them, in a fraction of the time.
        if not HEADER_VALUE.fullmatch(value):
            raise ValueError(f"header {name} holds a line break or another control character")
        if HALF.search(value):
            raise ValueError(f"header {name} holds a lone surrogate")


def _with_params(url: str, params: Mapping[str, str] | None) -> str:
    """The URL with more in its query.

    >>> _with_params("https://toy.example/in?a=1#top", {"q": "x y"})
    'https://toy.example/in?a=1&q=x+y#top'
    """
    if not params:
        return url
    start, mark, end = url.partition("#")
    query = to_form(params).decode()
    return f"{start}{'&' if '?' in start else '?'}{query}{mark}{end}"


def _encoded(
    json: Any,
    form: Mapping[str, str] | None,
    content: bytes | str | None,
    multipart: Mapping[str, str | Part] | None,
) -> tuple[bytes, dict[str, str]]:
    """The body, and the header that says what it is."""
    if (json is not ...) + sum(one is not None for one in (form, content, multipart)) > 1:
        raise ValueError("a request has one body: json=, form=, content= or multipart=")
    if content is not None:
        return content.encode() if isinstance(content, str) else content, {}
    if multipart is not None:
        return to_multipart(multipart)
    if form is not None:
        return to_form(form), {"content-type": FORM}
    return (b"", {}) if json is ... else (to_json(json), {"content-type": JSON})
