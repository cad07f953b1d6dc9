"""Slack: messages to a channel through an incoming webhook, one call each.

What a mapping file writes itself is Slack's markup, and what an event says is escaped, so that nobody's name can
mention the channel or pose as a link: `<https://…/{{ userId }}|{{ traits.name }}>` is a link with a name on it.
Texts in blocks are escaped whole. With `markup: true` nothing is. An amount is written after the
text as its currency is: `19.90 USD`, `1200 JPY`. Slack cuts a text after 40 000 characters, and does not
know a message that it gets twice. It does not return the time of a message sent this way, by which a thread is named:
`thread_ts` is for messages whose time is known from elsewhere. Name, picture and channel are the webhook's own; Slack
ignores others.

Vendor's pages: docs.slack.dev, "Sending messages using incoming webhooks" (about one message a second),
"Formatting message text" (escaping, mentions), "Blocks" (at most 50 in a message); api.slack.com/changelog,
"Improving error conditions for Incoming Webhooks". Not confirmed by them: the host of GovSlack, 404
`no_service` for a webhook taken away, `thread_ts` (the older page, /messaging/webhooks, has a section on threads),
that `plain_text` needs no escaping.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, field_validator

from destinations.sdk import (
    ActionType,
    Amount,
    Currency,
    Destination,
    Limits,
    MarkupRole,
    Outcome,
    Payload,
    Request,
    Response,
    Retry,
    Rows,
    Settings,
    Success,
    exponent,
    hookimpl,
    refusal,
    shown,
)
from destinations.sdk.fields.copied import at_most, check_parts
from destinations.sdk.fields.rules import rule

__all__ = ["SLACK", "Message", "SlackSettings", "judge_message", "write_money"]

WEBHOOK = re.compile(r"https://hooks\.slack(?:-gov)?\.com/services/T\w+/B\w+/\w+", re.ASCII)
MENTIONS = {r"here|channel|everyone": "<!{}>", r"[UW][A-Z0-9]{5,}": "<@{}>", r"S[A-Z0-9]{5,}": "<!subteam^{}>"}
# vendor: docs.slack.dev/reference/block-kit/blocks: 50 in a message, 3000 characters in the text of a section.
MOST_BLOCKS, LONGEST_SECTION = 50, 3000
ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


class SlackSettings(Settings):
    """One incoming webhook, which posts to one channel."""

    url: SecretStr = Field(description="Your app's page, Incoming Webhooks, Webhook URL. Who knows it can post.")

    @field_validator("url")
    @classmethod
    def _a_webhook(cls, url: SecretStr) -> SecretStr:
        if not WEBHOOK.fullmatch(url.get_secret_value()):
            raise refusal("not an incoming webhook of Slack; copy https://hooks.slack.com/services/T…/B…/… whole")
        return url


def read_mentions(names: str) -> str:
    """The mentions in Slack's markup.

    >>> read_mentions("here U024BE7LH SAZ94GDB8")
    '<!here> <@U024BE7LH> <!subteam^SAZ94GDB8>'
    """
    mentions = []
    for name in names.split():
        form = next((form for form in MENTIONS if re.fullmatch(form, name)), None)
        if form is None:
            raise refusal(f"{shown(name)} is nobody to mention; write here, channel, everyone, or an id: U024BE7LH")
        mentions.append(MENTIONS[form].format(name))
    return " ".join(mentions)


def check_message(text: str | None, blocks: list[dict[str, Any]] | None, buttons: list[Any] | None) -> None:
    """Nothing; a refusal where neither text nor blocks say anything, or there is no room for the buttons' block."""
    if not (text or "").strip() and not blocks:
        raise refusal("there is nothing to say: map text or blocks")
    if buttons and blocks and len(blocks) == MOST_BLOCKS:
        check_parts(
            {("blocks", MOST_BLOCKS - 1): f"is one too many: Slack takes {MOST_BLOCKS} with that of the buttons"}
        )


class Button(BaseModel):
    """A button that opens a page; others would need a server of yours that Slack asks."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=1, max_length=75, description="Its label.")
    url: str = Field(pattern=r"^https?://\S+$", max_length=3000, description="The page.")

    def on_the_wire(self) -> dict[str, Any]:
        return {"type": "button", "text": {"type": "plain_text", "text": self.text}, "url": self.url}


class Message(Payload):
    """A text, blocks, or both; beside blocks, the text is what notifications show."""

    text: Annotated[str, MarkupRole(raw="markup")] | None = Field(
        None, description="What it says, in Slack's markup: *bold*, _italic_, `code`, <https://…|a link>."
    )
    amount: Amount | None = Field(None, description="Money, in major units; written after the text.")
    currency: Currency | None = Field(None, description="ISO 4217 code of the amount.")
    mention: Annotated[str, AfterValidator(read_mentions)] | None = Field(
        None, description="Whom to alert: here, channel, everyone, ids of members or groups; spaces between."
    )
    blocks: Annotated[list[dict[str, Any]], AfterValidator(at_most(MOST_BLOCKS, "Slack", "blocks"))] | None = Field(
        None, description="The layout, in Slack's Block Kit."
    )
    buttons: Annotated[list[Button], AfterValidator(at_most(25, "Slack", "buttons"))] | None = Field(
        None, description="Buttons below, which open a page: {text: Open, url: https://…}."
    )
    thread_ts: Annotated[str, Field(pattern=r"^[0-9]{10}\.[0-9]{6}$")] | None = Field(
        None, description="The message to answer in its thread, by the time that Slack gave it."
    )
    markup: bool = Field(
        default=False, description="true: what comes from the event is markup too, nothing is escaped."
    )

    _requires_content = rule(check_message)


def write_money(amount: Decimal, currency: str | None) -> str:
    """The amount with as many decimals as its currency has, more where it has more.

    >>> [write_money(Decimal(one), "EUR") for one in ("19.9", "0.125", "100.0000")], write_money(Decimal(1200), "JPY")
    (['19.90 EUR', '0.125 EUR', '100.00 EUR'], '1200 JPY')
    """
    if currency is None:
        return f"{amount:f}"
    places = max(exponent(currency), -int(amount.normalize().as_tuple().exponent))
    return f"{amount:.{places}f} {currency}"


def post_messages(rows: Rows, settings: SlackSettings) -> list[Request]:
    """One call per message."""
    return [Request.post(settings.url.get_secret_value(), json=row) for row in rows]


def to_body(message: Message, _: SlackSettings) -> dict[str, Any]:
    """The call's body: mentions, text and amount as one text, then the blocks."""
    money = None if message.amount is None else write_money(message.amount, message.currency)
    text = ": ".join(part for part in (message.text, money) if part)
    blocks = message.blocks if message.markup else escape(message.blocks)
    text = f"{message.mention or ''} {text}".strip()
    if message.buttons:
        # Beside blocks, the text is for notifications only.
        said = blocks or [{"type": "section", "text": {"type": "mrkdwn", "text": part}} for part in sections(text)]
        blocks = [*said, {"type": "actions", "elements": [one.on_the_wire() for one in message.buttons]}]
    body = {"text": text, "blocks": blocks, "thread_ts": message.thread_ts}
    return {name: value for name, value in body.items() if value}


def sections(text: str) -> list[str]:
    """The text in parts that a section of blocks takes, cut where there is a space or a new line.

    >>> [len(part) for part in sections("a" * 2000 + " " + "b" * 2000)]
    [2000, 2000]
    """
    parts = []
    while len(text) > LONGEST_SECTION:
        cut = max(text.rfind(sign, 1, LONGEST_SECTION) for sign in " \n")
        end = cut if cut > 0 else LONGEST_SECTION
        parts.append(text[:end])
        text = text[end:].lstrip()
    return [*parts, text]


def escape(value: Any) -> Any:
    """The blocks, & < > escaped in their `mrkdwn` texts; `plain_text` has no markup."""
    if isinstance(value, dict) and value.get("type") == "mrkdwn":
        return {**value, "text": str(value.get("text", "")).translate(ESCAPES)}
    if isinstance(value, dict):
        return {name: escape(part) for name, part in value.items()}
    return [escape(part) for part in value] if isinstance(value, list) else value


def judge_message(response: Response, messages: Sequence[Message]) -> list[Outcome]:
    """A pause where the webhook or its channel is gone: the messages wait for a person to mend it."""
    if response.status not in {404, 410}:
        return []
    excerpt = response.body[:60].decode("utf-8", "replace")
    return [Retry(f"Slack answered {response.status} {excerpt}", counts=False, pause=True)] * len(messages)


LIMITS = Limits(items=1, requests_per_second=1, concurrency=1)
MESSAGE = ActionType(
    "message",
    Message,
    rows=to_body,
    request=post_messages,
    help="Post a message.",
    limits=LIMITS,
    judge=judge_message,
    success=Success.NO_PAGE,
)
TYPES = (
    MESSAGE,
    replace(MESSAGE, name="purchase", help="Post an order and what was paid.", about="order"),
    replace(MESSAGE, name="refund", help="Post a refund.", about="refund"),
)
SLACK = Destination(
    "slack",
    "Slack",
    SlackSettings,
    TYPES,
    "Messages to a channel.",
    kind="messages",
    without=("a message says what its text says."),
)


@hookimpl
def register_destinations() -> list[Destination]:
    return [SLACK]
