"""Mistakes in how a file is laid out, in its settings and in its actions."""
# ruff: noqa: E501  # a mistake is read in one line

from tests.actions.mistakes.mistake import Mistake, file_of, mapped

LAYOUT = (
    Mistake(
        "M11 the same action twice",
        "- {name: A, do: track}\n- {name: ⟦B⟧, do: track}\n",
        "W117",
        ("mixpanel.a", "twice"),
    ),
    Mistake("M13 an order counted twice", "- do: purchase\n- do: ⟦track⟧\n", "W117", ("Order Completed", "twice")),
    Mistake(
        "M13 a secret by env",
        file_of("mixpanel", "{project_token: {⟦env⟧: MIXPANEL_TOKEN}}", "[{do: track}]"),
        "W402",
        ("secret",),
        "secret",
    ),
    Mistake(
        "M31 quotes in quotes",
        "- do: track\n  when: 'event = \"It⟦'⟧s here\"'\n",
        "E109",
        ("'event = \"It''s here\"'",),
    ),
    Mistake(
        "M32 a # in a template",
        mapped("properties.a: {template: Order ⟦#{{ properties.a }}}⟧"),
        "E109",
        ("comment", "'Order #{{ properties.a }}'"),
    ),
    Mistake(
        "M35 actions under settings",
        "version: 1\ndestination: mixpanel\nsettings:\n  project_token: {secret: MIXPANEL_TOKEN}\n  ⟦actions⟧:\n    - do: track\n",
        "E121",
        ("nested under settings:", "left"),
    ),
    Mistake(
        "M36 meta",
        file_of("⟦meta⟧", "{}", "[{do: purchase}]"),
        "E110",
        ("meta_capi",),
        "meta_capi",
        ("E402",),
    ),
    Mistake(
        "M36 facebook",
        file_of("⟦facebook⟧", "{}", "[{do: purchase}]"),
        "E110",
        ("meta_capi",),
        "meta_capi",
        ("E402",),
    ),
    Mistake(
        "M36 google_analytics",
        file_of("⟦google_analytics⟧", "{}", "[{do: purchase}]"),
        "E110",
        ("ga4",),
        "ga4",
        ("E402",),
    ),
    Mistake(
        "M36 by its title",
        file_of("⟦Facebook Conversions API⟧", "{}", "[{do: purchase}]"),
        "E110",
        ("meta_capi",),
        "meta_capi",
        ("E402",),
    ),
    Mistake(
        "M37 a pixel id",
        file_of("meta_capi", "{pixel_id: ⟦abc⟧, access_token: {secret: META_TOKEN}}", "[{do: purchase}]"),
        "E404",
        ("pixel_id", "digits"),
    ),
    Mistake("M39 exclusive: true", "- do: track\n  exclusive: ⟦true⟧\n", "E122", ("group", "orders")),
    Mistake("M40 nothing that can fire", "- do: track\n  ⟦enabled⟧: false\n", "W119", ("fire",)),
    Mistake(
        "settings not indented",
        "version: 1\ndestination: mixpanel\n⟦settings⟧:\n"
        "project_token: {secret: MIXPANEL_TOKEN}\nactions: [{do: track}]\n",
        "E122",
        ("indent",),
    ),
    Mistake("no space after do:", "- ⟦do:track⟧\n", "E122", ("space",), "do: track"),
    Mistake(
        "an address for an instance",
        file_of(
            "braze", "{instance: ⟦https://rest.fra-02.braze.eu⟧, api_key: {secret: BRAZE_KEY}}", "[{do: identify}]"
        ),
        "E404",
        ("fra-02",),
        "fra-02",
    ),
    Mistake(
        "a name of an event as a type",
        "- do: ⟦lead⟧\n  when: event exists\n",
        "E111",
        ("track", "event_name"),
        to="meta_capi",
    ),
    Mistake(
        "a secret address written out",
        file_of(
            "slack",
            "{url: ⟦https://hooks.slack.com/services/T0/B0/x⟧}",
            "[{do: message, when: event exists, map: {text: event}}]",
        ),
        "W401",
        ("SLACK_URL",),
        "{secret: SLACK_URL}",
    ),
)
