"""Random mappings, as text of a mapping file, and random events for them."""

import json
import re
from random import Random
from typing import Any

from mappings.convert.table import CONVERSIONS

PATHS = (
    *(
        "userId",
        "groupId",
        "event",
        "properties",
        "properties.a",
        "properties.b",
        "properties.c",
        "traits.a",
        "context",
    ),
    *("traits", "properties.list", "properties.list[*].a", "properties.list[0]", "@", "[userId, groupId]", "[groupId]"),
    *("'text'", "`null`", "`5`", "`[1, null]`", "userId || groupId", "properties.{x: a, y: b}", "length(properties.a)"),
    *(
        "properties.list[?a > `1`].b",
        "properties.a > properties.b",
        "upper(event)",
        "properties.list[1:]",
        "[[groupId]]",
    ),
    *("regex_extract(properties.a, '[0-9]+')", r"regex_replace(properties.b, '(.)', '\1-')"),
    *("format_time(properties.a, '%d.%m %H', 'Europe/Berlin')", "parse_number(properties.a, '1,234.56')"),
    *("properties.list[*].{a: a, b: b}", "not_null(groupId, properties.a)", "join('-', [userId, properties.a])"),
)
ITEM_PATHS = (
    "a",
    "b",
    "c",
    "a.b",
    "@",
    "[a, b]",
    "a || b",
    "`null`",
    "list",
    "list[*].a",
    "to_string(a)",
    "not_null(b, 'x')",
)
VALUES: tuple[Any, ...] = (
    *(
        None,
        True,
        False,
        0,
        1,
        1.0,
        2.5,
        -7,
        10**17,
        2**70,
        1e300,
        "",
        "x",
        "19.99",
        " 5 ",
        "true",
        "NOK",
        "jpy",
        "eur",
    ),
    *("ada@example.com", "+47 22 22 22 22", "no", "https://example.com/a", "2026-03-01T10:15:30Z", 1772360130),
)
TEMPLATES = ("{{ %s }}", "a{{ %s }}b", "{{ %s }}-{{ %s }}", "{'{{ %s }}\\", "{{ 'x' }}{{ %s }}", "{{ `1` }}{{ %s }}")
TARGETS = ("a", "b", "c", "currency", "t", "t.a", "t.b", "t.c.d", "t.c", "u.x", "u.y.z", '"it\'s {x}\\n"', "__class__")
PAIR = re.compile(r"\\ud[89ab]..\\ud[c-f]..")
KINDS = (*CONVERSIONS, "money", "json")


def mapping(random: Random, depth: int = 2, paths: tuple[str, ...] = PATHS) -> dict[str, Any]:
    """What stands under `map:` and `set:`, as JSON, which is YAML too."""
    targets = random.sample(TARGETS, random.randrange(1, 7))
    cut = random.randrange(len(targets)) if random.randrange(2) else len(targets)
    made: dict[str, Any] = {"map": {target: field(random, depth, paths) for target in targets[:cut]}}
    if targets[cut:]:
        made["set"] = {target: literal(random) for target in targets[cut:]}
    return {key: fields for key, fields in made.items() if fields}


def field(random: Random, depth: int, paths: tuple[str, ...]) -> Any:
    written = source(random, depth, paths)
    if not random.randrange(3):
        return written
    options: dict[str, Any] = {
        "lookup": {"x": 1, "true": "yes", "1": None, "NOK": "norsk", "5": ["five"]},
        "default": random.choice((0, "none", "USD", {"d": 1}, [])),
        "as": random.choice(KINDS),
        "required": True,
        "if_missing": random.choice(("omit", None, "fail", "null")),
        "only_when": random.choice(paths),
        "rename": {"a": "b", "x": "$x"},
        random.choice(("only", "except")): random.sample(("a", "b", "list", "a.b"), 2),
    }
    chosen = random.sample(sorted(options), random.choice((0, 1, 1, 2, 3)))
    written |= {
        key: options[key]
        for key in chosen
        if not (key == "required" and "if_missing" in written | dict.fromkeys(chosen))
    }
    if written.get("as") == "money" and random.randrange(2):
        written["unit"] = random.choice(("minor", "major"))
    if written.get("as") == "date" and random.randrange(2):
        written |= {"format": random.choice(("%d.%m.%Y", "%A", "%%")), "zone": random.choice(("UTC", "Asia/Tokyo"))}
    return written


def source(random: Random, depth: int, paths: tuple[str, ...]) -> dict[str, Any]:  # noqa: PLR0911  # a row per source
    kind = random.randrange(9 if depth else 7)
    if kind < 3:
        return {"from": [random.choice(paths) for _ in range(random.choice((1, 1, 2, 3)))]}
    if kind == 3:
        text = random.choice(TEMPLATES)
        made: dict[str, Any] = {
            "template": text.replace("%s", random.choice(paths), 1).replace("%s", random.choice(paths))
        }
        return made | (
            {"if_missing": random.choice(("empty", "nobody's {x}", "fail", None))} if random.randrange(2) else {}
        )
    if kind == 4:
        return {"value": literal(random)}
    if kind == 5:
        return {"counter": random.choice((0, 1, -3))}
    if kind == 6:
        return {"from_event": random.choice(PATHS)}
    if kind == 7:
        return mapping(random, depth - 1, paths)
    made = {"each": random.choice((*paths, "properties.list", "list")), **mapping(random, depth - 1, ITEM_PATHS)}
    if paths is PATHS and made["each"] == "list":
        made["each"] = "properties.list"
    for key, value in (("limit", random.randrange(1, 3)), ("wrap", True), ("where", random.choice(ITEM_PATHS))):
        if not random.randrange(3):
            made[key] = value
    return made


def literal(random: Random) -> Any:
    return random.choice((*VALUES[:8], "x", "USD", "it's {x} \\ \u2028", {"a": None}, [1, [2]], {}))


def event(random: Random) -> dict[str, Any]:
    made = {"type": "track", "event": random.choice(("A", "B")), "userId": random.choice(VALUES)}
    for name in ("properties", "traits", "context"):
        if random.randrange(6):
            made[name] = value(random, 3)
    return made


def value(random: Random, depth: int) -> Any:
    if not depth or not random.randrange(5):
        return random.choice(VALUES)
    made: dict[str, Any] = {name: value(random, depth - 1) for name in random.sample("abcx", 2)}
    if random.randrange(3):
        made["list"] = [value(random, depth - 1) for _ in range(random.randrange(4))]
    return made


def as_yaml(written: dict[str, Any]) -> str:
    """JSON, but for characters beyond 16 bits, which YAML writes with one escape."""
    return PAIR.sub(lambda pair: f"\\U{ord(json.loads(chr(34) + pair[0] + chr(34))):08x}", json.dumps(written))
