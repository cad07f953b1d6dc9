"""Slips of the hand, and values that only a run refused before."""
# ruff: noqa: E501  # a mistake is read in one line

from tests.actions.mistakes.mistake import Mistake, file_of, mapped, when

SECRET = "{project_token: {secret: MIXPANEL_TOKEN}}"
SLIPS = (
    # Texts and numbers of conditions.
    Mistake("an apostrophe in a text in single quotes", when("event = ⟦'It's'⟧"), "E203", ("apostrophe",), '"It\'s"'),
    Mistake("an apostrophe, and a quote too many", when("event = ⟦'It's''⟧"), "E203", ("apostrophe",), '"It\'s"'),
    Mistake(
        "an apostrophe doubled as in SQL",
        when("event = ⟦'It''s'⟧ and userId exists"),
        "E203",
        ("apostrophe",),
        '"It\'s"',
    ),
    Mistake(
        "an apostrophe in a list",
        when("(event in [⟦'Bob's'⟧, 'Joe']) or type = 'page'"),
        "E203",
        ("apostrophe",),
        '"Bob\'s"',
    ),
    Mistake(
        "an apostrophe inside double quotes of YAML",
        when("\"contains(event, ⟦'Bob's'⟧) and type = 'track'\""),
        "E203",
        ("apostrophe",),
        '"Bob\'s"',
    ),
    Mistake(
        "a currency behind a number",
        when("properties.revenue > 100 ⟦USD⟧"),
        "E203",
        ("has no unit", 'properties.currency = "USD"'),
    ),
    Mistake("a measure behind a number", when("properties.age > 100 ⟦days⟧"), "E203", ("has no unit", "write 100")),
    # A dash without its space, and an action type in the place of do:.
    Mistake("a dash without a space before do:", "⟦-do⟧: identify\n", "E122", ("space is missing", "write - do:")),
    Mistake("a dash without a space before a type", "⟦-track⟧\n", "E122", ("space is missing", "write - track")),
    Mistake(
        "a dash without a space at column 1",
        f"version: 1\ndestination: mixpanel\nsettings: {SECRET}\n⟦actions⟧:\n-do: identify\n",
        "E122",
        ("no value", "begin with - and a space"),
    ),
    Mistake(
        "a dash without a space in a condition",
        "- do: track\n  when:\n    event: A\n    ⟦-properties.plan⟧: pro\n",
        "E209",
        ("space is missing", "write - properties.plan:"),
    ),
    Mistake(
        "a dash without a space below all:",
        "- do: track\n  when:\n    all:\n      ⟦-event⟧: A\n",
        "E209",
        ("space is missing", "write - event:"),
    ),
    Mistake(
        "an action type as a key", "- ⟦track⟧:\n  when: event exists\n", "E120", ("after do:", "write - do: track")
    ),
    Mistake(
        "an action type as a key, its lines inside it",
        "- ⟦track⟧:\n    when: event exists\n",
        "E120",
        ("after do:", "in line with do:"),
    ),
    Mistake("an action type alone", "- ⟦track⟧\n", "E122", ("must be a map",), "do: track"),
    Mistake(
        "mappings: beside actions:",
        f"version: 1\ndestination: mixpanel\nsettings: {SECRET}\n⟦mappings⟧: []\nactions:\n  - do: identify\n",
        "E120",
        ("actions: is there as well",),
    ),
    Mistake(
        "filter: beside when:",
        "- do: track\n  ⟦filter⟧: type exists\n  when: event exists\n",
        "E120",
        ("when: is there as well",),
    ),
    Mistake(
        "a bracket open at the end of the file",
        f"version: 1\ndestination: mixpanel\nsettings: {SECRET}\nactions: ⟦[⟧\n",
        "E103",
        ("never closed", "close it with ]"),
    ),
    Mistake(
        "a brace open at the end of the file",
        "version: 1\ndestination: mixpanel\nactions: [{do: track}]\nsettings: ⟦{⟧project_token:\n",
        "E103",
        ("never closed", "close it with }"),
    ),
    # Options that can do nothing, and values that no event could be sent with.
    Mistake(
        "a default that as: cannot read",
        mapped("properties.x: {from: properties.plan, as: number, default: ⟦none⟧}"),
        "E354",
        ("not a number",),
    ),
    Mistake(
        "a result of a lookup that as: cannot read",
        mapped("properties.x: {from: properties.plan, as: number, lookup: {a: 5, b: ⟦six⟧}}"),
        "E354",
        ("not a number",),
    ),
    Mistake(
        "required: beside default:",
        mapped("properties.x: {from: properties.plan, default: free, ⟦required⟧: true}"),
        "W357",
        ("required:", "default:"),
    ),
    Mistake(
        "if_missing: fail beside default:",
        mapped("properties.x: {from: properties.plan, default: free, ⟦if_missing⟧: fail}"),
        "W357",
        ("if_missing:",),
    ),
    Mistake(
        "only_when: against when:",
        "- do: track\n  when: type = 'track'\n  map: {properties.a: {from: properties.a, only_when: ⟦type = 'page'⟧}}\n",
        "W216",
        ("never holds where the action fires", "action of its own"),
    ),
    Mistake(
        "only_when: against itself",
        mapped("properties.a: {from: properties.a, only_when: ⟦event = 'A' and event = 'B'⟧}"),
        "W216",
        ("can never hold", "take only_when: out"),
    ),
    Mistake(
        "only_when: against the default trigger",
        "- do: identify\n  map: {traits.a: {from: traits.a, only_when: ⟦event = 'A'⟧}}\n",
        "W216",
        ("never holds where the action fires",),
    ),
    Mistake(
        "numbers joined as texts",
        mapped("properties.x: join(', ', ⟦properties.products[].quantity⟧)"),
        "W356",
        ("takes texts", "write properties.products[].to_string(quantity)"),
    ),
    Mistake(
        "one person for every event",
        "- do: track\n  set: {user_id: ⟦shop⟧}\n",
        "W358",
        ("one person's", "such as userId"),
    ),
    Mistake(
        "nobody for every event, beside a person",
        "- do: track\n  set: {distinct_id: ⟦''⟧}\n",
        "W358",
        ("empty for every event", "unset: [user_id, anonymous_id]"),
    ),
    Mistake(
        "no id of anybody left",
        "- do: track\n  ⟦unset⟧: [distinct_id, user_id, anonymous_id]\n",
        "E343",
        ("mixpanel.track needs distinct_id or user_id or anonymous_id",),
    ),
    Mistake(
        "the one id of a purchase taken out",
        "- do: purchase\n  ⟦unset⟧: [client_id]\n",
        "E343",
        ("ga4.purchase needs client_id or app_instance_id",),
        to="ga4",
    ),
    Mistake(
        "a webhook's address of another host",
        "- do: send\n  when: type exists\n  set: {url: ⟦'https://other.example/'⟧}\n",
        "E354",
        ("other.example is not a host of this webhook", "add it to hosts in the settings"),
        to="webhook",
    ),
    # Words that a field or a setting does not have.
    Mistake(
        "a word cut short",
        "- do: purchase\n  set: {action_source: ⟦web⟧}\n",
        "E354",
        ("cannot be", 'did you mean "website"?'),
        to="meta_capi",
    ),
    Mistake(
        "letters of a word exchanged",
        "- do: send\n  when: type exists\n  set: {method: ⟦PSOT⟧}\n",
        "E354",
        ('did you mean "POST"?',),
        to="webhook",
    ),
    Mistake(
        "a word of a list misspelt",
        "- do: subscribe\n  when: type exists\n  set: {channels: ⟦[mail]⟧}\n",
        "E354",
        ('did you mean "email"?',),
        to="klaviyo",
    ),
    Mistake(
        "a text of another form",
        "- do: message\n  when: type exists\n  set: {text: a, thread_ts: ⟦abc⟧}\n",
        "E354",
        ("another form", "regular expression"),
        to="slack",
    ),
    Mistake(
        "a number beyond what a setting takes",
        file_of(
            "postgres",
            "{host: db.example.com, database: shop, user: shop, port: ⟦70000⟧, password: {secret: A_B}}",
            "[{do: track}]",
        ),
        "E404",
        ("70000 is above 65535",),
    ),
    # Hints that led astray.
    Mistake(
        "a field of one's own of a webhook",
        "- do: send\n  when: type exists\n  map: {⟦order⟧: properties.order_id}\n",
        "E342",
        ("write data.order",),
        to="webhook",
    ),
    Mistake(
        "properties for params",
        "- do: event\n  when: type exists\n  map: {⟦properties⟧: properties.plan}\n",
        "E342",
        ("write params.plan",),
        to="ga4",
    ),
    Mistake(
        "a part of properties for one of params",
        "- do: event\n  when: type exists\n  map: {⟦properties.plan⟧: properties.tier}\n",
        "E342",
        ("write params.plan",),
        to="ga4",
    ),
    Mistake(
        "words in the place of a path",
        mapped("properties.x: Purchase ⟦made⟧"),
        "E302",
        ("not a path", "under set:", "{value: Purchase made}"),
    ),
    Mistake(
        "an event by its name before the path",
        mapped("properties.x: ⟦$event.⟧properties.a"),
        "E302",
        ("write properties.a",),
        "",
    ),
    Mistake("a star for every event", when('"⟦*⟧"'), "E202", ("to fire on every event",), "type exists"),
    Mistake(
        "a key twice in braces",
        mapped("properties.x: {from: properties.a, lookup: {1: 1, ⟦'1'⟧: 2}}"),
        "E102",
        ("a second time",),
    ),
    Mistake(
        "a second list of actions with an open bracket",
        f"version: 1\ndestination: mixpanel\nsettings: {SECRET}\nactions:\n  - do: track\n⟦actions⟧: [\n]\n",
        "E102",
        ("a second time",),
    ),
    Mistake(
        "a filter of another language", mapped("properties.x: properties.total | ⟦number⟧"), "W325", ("to_number(…)",)
    ),
    Mistake(
        "an address on a private network",
        file_of("webhook", "{url: ⟦'http://localhost:9000/x'⟧}", "[{do: send, when: type exists}]"),
        "W404",
        ("private network", "allow_private: [127.0.0.0/8]"),
    ),
    Mistake(
        "a name of context in other words",
        mapped("properties.x: context.campaign.⟦utm_source⟧"),
        "W307",
        ('did you mean "source"?',),
        "source",
    ),
    Mistake(
        "an at sign at the start of a value in braces",
        "- do: track\n  set: {properties.a: ⟦@home⟧}\n",
        "E109",
        ("cannot start with `@`",),
        "'@home'",
    ),
    Mistake(
        "a pattern for letters of any case",
        when("⟦event = /Order.*/i⟧"),
        "E210",
        ("a test of its own",),
        'regex(event, "(?i)Order.*")',
    ),
    Mistake(
        "two paths compared by size",
        when("⟦properties.total > properties.subtotal⟧"),
        "E210",
        ("not a path like properties.subtotal",),
        "(properties.total > properties.subtotal) = true",
    ),
    Mistake(
        "a product among others",
        when("⟦properties.products contains 'P1'⟧"),
        "E210",
        ("has(properties.products[].product_id, 'P1')", "such as sku or name"),
    ),
    Mistake(
        "a blank at the end of an event's name",
        when('⟦event = "Order Completed "⟧'),
        "W213",
        ("ends with a blank", 'write "Order Completed"'),
    ),
    # Conditions of fields, and what is lost without a word.
    Mistake(
        "a star in where:",
        "- do: purchase\n  map:\n    products:\n      each: properties.products\n"
        '      where: {sku: ⟦"A*"⟧}\n      map: {sku: sku}\n',
        "W214",
        ("plain character",),
        '{matches: "A*"}',
    ),
    Mistake(
        "a star in only_when:",
        mapped('properties.x: {from: properties.a, only_when: {event: ⟦"Order*"⟧}}'),
        "W214",
        ("plain character",),
        '{matches: "Order*"}',
    ),
    Mistake(
        "a where: that never holds",
        "- do: purchase\n  map:\n    products:\n      each: properties.products\n"
        "      where: ⟦quantity > 5 and quantity < 3⟧\n      map: {sku: sku}\n",
        "W216",
        ("can never hold", "take where: out"),
    ),
    Mistake(
        "two names renamed to one",
        mapped("properties.x: {from: properties, rename: {order_id: b, currency: ⟦b⟧}}"),
        "W359",
        ("order_id and currency both become b",),
    ),
    Mistake(
        "the name of the event as the id of each",
        mapped("insert_id: ⟦event⟧"),
        "W355",
        ("the same for many events", "such as messageId"),
    ),
    Mistake(
        "a key in the address",
        file_of("webhook", "{url: ⟦'https://h.example/x?api_key=abc123'⟧}", "[{do: send, when: type exists}]"),
        "W401",
        ("api_key in this address is a secret", "as a header"),
    ),
    Mistake(
        "no stream of Google Analytics",
        "version: 1\ndestination: ga4\n⟦settings⟧: {api_secret: {secret: S_A}}\nactions: [{do: purchase}]\n",
        "E404",
        ("measurement_id",),
    ),
    # Secrets among headers.
    Mistake(
        "a secret among an action's headers",
        "- do: send\n  when: type exists\n  set: {headers: {Authorization: ⟦Bearer abc⟧, X-Shop: a}}\n",
        "W401",
        ("Authorization is a secret", "settings: headers:"),
        to="webhook",
    ),
    Mistake(
        "a secret in one header of an action",
        "- do: send\n  when: type exists\n  set: {headers.X-Api-Key: ⟦abc⟧}\n",
        "W401",
        ("X-Api-Key is a secret",),
        to="webhook",
    ),
    Mistake(
        "a secret among the headers of the settings",
        file_of(
            "webhook",
            "{url: 'https://h.example', headers: {Authorization: ⟦Bearer abc⟧, X-A: b}}",
            "[{do: send, when: type exists}]",
        ),
        "W401",
        ("Authorization is a secret", "{secret: WEBHOOK_AUTHORIZATION}"),
    ),
)
