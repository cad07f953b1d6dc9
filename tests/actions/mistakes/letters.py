"""Signs and letters that look like others, as text brings them along that is copied from elsewhere."""

from tests.actions.mistakes.mistake import Mistake, mapped, when

LETTERS = (
    Mistake("a Cyrillic letter in a key", "- ⟦d\u043e⟧: track\n", "E120", ('did you mean "do"?', "U+043E"), "do"),
    Mistake(
        "a Cyrillic letter in the name of a destination",
        "version: 1\ndestination: ⟦m\u0456xpanel⟧\nsettings: {project_token: {secret: A_B}}\nactions: [{do: track}]\n",
        "E110",
        ('did you mean "mixpanel"?', "another letter, U+0456"),
        "mixpanel",
    ),
    Mistake(
        "a Cyrillic letter in the name of an event",
        when('⟦event = "\u041erder Completed"⟧'),
        "W213",
        ("U+041E, a letter of another alphabet", 'write "Order Completed"'),
    ),
    Mistake(
        "a Greek letter in one of several names",
        when('⟦event in ["Signed Up", "\u039fpened"]⟧'),
        "W213",
        ("U+039F", 'write "Opened"'),
    ),
    Mistake(
        "a no-break space in the name of an event",
        when('⟦event = "Order\u00a0Completed"⟧'),
        "W213",
        ("character 6 of", "no-break space (U+00A0)", 'write "Order Completed"'),
    ),
    Mistake(
        "a thin space in one of several names",
        when('⟦event in ["Signed Up", "Trial\u2009Ended"]⟧'),
        "W213",
        ("character 6 of", "a thin space (U+2009)", 'write "Trial Ended"'),
    ),
    Mistake(
        "a wide colon behind a key", "- ⟦do\uff1a track⟧\n", "E122", ("not a colon to YAML", "do: track"), "do: track"
    ),
    Mistake(
        "a dash before an action",
        "version: 1\ndestination: mixpanel\nsettings: {project_token: {secret: A_B}}\nactions:\n  ⟦\u2013 do: track⟧\n",
        "E122",
        ("\u2013 does not begin an item of a list", "write - and a space"),
    ),
    Mistake(
        "a bullet before an action",
        "version: 1\ndestination: mixpanel\nsettings: {project_token: {secret: A_B}}\nactions:\n  ⟦\u2022 track⟧\n",
        "E122",
        ("\u2022 does not begin an item of a list", "write - and a space"),
    ),
    Mistake(
        "a minus as typesetters write it",
        when("properties.a > ⟦\u2212⟧5"),
        "E210",
        ("U+2212", "only looks like -"),
        "-",
    ),
    Mistake("a wide sign", when('event ⟦\uff1d⟧ "A"'), "E210", ("U+FF1D", "only looks like ="), "="),
    Mistake(
        "a mark of writing direction in the name of an event",
        when('event = "Click⟦\u200e⟧"'),
        "E108",
        ("U+200E", "editors do not show it"),
    ),
    Mistake("a soft hyphen", mapped("properties.a: context.cam⟦\xad⟧paign"), "E108", ("U+00AD", "remove it")),
    Mistake(
        "a field of one's own that is a number",
        mapped("⟦1⟧: userId"),
        "E342",
        ("for a field of your own write properties.1",),
    ),
)
