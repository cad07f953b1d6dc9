"""What analysts write who come from other tools and languages: methods, wrappers, units, keys, words."""

from tests.actions.mistakes.mistake import Mistake, mapped, when

ITEMS = "- do: purchase\n  map:\n    products:\n      each: properties.products\n      map: {sku: %s}\n"
OTHER_TOOLS = (
    # Conditions.
    Mistake(
        "a comparison in braces",
        when("{⟦event = A⟧}"),
        "E210",
        ("is not a key of a map", "without braces", 'event = "A"'),
    ),
    Mistake(
        "several names behind in without brackets",
        when('event in ⟦"A", "B"⟧'), "E210", ("go in [ ]",), '["A", "B"]',
    ),
    Mistake(
        "is one of, without brackets",
        when('⟦event is one of "A", "B"⟧'), "E210", ("no `is one of` here",), 'event in ["A", "B"]',
    ),
    Mistake(
        "a method of a text", when('⟦event.startsWith("A")⟧'), "E210", (".startsWith()",), 'starts_with(event, "A")',
    ),
    Mistake("an event in a message", when('⟦message.⟧event = "A"'), "E201", ("leave `message.` out",), ""),
    Mistake("the name of an event as a field", when('⟦event_name⟧ = "A"'), "E201", ("write event",), "event"),
    Mistake("a person as a field", when("⟦user⟧.email exists"), "E201", ("write context.traits",), "context.traits"),
    Mistake("a page as a field", when('⟦page⟧.path = "/"'), "E201", ("write context.page",), "context.page"),
    Mistake("an arrow to a field", when("properties⟦->⟧total > 5"), "E210", ("`->` does not lead",), "."),
    Mistake("a number with its unit", when("properties.total > ⟦100EUR⟧"), "E210", ("has no unit", "write 100"), "100"),
    Mistake(
        "a day without quotes", when("timestamp > ⟦2026-01-01⟧"), "E210", ("a time is a text",), '"2026-01-01"'
    ),
    Mistake("an empty list", when("properties.products = ⟦[]⟧"), "E206", ("length(properties.products) = 0",)),
    Mistake("not: with one condition", when("{⟦not⟧: {event: A}}"), "E205", ("write none: and a list",)),
    Mistake("not null as a value", when("{userId: ⟦not null⟧}"), "W212", ('the text "not null"', "exists: true")),
    Mistake("is empty as a value", when("{userId: ⟦is empty⟧}"), "W212", ('the text "is empty"',)),
    # Keys and words.
    Mistake("unless:", '- do: track\n  ⟦unless⟧: event = "A"\n', "E120", ("when: and below it none:",)),
    Mistake("else:", '- do: track\n  when: event = "A"\n  ⟦else⟧: identify\n', "E120", ("write a second action",)),
    Mistake("disabled:", "- do: track\n  ⟦disabled⟧: true\n", "E120", ("write enabled: false",)),
    Mistake("title: for name:", "- do: track\n  ⟦title⟧: x\n", "E120", ("write name:",), "name"),
    Mistake("properties: for map:", "- do: track\n  ⟦properties⟧: {a: userId}\n", "E120", ("fields under map:",)),
    Mistake("two types in one action", "- do: ⟦[track, identify]⟧\n", "E122", ("write one action for each",)),
    Mistake("a type with its destination", "- do: ⟦mixpanel.track⟧\n", "E111", ("write track",)),
    Mistake("a type by another word", "- do: ⟦order⟧\n", "E111", ("write purchase",)),
    Mistake("as: iso8601", mapped("properties.a: {from: timestamp, as: ⟦iso8601⟧}"), "E123", ("iso_time",), "iso_time"),
    Mistake("as: unix", mapped("properties.a: {from: timestamp, as: ⟦unix⟧}"), "E123", ("epoch_s",), "epoch_s"),
    Mistake("as: cents", mapped("revenue: {from: properties.total, as: ⟦cents⟧}"), "E123", ("money", "unit: minor")),
    Mistake(
        "default inside lookup:",
        mapped("properties.a: {from: properties.a, lookup: {a: b, ⟦default⟧: c}}"),
        "W352", ("is taken literally", "default: beside lookup:"),
    ),
    # Fields.
    Mistake("an item by its name", ITEMS % "⟦item.⟧sku", "W353", ("start at the item", "leave `item.` out: sku"), ""),
    Mistake("a function under set:", "- do: track\n  set: {properties.a: ⟦lower(event)⟧}\n", "W346", ("under map:",)),
    Mistake(
        "an arrow function",
        mapped("properties.a: 'properties.products.map(p ⟦=>⟧ p.sku)'"),
        "E302", ("products[].sku",),
    ),
    Mistake(
        "a star in except:",
        mapped("properties: {from: properties, except: [⟦'utm_*'⟧]}"),
        "W351", ("plain character",),
    ),
    Mistake("uuid()", mapped("insert_id: ⟦uuid⟧()"), "E320", ("messageId",)),
    Mistake("a payload around a field", mapped("properties.a: ⟦payload.⟧userId"), "E301", ("leave `payload.`",), ""),
)  # fmt: skip
