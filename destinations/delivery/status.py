"""What the HTTP status of an answer means: sent, retry, pause, split or rejected."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

from msgspec.structs import replace

from destinations.delivery.pace.retry import LONGEST_WAIT, reset_after, retry_after
from destinations.sdk.destination import ActionType
from destinations.sdk.outcome import Outcome, Rejected, Retry, Sent, Success
from destinations.sdk.refusal import error_text, shown
from destinations.sdk.request import Response

RETRIED = frozenset({408, 423, 425, 429})
UNCOUNTED = frozenset({408, 429})
NEEDS_A_PERSON = frozenset({401, 403})
# Something about this batch: its size, or one payload in it. Smaller batches find out which.
BOM = b"\xef\xbb\xbf"
MAYBE = "it may have arrived all the same"
SPLIT = frozenset({400, 413, 422})


@dataclass(frozen=True, slots=True)
class Split:
    """Not this way: the payloads are sent again in smaller batches; a lone one is rejected for `reason`."""

    reason: str


Verdict = Outcome | Split


def read_status(status: int, after: float | None = None, excerpt: str = "") -> Verdict:
    """The meaning of an HTTP status; `after` is what `Retry-After` asked for, `excerpt` the start of the answer.

    >>> read_status(204), read_status(501)
    (Sent(), Rejected(reason='answered 501 Not Implemented', batch=False))
    >>> read_status(429, after=2.0).counts, read_status(401).pause, read_status(503).counts
    (False, True, True)
    """
    reason = f"answered {status} {_phrase(status)}".rstrip() + (f": {excerpt}" if excerpt else "")
    if 200 <= status < 300:  # noqa: PLR2004 - the classes of RFC 9110 section 15
        return Sent()
    if status in NEEDS_A_PERSON:
        return Retry(reason, counts=False, pause=True)
    if status in RETRIED or (500 <= status < 600 and status != HTTPStatus.NOT_IMPLEMENTED):  # noqa: PLR2004 - the classes of RFC 9110
        return Retry(reason, after, counts=status not in UNCOUNTED)
    if status in SPLIT:
        return Split(reason)
    if 300 <= status < 400:  # noqa: PLR2004 - the classes of RFC 9110
        return Rejected(f"answered {status} {_phrase(status)}".rstrip() + "; redirects are not followed")
    return Rejected(reason)


def judge_answer(
    action_type: ActionType,
    payloads: Sequence[Any],
    response: Response,
    now: datetime,
    excerpt: Callable[[], str] = str,
) -> list[Verdict]:
    """One verdict per payload: what the action type's `judge` says, else what the status says.

    `excerpt` gives the start of the answer for the reason, where there is one.

    A judge that returns nothing at all leaves the answer to the status table. One that forgets payloads, or
    fails, never makes a delivery look sent. It is not asked about an answer that is not the tool's, or broke off.
    """
    after = retry_after(response.headers, now)
    if after is None and response.status == HTTPStatus.TOO_MANY_REQUESTS:
        after = reset_after(response.headers, now)
    general = read_status(response.status)
    if not isinstance(general, Sent):
        general = read_status(response.status, after, excerpt())
    unclear = _unclear(action_type, response, general, excerpt)
    if unclear:
        return [unclear] * len(payloads)
    if action_type.judge is None or not response.is_whole:
        return [general] * len(payloads)
    try:
        # A list of its own: whatever it does with it, there is one verdict for each payload.
        outcomes = action_type.judge(response, list(payloads) if isinstance(payloads, list) else payloads)
        if not isinstance(outcomes, list | tuple):
            raise TypeError(f"judge returned {type(outcomes).__name__} where a list of outcomes belongs")  # noqa: TRY301
    except (KeyboardInterrupt, GeneratorExit):
        raise
    except BaseException as error:  # noqa: BLE001 - a plugin's mistake must not stop the other deliveries
        return [_judge_failed(error, general)] * len(payloads)
    if not outcomes:
        return [general] * len(payloads)
    judged = [as_verdict(outcome, after) for outcome in outcomes[: len(payloads)]]
    forgotten = Retry(f"the tool's answer was judged for only {len(judged)} of {len(payloads)} payloads")
    return judged + [forgotten] * (len(payloads) - len(judged))


def _unclear(action_type: ActionType, response: Response, general: Verdict, excerpt: Callable[[], str]) -> Retry | None:
    """The reason to send again where the status alone does not say what became of the payloads."""
    answered = f"answered {response.status} {_phrase(response.status)}".rstrip()
    if isinstance(general, Sent) and (instead := not_its_own(action_type.success, response)):
        return Retry(f"{answered}, but with {instead} and not as the tool does: {excerpt()}".rstrip(": "))
    if response.is_whole or isinstance(general, Retry):
        return None
    if not isinstance(general, Sent):
        return Retry(f"{answered}, and broke off before it said why")
    # Without a verdict in it, nothing that is missing of the body can change what the status says.
    has_verdict = action_type.success is Success.VERDICT or (action_type.success is None and action_type.judge)
    return Retry(f"{answered}, and broke off before it said which were taken; {MAYBE}") if has_verdict else None


def not_its_own(success: Success | None, response: Response) -> str | None:
    """What an answer of success is in the place of the tool's own; None where it may be the tool's own.

    >>> from destinations.sdk.request import Request
    >>> page = Response(Request.post("https://example.com/"), 200, {}, b"<html>back soon</html>")
    >>> not_its_own(Success.JSON, page), not_its_own(Success.STATUS, page)
    ('a page of HTML', None)
    """
    if success in (None, Success.STATUS):
        return None
    body = response.body.removeprefix(BOM).lstrip()
    if body.startswith(b"<"):
        return "a page of HTML"
    if success is Success.NO_PAGE or not response.is_whole:
        return None
    if not body:
        return "nothing"
    return "what is not JSON" if response.json() is None else None


def as_verdict(outcome: Outcome, after: float | None = None) -> Verdict:
    """What a destination says of a payload; `after` is how long the tool asked to wait, where it did.

    A plugin may return anything: what is not an outcome never makes a delivery look sent, and what is not a number of
    seconds is ignored as a wait.

    >>> as_verdict(Rejected("one of these", batch=True))
    Split(reason='one of these')
    >>> as_verdict(True), as_verdict(Retry("busy", after=float("nan"))).after
    (Rejected(reason='judging the answer failed: true is not an outcome', batch=False), None)
    """
    if not isinstance(outcome, Sent | Retry | Rejected):
        return Rejected(f"judging the answer failed: {shown(outcome)} is not an outcome")
    if isinstance(outcome, Sent):
        return outcome
    outcome = replace(outcome, reason=str(outcome.reason))
    if isinstance(outcome, Rejected):
        return Split(outcome.reason) if outcome.batch else outcome
    asked = after if outcome.after is None else outcome.after
    return replace(outcome, after=min(asked, LONGEST_WAIT) if isinstance(asked, int | float) and asked >= 0 else None)


def worse(one: Verdict, other: Verdict) -> Verdict:
    """The verdict that stands for a payload which two requests were about.

    >>> worse(Sent(), Rejected("no such user"))
    Rejected(reason='no such user', batch=False)
    """
    order = (Sent, Retry, Split, Rejected)
    return max(one, other, key=lambda verdict: order.index(type(verdict)))


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _judge_failed(error: BaseException, general: Verdict) -> Verdict:
    """What the status says, unless that is success: an answer of another shape may name payloads that were refused."""
    if not isinstance(general, Sent):
        return general
    return Rejected(f"judging the answer failed: {error_text(error)}")
