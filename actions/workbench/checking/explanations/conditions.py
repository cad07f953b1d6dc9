"""Codes about conditions."""
# an example is read in one line

from actions.workbench.checking.explanations.explanation import Beside, Explanation


def _when(bad: str, good: str) -> tuple[str, str]:
    return f"- do: track\n  when: {bad}\n", f"- do: track\n  when: {good}\n"


SEEN = '{"type": "track", "event": "Signed Up", "userId": "u1", "properties": {"plan": "pro", "seats": "12"}}'
PLAN = '{"Signed Up": {"properties": {"plan": {"type": "string"}}}}'
CONDITIONS = {
    "E201": Explanation(
        "A path begins with a field that events have: type, event, properties, context, traits, userId and so on.",
        *_when('evnt = "Click"', 'event = "Click"'),
    ),
    "E202": Explanation(
        "A comparison has a path on its left, a sign, and a value on its right. One of them is missing.",
        *_when("event =", 'event = "Click"'),
    ),
    "E203": Explanation(
        "Something follows a complete condition, or a bracket or a quote has no other half.",
        *_when('event = "Click" "View"', 'event in ["Click", "View"]'),
    ),
    "W204": Explanation(
        "`and` binds before `or`. Other tools read it otherwise, so brackets should say what is meant.",
        *_when(
            'type = "track" and event = "A" or event = "B"',
            '(type = "track" and event = "A") or event = "B"',
        ),
    ),
    "E205": Explanation(
        "There is no test or group of this name. Groups are all:, any: and none:.",
        *_when("{event: {equals: Click}}", "{event: {is: Click}}"),
    ),
    "E206": Explanation(
        "The test cannot compare with this value: above: takes a number, one_of: a list.",
        *_when("{properties.total: {above: '10'}}", "{properties.total: {above: 10}}"),
    ),
    "E207": Explanation(
        "Patterns are matched in linear time, so looking around and back-references are not there.",
        *_when('regex(event, "(?=a)b")', 'regex(event, "^a")'),
    ),
    "E208": Explanation(
        "The condition is nested deeper than 64 levels. Take it apart into several actions.",
        unseen="It takes 64 brackets in each other.",
    ),
    "E209": Explanation(
        "A condition is a text or a map. A list does not say whether all or any of its parts must hold.",
        *_when("[{event: A}, {type: track}]", "{all: [{event: A}, {type: track}]}"),
    ),
    "E210": Explanation(
        "The condition is written as in another language. The message has the words of this one.",
        *_when('event == "Click"', 'event = "Click"'),
    ),
    "E211": Explanation(
        "Events are of the types track, identify, page, screen, group and alias.",
        *_when('type = "Track"', 'type = "track"'),
    ),
    "W212": Explanation(
        "A plain value means: is this text. A test is a map.",
        *_when("{properties.total: '> 5'}", "{properties.total: {above: 5}}"),
    ),
    "W213": Explanation(
        "A letter of another alphabet looks like the one that is meant, and is another one to a program: here the "
        "first letter of Order is a Cyrillic one. Such letters come along when text is copied, "
        "and so do no-break spaces.",
        *_when('event = "\u041erder Completed"', 'event = "Order Completed"'),
    ),
    "W214": Explanation(
        "Comparisons by = and in take * as a plain character. Wildcards are for match() and matches:.",
        *_when('event = "Order *"', 'match(event, "Order *")'),
    ),
    "W215": Explanation(
        "A value is one text. Several names are a list.",
        *_when("{event: 'Order Completed, Order Refunded'}", "{event: [Order Completed, Order Refunded]}"),
    ),
    "W216": Explanation(
        "Two parts of the condition exclude each other, or events of the type do not have the field that is asked for.",
        *_when('event = "A" and event = "B"', 'event in ["A", "B"]'),
    ),
    "W217": Explanation(
        "Whatever the event, one of the parts is true: the condition leaves nothing out.",
        *_when('event = "A" or event != "A"', 'type = "track"'),
    ),
    "W218": Explanation(
        "None of the events that were looked at has this name. It may be misspelt, or sent no more.",
        *_when('event = "Sign Up"', 'event = "Signed Up"'),
        Beside.seen,
        SEEN,
    ),
    "W219": Explanation(
        "In all events that were looked at the field is a text, and a text is neither above nor below a number. "
        "to_number() reads it. Likewise no number is a text in quotes, whatever its digits.",
        *_when("properties.seats > 5", "to_number(properties.seats) > 5"),
        Beside.seen,
        SEEN,
    ),
    "W220": Explanation(
        "The tracking plan does not have an event of this name.",
        *_when('event = "Sign Up"', 'event = "Signed Up"'),
        Beside.plan,
        PLAN,
    ),
}
