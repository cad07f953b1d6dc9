"""Sixty further mistakes."""
# ruff: noqa: E501  # a mistake is read in one line

from tests.actions.mistakes.mistake import Mistake, file_of, mapped, when

SECRET = "{project_token: {secret: MIXPANEL_TOKEN}}"
MORE = (
    # Keys and layout.
    Mistake(
        "a capital letter in a key of the file",
        "version: 1\ndestination: mixpanel\n⟦Settings⟧: {project_token: {secret: A_B}}\nactions: [{do: track}]\n",
        "E120",
        ("settings",),
        "settings",
    ),
    Mistake(
        "rules: for actions:",
        f"version: 1\ndestination: mixpanel\nsettings: {SECRET}\n⟦rules⟧: [{{do: track}}]\n",
        "E120",
        ("write actions:",),
        "actions",
    ),
    Mistake("filter: for when:", "- do: track\n  ⟦filter⟧: event exists\n", "E120", ("write when:",), "when"),
    Mistake("fields: for map:", "- do: track\n  ⟦fields⟧: {properties.a: userId}\n", "E120", ("write map:",), "map"),
    Mistake("foreach: for each:", "- do: track\n  ⟦foreach⟧: properties.products\n", "E120", ("write each:",), "each"),
    Mistake(
        "fallback: for default:",
        mapped("properties.a: {from: userId, ⟦fallback⟧: x}"),
        "E120",
        ("write default:",),
        "default",
    ),
    Mistake(
        "without: for except:",
        mapped("properties: {from: properties, ⟦without⟧: [a]}"),
        "E120",
        ("write except:",),
        "except",
    ),
    Mistake(
        "keep: for only:",
        "- do: identify\n  map: {traits: {from: traits, ⟦keep⟧: [plan]}}\n",
        "E120",
        ("write only:",),
        "only",
    ),
    Mistake("as: string", mapped("properties.a: {from: userId, as: ⟦string⟧}"), "E123", ("write text",), "text"),
    Mistake(
        "as: float", mapped("properties.a: {from: properties.total, as: ⟦float⟧}"), "E123", ("write number",), "number"
    ),
    Mistake(
        "as: integr", mapped("properties.a: {from: properties.total, as: ⟦integr⟧}"), "E123", ("integer",), "integer"
    ),
    Mistake(
        "unit: cents",
        mapped("properties.a: {from: properties.total, as: money, unit: ⟦cents⟧}"),
        "E123",
        ("write minor",),
        "minor",
    ),
    Mistake("on_error: skip_fields", "- do: track\n  on_error: ⟦skip_fields⟧\n", "E123", ("skip_field",), "skip_field"),
    Mistake(
        "enabled: off",
        '- do: track\n  enabled: true\n- name: B\n  do: track\n  when: event = "B"\n  enabled: ⟦off⟧\n',
        "E119",
        ("write false",),
        "false",
    ),
    Mistake("enabled in quotes", "- do: track\n  enabled: ⟦'true'⟧\n", "E122", ("without quotes",), "true"),
    Mistake(
        "wrap: yes",
        "- do: purchase\n  map:\n    products: {each: properties.products, wrap: ⟦yes⟧, map: {sku: sku}}\n",
        "E119",
        ("write true",),
        "true",
    ),
    Mistake(
        "a name in capital letters for an id",
        "- do: track\n  id: ⟦Big Orders⟧\n",
        "E126",
        ("big-orders",),
        "big-orders",
    ),
    Mistake("do: Track", "- do: ⟦Track⟧\n", "E111", ("track",), "track"),
    Mistake("do: identfy", "- do: ⟦identfy⟧\n", "E111", ("identify",), "identify"),
    Mistake(
        "the destination with a capital",
        file_of("⟦Mixpanel⟧", SECRET, "[{do: track}]"),
        "E110",
        ("mixpanel",),
        "mixpanel",
    ),
    Mistake(
        "tiktok", file_of("⟦tiktok⟧", "{}", "[{do: purchase}]"), "E110", ("tiktok_events",), "tiktok_events", ("E402",)
    ),
    Mistake("postgresql", file_of("⟦postgresql⟧", "{}", "[{do: track}]"), "E110", ("postgres",), "postgres", ("E402",)),
    Mistake(
        "a region by its name",
        file_of("mixpanel", "{project_token: {secret: MIXPANEL_TOKEN}, region: ⟦EUU⟧}", "[{do: track}]"),
        "E404",
        ("write us, eu or in",),
    ),
    Mistake(
        "a setting with a hyphen",
        file_of("mixpanel", "{⟦project-token⟧: {secret: MIXPANEL_TOKEN}}", "[{do: track}]"),
        "E401",
        ("project_token",),
        "project_token",
    ),
    Mistake(
        "a secret in text",
        file_of("mixpanel", "{project_token: ⟦abcdef0123456789abcdef0123456789⟧}", "[{do: track}]"),
        "W401",
        ("MIXPANEL_PROJECT_TOKEN",),
        "{secret: MIXPANEL_PROJECT_TOKEN}",
    ),
    Mistake(
        "a secret by env in braze",
        file_of("braze", "{instance: fra-02, api_key: {⟦env⟧: BRAZE_KEY}}", "[{do: identify}]"),
        "W402",
        ("{secret: BRAZE_KEY}",),
        "secret",
    ),
    Mistake("unset: of a misspelt field", "- do: track\n  unset: [⟦evnt⟧]\n", "E341", ("event",), "event", ("E343",)),
    Mistake("a field with a capital letter", mapped("⟦Event⟧: event"), "E342", ("event",), "event"),
    Mistake(
        "a vendor's first name",
        "- do: purchase\n  map: {⟦fn⟧: context.traits.firstName}\n",
        "E342",
        ("write first_name",),
        "first_name",
        to="meta_capi",
    ),
    Mistake(
        "all actions behind the first of a group",
        "- {name: A, do: track, exclusive: a}\n- {name: B, do: track, exclusive: ⟦a⟧}\n",
        "W118",
        ("never fires", "narrower"),
    ),
    Mistake("a share as a number", "- do: track\n  sample: ⟦10⟧\n", "E122", ("such as 10%, not 10", "write 10%")),
    Mistake("a share of one", "- do: track\n  sample: ⟦0.1⟧\n", "E122", ("not 0.1", "write 10%")),
    Mistake("a share of none", "- do: track\n  sample: ⟦0%⟧\n", "E122", ("for none write enabled: false",)),
    Mistake("more than all", "- do: track\n  sample: ⟦120%⟧\n", "E122", ("more than 0% and up to 100%",)),
    Mistake("a share as a fraction", "- do: track\n  sample: ⟦1/4⟧\n", "E122", ("1/4 is 25%",)),
    Mistake("a share of two things", "- do: track\n  sample: ⟦[10%]⟧\n", "E122", ("a share of people",)),
    Mistake("a share without a value", "- do: track\n  ⟦sample⟧:\n", "E122", ("has no value",)),
    Mistake("sample by another name", "- do: track\n  ⟦sample_rate⟧: 10%\n", "E120", ("write sample:",), "sample"),
    Mistake("a sample of orders", "- do: purchase\n  sample: ⟦10%⟧\n", "W143", ("reports only their orders",)),
    # Conditions.
    Mistake("two equals signs", when('event ⟦==⟧ "A"'), "E210", ("write =",), "="),
    Mistake("two ampersands", when('event = "A" ⟦&&⟧ type = "track"'), "E210", ("write and",), "and"),
    Mistake("a sign of Basic", when('event ⟦<>⟧ "A"'), "E210", ("write !=",), "!="),
    Mistake("a type with a capital", when('type = ⟦"Track"⟧'), "E211", ("track",)),
    Mistake(
        "a name alone", when("⟦Order Completed⟧"), "E202", ('event = "Order Completed"',), 'event = "Order Completed"'
    ),
    Mistake(
        "a path alone",
        when("⟦properties.total⟧"),
        "E202",
        ("properties.total exists if it need only be there", "properties.total = true"),
    ),
    Mistake("a text without quotes", when("event = ⟦Click⟧"), "E210", ('"Click"',), '"Click"'),
    Mistake("a misspelt first word", when('⟦evnt⟧ = "A"'), "E201", ("event",), "event"),
    Mistake("a misspelt test", when("{properties.a: {⟦exist⟧: true}}"), "E205", ("exists",), "exists"),
    Mistake("greater_than as a test", when("{properties.a: {⟦greater_than⟧: 5}}"), "E205", ("above",), "above"),
    Mistake("a number in quotes", when("{properties.a: {above: ⟦'5'⟧}}"), "E206", ("without quotes",), "5"),
    Mistake("and: for all:", when("{⟦and⟧: [{event: A}, {type: track}]}"), "E205", ("all",), "all"),
    Mistake("or: for any:", when("{⟦or⟧: [{event: A}, {event: B}]}"), "E205", ("any",), "any"),
    Mistake(
        "a range the wrong way round", when("{properties.a: {between: ⟦[10, 1]⟧}}"), "E206", ("[1, 10]",), "[1, 10]"
    ),
    Mistake(
        "a range that is empty",
        when("⟦properties.a > 10 and properties.a < 5⟧"),
        "W216",
        ("never", "above 10 and below 5"),
    ),
    Mistake("there and missing", when("⟦userId exists and userId = null⟧"), "W216", ("there and missing",)),
    Mistake("a name and not that name", when('⟦event = "A" and event != "A"⟧'), "W216", ("never",)),
    Mistake("always true", when('⟦event = "A" or event != "A"⟧'), "W217", ("every event", "type exists")),
    Mistake(
        "a group event with a name", when('⟦type = "group" and event = "A"⟧'), "W216", ("a group event has no event",)
    ),
    Mistake(
        "properties of an identify, in a condition",
        when('⟦type = "identify" and properties.plan = "pro"⟧'),
        "W216",
        ("an identify event has no properties",),
    ),
    Mistake(
        "names with a semicolon between",
        when("{event: ⟦Order Completed; Order Refunded⟧}"),
        "W215",
        ("one name",),
        "[Order Completed, Order Refunded]",
    ),
    # Fields.
    Mistake("a misspelt function", mapped("properties.a: ⟦lowr⟧(userId)"), "E320", ("lower",), "lower"),
    Mistake("uppercase()", mapped("properties.a: ⟦uppercase⟧(userId)"), "E320", ("write upper",), "upper"),
    Mistake(
        "toLowerCase as a method",
        mapped("properties.a: ⟦userId.toLowerCase()⟧"),
        "E320",
        ("lower(userId)",),
        "lower(userId)",
    ),
    Mistake(
        "startsWith between",
        mapped("properties.a: ⟦userId startsWith 'u'⟧"),
        "E302",
        ("starts_with(userId, 'u')",),
        "starts_with(userId, 'u')",
    ),
    Mistake("an item by a dot", mapped("properties.a: properties.tags⟦.0⟧"), "E302", ("[0]",), "[0]"),
    Mistake(
        "a name with a hyphen", mapped("properties.a: properties.⟦order-id⟧"), "E302", ("double quotes",), '"order-id"'
    ),
    Mistake(
        "a literal null", mapped("properties.a: if_(userId == ⟦null⟧, 'a', 'b')"), "W306", ("backticks",), "`null`"
    ),
    Mistake("a misspelt page", mapped("properties.a: context.page.⟦referer⟧"), "W307", ("referrer",), "referrer"),
    Mistake("a misspelt trait", mapped("properties.a: context.traits.⟦emial⟧"), "W307", ("email",), "email"),
    Mistake(
        "the number of products",
        mapped("properties.a: ⟦properties.products.count⟧"),
        "W309",
        ("length(properties.products)",),
        "length(properties.products)",
    ),
    Mistake(
        "a template under set, for a name",
        '- do: track\n  set: {event: ⟦{template: "x {{ userId }}"}⟧}\n',
        "W346",
        ("object", "map:"),
    ),
    Mistake("a text as an amount", "- do: purchase\n  map: {revenue: ⟦event⟧}\n", "W356", ("a text", "a number")),
    Mistake(
        "an id as a list of products", "- do: purchase\n  map: {products: ⟦userId⟧}\n", "W356", ("a text", "a list")
    ),
    Mistake("no currency", "- do: purchase\n  ⟦unset⟧: [currency]\n", "W354", ("USD",)),
    Mistake(
        "one id for all",
        "- do: purchase\n  set: {event_id: ⟦purchase⟧}\n",
        "W355",
        ("drops all others",),
        to="meta_capi",
    ),
    Mistake(
        "an e-mail in clear beside its hash",
        "- do: purchase\n  map: {custom_data.email: ⟦context.traits.email⟧}\n",
        "W403",
        ("hashed",),
        to="meta_capi",
    ),
    Mistake(
        "an e-mail to Google Analytics",
        "- do: purchase\n  map: {params.email: ⟦context.traits.email⟧}\n",
        "W403",
        ("leave it out",),
        to="ga4",
    ),
    Mistake(
        "a currency that is none in lookup",
        "- do: purchase\n  map: {currency: {from: properties.country, lookup: {DE: EUR, UK: ⟦POUND⟧}}}\n",
        "E354",
        ("currency",),
    ),
    Mistake(
        "context's path in each",
        "- do: purchase\n  map:\n    products:\n      each: properties.products\n      map: {brand: ⟦context.app.name⟧}\n",
        "W353",
        ("{from_event: context.app.name}",),
        "{from_event: context.app.name}",
    ),
)
