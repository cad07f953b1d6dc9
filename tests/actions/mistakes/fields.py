"""Mistakes under `map:` and `set:`."""
# ruff: noqa: E501  # a mistake is read in one line

from tests.actions.mistakes.mistake import Mistake, mapped, when

FIELDS = (
    Mistake(
        "M7 the second word of context",
        mapped("properties.a: context.⟦campain⟧.name"),
        "W307",
        ("campaign",),
        "campaign",
    ),
    Mistake("M7 trait for traits", mapped("properties.a: context.⟦trait⟧.email"), "W307", ("traits",), "traits"),
    Mistake("M7 pages for page", when("context.⟦pages⟧.url exists"), "W307", ("page",), "page"),
    Mistake("M8 an amount in words", "- do: purchase\n  set: {revenue: ⟦lots⟧}\n", "E354", ("revenue", "number")),
    Mistake(
        "M8 an amount with points and a comma", "- do: purchase\n  set: {revenue: ⟦'1.000,50'⟧}\n", "E354", ("revenue",)
    ),
    Mistake(
        "an empty name of an event",
        "- do: track\n  set: {event: ⟦''⟧}\n",
        "E354",
        ("event: is empty", "leave it out"),
    ),
    Mistake("an empty amount", "- do: purchase\n  set: {revenue: ⟦''⟧}\n", "E354", ("revenue", "empty text", "leave")),
    Mistake(
        "an empty name of an event by default",
        "- do: track\n  map: {event: {from: properties.name, default: ⟦''⟧}}\n",
        "E354",
        ("event: is empty",),
    ),
    Mistake("M8 a time in words", "- do: track\n  set: {time: ⟦yesterday⟧}\n", "E354", ("time",)),
    Mistake("M8 a currency that is none", "- do: purchase\n  set: {currency: ⟦EURO⟧}\n", "E354", ("EUR",)),
    Mistake("M8 an object for a name", "- do: track\n  set: {event: ⟦{a: 1}⟧}\n", "E354", ("event",)),
    Mistake(
        "M8 a name that GA4 keeps",
        "- do: event\n  when: event exists\n  set: {name: ⟦session_start⟧}\n",
        "E354",
        ("session_start",),
        to="ga4",
    ),
    Mistake(
        "M8 a default in words",
        "- do: purchase\n  map: {revenue: {from: properties.total, default: ⟦lots⟧}}\n",
        "E354",
        ("revenue",),
    ),
    Mistake(
        "M9 a template under set",
        '- do: track\n  set: {properties.x: ⟦{template: "a {{ userId }}"}⟧}\n',
        "W346",
        ("object", "map:"),
    ),
    Mistake(
        "M9 a source under set", "- do: track\n  set: {properties.x: ⟦{from: userId}⟧}\n", "W346", ("object", "map:")
    ),
    Mistake(
        "M10 properties of an identify",
        "- do: identify\n  map: {traits.plan: ⟦properties.plan⟧}\n",
        "W308",
        ("identify", "properties"),
    ),
    Mistake(
        "M12 a star in a lookup",
        mapped("properties.a: {from: properties.b, lookup: {⟦'*'⟧: b}}"),
        "W352",
        ("default:",),
    ),
    Mistake(
        "M13 except from the event",
        mapped("properties: {from: properties, except: [⟦properties.email⟧]}"),
        "E353",
        ("email",),
        "email",
    ),
    Mistake(
        "M13 an event's path in each",
        "- do: purchase\n  map:\n    products:\n      each: properties.products\n      map: {sku: ⟦properties.sku⟧}\n",
        "W353",
        ("item", "sku"),
        "sku",
    ),
    Mistake(
        "M13 an event's currency in each",
        "- do: purchase\n  map:\n    products:\n      each: properties.products\n      map: {currency: ⟦properties.currency⟧}\n",
        "W353",
        ("{from_event: properties.currency}",),
        "{from_event: properties.currency}",
    ),
    Mistake(
        "M13 a field of a list",
        mapped("properties.a: ⟦properties.products.price⟧"),
        "W309",
        ("list", "properties.products[].price"),
        "properties.products[].price",
    ),
    Mistake(
        "M13 the length of a list",
        mapped("properties.a: ⟦properties.products.length⟧"),
        "W309",
        ("length(properties.products)",),
        "length(properties.products)",
    ),
    Mistake(
        "M23 & between texts", mapped("properties.a: properties.a ⟦&⟧ properties.b"), "E302", ("join(", "template:")
    ),
    Mistake(
        "M24 contains between",
        mapped("properties.a: ⟦properties.a contains 'b'⟧"),
        "E302",
        ("contains(properties.a, 'b')",),
        "contains(properties.a, 'b')",
    ),
    Mistake(
        "M24 case when",
        mapped("properties.a: ⟦CASE WHEN properties.a > 1 THEN 'x' END⟧"),
        "E302",
        ("there is no CASE", "if_(properties.a > `1`, 'x')"),
    ),
    Mistake("M25 source for from", mapped("properties.a: {⟦source⟧: properties.a}"), "E120", ("from",), "from"),
    Mistake(
        "M26 a list of maps", "- do: purchase\n  map:\n    products: ⟦[{from: properties.a}]⟧\n", "E330", ("each:",)
    ),
    Mistake(
        "M27 paths with a comma",
        mapped("properties.a: {from: 'properties.a⟦,⟧ properties.b'}"),
        "E302",
        ("[properties.a, properties.b]",),
    ),
    Mistake(
        "M27 paths with a comma, short",
        mapped("properties.a: userId⟦,⟧ anonymousId"),
        "E302",
        ("{from: [userId, anonymousId]}",),
    ),
    Mistake(
        "M29 date_format",
        mapped("properties.a: ⟦date_format⟧(timestamp, 'x')"),
        "E320",
        ("format_time",),
        "format_time",
    ),
    Mistake(
        "M29 strftime", mapped("properties.a: ⟦strftime⟧(timestamp, 'x')"), "E320", ("format_time",), "format_time"
    ),
    Mistake("M29 date", mapped("properties.a: ⟦date⟧(timestamp)"), "E320", ("as: date",)),
    Mistake("M29 format", mapped("properties.a: ⟦format⟧('{}', userId)"), "E320", ("template:",)),
    Mistake("M29 hash", mapped("properties.a: ⟦hash⟧(userId)"), "E320", ("sha256",), "sha256"),
    Mistake(
        "M29 a function nobody knows",
        mapped("properties.a: ⟦frobnicate⟧(userId)"),
        "E320",
        ("actions catalog functions",),
    ),
    Mistake("M30 sha-256", mapped("properties.a: ⟦sha-256⟧(userId)"), "E302", ("sha256(",), "sha256"),
    Mistake(
        "M38 a vendor's name of a field",
        "- do: purchase\n  map: {⟦em⟧: context.traits.email}\n",
        "E342",
        ("write email",),
        "email",
        to="meta_capi",
    ),
    Mistake("a text under map", mapped('properties.source: "⟦website⟧"'), "E301", ("set:",)),
    Mistake("a path with $.", mapped("properties.a: ⟦$.⟧properties.b"), "E302", ("properties.b",), ""),
    Mistake("as: sha256", mapped("properties.a: {from: userId, as: ⟦sha256⟧}"), "E123", ("sha256(userId)",)),
    Mistake("as: lower", mapped("properties.a: {from: userId, as: ⟦lower⟧}"), "E123", ("lower(userId)",)),
    Mistake("exclude:", mapped("properties: {from: properties, ⟦exclude⟧: [a]}"), "E120", ("except",), "except"),
    Mistake("isset()", mapped("properties.a: ⟦isset⟧(userId)"), "E320", ("!= `null`",)),
    Mistake("is_null()", mapped("properties.a: ⟦is_null⟧(userId)"), "E320", ("== `null`",)),
    Mistake("defined()", mapped("properties.a: ⟦defined⟧(userId)"), "E320", ("!= `null`",)),
    Mistake(
        "one brace in a template",
        mapped("properties.a: {template: '⟦{ userId }⟧'}"),
        "E345",
        ("two braces", "{{ userId }}"),
        "{{ userId }}",
    ),
    Mistake("an if in a template", mapped("properties.a: {template: '⟦{% if a %}⟧x{% endif %}'}"), "E345", ("if_(",)),
    Mistake(
        "a filter's default",
        mapped("""properties.a: {template: '{{ ⟦userId | default("x")⟧ }}'}"""),
        "E321",
        ("default(userId, 'x')",),
        "default(userId, 'x')",
    ),
    Mistake(
        "a method",
        mapped("properties.a: ⟦context.traits.email.lower()⟧"),
        "E321",
        ("lower(context.traits.email)",),
        "lower(context.traits.email)",
    ),
    Mistake(
        "another method",
        mapped("properties.a: ⟦userId.toString()⟧"),
        "E320",
        ("to_string(userId)",),
        "to_string(userId)",
    ),
    Mistake(
        "a minus before a path",
        mapped("properties.a: ⟦-⟧properties.total"),
        "E302",
        ("multiply(properties.total, `-1`)",),
    ),
    Mistake("a time inside the event's name", mapped("time: ⟦event.time⟧"), "E324", ("timestamp",), "timestamp"),
    Mistake("a slash in a path", mapped("properties.a: properties⟦/⟧x"), "E302", ("properties.x",), "."),
)
