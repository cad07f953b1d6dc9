"""Codes about events, and what is built from them. The examples are events for Mixpanel's purchase and track."""
# an example is read in one line

from actions.workbench.checking.explanations.explanation import Explanation

GOOD = '{"type": "track", "event": "Signed Up", "userId": "u1", "timestamp": "2026-03-01T10:15:30Z"}'


def _order(properties: str) -> str:
    return (
        '{"type": "track", "event": "Order Completed", "userId": "u1", "timestamp": "2026-03-01T10:15:30Z", '
        f'"properties": {{{properties}}}}}'
    )


ORDER = _order('"order_id": "1", "revenue": 5, "currency": "EUR"')
EVENTS = {
    "E501": Explanation(
        "The field must have a value (required: true, or the tool asks for it), and the event has none."
    ),
    "E502": Explanation(
        "The tool refuses the value. The message says why, and what would do.",
        _order('"order_id": "1", "revenue": "lots", "currency": "EUR"'),
        ORDER,
    ),
    "E503": Explanation("An object that was copied has a part that the action type does not know."),
    "E510": Explanation("A path, a function or a conversion cannot work with the value: it is of another kind."),
    "W510": Explanation("The value of a field cannot be used. The rest was sent without it."),
    "E511": Explanation("The mapping puts a field inside something that is no object in this event."),
    "W511": Explanation("A part of a copied object is nothing that the tool can take. The rest was sent without it."),
    "E512": Explanation("each: of an action goes through a list, and the event has none there."),
    "W512": Explanation("An amount that cannot be read was left out, and its currency with it."),
    "W513": Explanation("The first path of from: found a value that cannot be used, so the next one was taken."),
    "E520": Explanation("The event builds more than a payload may hold: lists in lists, or copies of copies."),
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
    "E535": Explanation("None of the event's times can be read, and it says no other by which to date it."),
    "W535": Explanation("The event's own time cannot be read, so that it is dated by when it was received or sent."),
    "E536": Explanation("JSON has no such value: NaN, infinity, or what only a program's memory can hold."),
    "E537": Explanation("The event is nested deeper than 64 levels."),
    "E538": Explanation("An integer of the event is longer than 64 bits. An id of such length should be a text."),
    "E539": Explanation("A text of the event holds half a character, which no tool takes."),
    "E540": Explanation("Each line of an NDJSON file is one event as JSON, and this line is none."),
    "E541": Explanation(
        "properties, traits, context and integrations are objects.",
        '{"type": "track", "event": "Signed Up", "userId": "u1", "properties": "plan"}',
        GOOD,
    ),
    "E590": Explanation("The destination's plugin failed while it looked at the payload: a mistake of its author."),
    "E591": Explanation("The destination's plugin built no request from the payload: a mistake of its author."),
}
