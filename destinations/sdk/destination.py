"""What a plugin registers: a destination and its action types, as data and pure functions."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NoReturn, TypeVar, get_args

import pluggy
from msgspec import Struct

from destinations.arguments import FLAG, PLAIN_FUNCTION, TEXT, WORD, check, choice, number, of, seen, several, whole
from destinations.sdk.outcome import Outcome, Success
from destinations.sdk.payload import Payload
from destinations.sdk.quick.validator import quick_validator
from destinations.sdk.refusal import error_text
from destinations.sdk.request import Request, Response
from destinations.sdk.rows.rows import BuildOfRows, Rows, ToRow, write_rows
from destinations.sdk.settings import Settings
from destinations.sdk.write import Write

# Payload and Settings are each plugin's own subclasses here: Any lets `build(rows: list[Track], ...)` stand.
Sendable = Request | Write
Built = Sendable | Sequence[Sendable]
Build = Callable[[Sequence[Any], Any], Built]
RequestOf = Callable[[Rows, Any], Built]
Judge = Callable[[Response, Sequence[Any]], Sequence[Outcome]]
# What each payload of an action type is, of what may not be left out of it.
About = Literal["order", "refund"] | None
# What a tool is for.
Kind = Literal["analytics", "messages", "advertising", "other"]
Quick = Callable[[dict[str, Any]], Payload | None]
T = TypeVar("T")

# The versions of this SDK that a plugin may be made for: those that still work, and today's.
OLDEST_SDK, SDK = 1, 1

# The hook that a plugin implements; pluggy calls it once, at start-up, never per event.
GROUP = "destinations"
hookspec = pluggy.HookspecMarker(GROUP)
hookimpl = pluggy.HookimplMarker(GROUP)
RateOf = Literal["type", "account"]
# One request a day; and more at a time than any tool lets one account make.
SLOWEST, MOST_AT_ONCE = 1 / 86_400, 10_000


class Limits(Struct, frozen=True):
    """What the vendor takes at most: payloads and bytes of body per request, requests per second, at once.

    `rate_of` says whose the rate is: of this action type, or of the account, so that all action types that say so keep
    it together. An account is an instance, which is what one mapping file configures.
    """

    items: int = 1
    bytes: int = 1_000_000
    requests_per_second: float | None = None
    concurrency: int = 8
    rate_of: RateOf = "type"

    def __post_init__(self) -> None:
        check(
            "Limits",
            items=(self.items, whole(1)),
            bytes=(self.bytes, whole(1)),
            requests_per_second=(self.requests_per_second, number(SLOWEST).or_none()),
            concurrency=(self.concurrency, whole(1, MOST_AT_ONCE)),
            rate_of=(self.rate_of, choice(get_args(RateOf))),
        )


NO_LIMITS = Limits()


class BuildError(Exception):
    """A destination's `build`, `rows` or `request` failed, or returned what cannot be sent."""


def not_given(_: Sequence[Any], __: Any) -> NoReturn:
    """The `build` of action types that have `rows` and `request`, until it is made of these."""
    raise NotImplementedError


def no_quick_form(_: dict[str, Any]) -> None:
    """The `quick` of payloads that pydantic always has to be asked about."""


def one_batch(_: Payload) -> Hashable:
    """The batch key of tools that take any payloads together."""
    return None


@dataclass(frozen=True, slots=True)
class ActionType:
    """One thing a destination can do: `ActionType("book", Booking, rows=to_row, request=post_rows, help="Book.")`.

    `rows(payload, settings)` returns what the payload becomes on the wire: an object, or a list or generator of some.
    `request(rows, settings)` returns the request of many `Rows`, or several requests. Both are pure and deterministic.
    A payload may be a record, which has the fields and properties of the model, and nothing of pydantic. Secrets stand
    in no row: the request puts them in.

    `build(payloads, settings)` is for tools that this does not fit, and for those without an HTTP API: it returns one
    or several requests or Writes, pure, deterministic and in the payloads' order. Where there are `rows` and `request`,
    it is made of them. Only payloads with the same `batch_key` share a batch.

    `judge(response, payloads)` is asked about answers of any status, with the payloads that `build` was
    given. It returns one outcome per payload, or none at all to leave the answer to the status table, which
    also decides where there is no `judge`. Where `build` made several requests, what it says of payloads that
    are not in `response.request.items` does not count.

    `about` says that each payload is an order or a refund. Then no amount, currency or, of a refund, product is left
    out because it cannot be read: that would change what the tool learns.

    `success` says what a 2xx answer of the tool looks like; a 2xx of another form is retried. If it is None, any 2xx
    counts.

    `quick(fields)` is the fast path of validation: the payload, made without pydantic, or None to leave it to pydantic.
    """

    name: str
    payload: type[Payload]
    build: Build = not_given
    help: str = ""
    limits: Limits = NO_LIMITS
    batch_key: Callable[[Any], Hashable] = one_batch
    judge: Judge | None = None
    about: About = None
    success: Success | None = None
    rows: ToRow | None = field(default=None, kw_only=True)
    request: RequestOf | None = field(default=None, kw_only=True)
    quick: Quick = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        _check_type(self)
        object.__setattr__(self, "quick", self._compile_quick)
        # A copy with other limits is given what was made for the first one.
        has_own = self.build is not not_given and not isinstance(self.build, BuildOfRows)
        if self.rows is not None and self.request is not None and not has_own:
            object.__setattr__(self, "build", BuildOfRows(self.rows, self.request))
        elif self.rows is not None or self.request is not None or self.build is not_given:
            raise TypeError(f"{self.name} needs rows= and request=, or build= alone")

    def requests(self, payloads: Sequence[Any], settings: Any) -> tuple[Sendable, ...]:
        """What `build` makes of the payloads; BuildError where it fails, or returns what cannot be sent."""
        return _sendables(_asked(lambda: self.build(payloads, settings)))

    def write_rows(self, payload: Any, settings: Any) -> Sequence[bytes]:
        """The rows of a payload, or of its record, as JSON; BuildError where there can be none.

        Only for action types that have `rows`.
        """
        to_row = self.rows
        if to_row is None:
            raise BuildError(f"{self.name} has no rows, but a build of whole requests")
        return _asked(lambda: write_rows(to_row, payload, settings))

    def _compile_quick(self, fields: dict[str, Any]) -> Payload | None:
        # On the first payload, and not for the hundreds of types that a project never uses.
        object.__setattr__(self, "quick", quick_validator(self.payload) or no_quick_form)
        return self.quick(fields)


@dataclass(frozen=True, slots=True)
class Destination:
    """A tool that actions can go to.

    `names` are further names that it has in an event's `integrations` object, above all those of other products that
    send the same events to it: a person's refusal is written in one of them. They are compared without regard to case,
    spaces, punctuation and the word Actions. `nicknames` are wrong names that people may write in a mapping file: the
    finding suggests the right one.

    `kind` is what such tools are for, and `without` why it gets no more than it does of an event's context and of the
    person's traits: both are for the page that compares the built-in destinations. `forbids_people` is for a tool whose
    terms do not allow unhashed personal data.

    `sdk` is the version of this SDK that the destination was written for: `actions new` writes today's. A release that
    no longer has that version, or not yet, refuses the destination in words, before anything is sent.
    """

    name: str
    title: str
    settings: type[Settings]
    action_types: tuple[ActionType, ...]
    help: str
    names: tuple[str, ...] = ()
    nicknames: tuple[str, ...] = ()
    kind: Kind | None = None
    without: str = ""
    forbids_people: bool = False
    sdk: int = 1

    def __post_init__(self) -> None:
        _check_destination(self)

    def action_type(self, name: str) -> ActionType | None:
        return next((one for one in self.action_types if one.name == name), None)


def _asked(call: Callable[[], T]) -> T:
    """What a plugin's function gives; whatever it does, sys.exit() included, concerns these payloads alone."""
    try:
        return call()
    except (KeyboardInterrupt, GeneratorExit):
        raise
    except BaseException as error:
        raise BuildError(error_text(error)) from error


def _sendables(built: Any) -> tuple[Sendable, ...]:
    made = (built,) if isinstance(built, Request | Write) else built
    if not isinstance(made, list | tuple) or not all(isinstance(one, Request | Write) for one in made):
        name = type(built).__name__
        raise BuildError(f"its build returned {name} where a Request, a Write or a list of them belongs")
    return tuple(made)


def _check_type(kind: ActionType) -> None:
    check("an ActionType", name=(kind.name, WORD))
    about = choice(get_args(get_args(About)[0]))
    check(
        f"the action type {kind.name}",
        help=(kind.help, TEXT),
        build=(kind.build, PLAIN_FUNCTION),
        limits=(kind.limits, of(Limits)),
        batch_key=(kind.batch_key, PLAIN_FUNCTION),
        judge=(kind.judge, PLAIN_FUNCTION.or_none()),
        rows=(kind.rows, PLAIN_FUNCTION.or_none()),
        request=(kind.request, PLAIN_FUNCTION.or_none()),
        about=(kind.about, about.or_none()),
        success=(kind.success, of(Success).or_none()),
    )
    _check_model(f"the payload of {kind.name}", kind.payload, Payload)


def _check_destination(one: Destination) -> None:
    check("a Destination", name=(one.name, WORD))
    texts = several(str, "a tuple of texts")
    check(
        f"the destination {one.name}",
        title=(one.title, TEXT),
        action_types=(one.action_types, several(ActionType, "a tuple of ActionTypes")),
        help=(one.help, TEXT),
        names=(one.names, texts),
        nicknames=(one.nicknames, texts),
        kind=(one.kind, choice(get_args(Kind)).or_none()),
        without=(one.without, TEXT),
        forbids_people=(one.forbids_people, FLAG),
        sdk=(one.sdk, whole(1)),
    )
    if not OLDEST_SDK <= one.sdk <= SDK:
        has = f"{OLDEST_SDK} to {SDK}" if OLDEST_SDK < SDK else f"{SDK}"
        advice = "install a later destination-actions" if one.sdk > SDK else "install a later release of the plugin"
        raise ValueError(
            f"the destination {one.name} was made for version {one.sdk} of the SDK; here is {has}: {advice}"
        )
    _check_model(f"the settings of {one.name}", one.settings, Settings)


def _check_model(what: str, model: Any, parent: type) -> None:
    if not (isinstance(model, type) and issubclass(model, parent)):
        raise TypeError(f"{what} is {seen(model)}; write a class that derives from {parent.__name__}")


@hookspec
def register_destinations() -> list[Destination]:
    """Return the destinations this plugin brings."""
    raise NotImplementedError
