"""Conditions of which nobody knows what is meant, or whose first guess would mean something else."""
# a mistake is read in one line

from tests.actions.mistakes.mistake import Mistake, mapped, when

MEANINGS = (
    Mistake("not of a path alone", when("not ⟦properties.trial⟧"), "E202", ("properties.trial = true",)),
    Mistake("a function alone", when("⟦lower(event)⟧"), "E202", ("compare it with a value, such as lower(event) =",)),
    Mistake("another path on the right", when("userId != ⟦anonymousId⟧"), "E210", ("compare two paths as",)),
    Mistake("always", when("⟦always⟧"), "E202", ("write type exists",)),
    Mistake("never", when("⟦never⟧"), "E202", ("enabled: false",)),
    Mistake("one word", when("⟦subscribed⟧"), "E202", ("properties.subscribed = true",)),
    Mistake("yes for true", when("properties.a = ⟦yes⟧"), "E210", ('write true, or "yes"',)),
    Mistake("empty as a value", when("properties.a != ⟦empty⟧"), "E210", ('write "" or null',)),
    Mistake(
        "!contains between",
        when('⟦properties.plan !contains "annual"⟧'),
        "E210",
        ("not contains(",),
        'not contains(properties.plan, "annual")',
    ),
    Mistake("!in", when('⟦event !in ["A", "B"]⟧'), "E210", ("not in",), 'event not in ["A", "B"]'),
    Mistake("a decimal point first", when("properties.mrr > ⟦.5⟧"), "E210", ("0.5",), "0.5"),
    Mistake("a decimal comma", when("properties.mrr > ⟦9,99⟧"), "E210", ("9.99",), "9.99"),
    Mistake("names without quotes or brackets", when("event = ⟦Trial⟧, Order"), "E210", ('event in ["A", "B"]',)),
    Mistake("one name behind in", when("event in ⟦Trial⟧"), "E210", ('["Trial"]',), '["Trial"]'),
    Mistake("a sign that is none", when('⟦properties.plan ~ "a"⟧'), "E202", ("no comparison", "=, !=")),
    Mistake(
        "a value in a path",
        when("""'⟦"G-32" in⟧ properties.products[*].sku'"""),
        "E210",
        ('has(properties.products[*].sku, "G-32")', "contains("),
    ),
    Mistake("a name without quotes with a star", when("event = ⟦Refund *⟧"), "E210", ("match(path,",)),
    Mistake("like: with %", when('{event: {⟦like⟧: "Trial%"}}'), "E205", ('matches: "Trial*"',)),
    Mistake("match: with a regular expression", when('{event: {⟦match⟧: "^Trial.*"}}'), "E205", ('regex: "^Trial',)),
    Mistake("like() with %", when('⟦like⟧(event, "Trial%")'), "E205", ("match(path,",)),
    Mistake(
        "matches with a regular expression",
        when('⟦event matches "^Trial"⟧'),
        "E210",
        ("regex(",),
        'regex(event, "^Trial")',
    ),
    Mistake("a map inside properties:", when("{properties: {⟦plan⟧: annual}}"), "E205", ("properties.plan",)),
    Mistake("a ! that YAML takes", when("⟦!exists(properties.coupon)⟧"), "E105", ("not exists(properties.coupon)",)),
    Mistake("> as a test", when("\n    properties.mrr: ⟦>⟧ 5"), "E109", ("{above: 5}",)),
    Mistake(
        "? : in a field",
        mapped("data.x: properties.trial ? 'yes' ⟦:⟧ 'no'"),
        "E109",
        ("if_(properties.trial, 'yes', 'no')",),
    ),
    # What can never hold, or holds something else than it seems to.
    Mistake("capitals behind lower()", when('⟦lower(event) = "Trial Ended"⟧'), "W216", ("never", "in lower case")),
    Mistake("small letters behind upper()", when('⟦upper(properties.a) in ["x"]⟧'), "W216", ("never", "in upper case")),
    Mistake("no capitals behind lower()", when('⟦not (lower(event) = "Trial")⟧'), "W217", ("can never be", "lower()")),
    Mistake(
        "a list above a number",
        when("⟦properties.products[].price > 10⟧"),
        "W216",
        ("is a list", "max(properties.products[].price)", "properties.products[0].price"),
    ),
    Mistake(
        "a field of a list in a condition",
        when("⟦properties.products.price⟧ > 10"),
        "W309",
        ("properties.products[0].price", "max(properties.products[].price)"),
    ),
    Mistake("a star at the end in contains", when('⟦contains(event, "Trial*")⟧'), "W214", ('leave it out: "Trial"',)),
    Mistake("a star in starts_with", when('⟦starts_with(event, "Trial*")⟧'), "W214", ('leave it out: "Trial"',)),
    Mistake("% in starts_with", when('⟦starts_with(event, "Trial%")⟧'), "W214", ("`%` is a plain", '"Trial"')),
    Mistake("% in match", when('⟦match(event, "Trial%")⟧'), "W214", ('write "Trial*"',)),
    # Siblings of which one leaves the type out.
    Mistake(
        "money twice, where one condition leaves the type out",
        '- do: purchase\n- do: purchase\n  when: event = "Order Completed"\n  name: ⟦b⟧\n',
        "W117",
        ("twice",),
    ),
    Mistake(
        "money twice, where one condition is narrower",
        '- do: purchase\n- do: purchase\n  when: event = "Order Completed" and properties.a > 1\n  name: ⟦b⟧\n',
        "W117",
        ("twice",),
    ),
    Mistake(
        "behind a sibling that takes all events, where one condition leaves the type out",
        '- do: track\n  exclusive: x\n- do: track\n  name: b\n  when: event = "A"\n  exclusive: ⟦x⟧\n',
        "W118",
        ("never fires",),
    ),
    # Literals that a function refuses for every event.
    Mistake(
        "a text as a number", mapped("properties.a: ⟦round⟧(properties.a, '2')"), "E321", ("whole number", "digits?")
    ),
    Mistake("a number as a text", mapped("properties.a: ⟦lower⟧(`5`)"), "E321", ("takes a text", "not 5")),
    Mistake(
        "a format before its time",
        mapped("properties.a: ⟦format_time⟧('%d.%m.%Y', timestamp)"),
        "E321",
        ("time", "format_time(time, format, zone?)"),
    ),
    Mistake(
        "a list before its separator",
        mapped("properties.a: ⟦join⟧(properties.tags, ',')"),
        "E321",
        ("a list of texts as its 2nd", "join(separator, texts)"),
    ),
    Mistake("a literal in a condition", when("⟦length⟧(`5`) > 3"), "E321", ("not 5",)),
    Mistake(
        "an item's own field, from the event on",
        mapped("properties.a: {each: properties.products, map: {sku: ⟦properties.products.sku⟧}}"),
        "W353",
        ("write sku for the item's own",),
        "sku",
    ),
    # Fields that take what stands at the path for no event.
    Mistake("an action for each letter of a name", "- do: track\n  each: ⟦event⟧\n", "W356", ("takes a list",)),
    Mistake("an action for each property", "- do: track\n  each: ⟦properties⟧\n", "W356", ("takes a list",)),
    Mistake(
        "a day as an amount",
        "- do: purchase\n  map: {revenue: {from: ⟦timestamp⟧, as: date}}\n",
        "W356",
        ("a text as date", "takes a number"),
    ),
    Mistake(
        "a name's template as an amount",
        "- do: purchase\n  map: {revenue: {template: ⟦'{{ event }}'⟧}}\n",
        "W356",
        ("is a text", "takes a number"),
    ),
    Mistake(
        "all items in one text",
        "- do: purchase\n  map: {event: ⟦'properties.products[].sku'⟧}\n",
        "W356",
        ("is a list", "takes a text", "properties.products[0].sku", "join(', ', properties.products[].sku)"),
    ),
    Mistake(
        "all items by a star in one text",
        "- do: track\n  map: {event: ⟦'properties.products[*].sku'⟧}\n",
        "W356",
        ("is a list", "properties.products[0].sku"),
    ),
    Mistake(
        "the parts of a text in one text",
        "- do: track\n  map: {event: ⟦\"split(event, ',')\"⟧}\n",
        "W356",
        ("is a list", "split(event, ',') | [0]"),
    ),
    Mistake(
        "true or false as an amount",
        "- do: purchase\n  map: {revenue: ⟦\"properties.total == 'a'\"⟧}\n",
        "W356",
        ("is true or false", "takes a number"),
    ),
    Mistake(
        "a product for each letter",
        "- do: purchase\n  map: {products: {each: ⟦event⟧, map: {sku: sku}}}\n",
        "W356",
        ("event is a text", "each: takes a list"),
    ),
    Mistake(
        "a list for a name",
        "- do: purchase\n  map: {event: {⟦each⟧: properties.products, map: {sku: sku}}}\n",
        "W356",
        ("each: makes a list", "takes a text"),
    ),
    # A path in quotes is its own letters.
    Mistake(
        "a hash of the words",
        mapped("properties.a: \"sha256(⟦'context.traits.email'⟧)\""),
        "W326",
        ("this text itself", "write context.traits.email"),
        "context.traits.email",
    ),
    Mistake(
        "a path in two quotes",
        mapped("properties.a: \"⟦'properties.plan'⟧\""),
        "W326",
        ("write properties.plan",),
        "properties.plan",
    ),
    Mistake(
        "the words of a path in a condition", when("lower(⟦'properties.plan'⟧) = \"x\""), "W326", (), "properties.plan"
    ),
    # Programs choose so; conditions by and, or.
    Mistake(
        "a choice between tests",
        when("'⟦properties.trial ? userId exists : event = \"A\"⟧'"),
        "E210",
        ("there is no `? :` in a condition",),
        '(properties.trial = true and userId exists) or (not (properties.trial = true) and event = "A")',
    ),
    Mistake(
        "a choice without YAML's quotes",
        when('⟦properties.plan = "a" ? true : false⟧'),
        "E109",
        ("there is no `? :` in a condition",),
        'properties.plan = "a"',
    ),
    Mistake(
        "a choice in brackets",
        when("'type = \"track\" and (⟦properties.trial ? false : userId exists⟧)'"),
        "E210",
        (),
        "not (properties.trial = true) and userId exists",
    ),
    Mistake(
        "a choice of values",
        when('\'event = properties.trial ⟦?⟧ "A" : "B"\''),
        "E210",
        ("the tests of both cases, with or between them",),
    ),
    Mistake(
        "a # in a text without YAML's quotes",
        when('event = ⟦"Plan⟧ #1"'),
        "E203",
        ("never closed", "write 'event = \"Plan #1\"'"),
    ),
    # What programs call conversions, and the event.
    Mistake("to_int()", mapped("properties.a: ⟦to_int⟧(properties.a)"), "E320", ("as: integer",)),
    Mistake("number()", mapped("properties.a: ⟦number⟧(properties.a)"), "E320", ("to_number(",)),
    Mistake("str()", mapped("properties.a: ⟦str⟧(properties.a)"), "E320", ("to_string(",)),
    Mistake("a path with $ before it", mapped("properties.a: ⟦$⟧properties.plan"), "E302", ("properties.plan",), ""),
)
