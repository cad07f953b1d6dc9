"""Untidy orders: each goes out with its amount, its currency and its person, unless its amount is what is untidy."""

from typing import Any, Final

from tests.untidy.rows import HAT, Row

SHOPS = "meta_capi tiktok_events pinterest_capi"
HASHED = {"email": "b5fc85e55755f9e0d030a10ab4429b6b2944855f9a0d60077fe832becbc41d72"}
MONEY = {"value": 10.5, "currency": "EUR"}
REVENUE = {"revenue": 10.5, "currency": "EUR"}
HASH = "8b7df143d91c716ecfa5fc1730022f6b421b05cedee8fd52b1fc65a96030ad52"
ANONYMOUS = "0741a320e613baac937e2644e8e96a2832166a3eb222ade3abbfa21a8cff1035"
LINE = {"price": 5.25, "quantity": 2}


def properties(**changed: Any) -> dict[str, Any]:
    return {"properties": changed}


def hat(**changed: Any) -> dict[str, Any]:
    return properties(products=[changed])


def context(**changed: Any) -> dict[str, Any]:
    return {"context": changed}


def traits(**changed: Any) -> dict[str, Any]:
    return context(traits=changed)


BLANKS = {
    "an empty brand": Row(SHOPS, hat(brand=""), MONEY, "products[0].brand"),
    "an empty category": Row(SHOPS, hat(category=""), MONEY, "products[0].category"),
    "an empty name": Row(SHOPS, hat(name=""), MONEY, "products[0].name"),
    "an empty name of a product": Row("braze", hat(name=""), {**REVENUE, "products[0].product_id": "p1"}),
    "an empty sku": Row("braze", hat(sku=""), {**REVENUE, "products[0].variant_id": "p1"}),
    "an empty id beside a sku, in a list of paths": Row("braze", hat(product_id=""), {"products[0].product_id": "s1"}),
    "an empty id beside a sku": Row(
        f"{SHOPS} google_ads", hat(product_id=""), {**MONEY, "products[0].id": "s1", "products[0].price": 5.25}
    ),
    "an empty order number": Row(SHOPS, properties(order_id=""), MONEY, "order_id"),
    "an empty order number, where the message stands in": Row(
        "google_ads", properties(order_id=""), {**MONEY, "transaction_id": "m-1"}
    ),
    "empty click cookies": Row("meta_capi", properties(fbc="", fbp=""), MONEY, "fbc fbp"),
    "an empty page": Row("tiktok_events pinterest_capi", context(page={"url": ""}), MONEY, "url"),
    "an empty page, for the source": Row(
        "meta_capi", context(page={"url": ""}), {**MONEY, "action_source": "other"}, "url"
    ),
    "a landing page without a click of one tool": Row(
        SHOPS, context(page={"search": "?fbclid=&utm_source=x"}), MONEY, "fbc fbclid ttclid click_id"
    ),
    "a landing page without a click of another tool": Row(
        SHOPS, context(page={"search": "?ttclid="}), MONEY, "fbc fbclid ttclid click_id"
    ),
    "a landing page without a click of a third tool": Row(
        SHOPS, context(page={"search": "?epik="}), MONEY, "fbc fbclid ttclid click_id"
    ),
    "an empty address and browser": Row(SHOPS, context(ip="", userAgent=" "), MONEY, "ip user_agent"),
    "an empty address of the device": Row(
        "mixpanel amplitude posthog",
        context(ip="", userAgent=""),
        REVENUE,
        'ip user_agent browser os context."$raw_user_agent"',
    ),
    "an empty e-mail beside the known one": Row(
        f"{SHOPS} linkedin_capi google_ads", properties(email=""), {**MONEY, **HASHED}
    ),
    "an empty e-mail beside the known one, sent as it is": Row(
        "klaviyo", properties(email=""), {**MONEY, "email": "ada@example.com"}
    ),
    "an empty phone beside the known one": Row(
        "meta_capi pinterest_capi",
        {**properties(phone=""), **traits(phone="+4722123456")},
        {"phone": "cf38d27f31af2b17284144376d548bba5b26aa58766cea2ab78246ceab35559f"},
    ),
    "an empty phone beside the known one, hashed with its plus": Row(
        "tiktok_events google_ads",
        {**properties(phone=""), **traits(phone="+4722123456")},
        {"phone": "e171151447c3daf2e177433c5b7a08c752558f081399e20038bb9d390b291974"},
    ),
    "an empty phone beside the known one, sent as it is": Row(
        "klaviyo", {**properties(phone=""), **traits(phone="+4722123456")}, {"phone": "+4722123456"}
    ),
    "empty figures": Row(
        f"{SHOPS} ga4 google_ads", properties(tax="", shipping="", discount=""), MONEY, "tax shipping"
    ),
    "empty figures beside the revenue": Row(
        "mixpanel braze", properties(tax="", shipping="", discount=""), REVENUE, "tax shipping discount"
    ),
    "an empty price": Row(SHOPS, hat(price=""), {**MONEY, "products[0].id": "p1"}, "products[0].price"),
    "an empty price of a basket": Row(
        "google_ads", hat(price=""), {**MONEY, "products[0].id": "p1"}, "products[0].price"
    ),
    "an empty quantity": Row(SHOPS, hat(quantity=""), {**MONEY, "products[0].quantity": 1}),
}

CLICKS = {
    "meta_capi": ("fbclid", "fbclid"),
    "tiktok_events": ("ttclid", "ttclid"),
    "pinterest_capi": ("epik", "click_id"),
    "google_ads": ("gclid", "gclid"),
    "linkedin_capi": ("li_fat_id", "li_fat_id"),
    "reddit_capi": ("rdt_cid", "click_id"),
    "snapchat_capi": ("ScCid", "sc_click_id"),
    "x_ads": ("twclid", "twclid"),
}
PAGES: Final[dict[str, tuple[dict[str, str], bool]]] = {
    "a click in the page's parameters": ({"search": "?a=1&CLICK=F1-x_2&b=2"}, True),
    "a click behind a parameter whose name ends alike": ({"search": "?xCLICK=no&CLICK=F1-x_2"}, True),
    "a click behind a value that looks like one": ({"search": "?a=CLICK=no&CLICK=F1-x_2"}, True),
    "a click in the page's address alone": ({"url": "https://shop.example/?CLICK=F1-x_2#CLICK=no"}, True),
    "a click beside empty parameters": ({"url": "https://shop.example/?CLICK=F1-x_2", "search": ""}, True),
    "a parameter whose name ends as a click's": ({"search": "?xCLICK=no"}, False),
    "a parameter whose name begins as a click's": ({"search": "?CLICKx=no&CLICK"}, False),
    "a click behind the page's number sign": ({"url": "https://shop.example/#?CLICK=no"}, False),
}
LINKS = {
    f"{what} ({tool})": Row(
        tool,
        context(page={key: text.replace("CLICK", parameter) for key, text in page.items()}),
        {**MONEY, field: "F1-x_2"} if found else MONEY,
        "" if found else field,
    )
    for tool, (parameter, field) in CLICKS.items()
    for what, (page, found) in PAGES.items()
}

PERSONS = {
    "names that are hashed already": Row(
        "meta_capi tiktok_events pinterest_capi",
        traits(firstName=HASH, lastName=HASH, address={"city": HASH, "postalCode": HASH}),
        {**MONEY, **HASHED},
        "first_name last_name city postal_code",
        [f"W510 {one}" for one in ("first_name", "last_name", "city", "postal_code")],
    ),
    "names that are hashed, where they are sent as they are": Row(
        "linkedin_capi",
        traits(firstName=HASH, lastName=HASH),
        {**MONEY, **HASHED},
        "first_name last_name",
        ["W510 first_name", "W510 last_name"],
    ),
    "an e-mail that is hashed already": Row(
        f"{SHOPS} linkedin_capi google_ads", traits(email=HASHED["email"].upper()), {**MONEY, **HASHED}
    ),
    "half a click cookie": Row("meta_capi", properties(fbc="fb.1.1697698245670."), MONEY, "fbc", ["W510 fbc"]),
    "a click cookie with the signs of its own": Row(
        "meta_capi", properties(fbc="fb.1.1697698245670.IwAR1a-b_c"), {"fbc": "fb.1.1697698245670.IwAR1a-b_c"}
    ),
    "a click cookie of five parts": Row(
        "meta_capi",
        properties(fbc="fb.1.1697698245670.IwAR1a-b_c.AQECAQMB"),
        {"fbc": "fb.1.1697698245670.IwAR1a-b_c.AQECAQMB"},
    ),
    **{
        f"a user id that is {name}, beside the device's": Row(
            tool,
            {"userId": user, "anonymousId": "d-1"},
            {"external_id": ANONYMOUS} if tool in SHOPS else {"distinct_id": "d-1"},
            warnings=[f"W513 {field}", *more],
        )
        for name, user in (
            ("null", "null"),
            ("undefined", "undefined"),
            ("nothing but zeros", "00000000-0000-0000-0000-000000000000"),
        )
        for tool, field, more in (
            *((tool, "external_id", ()) for tool in SHOPS.split()),
            ("mixpanel", "distinct_id", ("W510 user_id",)),
        )
    },
    "a user id that is a placeholder, and no other": Row(
        SHOPS, {"userId": "null"}, {**MONEY, **HASHED}, "external_id", ["W510 external_id"]
    ),
    **{
        f"a user id that is {user!r}, and the device's {device!r}, of a guest with an e-mail address": Row(
            "intercom braze customerio",
            {"userId": user, "anonymousId": device},
            {"email": "ada@example.com"},
            "user_id anonymous_id",
            [f"W510 {name}" for name, one in (("user_id", user), ("anonymous_id", device)) if one],
        )
        for user, device in (("undefined", None), ("null", ""))
    },
    "two ids that are placeholders beside an e-mail address": Row(
        "braze customerio",
        {"userId": "undefined", "anonymousId": "null"},
        {"email": "ada@example.com"},
        "user_id anonymous_id",
        ["W510 user_id", "W510 anonymous_id"],
    ),
    "a placeholder beside a device, with an e-mail address": Row(
        "customerio",
        {"userId": "undefined", "anonymousId": "d-1"},
        {"anonymous_id": "d-1", "email": "ada@example.com"},
        "user_id",
        ["W510 user_id"],
    ),
    "an address that is none beside the known one": Row(
        f"{SHOPS} linkedin_capi google_ads",
        {"traits": {"email": "ada at home"}},
        {**MONEY, **HASHED},
        warnings=["W513 email"],
    ),
    "an address that is none beside the known one, sent as it is": Row(
        "klaviyo", {"traits": {"email": "ada at home"}}, {"email": "ada@example.com"}, warnings=["W513 email"]
    ),
    "a click's id that is none beside the one in the page's address": Row(
        "google_ads",
        {**properties(gclid="a b"), **context(page={"search": "?gclid=G1"})},
        {"gclid": "G1"},
        warnings=["W513 gclid"],
    ),
    "three addresses, of which the last can be used": Row(
        "klaviyo",
        {"traits": {"email": 5}, **traits(email="x"), **properties(email="ada@example.com")},
        {"email": "ada@example.com"},
        warnings=["W513 email", "W513 email"],
    ),
    "an amount that is none beside another": Row(
        "meta_capi", properties(revenue="abc", total=10.5), fails="E502 value"
    ),
    "an order number that is none beside the message's": Row(
        "ga4", properties(order_id=True), fails="E502 transaction_id"
    ),
    **{
        f"the phone number {phone!r}": Row(
            f"{SHOPS} google_ads klaviyo", traits(phone=phone), MONEY, "phone", ["W510 phone"]
        )
        for phone in ("123", "22 12 34 56", 4722123456, "555-555-SHIP")
    },
}

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
        "a product's id that is no text": Row(
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

ROWS: Final = {**BLANKS, **LINKS, **PERSONS, **SIGNS, **PRODUCTS, **BESIDE, **CODES, **SUMS, **SPELLINGS}
