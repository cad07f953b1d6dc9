"""Triggers and mappings of Segment, and events, made at random: always the same ones."""

import json
from random import Random
from typing import Any

TEXT_NAMES = ("event", "name", "userId")
NAMES = (
    *("properties.total", "properties.plan", "properties.address.city", "properties.List\\ Name", "properties.vip"),
    *("context.ip", "context.traits.email", "context.page.url", "context.app-name", "traits.plan", "traits.age"),
)
# What people mistype, or think that it works.
ODD_NAMES = ("propertis.plan", "anonymousId", "properties", "context", "messageId", "type", "event.name")
TEXTS = ("pro", "Order Completed", "free", "ada@example.com", "5", "203.0.113.7")
ODD_VALUES = ("'pro'", "bare", "AND", '"a*b"', '""', '"5"', "properties.plan", "null", "true", '"*"', "-3")
PATHS = (
    *(
        "properties.total",
        "properties.plan",
        "properties.address.city",
        "properties.address",
        "properties['List Name']",
    ),
    *("properties.vip", "context.ip", "context.traits.email", "context.traits", "traits", "traits.plan", "userId"),
    *("event", "properties.products[0].sku", "properties.tags", "properties.json", "properties", "context.page.url"),
)
OBJECTS = ("properties.address", "context.traits", "traits", "properties", "context", "properties.products[0]")
SCALARS = tuple(one for one in PATHS if one not in (*OBJECTS, "properties.tags"))
ITEM_PATHS = ("sku", "price", "quantity", "name", "size.width")


def trigger(random: Random, *, odd: bool) -> str:
    """A trigger; an odd one has what people write and Segment takes for something else."""
    return _group(random, 2, odd=odd)


def _group(random: Random, depth: int, *, odd: bool) -> str:
    if depth == 0 or random.random() < 0.35:
        return _test(random, odd=odd)
    parts = [_group(random, depth - 1, odd=odd) for _ in range(random.randint(2, 3))]
    word = random.choice((" and ", " or "))
    text = parts[0]
    for part in parts[1:]:
        text += (random.choice((" and ", " or ")) if odd else word) + part
    if odd:
        return f"({text})" if random.random() < 0.4 else f"!({text})" if random.random() < 0.1 else text
    # A group that Segment reads as it stands holds no parentheses.
    return text if depth == 2 else parts[0] if "(" in text else f"({text})"


def _test(random: Random, *, odd: bool) -> str:  # noqa: PLR0911 - a kind of test each
    name = random.choice(NAMES)
    kind = random.randrange(7)
    text = f'"{random.choice(TEXTS)}"'
    if odd and random.random() < 0.5:
        name, text = random.choice((name, *ODD_NAMES)), random.choice(ODD_VALUES)
    if kind == 0:
        return f'type = "{random.choice(("track", "page", "identify"))}"'
    if kind == 1:
        return f"{random.choice(TEXT_NAMES)} {random.choice(('=', '!='))} {text}"
    if kind == 2:
        return f"{name} {random.choice(('<', '<=', '>', '>=', '=', '!='))} {random.choice(('5', '19.99', '-3'))}"
    if kind == 3:
        return f"{name} {random.choice(('=', '!='))} {text}"
    if kind == 4:
        return f"{name} {random.choice(('= null', '!= null', '= true', '= false'))}"
    negation = random.choice(("", "!"))
    if kind == 5:
        return f"{negation}contains({random.choice((name, *TEXT_NAMES))}, {text})"
    pattern = text if odd else random.choice(('"Order*"', '"*Completed"', '"p*"', '"*o"'))
    return f"{negation}match({random.choice((name, *TEXT_NAMES))}, {pattern})"


def mapping(random: Random) -> dict[str, Any]:
    """The fields of an action."""
    names = random.sample(("id", "email", "amount", "items", "profile", "note", "kind of"), random.randint(2, 5))
    return {name: value(random, 2) for name in names}


def value(random: Random, depth: int, *, item: bool = False) -> Any:
    """A value of a mapping, of directives as deep as that."""
    if depth == 0 or random.random() < 0.3:
        return _simple(random, item=item)
    inner = depth - 1

    def one() -> Any:
        return value(random, inner, item=item)

    path = _path(random, item=item)
    whole = {"@path": "$.size"} if item else {"@path": f"$.{random.choice(OBJECTS)}"}
    scalar = {"@path": f"$.{random.choice(SCALARS)}"}
    makers = (
        lambda: {"@if": {"exists": path, "then": random.choice((path, one())), "else": one()}},
        lambda: {"@if": {"blank": path, "then": one(), "else": one()}},
        lambda: {"@if": {"exists": path, "then": one()}},
        lambda: {"@case": {"operator": random.choice(("lower", "upper")), "value": path}},
        lambda: {"@replace": _replace(random, path)},
        lambda: {"@json": {"mode": random.choice(("encode", "decode")), "value": path}},
        lambda: {"@flatten": {"separator": "_", "value": whole, **random.choice(({}, {"omitArrays": True}))}},
        lambda: {"@excludeWhenNull": path},
        lambda: {"@literal": random.choice(("plain", 5, True))},
        lambda: {"a": one(), "b c": one()},
        lambda: [one(), one()],
        lambda: {
            "@merge": {"direction": random.choice(("left", "right")), "objects": [_thing(random), {"plan": path}]}
        },
        lambda: {
            "@transform": {
                "apply": {"whole": _thing(random), "kept": scalar},
                "mapping": {"x": {"@path": "$.whole.plan"}, "y": {"@template": "{{kept}}"}, "z": {"@path": "$.kept"}},
            }
        },
        lambda: {"@liquid": _liquid(random)},
        lambda: {"@arrayPath": ["$.properties.products", {one: value(random, inner, item=True) for one in ("s", "t")}]},
    )
    return random.choice(makers[:-3] if item else makers)()


def _path(random: Random, *, item: bool) -> dict[str, Any]:
    return {"@path": f"$.{random.choice(ITEM_PATHS if item else PATHS)}"}


def _thing(random: Random) -> dict[str, Any]:
    return {"@path": random.choice(("$.traits", "$.context.traits", "$.properties.address", "$.properties.missing"))}


def _simple(random: Random, *, item: bool) -> Any:
    names = ITEM_PATHS if item else SCALARS
    before, behind = random.choice(("", "No. ")), random.choice(("", " of us"))
    return random.choice(
        (
            _path(random, item=item),
            _path(random, item=item),
            {"@template": before + "{{" + random.choice(names) + "}}" + behind},
            {"@template": f"{{{{{{{random.choice(names)}}}}}}} and {{{{ {random.choice(names)} }}}}"},
            random.choice(("plain", 5, 1.5, True, "it's", "a\\b", "`x`", "NO")),
        )
    )


def _replace(random: Random, path: Any) -> dict[str, Any]:
    more = random.choice(({}, {"global": False}, {"ignorecase": True}, {"pattern2": "r", "replacement2": "R"}))
    pattern, replacement = random.choice((("o", "0"), (".", "-"), ("Pro", ""), (" ", "_"), ("a", "b\\")))
    return {"pattern": pattern, "replacement": replacement, "value": path, **more}


def _liquid(random: Random) -> str:
    filters = (
        "",
        " | upcase",
        " | downcase | append: '!'",
        ' | default: "none"',
        " | replace: 'o', '0'",
        " | capitalize",
    )
    if random.random() < 0.5:
        return liquid_tags(random, 2)
    return f"Dear {{{{ {random.choice(('properties.plan', 'event', 'traits.plan'))}{random.choice(filters)} }}}}, hello"


LIQUID_PATHS = (
    *("properties.plan", "event", "traits.plan", "properties.missing", "properties.total", "properties.tags"),
    *("properties.address", "userId"),
)


def liquid_tags(random: Random, depth: int) -> str:
    """A text of Liquid with conditions, some inside of others, with space that is taken away and names for values."""

    def tag(inner: str) -> str:
        before, behind = (random.choice(("", "", "-")) for _ in range(2))
        return f"{{%{before} {inner} {behind}%}}"

    def body() -> str:
        whats = ("text ", "{{ event | escape }}", " {{ properties.plan | default: 'none' }} ", "", "{{ name }}", None)
        chosen = random.choice(whats)
        return chosen if chosen is not None else liquid_tags(random, depth - 1) if depth else "x"

    word = random.choice(("if", "if", "unless"))
    more = [tag(f"elsif {_liquid_condition(random)}") + body() for _ in range(random.choice((0, 0, 1)))]
    more += [tag("else") + body() for _ in range(random.choice((0, 1)))]
    name = tag("assign name = traits.plan | upcase") if random.random() < 0.3 and depth > 1 else ""
    note = tag("comment") + " {{ no }} " + tag("endcomment")
    inner = tag(f"{word} {_liquid_condition(random)}") + body() + "".join(more) + tag(f"end{word}")
    return f"{name}a {inner}{random.choice(('', ' b', note))}"


def _liquid_condition(random: Random) -> str:
    def test() -> str:
        signs = ("", " == 'pro'", ' != "free"', " == 5", " == nil", " != blank", " == empty", " == true")
        return random.choice(LIQUID_PATHS) + random.choice((*signs, " contains 'o'", " contains 'sale'"))

    return random.choice(("{0}", "{0} and {1}", "{0} or {1} and {2}", "{0} and {1} or {2}")).format(
        *(test() for _ in "abc")
    )


def event(random: Random, *, untidy: bool) -> dict[str, Any]:
    """An event; an untidy one has null, blank texts and values of other kinds than its paths expect."""
    kind = random.choice(("track", "track", "page", "identify"))
    odd: tuple[Any, ...] = (None, "", 0, False) if untidy else ()

    def one(*usual: Any) -> Any:
        return random.choice((*usual, *odd))

    def some(**fields: Any) -> dict[str, Any]:
        return {name.replace("_", " "): part for name, part in fields.items() if random.random() < 0.8}

    address = some(city=one("Oslo"), plan=one("home"), zip=one("0150"))
    products = [
        some(sku=one("G-32", "F-32"), price=one(19, 2.5), quantity=one(1), name=one("UNO"), size=some(width=one(3)))
        for _ in range(random.randint(1, 3))
    ]
    tags = [*random.sample(("new", "sale"), random.randint(1, 2)), *random.sample(odd, len(odd) and 1)]
    properties = some(
        total=one(5, 19.99, 250, "5"),
        plan=one("pro", "free", "Pro Or"),
        address=address,
        List_Name=one("pro", "Order Completed"),
        vip=one(True, False),
        products=random.choice((products, products, products[0])),
        tags=tags,
        json=one('{"a": [1, "b"]}', "{broken", "5"),
    )
    traits = some(plan=one("pro", "free"), age=one(5, 41), email=one("ada@example.com"))
    context = some(
        ip=one("203.0.113.7"),
        traits=some(email=one("ada@example.com", "Ada@Example.com"), plan=one("free")),
        page=some(url=one("https://shop.example/?a=1")),
    )
    if random.random() < 0.5:
        context["app-name"] = one("pro")
    found = {"type": kind, "messageId": "m-1", "timestamp": "2026-03-01T10:15:30.250Z", "properties": properties}
    found |= {"userId": random.choice(("u_1", "pro", "5")), "context": context, "traits": traits}
    if kind == "track":
        found["event"] = random.choice(("Order Completed", "Order Refunded", "Signup"))
    elif random.random() < 0.5:
        found["name"] = random.choice(("Order Completed", "pro"))
    # As a sender writes it: what appears twice is not shared.
    copied: dict[str, Any] = json.loads(json.dumps(found))
    return copied
