"""The first fields of a new package's action types, by the type's name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

PEOPLE = ("identify", "group", "alias", "lead", "contact")
ORDERS = ("purchase", "order", "refund", "checkout")
MONEY = ("Amount", "Currency")
MONEY_FIELDS = """\
    amount: Amount | None = Field(None, description="What it was worth, in major units.")
    currency: Currency | None = Field(None, description="ISO 4217 code of the amount.")
"""
MONEY_MAPPING = """\
      amount: {from: [properties.revenue, properties.total, properties.value]}
      currency: {from: properties.currency, default: USD}     # dropped again where there is no amount
"""
ORDER_ID = "ajs-f8ca1e4de5024d9430b3928bd8ac6b96"


@dataclass(frozen=True, slots=True)
class Kind:
    """The default trigger, the payload's own fields with what they import, and what comes of a standard event."""

    about: str
    help: str
    when: str
    imports: tuple[str, ...]
    fields: str
    mapping: str
    of: str
    row: str
    has_money: bool = True


TRACK = Kind(
    "What happened, and what it was worth.",
    "Send what happened.",
    'type = "track"',
    MONEY,
    '    name: str = Field(description="What happened.")\n' + MONEY_FIELDS,
    "      name: event\n" + MONEY_MAPPING,
    "order_completed",
    f"id: {ORDER_ID}, name: Order Completed, amount: 19.99, currency: USD",
)
PURCHASE = Kind(
    "An order, and what it was worth.",
    "Send an order.",
    'type = "track" and event = "Order Completed"',
    ("Code", *MONEY),
    '    order_id: Code = Field(description="The order.")\n' + MONEY_FIELDS,
    "      order_id: {from: [properties.order_id, messageId], as: text}\n" + MONEY_MAPPING,
    "order_completed",
    f'id: {ORDER_ID}, order_id: "50314b8e", amount: 19.99, currency: USD',
)
IDENTIFY = Kind(
    "What is known of a person.",
    "Send what is known of a person.",
    'type = "identify"',
    ("Email", "PlainName"),
    '    email: Email | None = Field(None, description="Where to write to.")\n'
    '    first_name: PlainName | None = Field(None, description="What to call the person.")\n',
    "      email: $email\n      first_name: $first_name\n",
    "identify_full",
    "id: m-identify, email: ada@example.com, first_name: Ada",
    has_money=False,
)


def kind_of(action: str) -> Kind:
    """The kind that the name of an action type speaks of; that of events, if of none.

    >>> [kind_of(name).when for name in ("identify", "track_purchase", "note")]
    ['type = "identify"', 'type = "track" and event = "Order Completed"', 'type = "track"']
    """
    words = action.split("_")
    if any(word in words for word in PEOPLE):
        return IDENTIFY
    return PURCHASE if any(word in words for word in ORDERS) else TRACK


def words_of(actions: Sequence[str], prefix: str, dashed: str, credentials: str, headers: str) -> Mapping[str, str]:
    """What the templates leave open about action types."""
    kinds = {action: kind_of(action) for action in actions}
    ordering = next((name for name, kind in kinds.items() if kind.has_money), None)
    *before, last = [f"`{one}`" for one in actions]
    return {
        "listed": f"{', '.join(before)} and {last}" if before else last,
        "fires": "each of them fires" if before else f"{last} fires",
        "imports": "".join(f"    {name},\n" for name in _imports(list(kinds.values()), credentials)),
        "payloads": "\n\n".join(_payload(name, kind) for name, kind in kinds.items()),
        "requests": "\n\n".join(_request(name, prefix, credentials) for name in kinds),
        "types": "".join(_type(name, kind) for name, kind in kinds.items()),
        "defaults": "\n".join(_defaults(name, kind) for name, kind in kinds.items()),
        "cases": "\n".join(_cases(name, kind, dashed, headers) for name, kind in kinds.items()),
        "mapping_actions": _mapping(kinds, ordering),
        "mapping_tests": ORDER_TESTS if ordering else PEOPLE_TESTS.format(action=actions[0]),
        "sample": ORDER_SAMPLE if ordering else PEOPLE_SAMPLE,
    }


def _imports(kinds: Sequence[Kind], credentials: str) -> list[str]:
    always = (
        "ActionType",
        "DedupeId",
        "Destination",
        "IsoTime",
        "Limits",
        "Payload",
        "Request",
        "Rows",
        "Settings",
        "Success",
    )
    found = {*always, "UserId", *(name for kind in kinds for name in kind.imports)}
    if "OAuth2(" in credentials:
        found.add("OAuth2")
    return [*sorted(found), "given", "hookimpl"]


def _payload(action: str, kind: Kind) -> str:
    return f'''class {_camel(action)}Payload(Payload):
    """{kind.about}"""

    id: DedupeId = Field(description="Rows with the same id count once.")
    time: IsoTime = Field(description="When it happened.")
    user_id: UserId | None = Field(None, description="Who did it.")
{kind.fields}'''


def _request(action: str, prefix: str, credentials: str) -> str:
    return f'''def post_{action}(rows: Rows, settings: {prefix}Settings) -> Request:
    """One request for all rows; the limits below say how many payloads there may be."""
    return Request.post(
        f"{{settings.host}}/v1/{action}",
        json=rows,
{credentials}    )
'''


def _type(action: str, kind: Kind) -> str:
    return f"""        ActionType(
            "{action}",
            {_camel(action)}Payload,
            rows=to_row,
            request=post_{action},
            help="{kind.help}",
            limits=Limits(items=100),
            success=Success.JSON,
        ),
"""


def _defaults(action: str, kind: Kind) -> str:
    return f"""  {action}:
    when: {kind.when}
    map:
      id: messageId
      time: timestamp
      user_id: userId || anonymousId
{kind.mapping}"""


def _cases(action: str, kind: Kind, dashed: str, headers: str) -> str:
    first = f"""  - name: "{action}: a whole one"
    of: {kind.of}
    do: {action}
    requests:
      - method: POST
        url: https://api.{dashed}.example/v1/{action}
        headers: {headers}
        body:
          - {{time: "2026-03-01T10:15:30.250Z", user_id: AiUGstSDIg, {kind.row}}}
"""
    other = "button_clicked" if kind.when != TRACK.when else "identify_full"
    rest = f"""
  - {{name: "{action}: another event", of: {other}, do: {action}, sends: []}}
"""
    if kind.has_money:
        rest += f"""
  - name: "{action}: an amount without cents"
    of: order_jpy
    like: "{action}: a whole one"
    requests: [{{body: [{{amount: 1200, currency: JPY}}]}}]

  - name: "{action}: a currency that is none"
    of: order_currency_unknown
    like: "{action}: a whole one"
    fails: 'currency: "XXQ" is not a currency code of ISO 4217'
"""
    return first + rest


def _mapping(kinds: Mapping[str, Kind], ordering: str | None) -> str:
    lines = []
    for name, kind in kinds.items():
        if name == ordering:
            lines.append(f'  - name: Orders\n    when: type = "track" and event = "Order Completed"\n    do: {name}\n')
        elif kind.has_money:
            lines.append(f"  # - do: {name}\n")
        else:
            lines.append(f"  - do: {name}\n")
    return "".join(lines)


def _camel(action: str) -> str:
    return action.title().replace("_", "")


ORDER_TESTS = """\
  - name: an order goes out with its amount
    given: samples/events.ndjson
    expect:
      - action: Orders
        payload_has: {id: m-1, user_id: u-1, amount: 19.99, currency: EUR}
  - name: what is not an order stays here
    given: {type: track, event: Product Viewed, userId: u-1}
    expect: nothing
"""
PEOPLE_TESTS = """\
  - name: what is known of a person goes out
    given: samples/events.ndjson
    expect:
      - action: {action}
        payload_has: {{id: m-1, user_id: u-1, email: ada@example.com}}
  - name: what is not a person stays here
    given: {{type: track, event: Product Viewed, userId: u-1}}
    expect: nothing
"""
ORDER_SAMPLE = (
    '{"type": "track", "event": "Order Completed", "messageId": "m-1", "userId": "u-1", '
    '"timestamp": "2026-03-01T10:15:30Z", "properties": {"order_id": "A7", "revenue": 19.99, "currency": "EUR"}}\n'
)
PEOPLE_SAMPLE = (
    '{"type": "identify", "messageId": "m-1", "userId": "u-1", "timestamp": "2026-03-01T10:15:30Z", '
    '"traits": {"email": "ada@example.com", "firstName": "Ada"}}\n'
)
