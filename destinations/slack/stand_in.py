"""Slack's incoming webhooks: a POST of JSON to /services/T…/B…/…, answered by one word of plain text.

Source: docs.slack.dev, "Sending messages using incoming webhooks"; api.slack.com/changelog, "Improving error
conditions for Incoming Webhooks"; "Blocks" and "Text object" for what `invalid_blocks` is about. The words
`no_text`, `no_service` and `invalid_blocks` are those that users report; the vendor's pages name the others.
"""

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from destinations.testing.vendor import Answer, Call, Refusal, Vendor

PATH = re.compile(r"/services/T\w+/B\w+/\w+", re.ASCII)
TEXT_TYPES = ("mrkdwn", "plain_text")
MOST_BLOCKS, LONGEST_TEXT = 50, 3000


def answer(call: Call) -> Answer:
    """What Slack says to the call."""
    if not PATH.fullmatch(call.path):
        return _said(HTTPStatus.NOT_FOUND, "no_service")
    if call.method != "POST":
        return _said(HTTPStatus.METHOD_NOT_ALLOWED, "method_not_allowed")
    try:
        message = call.json()
    except ValueError:
        return _said(HTTPStatus.BAD_REQUEST, "invalid_payload")
    fault = _fault(message)
    return _said(HTTPStatus.BAD_REQUEST, fault) if fault else _said(HTTPStatus.OK, "ok", message)


VENDOR = Vendor("slack", ("hooks.slack.com", "hooks.slack-gov.com"), answer)


def _fault(message: Any) -> str | None:
    if not isinstance(message, dict) or not isinstance(message.get("text", ""), str):
        return "invalid_payload"
    if not message.get("text") and not message.get("blocks"):
        return "no_text"
    return None if _are_blocks(message.get("blocks") or []) else "invalid_blocks"


def _are_blocks(blocks: Any) -> bool:
    if not isinstance(blocks, list) or len(blocks) > MOST_BLOCKS:
        return False
    if not all(isinstance(block, dict) and isinstance(block.get("type"), str) for block in blocks):
        return False
    return all(isinstance(text, str) and 0 < len(text) <= LONGEST_TEXT for text in _texts(blocks))


def _texts(value: Any) -> Iterator[Any]:
    """What stands in the text objects of the blocks, at any depth."""
    if isinstance(value, dict) and value.get("type") in TEXT_TYPES:
        yield value.get("text")
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)


def _said(status: HTTPStatus, word: str, *taken: Any) -> Answer:
    refusals = () if taken else (Refusal(None, "", word),)
    return Answer(status, {"Content-Type": "text/html"}, word.encode(), taken, refusals)
