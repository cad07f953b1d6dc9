"""Slack beyond its cases: the webhook's address, what the text may hold, what an answer means."""

import asyncio
from typing import Any

import pytest
from pydantic import ValidationError

from destinations.delivery import Delivered, Deliverer, Delivery
from destinations.sdk import Rejected, Retry, Sent
from destinations.slack import SLACK, Message, SlackSettings
from destinations.testing import Answer, StandIn

WEBHOOK = "https://hooks.slack.com/services/T024BE7LD/B024BE7LE/aBc123"


def deliver(answers: list[Answer], **fields: Any) -> tuple[Delivered, list[Any]]:
    """What became of a message, and what Slack took."""

    async def run() -> tuple[Delivered, list[Any]]:
        message = Message.model_validate(fields).with_delivery_id("d1")
        async with StandIn() as stand_in:
            stand_in.fail("hooks.slack.com", answers)
            settings = {"slack": SlackSettings.model_validate({"url": WEBHOOK})}
            async with Deliverer(settings, divert=stand_in.url) as deliverer:
                (result,) = await deliverer.deliver([Delivery("d1", "slack", SLACK.action_types[0], message)])
            return result, [row for one in stand_in.received for row in one.accepted]

    return asyncio.run(run())


def section(text: str, kind: str = "mrkdwn") -> dict[str, Any]:
    return {"type": "section", "text": {"type": kind, "text": text}}


@pytest.mark.parametrize(
    ("fields", "taken"),
    [
        pytest.param({"text": "hello"}, {"text": "hello"}, id="a text"),
        pytest.param({"text": "<https://a.example|a> &amp; b"}, {"text": "<https://a.example|a> &amp; b"}, id="a link"),
        pytest.param({"text": "a", "mention": "here"}, {"text": "<!here> a"}, id="a mention"),
        pytest.param(
            {"text": "a", "mention": "U024BE7LH SAZ94GDB8"},
            {"text": "<@U024BE7LH> <!subteam^SAZ94GDB8> a"},
            id="mentions of a member and a group",
        ),
        pytest.param(
            {"blocks": [section("<!here>"), section("<b>", "plain_text"), {"type": "divider"}]},
            {"blocks": [section("&lt;!here&gt;"), section("<b>", "plain_text"), {"type": "divider"}]},
            id="blocks without text",
        ),
        pytest.param(
            {"blocks": [section("<!here>")], "markup": True, "text": "a"},
            {"text": "a", "blocks": [section("<!here>")]},
            id="blocks with markup",
        ),
        pytest.param({"text": "a", "amount": "5", "currency": "KWD"}, {"text": "a: 5.000 KWD"}, id="an amount"),
        pytest.param({"text": "a", "amount": "5.5"}, {"text": "a: 5.5"}, id="an amount of no currency"),
    ],
)
def test_what_slack_gets(fields: dict[str, Any], taken: dict[str, Any]) -> None:
    result, rows = deliver([], **fields)
    assert (result.outcome, rows) == (Sent(), [taken])


@pytest.mark.parametrize(
    ("status", "word", "outcome"),
    [
        pytest.param(400, b"invalid_blocks", Rejected("answered 400 Bad Request: invalid_blocks"), id="refused"),
        pytest.param(404, b"no_service", Retry("Slack answered 404 no_service", None, False, True), id="no webhook"),
        pytest.param(
            410,
            b"channel_is_archived",
            Retry("Slack answered 410 channel_is_archived", None, False, True),
            id="archived",
        ),
        pytest.param(
            403, b"invalid_token", Retry("answered 403 Forbidden: invalid_token", None, False, True), id="no permission"
        ),
    ],
)
def test_what_an_answer_means(status: int, word: bytes, outcome: Any) -> None:
    assert deliver([Answer(status, {}, word)], text="hello")[0].outcome == outcome


def test_blocks_that_slack_refuses_are_rejected_in_its_own_word() -> None:
    result, rows = deliver([], blocks=[section("")])
    assert (result.outcome, rows) == (Rejected("answered 400 Bad Request: invalid_blocks"), [])


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        pytest.param({}, "nothing to say: map text or blocks", id="nothing"),
        pytest.param({"text": "  ", "blocks": []}, "nothing to say", id="blanks"),
        pytest.param({"amount": 5, "currency": "EUR"}, "nothing to say", id="an amount alone"),
        pytest.param({"text": "a", "mention": "bob"}, '"bob" is nobody to mention; write here, channel', id="a name"),
    ],
)
def test_messages_that_cannot_be(fields: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        Message.model_validate(fields)


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("http://hooks.slack.com/services/T1/B1/x", id="not encrypted"),
        pytest.param("https://hooks.slackXcom.example/services/T1/B1/x", id="another host"),
        pytest.param("https://evil.example/https://hooks.slack.com/services/T1/B1/x", id="the host in the path"),
        pytest.param("https://hooks.slack.com@evil.example/services/T1/B1/x", id="the host as a user name"),
        pytest.param("https://hooks.slack.com/services/T1/B1/x\n", id="a line break behind it"),
        pytest.param("https://hooks.slack.com/triggers/T1/1/x", id="a workflow's trigger"),
        pytest.param("https://hooks.slack.com/services/T1", id="half of it"),
    ],
)
def test_addresses_that_are_no_webhook_are_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(ValidationError) as caught:
        SlackSettings.model_validate({"url": url})
    (reply,) = caught.value.errors()
    assert "not an incoming webhook of Slack" in reply["msg"]
    assert url not in reply["msg"]


def test_the_government_cloud_has_webhooks_too() -> None:
    settings = SlackSettings.model_validate({"url": "https://hooks.slack-gov.com/services/T1/B1/x"})
    assert dict(settings.secrets()) == {"url": "https://hooks.slack-gov.com/services/T1/B1/x"}
