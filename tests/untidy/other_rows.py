"""Untidy events that are not orders: what the tool does not need costs no event."""

from collections.abc import Sequence
from typing import Any, Final

from tests.untidy.rows import HAT, IDENTIFY, TRACK, Row

COPY = "mixpanel amplitude posthog customerio braze"
ADS = {"intercom": "price", **dict.fromkeys(("klaviyo", "meta_capi", "tiktok_events", "pinterest_capi"), "value")}
TEN = "2026-11-28T10:00:00Z"
EPOCH = 1795860000


def track(**properties: Any) -> dict[str, Any]:
    return {"properties": properties}


def identify(
    tools: str, traits: Any, sends: dict[str, Any] | None = None, lacks: str = "", messages: Sequence[str] = ()
) -> Row:
    return Row(tools, {"traits": traits}, sends or {}, lacks, messages, do="identify", event=IDENTIFY)


VALUES = {
    **{
        f"a value that is {value!r}": Row(
            COPY,
            track(value=value),
            {"properties.value": value},
            "revenue value currency",
            ["W510 value"],
            do="track",
            event=TRACK,
        )
        for value in ("dark", True, ["S", "M"], {"from": 1, "to": 9})
    },
    "a value that is a number": Row(
        "amplitude", track(value=7), {"value": 7, "currency": "USD"}, do="track", event=TRACK
    ),
    **{
        f"a price that is {price!r}, for {tool}": Row(
            tool, track(price=price), {}, f"{amount} currency", [f"W510 {amount}"], do="track", event=TRACK
        )
        for price in ("free", {"amount": 3000, "currency": "USD"}, "19,99 €")
        for tool, amount in ADS.items()
    },
    **{
        f"a price in coins, for {tool}": Row(
            tool,
            track(price=5, currency="coins"),
            {},
            f"{amount} currency",
            ["W510 currency", f"W512 {amount}"],
            do="track",
            event=TRACK,
        )
        for tool, amount in ADS.items()
    },
}

PARAMETERS = {
    f"a parameter that is {name}": Row(
        "ga4",
        track(**{key: value}),
        {"params.plan": "pro"},
        f'params."{key}"',
        [f"W511 params.{shown}"],
        do="event",
        event=TRACK,
    )
    for name, key, value, shown in (
        ("a list", "tags", ["a", "b"], "tags"),
        ("an empty list", "tags", [], "tags"),
        ("a list of objects", "items_seen", [{"id": 1}], "items_seen"),
        ("reserved", "google_user_id", "1", "google_user_id"),
        ("named after a number", "1st", "y", "1st"),
        ("too long", "landing", "https://shop.example/" + "x" * 120, "landing"),
    )
} | {
    "more parameters than GA4 takes": Row(
        "ga4",
        track(plan=None, **{f"p{number}": number for number in range(26)}),
        {"params.p25": 25, "length(keys(params))": 25},
        "params.p0 params.p1",
        ["W511 params.p0", "W511 params.p1"],
        do="event",
        event=TRACK,
    ),
}

PROFILES = {
    **{
        f"a sign-up date that is {value!r}, for {tool}": identify(
            tool,
            {"createdAt": value, "plan": "pro"},
            {field: seconds} if seconds else {},
            "" if seconds else field,
            said,
        )
        for value, seconds, has_warning in (
            ("", None, False),
            (" ", None, False),
            ("03/24/2016", None, True),
            ("Thu Mar 24 2016 17:46:45 GMT+0000 (UTC)", 1458841605, False),
            ("Thu, 24 Mar 2016 17:46:45 GMT", 1458841605, False),
            ("2016-03-24T17:46:45Z", 1458841605, False),
        )
        for tool, field in (("customerio", "created_at"), ("intercom", "signed_up_at"))
        for said in ([f"W510 {field}"] if has_warning else [],)
    },
    "a sign-up date in the other spelling": identify(
        "customerio", {"createdAt": "", "created_at": "2024-08-14T20:36:48.6527521Z"}, {"created_at": 1723667808}
    ),
    **{
        f"the local number {phone!r}": identify(
            "braze intercom klaviyo", {"phone": phone}, {"email": "ada@example.com"}, "phone", ["W510 phone"]
        )
        for phone in ("22 12 34 56", "0150", "call me", "4155552671", "(415) 555-2671", 4155552671)
    },
    **{
        f"the address {email!r}": identify(
            "braze intercom klaviyo customerio", {"email": email}, {"user_id": "u_1"}, "email", ["W510 email"]
        )
        for email in ("not-an-address", 123)
    },
    **{
        f"a phone number that is {name} beside the known one": Row(
            "klaviyo braze intercom",
            {"traits": {"phone": phone}, "context": {"traits": {"phone": "+4722123456"}}},
            {"phone": "+4722123456"},
            warnings=said,
            do="identify",
            event=IDENTIFY,
        )
        for name, phone, said in (("none", "0150", ["W513 phone"]), ("empty", " ", []))
    },
    "blank texts": identify(
        "klaviyo braze customerio intercom",
        {"phone": "", "lastName": " "},
        {"email": "ada@example.com"},
        "phone last_name",
    ),
    "an empty e-mail": identify("braze customerio intercom klaviyo", {"email": ""}, {"user_id": "u_1"}, "email"),
}
LATE = {
    "an empty time beside another clock": Row(
        "mixpanel", {"timestamp": "", "originalTimestamp": TEN}, {"time": EPOCH * 1000}, do="track", event=TRACK
    ),
    "an empty time beside the door's clock": Row(
        "mixpanel",
        {"timestamp": "", "receivedAt": "2026-11-28T10:00:02Z"},
        {"time": EPOCH * 1000 + 2000},
        do="track",
        event=TRACK,
    ),
    "a time that cannot be read beside another clock": Row(
        "mixpanel",
        {"timestamp": "safaff", "originalTimestamp": TEN},
        {"time": EPOCH * 1000},
        warnings=["W535 timestamp"],
        do="track",
        event=TRACK,
    ),
    "a time as mail and web servers write it": Row(
        "mixpanel",
        {"timestamp": "Sat, 28 Nov 2026 10:00:00 GMT", "originalTimestamp": "2026-11-28T09:00:00Z"},
        {"time": EPOCH * 1000},
        do="track",
        event=TRACK,
    ),
    "no time that can be read": Row(
        "mixpanel",
        {"timestamp": "invalid", "originalTimestamp": "invalid"},
        fails="E535 timestamp",
        do="track",
        event=TRACK,
    ),
}
CONSENTS: dict[str, Row] = {
    f"a consent that is written {said!r}": Row(
        "ga4",
        {"context": {"consent": {"ad_user_data": said}}},
        {"consent.ad_user_data": meant},
        do="event",
        event=TRACK,
    )
    for said, meant in (("true", "GRANTED"), ("no", "DENIED"), (0, "DENIED"), (1, "GRANTED"), ("Denied", "DENIED"))
} | {
    f"a consent that is {said!r}": Row(
        "ga4",
        {"context": {"consent": {"ad_user_data": said}}},
        fails="E502 consent.ad_user_data",
        do="event",
        event=TRACK,
    )
    for said in ("maybe", 2, ["denied"], "undefined")
}
# What says no, and what says nothing against it.
DENIED: tuple[Any, ...] = ("denied", "no", False, ["ads"], 0)
GRANTED: tuple[Any, ...] = ("granted", True, "", [], {})
CONSENTS |= {
    f"a whole consent that is {said!r} ({tool})": Row(
        tool, {"context": {"consent": said}}, sends, "" if sends else lacks, do=do, event=TRACK
    )
    for tool, do, denied, lacks in (
        ("ga4", "event", {"consent.ad_user_data": "DENIED", "consent.ad_personalization": "DENIED"}, "consent"),
        ("pinterest_capi", "track", {"opt_out": True}, "opt_out"),
        ("meta_capi", "track", {"opt_out": True, "limited_data_use": True}, "opt_out limited_data_use"),
    )
    for saying, sends in ((DENIED, denied), (GRANTED, {}))
    for said in saying
}
LIST = {**TRACK, "event": "Product List Viewed", "properties": {"currency": "EUR", "products": [HAT]}}
SEARCH = {**LIST, "event": "Products Searched"}
CLICK = {**TRACK, "event": "Product Clicked", "properties": {**HAT, "currency": "eur"}}
PRICES = {
    **{
        f"prices where nothing else is worth anything ({do})": Row(
            tools, {}, {"currency": "EUR"}, "value", do=do, event=event
        )
        for tools, do, event in (
            ("meta_capi tiktok_events pinterest_capi", "view_category", LIST),
            ("meta_capi tiktok_events pinterest_capi", "search", SEARCH),
            ("ga4", "view_item_list", LIST),
            ("ga4", "select_item", CLICK),
        )
    },
    **{
        f"no currency beside the prices ({tool})": Row(
            tool, track(currency=""), {"currency": "USD", f"{items}[0].price": 5.25}, do=do, event=LIST
        )
        for tool, do, items in (("meta_capi", "view_category", "products"), ("ga4", "view_item_list", "items"))
    },
    **{
        f"no prices beside the currency ({tool})": Row(
            tool, track(products=[{"price": None}]), {}, "currency", do=do, event=LIST
        )
        for tool, do in (("meta_capi", "view_category"), ("ga4", "view_item_list"))
    },
    "a currency that is none beside the prices": Row(
        "meta_capi",
        track(currency="coins"),
        {"products[0].id": "p1"},
        "currency products[0].price",
        ["W510 currency", "W512 products[0].price"],
        do="view_category",
        event=LIST,
    ),
}
# A call that says a part, or nothing, of what is known of the person.
KNOWN = {"context": {"traits": {"email": "ada@example.com", "firstName": "Ada"}}}
PARTS = {
    **{
        f"traits that say {name} of the person": Row(
            "mixpanel amplitude posthog",
            {"traits": said, **KNOWN},
            {"traits": {"email": "ada@example.com", "firstName": "Ada", **said}},
            do="identify",
            event={**IDENTIFY, "traits": None},
        )
        for name, said in (("a part", {"plan": "pro"}), ("nothing", {}))
    },
    "properties that are an empty list": Row(
        "mixpanel", {"properties": []}, {"event": "Plan Viewed"}, do="track", event=TRACK
    ),
    "a context that is an empty list": Row(
        "mixpanel", {"context": []}, {"event": "Plan Viewed"}, "ip", do="track", event=TRACK
    ),
    "traits that are an empty list": Row(
        "mixpanel", {"traits": []}, {"distinct_id": "u_1"}, do="identify", event=IDENTIFY
    ),
    "traits of a group that are an empty list": Row(
        "mixpanel", {"type": "group", "groupId": "g_1", "traits": []}, {"group_id": "g_1"}, do="group", event=IDENTIFY
    ),
}
ROWS: Final = {**CONSENTS, **LATE, **PARTS, **PRICES, **VALUES, **PARAMETERS, **PROFILES}
