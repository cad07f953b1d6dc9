"""Comparisons as people say them, and as programs call them: conditions, and what is offered in the marked place."""

from tests.actions.mistakes.mistake import Mistake, when

ROWS = (
    ("not empty, in one word", "⟦properties.a isnt empty⟧", 'properties.a != "" and properties.a exists'),
    ("not empty, with an apostrophe", "⟦properties.a isn't empty⟧", 'properties.a != "" and properties.a exists'),
    ("is not there, in one word", "⟦properties.coupon doesnt exist⟧", "properties.coupon = null"),
    ("a field that is filled", "⟦properties.coupon has value⟧", "properties.coupon exists"),
    ("not between", "⟦properties.mrr not between 1 and 5⟧", "not (properties.mrr >= 1 and properties.mrr <= 5)"),
    ("a method between two", "⟦properties.a.between(10, 20)⟧", "properties.a >= 10 and properties.a <= 20"),
    (
        "a method of two tests beside another",
        "⟦properties.a.isEmpty()⟧ and userId exists",
        '(properties.a = "" or properties.a = null)',
    ),
    ("a method for a sign", "⟦properties.mrr.gte(5)⟧", "properties.mrr >= 5"),
    ("a function that is empty", "⟦isEmpty(properties.a)⟧", 'properties.a = "" or properties.a = null'),
    (
        "no products",
        "⟦properties.products is empty⟧",
        "length(properties.products) = 0 or properties.products = null",
    ),
    ("products at all", "⟦properties.products is not empty⟧", "length(properties.products) > 0"),
    ("a function of no products", "⟦isNotEmpty(properties.products)⟧", "length(properties.products) > 0"),
    (
        "a test compared with true",
        "⟦has(properties.products[].sku, 'X') = true⟧ and userId exists",
        "has(properties.products[].sku, 'X')",
    ),
    ("a test compared with false", '⟦regex(event, "^A") = false⟧', 'not regex(event, "^A")'),
    ("a test that is not true", '⟦match(event, "A*") != true⟧', 'not match(event, "A*")'),
    ("a function that equals", '⟦equals(event, "A")⟧ and userId exists', 'event = "A"'),
    ("names in round brackets", "event in ⟦(Order Completed, B)⟧", '["Order Completed", "B"]'),
    ("names without brackets", "event in ⟦Order Completed, B⟧", '["Order Completed", "B"]'),
    ("names without quotes in a list", "event in ⟦[Order Completed, B]⟧", '["Order Completed", "B"]'),
    (
        "one of several parts",
        '⟦properties.url contains any of ["a", "b"]⟧',
        '(contains(properties.url, "a") or contains(properties.url, "b"))',
    ),
    ("before a day", 'timestamp ⟦is before⟧ "2026-01-01"', "<"),
)
SAID = (
    *(Mistake(name, when(condition), "E210", (), fix) for name, condition, fix in ROWS),
    Mistake("before a day without quotes", when("timestamp ⟦before⟧ 2026-01-01"), "E210", (), "<", then=("E210",)),
    Mistake("a time ago", when("timestamp ⟦older than 7 days⟧"), "E210", ("no clock", 'timestamp < "2026-03-01"')),
)
