"""Codes about events, and what is built from them. The examples are events."""
# an example is read in one line

from actions.workbench.checking.explanations.explanation import Beside, Explanation

AT = '"timestamp": "2026-03-01T10:15:30Z"'
GOOD = f'{{"type": "track", "event": "Signed Up", "userId": "u1", {AT}}}'
META = (
    "version: 1\ndestination: meta_capi\nsettings: {pixel_id: '1234567890', access_token: {secret: META_TOKEN}}\n"
    "actions:\n  - do: purchase\n    map: {email: {from: [properties.email, context.traits.email]}}\n"
)
GA4 = (
    "version: 1\ndestination: ga4\nsettings: {measurement_id: G-ABC1234567, api_secret: {secret: GA4_SECRET}}\n"
    "actions:\n  - do: %s\n"
)


def _signed_up(properties: str) -> str:
    return f'{{"type": "track", "event": "Signed Up", "userId": "u1", {AT}, "properties": {{{properties}}}}}'


def _order(properties: str, more: str = "") -> str:
    return (
        f'{{"type": "track", "event": "Order Completed", "userId": "u1", {AT}, "properties": {{{properties}}}{more}}}'
    )


def _timed(times: str) -> str:
    return f'{{"type": "track", "event": "Signed Up", "userId": "u1", {times}}}'


def _track(fields: str) -> str:
    return f"- do: track\n  map: {{{fields}}}\n"


def _strict(fields: str) -> str:
    return f"- do: track\n  on_error: skip_action\n  map: {{{fields}}}\n"


TRAITS = ', "context": {"traits": {"email": "ada@example.com"}}'
MONEY = '"order_id": "1", "revenue": 5, "currency": "EUR"'
ORDER = _order(MONEY)
EVENTS = {
    "E501": Explanation(
        "The field must have a value (required: true, or the tool asks for it), and the event has none.",
        _signed_up(""),
        _signed_up('"plan": "pro"'),
        Beside.mapping,
        _track("properties.plan: {from: properties.plan, required: true}"),
    ),
    "E502": Explanation(
        "The tool refuses the value. The message says why, and what would do.",
        _order('"order_id": "1", "revenue": "lots", "currency": "EUR"'),
        ORDER,
        Beside.mapping,
        "- do: purchase\n",
    ),
    "E503": Explanation(
        "An object that was copied has a part that the action type does not know.",
        _order(MONEY, ', "context": {"device": {"category": "mobile", "width": 412}}'),
        _order(MONEY, ', "context": {"device": {"category": "mobile"}}'),
        Beside.mapping,
        GA4 % "purchase" + "    on_error: skip_action\n    map: {device: context.device}\n",
    ),
    "E510": Explanation(
        "A path, a function or a conversion cannot work with the value: it is of another kind.",
        _signed_up('"seats": "many"'),
        _signed_up('"seats": "12"'),
        Beside.mapping,
        _strict("properties.seats: {from: properties.seats, as: number}"),
    ),
    "W510": Explanation(
        "The value of a field cannot be used. The rest was sent without it.",
        _signed_up('"seats": "many"'),
        _signed_up('"seats": "12"'),
        Beside.mapping,
        _track("properties.seats: {from: properties.seats, as: number}"),
    ),
    "E511": Explanation(
        "The mapping puts a field inside something that is not an object in this event.",
        _signed_up('"plan": "pro"'),
        _signed_up('"plan": {"name": "pro"}'),
        Beside.mapping,
        _strict("properties.plan: properties.plan, properties.plan.user: userId"),
    ),
    "W511": Explanation(
        "A part of a copied object is nothing that the tool can take. The rest was sent without it.",
        _signed_up('"plan": "pro", "tags": ["a", "b"]'),
        _signed_up('"plan": "pro", "tags": "a, b"'),
        Beside.mapping,
        GA4 % "event",
    ),
    "E512": Explanation(
        "each: of an action goes through a list, and the event has none there.",
        _signed_up('"teams": "red"'),
        _signed_up('"teams": [{"name": "red"}]'),
        Beside.mapping,
        "- do: track\n  each: properties.teams\n  map: {properties.team: name}\n",
    ),
    "W512": Explanation(
        "No amount goes without its currency: where one of them cannot be read, the other is left out, too.",
        _signed_up('"revenue": 5, "currency": "XXQ"'),
        _signed_up('"revenue": 5, "currency": "EUR"'),
        Beside.mapping,
        _track("revenue: properties.revenue, currency: properties.currency"),
    ),
    "W513": Explanation(
        "The first path of from: found a value that cannot be used, so the next one was taken.",
        _order(f'{MONEY}, "email": "n/a"', TRAITS),
        _order(f'{MONEY}, "email": "ada@example.org"', TRAITS),
        Beside.mapping,
        META,
    ),
    "E520": Explanation(
        "The event builds more than a payload may hold: lists in lists, or copies of copies.",
        unseen="It takes an event that makes megabytes out of kilobytes.",
    ),
    "E530": Explanation("An event is an object in braces.", '"Signed Up"', GOOD),
    "E531": Explanation(
        "An event says its type: track, identify, page, screen, group or alias.", '{"userId": "u1"}', GOOD
    ),
    "E532": Explanation(
        "The spec has six types: track, identify, page, screen, group and alias.",
        '{"type": "Tracked", "userId": "u1"}',
        GOOD,
    ),
    "E533": Explanation("A track event has a name.", '{"type": "track", "userId": "u1"}', GOOD),
    "E534": Explanation(
        "An event is somebody's: userId or anonymousId says whose.", '{"type": "track", "event": "Signed Up"}', GOOD
    ),
    "W534": Explanation(
        "Events with the same messageId are one event sent twice. What programs write for no id is the same in all of"
        " them, so an id made from the event's content is used instead.",
        _timed(f'{AT}, "messageId": "undefined"'),
        _timed(f'{AT}, "messageId": "0f8d3c52"'),
    ),
    "E535": Explanation(
        "None of the event's times can be read, and it says no other by which to date it.",
        _timed('"timestamp": "yesterday"'),
        GOOD,
    ),
    "W535": Explanation(
        "The event's own time cannot be read, so that it is dated by when it was received or sent.",
        _timed('"timestamp": "yesterday", "sentAt": "2026-03-01T10:15:31Z"'),
        _timed(f'{AT}, "sentAt": "2026-03-01T10:15:31Z"'),
    ),
    "E536": Explanation(
        "JSON has no such value: NaN, infinity, or what only a program's memory can hold.",
        _signed_up('"score": NaN'),
        _signed_up('"score": null'),
    ),
    "E537": Explanation(
        "The event is nested deeper than 64 levels.", unseen="It takes 64 objects or lists in each other."
    ),
    "E538": Explanation(
        "An integer of the event is longer than 64 bits. An id of such length should be a text.",
        _signed_up('"account": 123456789012345678901234567890'),
        _signed_up('"account": "123456789012345678901234567890"'),
    ),
    "E539": Explanation(
        "A string of the event holds a lone surrogate (half of a character), which no tool accepts.",
        _signed_up(r'"name": "Ada \ud83d"'),
        _signed_up(r'"name": "Ada \ud83d\ude00"'),
    ),
    "E540": Explanation(
        "Each line of an NDJSON file is one event as JSON, and this line is none.",
        _timed(f"{AT},"),
        _timed(AT),
    ),
    "E541": Explanation(
        "properties, traits, context and integrations are objects.",
        '{"type": "track", "event": "Signed Up", "userId": "u1", "properties": "plan"}',
        GOOD,
    ),
    "E590": Explanation(
        "The destination's plugin failed while it looked at the payload: a mistake of its author.",
        unseen="It is the package of the destination that is at fault, not an event or a mapping file.",
    ),
    "E591": Explanation(
        "The destination's plugin built no request from the payload: a mistake of its author.",
        unseen="It is the package of the destination that is at fault, not an event or a mapping file.",
    ),
}
