"""Untidy people, pages, clicks and blanks: the order goes out with its amount, its currency and its person."""

from typing import Final

from tests.untidy.rows import (
    ANONYMOUS,
    HASH,
    HASHED,
    MONEY,
    REVENUE,
    SHOPS,
    Row,
    context,
    hat,
    properties,
    traits,
)

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

ROWS: Final = {**BLANKS, **LINKS, **PERSONS}
