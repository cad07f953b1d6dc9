"""Mistakes in conditions. M1 and so on are those of a new analyst's first day."""
# a mistake is read in one line

from tests.actions.mistakes.mistake import Mistake, when

REVENUE = "properties.revenue"
CONDITIONS = (
    Mistake(
        "M1 exists before its path", when(f"⟦exists {REVENUE}⟧"), "E210", (f"{REVENUE} exists",), f"{REVENUE} exists"
    ),
    Mistake(
        "M2 a pattern between slashes",
        when("⟦event = /Order.*/⟧"),
        "E210",
        ('regex(event, "Order.*")',),
        'regex(event, "Order.*")',
    ),
    Mistake("M4 a star in =", when('⟦event = "Order *"⟧'), "W214", ("plain character",), 'match(event, "Order *")'),
    Mistake("M4 a star alone", when('⟦event = "*"⟧'), "W214", ("plain character",), "event exists"),
    Mistake(
        "M4 a star in a list", when('⟦event in ["Order*"]⟧'), "W214", ("plain character",), 'match(event, "Order*")'
    ),
    Mistake(
        "M4 a star as a value",
        when('{event: ⟦"Order *"⟧}'),
        "W214",
        ("plain character", "{matches:"),
        '{matches: "Order *"}',
    ),
    Mistake(
        "M4 a star in a list of values",
        when('{event: ["Signed Up", ⟦"Order *"⟧]}'),
        "W214",
        ("plain character", "matches"),
    ),
    Mistake(
        "M5 names with a comma between",
        when("{event: ⟦'Order Completed, Order Refunded'⟧}"),
        "W215",
        ("one name", "[Order Completed, Order Refunded]"),
        "[Order Completed, Order Refunded]",
    ),
    Mistake(
        "M5 names with or between",
        when("{event: ⟦Order Completed or Order Refunded⟧}"),
        "W215",
        ("one name",),
        "[Order Completed, Order Refunded]",
    ),
    Mistake(
        "M5 names with | between",
        when("{event: ⟦Order Completed|Order Refunded⟧}"),
        "W215",
        ("one name",),
        "[Order Completed, Order Refunded]",
    ),
    Mistake(
        "M5 names with a comma between, on one line",
        when('⟦event = "Order Completed, Order Refunded"⟧'),
        "W215",
        ("one name",),
        'event in ["Order Completed", "Order Refunded"]',
    ),
    Mistake("M6 two names at once", when('⟦event = "A" and event = "B"⟧'), "W216", ("never", "or")),
    Mistake("M6 an identify with a name", when('⟦type = "identify" and event = "A"⟧'), "W216", ("never", "identify")),
    Mistake(
        "M6 a track with traits",
        when('⟦type = "track" and traits.email exists⟧'),
        "W216",
        ("never", "context.traits.email"),
    ),
    Mistake(
        "M6 a page with traits",
        when('⟦type = "page" and traits.plan = "pro"⟧'),
        "W216",
        ("never", "context.traits.plan"),
    ),
    Mistake("M14 is set", when(f"⟦{REVENUE} is set⟧"), "E210", (f"{REVENUE} exists",), f"{REVENUE} exists"),
    Mistake("M15 is not null", when(f"⟦{REVENUE} is not null⟧"), "E210", (f"{REVENUE} exists",), f"{REVENUE} exists"),
    Mistake(
        "M16 a key after when:",
        when("⟦event: Order Completed⟧"),
        "E109",
        ('event = "Order Completed"',),
        'event = "Order Completed"',
    ),
    Mistake("M17 a comma in a number", when(f"{REVENUE} > ⟦1,000⟧"), "E210", ("1000", "or 1.000")),
    Mistake("M17 a line in a number", when(f"{REVENUE} > ⟦1_000⟧"), "E210", ("1000",), "1000"),
    Mistake("M18 a dollar before a number", when(f"{REVENUE} > ⟦$1000⟧"), "E210", ("1000", "currency"), "1000"),
    Mistake("M19 a mathematician's sign", when(f"{REVENUE} ⟦≥⟧ 100"), "E210", (">=",), ">="),
    Mistake("M19 another sign", when(f"{REVENUE} ⟦≠⟧ 100"), "E210", ("!=",), "!="),
    Mistake(
        "M20 a value between two",
        when(f"⟦100 < {REVENUE} < 200⟧"),
        "E210",
        (f"{REVENUE} > 100 and {REVENUE} < 200",),
        f"{REVENUE} > 100 and {REVENUE} < 200",
    ),
    Mistake("M21 greater than in words", when(f"{REVENUE} ⟦greater than⟧ 100"), "E210", ("write >",), ">"),
    Mistake("M22 None", when(f"{REVENUE} = ⟦None⟧"), "E210", ("null",), "null"),
    Mistake("M33 a star alone as a value", when("{event: ⟦'*'⟧}"), "W214", ("exists",), "{exists: true}"),
    Mistake(
        "M33 a star that YAML reads",
        "- do: track\n  when:\n    event: ⟦*⟧\n",
        "E109",
        ("{exists: true}",),
        "{exists: true}",
    ),
    Mistake(
        "M34 a misspelt ignore_case",
        when("{event: {is: a, ⟦ignorecase⟧: true}}"),
        "E205",
        ("ignore_case",),
        "ignore_case",
    ),
    Mistake(
        "contains between",
        when('⟦event contains "Order"⟧'),
        "E210",
        ('contains(event, "Order")',),
        'contains(event, "Order")',
    ),
    Mistake(
        "not contains",
        when('⟦event not contains "Order"⟧'),
        "E210",
        ('not contains(event, "Order")',),
        'not contains(event, "Order")',
    ),
    Mistake("like", when('⟦event like "Order%"⟧'), "E210", ('match(event, "Order*")',), 'match(event, "Order*")'),
    Mistake("matches", when('⟦event matches "Order*"⟧'), "E210", ('match(event, "Order*")',), 'match(event, "Order*")'),
    Mistake(
        "starts with",
        when('⟦event starts with "Order"⟧'),
        "E210",
        ('starts_with(event, "Order")',),
        'starts_with(event, "Order")',
    ),
    Mistake("=~", when('⟦event =~ "^Order"⟧'), "E210", ('regex(event, "^Order")',), 'regex(event, "^Order")'),
    Mistake(
        "yes for true in a test",
        when("{properties.coupon: {exists: ⟦yes⟧}}"),
        "E206",
        ('not the text "yes"', "write exists: true"),
        "true",
    ),
    Mistake(
        "off for false in a test", when("{properties.coupon: {exists: ⟦'Off'⟧}}"), "E206", ("exists: false",), "false"
    ),
    Mistake("a share in percent", when("properties.rate > ⟦10%⟧"), "E210", ("0.1", "10")),
)
