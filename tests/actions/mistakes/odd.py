"""Sixty files that look odd and are right: none of them has a finding."""
# ruff: noqa: E501  # a file is read in one line

from tests.actions.mistakes.mistake import file_of, mapped, when

SECRET = "{project_token: {secret: MIXPANEL_TOKEN}}"
PRODUCTS = "- do: purchase\n  map:\n    products:\n      each: properties.products\n      map: {%s}\n"
# What it is, and the actions, for Mixpanel, or the whole file.
ODD: tuple[tuple[str, str], ...] = (
    # Conditions.
    ("a star in match", when('match(event, "Order *")')),
    ("a star as a plain character in contains", when('contains(event, "5 * 3")')),
    ("a comma in a name of one event", when('event = "Signed Up, Trial"')),
    ("an or in a name of one event", when("{event: Terms or Privacy Viewed}")),
    ("a slash in a name", when("{event: Login/Logout}")),
    ("a bar in lower case", when("{event: a|b}")),
    ("a name with and in it", when("{event: Search and Browse}")),
    ("one name in a list", when('event in ["Click"]')),
    (
        "all three groups",
        when("{all: [{type: track}], any: [{event: A}, {event: B}], none: [{properties.test: {is: true}}]}"),
    ),
    ("a test of a boolean", when("properties.gift = true")),
    ("a test of zero", when("properties.total != 0")),
    ("a text that looks like a number", when('properties.plan = "5"')),
    ("or between ranges that leave something out", when("properties.total > 10 or properties.total < 5")),
    ("two ranges that meet", when("properties.total >= 5 and properties.total <= 5")),
    ("a range of times", when('timestamp >= "2026-01-01T00:00:00Z" and timestamp < "2027-01-01T00:00:00Z"')),
    ("type exists", when("type exists")),
    ("not of a group", when('not (event = "A" or event = "B")')),
    ("two not equals", when('event != "A" and event != "B"')),
    ("traits in context of a track", when('type = "track" and context.traits.email exists')),
    ("traits of an identify", '- do: identify\n  when: type = "identify" and traits.plan exists\n'),
    ("a field missing on purpose", when('type = "track" and userId = null')),
    (
        "a page with properties",
        '- do: track\n  when: type = "page" and properties.path exists\n  map: {event: name}\n',
    ),
    ("a length", when("length(properties.products) >= 2")),
    ("two paths compared", when("(properties.a == properties.b) = true")),
    ("a function on the left", when('lower(event) = "order completed"')),
    ("ignore_case beside one_of", when("{event: {one_of: [a, b], ignore_case: true}}")),
    ("capital letters in words of the language", when('event = "A" AND type = "track"')),
    # Paths.
    ("a name of one's own in context", mapped("properties.a: context.consent.advertising")),
    ("another one", mapped("properties.a: context.clientIds.ga4")),
    ("a short name of one's own in context", mapped("properties.a: context.id")),
    ("a trait of one's own", mapped("properties.a: context.traits.loyaltyTier")),
    ("a parameter of the campaign of one's own", mapped("properties.a: context.campaign.id")),
    ("the length of products", mapped("properties.a: length(properties.products)")),
    ("the first product", mapped("properties.a: properties.products[0].name")),
    ("all prices", mapped("properties.a: 'properties.products[].price'")),
    ("a list called otherwise with a name in it", mapped("properties.a: properties.basket.total")),
    (
        "properties first, traits else",
        "- do: identify\n  map: {traits.plan: {from: [properties.plan, traits.plan]}}\n",
    ),
    (
        "an or between possible and impossible",
        "- do: identify\n  map: {traits.plan: traits.plan || properties.plan}\n",
    ),
    ("context of an identify", "- do: identify\n  map: {traits.locale: context.locale}\n"),
    ("an item's own properties as a whole", PRODUCTS % "name: name, sku: sku, brand: properties"),
    ("the event's currency", PRODUCTS % "currency: {from_event: properties.currency}"),
    ("an item's id of another name", PRODUCTS % "product_id: id"),
    ("a path with a name in quotes", mapped("properties.a: 'properties.\"Order ID\"'")),
    ("a text in a path", mapped("properties.a: properties.plan || 'free'")),
    ("backticks", mapped("properties.a: properties.total || `0`")),
    # Literals.
    ("the word event as a text", "- do: track\n  set: {properties.kind: event}\n"),
    ("a text with a dot", "- do: track\n  set: {properties.host: shop.example}\n"),
    ("a number as a text", "- do: track\n  set: {properties.version: '1.20'}\n"),
    ("an object", "- do: track\n  set: {properties.shop: {name: A, floor: 2}}\n"),
    ("an object with a key called value", "- do: track\n  set: {properties.shop: {value: 5, unit: kg}}\n"),
    ("a constant amount", "- do: purchase\n  set: {revenue: 0, currency: EUR}\n"),
    ("a currency in lower case", "- do: purchase\n  set: {currency: eur}\n"),
    ("an empty text that clears", "- do: identify\n  set: {traits.plan: ''}\n"),
    ("null that clears", "- do: identify\n  set: {traits.plan: null}\n"),
    (
        "a lookup with a default",
        mapped("properties.a: {from: properties.plan, lookup: {pro: paid}, default: free}"),
    ),
    ("except with a deep name", mapped("properties: {from: properties, except: [customer.email, card_number]}")),
    ("except with a name of the spec's", "- do: identify\n  map: {traits: {from: traits, except: [email]}}\n"),
    # Several actions and files.
    ("one action switched off", "- {name: A, do: track}\n- {name: B, do: track, enabled: false}\n"),
    ("two in one group", "- {name: A, do: purchase, exclusive: a}\n- {name: B, do: track, exclusive: a}\n"),
    (
        "orders and all else",
        '- do: purchase\n- do: track\n  when: type = "track" and not spec_name(event) in ["Order Completed", "Completed Order"]\n',
    ),
    (
        "products of orders beside an order that counts no money",
        file_of(
            "amplitude",
            "{api_key: {secret: AMPLITUDE_KEY}}",
            "[{do: purchase, unset: [revenue, value]}, {do: product}]",
        ),
    ),
    (
        "products of orders, and all that is not an order",
        file_of(
            "amplitude",
            "{api_key: {secret: AMPLITUDE_KEY}}",
            """[{do: product}, {do: track, when: 'type = "track" and not spec_name(event) in ["Order Completed", "Completed Order"]'}]""",
        ),
    ),
    (
        "two ranges of amounts",
        "- {name: A, do: track, when: properties.total > 100}\n- {name: B, do: track, when: properties.total <= 100}\n",
    ),
    (
        "an identify and a track of one event",
        '- do: track\n- {name: Who, do: identify, when: type = "track" and context.traits exists, map: {traits: context.traits}}\n',
    ),
    (
        "a variable for what is not a secret",
        file_of(
            "mixpanel",
            "{project_token: {secret: MIXPANEL_TOKEN}, region: {env: REGION, default: EU}}",
            "[{do: track}]",
        ),
    ),
    (
        "a webhook's address by env",
        file_of("webhook", "{url: {env: HOOK_URL}}", "[{do: send, when: type exists, map: {data: properties}}]"),
    ),
    (
        "lines of Windows",
        "version: 1\r\ndestination: mixpanel\r\nsettings: {project_token: {secret: A_B}}\r\nactions: [{do: track}]\r\n",
    ),
    (
        "a comment first",
        "# ours\nversion: 1\ndestination: mixpanel\nsettings: {project_token: {secret: A_B}}\nactions: [{do: track}]\n",
    ),
    ("a country called NO", "- do: identify\n  set: {traits.country: NO}\n"),
)
