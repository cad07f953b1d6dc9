"""Untidy amounts and lines: each order goes out with its amount, unless its amount is what is untidy."""

from typing import Any, Final

from tests.untidy.rows import (
    HASHED,
    HAT,
    MONEY,
    REVENUE,
    SHOPS,
    Row,
    hat,
    properties,
    traits,
)

SIGNED = {"revenue": None, "products": [{**HAT, "price": "€5.25"}, {"product_id": "p2", "price": "3"}]}
SIGNS = {
    **{
        f"lines with a sign beside {currency}": Row(
            "meta_capi ga4 google_ads linkedin_capi klaviyo",
            properties(currency=currency, **SIGNED),
            {"value": 13.5, "currency": "EUR"},
        )
        for currency in ("EUR", None)
    },
    **{
        f"lines with a sign beside {currency}, as revenue": Row(
            "mixpanel braze customerio kafka",
            properties(currency=currency, **SIGNED),
            {"revenue": 13.5, "currency": "EUR"},
        )
        for currency in ("EUR", None)
    },
    "lines with a sign beside another currency": Row(
        "meta_capi ga4 linkedin_capi", properties(currency="USD", **SIGNED), fails="E502 value"
    ),
    "lines with two signs": Row(
        "meta_capi",
        properties(revenue=None, products=[{**HAT, "price": "€5.25"}, {**HAT, "price": "$3"}]),
        fails="E510 value",
    ),
    "a line whose quantity cannot be read, where it is sold alone": Row(
        "amplitude", hat(quantity="two"), fails="E502 quantity", do="product"
    ),
    "an unreadable price where no currency is said": Row(
        "meta_capi google_ads",
        properties(currency="", products=[{**HAT, "price": "10,50"}]),
        {"value": 10.5, "currency": "USD"},
        "products[0].price",
        ["W510 products[0].price"],
    ),
    **{
        f"the amount {revenue!r} beside {currency}": Row(
            "mixpanel",
            properties(revenue=revenue, currency=currency, products=[]),
            {"revenue": amount, "currency": read},
        )
        for revenue, currency, amount, read in (
            ("€20", None, 20, "EUR"),
            ("£10", None, 10, "GBP"),
            ("$20", None, 20, "USD"),
            ("€20", "EUR", 20, "EUR"),
        )
    },
    **{
        f"the amount {revenue!r} beside {currency}, as value": Row(
            "ga4 meta_capi",
            properties(revenue=revenue, currency=currency, products=[]),
            {"value": amount, "currency": read},
        )
        for revenue, currency, amount, read in (
            ("€20", None, 20, "EUR"),
            ("£10", None, 10, "GBP"),
            ("$20", None, 20, "USD"),
            ("€20", "EUR", 20, "EUR"),
        )
    },
    **{
        f"the amount {revenue!r} beside {currency}, for {tool}": Row(
            tool, properties(revenue=revenue, currency=currency, products=[]), fails=f"E502 {field}"
        )
        for revenue, currency in (("¥500", None), ("$20", "EUR"), ("€20", "USD"))
        for tool, field in (("mixpanel", "revenue"), ("ga4", "value"), ("meta_capi", "value"))
    },
}

ITEMS: Final = {
    "ga4": "items",
    **dict.fromkeys(("mixpanel", "meta_capi", "klaviyo", "braze", "google_ads"), "products"),
}
AMOUNTS: Final = {**dict.fromkeys(ITEMS, "value"), "mixpanel": "revenue", "braze": "revenue"}
LINES: Final = {
    "one object": (HAT, 1),
    "an empty object": ({}, 0),
    "an empty text": ("", 0),
    "JSON": ('[{"product_id": "p1", "name": "Hat", "price": 19.99, "quantity": 1}]', 1),
    "a list with null": ([None, HAT], 1),
    "a list with an empty text": (["", HAT], 1),
    "a text": ("mug", 0),
}
NULL: Final = ("mixpanel", "a list with null")
PRODUCTS = (
    {
        f"products that are {name}, for {tool}": Row(
            tool,
            properties(products=lines),
            {AMOUNTS[tool]: 10.5, "currency": "EUR", f"length({items} || `[]`)": count},
            # Null is an item of a list that is copied, which is said; a list that is gone through passes it over.
            warnings=[f"W510 {items}"] if lines == "mug" else ["W510 products[0]"] if (tool, name) == NULL else [],
        )
        for name, (lines, count) in LINES.items()
        for tool, items in ITEMS.items()
    }
    | {
        f"products that are two texts, for {tool}": Row(
            tool,
            properties(products=["p1", "p2"]),
            {AMOUNTS[tool]: 10.5, "currency": "EUR", f"length({items} || `[]`)": 0},
            warnings=[f"W510 {items}[{number}]" for number in range(2)] if tool == "mixpanel" else [f"W510 {items}"],
        )
        for tool, items in ITEMS.items()
    }
    | {
        f"a product beside a text, for {tool}": Row(
            tool,
            properties(products=[HAT, "p2"]),
            {AMOUNTS[tool]: 10.5, "currency": "EUR", f"length({items} || `[]`)": 1},
            warnings=[f"W510 {items}[1]"],
        )
        for tool, items in ITEMS.items()
    }
)

EMPTY_LINES: Final[dict[str, Any]] = {
    "an empty object": {},
    "an object of blanks": {"product_id": "", "name": None},
    "an empty list": [],
}
WRONG: Final[tuple[Any, ...]] = ("undefined", "1,019.99", "$2", True, {})
# No order is lost for what stands beside its amount: tax, a discount.
BESIDE: dict[str, Row] = {
    f"a {name} that is {value!r}, for {tool}": Row(
        tool, properties(**{name: value}), {AMOUNTS.get(tool, "revenue"): 10.5}, name, [f"W510 {name}"]
    )
    for value in WRONG
    for tool, names in (
        ("mixpanel", "tax shipping discount subtotal"),
        ("ga4", "tax shipping"),
        ("google_ads", "discount"),
        ("kafka", "tax shipping discount subtotal"),
        ("files", "tax"),
        ("postgres", "tax"),
    )
    for name in names.split()
} | {
    "a tax of a refund that cannot be read": Row(
        "ga4",
        {**properties(tax="undefined"), "event": "Order Refunded"},
        {"value": 10.5},
        "tax",
        ["W510 tax"],
        do="refund",
    ),
    "a discount of a line that cannot be read, in an order worth its lines": Row(
        "ga4",
        properties(revenue=None, products=[{**HAT, "discount": "n/a"}]),
        {"value": 10.5, "items[0].price": 5.25},
        "items[0].discount",
        ["W510 items[0].discount"],
    ),
    "a total that cannot be read beside the revenue": Row(
        "mixpanel files kafka postgres",
        properties(total="1,019.99"),
        {"revenue": 10.5, "currency": "EUR"},
        lacks="total",
        warnings=["W510 total"],
    ),
    "a worth that cannot be read beside the revenue": Row(
        "amplitude customerio files mixpanel posthog",
        properties(value="dark"),
        {"revenue": 10.5, "currency": "EUR"},
        warnings=["W510 value"],
    ),
}

NOTHING_AMONG = {"revenue": None, "products": [HAT, None, ""]}
PRODUCTS |= (
    {
        f"an order worth its lines with nothing among them, for {tool}": Row(
            tool,
            properties(**NOTHING_AMONG),
            {AMOUNTS[tool]: 10.5, f"length({items})": 1},
            warnings=["W510 products[1]"] if tool == "mixpanel" else [],
        )
        for tool, items in ITEMS.items()
    }
    | {
        f"products under numbers, as PHP writes them, for {tool}": Row(
            tool,
            properties(revenue=None, products={"0": HAT, "2": {**HAT, "product_id": "p2"}}),
            {AMOUNTS[tool]: 21, f"length({items})": 2},
        )
        for tool, items in ITEMS.items()
    }
    | {
        f"an order worth its lines with {name} among them, for {tool}": Row(
            tool,
            properties(revenue=None, products=[HAT, line]),
            {AMOUNTS[tool]: 10.5, f"length({items})": 1},
            warnings=[f"W510 {items}[1]"],
        )
        for name, line in EMPTY_LINES.items()
        for tool, items in ITEMS.items()
        if tool not in ("mixpanel", "google_ads")
    }
    | {
        f"a refund with {name} among its products, for {tool}": Row(
            tool,
            {**properties(products=[HAT, line]), "event": "Order Refunded"},
            {AMOUNTS[tool]: 10.5, f"length({ITEMS[tool]})": 1},
            warnings=[f"W510 {ITEMS[tool]}[1]"],
            do="refund",
        )
        for name, line in EMPTY_LINES.items()
        for tool in ("ga4", "klaviyo", "braze")
    }
    | {
        "an order worth its lines with a free one among them, of which GA4 knows no more": Row(
            "ga4", properties(revenue=None, products=[HAT, {"price": 0}]), fails="E502 items[1]"
        )
    }
    | {
        "lines that Braze cannot use": Row(
            "braze", properties(products=[{"price": 5}, HAT]), {"length(products)": 1}, warnings=["W510 products[0]"]
        )
    }
)

# What programs write where they have no id, and the warning of it: false alone says so without one.
NO_IDS: Final[dict[str, tuple[Any, bool]]] = {
    "undefined": ("undefined", True),
    "NULL": ("NULL", True),
    "an empty list": ([], True),
    "false": (False, False),
}
CODES = (
    {
        f"a product's id that is {name} beside its sku, for {tool}": Row(
            tool,
            properties(products=["mug", {**HAT, "product_id": value}, HAT]),
            {f"{field.format(0)}": "s1", f"{field.format(1)}": "p1"},
            warnings=[f"W510 {items}[0]", *([f"W513 {field.format(0)}"] if has_warning else [])],
        )
        for name, (value, has_warning) in NO_IDS.items()
        for tool, field in (
            *((tool, "products[{}].id") for tool in (*SHOPS.split(), "google_ads")),
            ("braze", "products[{}].product_id"),
            ("ga4", "items[{}].item_id"),
        )
        for items in (field.split("[")[0],)
    }
    | {
        f"an order number that is {name}": Row(
            SHOPS, properties(order_id=value), MONEY, "order_id", ["W510 order_id"] if has_warning else []
        )
        for name, (value, has_warning) in NO_IDS.items()
    }
    | {
        f"an order number that is {name}, where the message stands in": Row(
            tool,
            properties(order_id=value),
            {**MONEY, "transaction_id": "m-1"},
            warnings=["W513 transaction_id"] * has_warning,
        )
        for name, (value, has_warning) in NO_IDS.items()
        for tool in ("ga4", "google_ads")
    }
    | {
        "a coupon that a program has not found": Row(
            "ga4 files", properties(coupon="undefined"), {}, "coupon", ["W510 coupon"]
        ),
        "a product's id that is not text": Row(
            "meta_capi",
            hat(product_id=["p1"]),
            MONEY,
            "products[0].id",
            ["W510 products[0]"],
        ),
        "more products than GA4 takes": Row(
            "ga4", properties(products=[HAT] * 250), {"length(items)": 200}, warnings=["W511 items[200]"]
        ),
    }
)

IN_DOLLARS: Final = {"revenue": None, "products": [{**HAT, "currency": "usd"}]}
OF_LINES: Final = "meta_capi ga4 google_ads linkedin_capi klaviyo"
SUMS = {
    "a line in another currency, in an order worth its lines": Row(
        OF_LINES, properties(**IN_DOLLARS), fails="E510 value"
    ),
    "a line in another currency, in an order worth its lines, as revenue": Row(
        "mixpanel files", properties(**IN_DOLLARS), fails="E510 revenue"
    ),
    "a line in another currency beside the revenue": Row(
        f"{OF_LINES} intercom", properties(products=IN_DOLLARS["products"]), {"currency": "EUR"}
    ),
    "lines that alone say their currency": Row(
        OF_LINES, properties(currency=None, **IN_DOLLARS), {"value": 10.5, "currency": "USD"}
    ),
    "lines that alone say their currency, which is not the usual one": Row(
        OF_LINES,
        properties(currency=None, revenue=None, products=[{**HAT, "currency": "NOK"}]),
        {"value": 10.5, "currency": "NOK"},
    ),
    "a revenue without a currency, and lines that say one": Row(
        OF_LINES, properties(currency=None, products=[{**HAT, "currency": "NOK"}]), {"currency": "NOK"}
    ),
    "a revenue without a currency, and lines that say two": Row(
        OF_LINES,
        properties(currency=None, products=[{**HAT, "currency": "NOK"}, {**HAT, "currency": "SEK"}]),
        fails="E510 currency",
    ),
    "a part of a thing, in an order worth its lines, where the tool counts pieces": Row(
        f"{SHOPS} google_ads",
        properties(revenue=None, products=[{**HAT, "price": "5", "quantity": "1.5"}]),
        {"value": 7.5, "currency": "EUR", "products[0].id": "p1"},
        warnings=["W510 products[0].quantity"],
    ),
    "a quantity that is written as a calculator does": Row(
        "linkedin_capi meta_capi", properties(revenue=None, products=[{**HAT, "quantity": "1e2"}]), fails="E510 value"
    ),
    "an order of which a program wrote that it has no id": Row(
        "meta_capi", {"messageId": "undefined"}, MONEY, warnings=["W534 messageId"]
    ),
    "an address with a character in it that nobody sees": Row(
        SHOPS, traits(email="ada\u200b@example.com"), {**MONEY, **HASHED}
    ),
    "a name that is false, beside the ids of the product": Row(
        "braze", hat(name=False), {**REVENUE, "products[0].product_name": "p1"}
    ),
    "a name that is false, in a refund": Row(
        "braze ga4", {**hat(name=False), "event": "Order Refunded"}, {"currency": "EUR"}, do="refund"
    ),
    "an order number that is zero, where the message stands in": Row(
        "ga4", properties(order_id=0), {**MONEY, "transaction_id": "m-1"}, warnings=["W513 transaction_id"]
    ),
}

SPELLINGS = {
    f"an order that is called {name}": Row(tool, {"event": name}, {AMOUNTS[tool]: 10.5, "currency": "EUR"})
    for name in (
        "order completed",
        "ORDER COMPLETED",
        "order_completed",
        "OrderCompleted",
        "order-completed",
        "Completed Order",
    )
    for tool in ("mixpanel", "ga4", "meta_capi")
} | {
    f"a product that is put into the cart as {name}": Row(
        f"{SHOPS} ga4",
        {"event": name, "properties": {"revenue": None, "products": None, **HAT, "price": 5}},
        {"value": 10, "currency": "EUR"},
        do="add_to_cart",
    )
    for name in ("product added", "PRODUCT ADDED", "product_added", "Added product")
}

ROWS: Final = {**SIGNS, **PRODUCTS, **BESIDE, **CODES, **SUMS, **SPELLINGS}
