"""Codes about settings, secrets and people."""
# ruff: noqa: E501  # an example is read in one line

from actions.workbench.checking.explanations.explanation import Beside, Explanation


def _file(settings: str, actions: str = "[{do: track}]", destination: str = "mixpanel") -> str:
    return f"version: 1\ndestination: {destination}\nsettings: {settings}\nactions: {actions}\n"


def _by_variable(url: str) -> str:
    environments = f"environments: {{production: {{settings: {{url: {url}}}}}}}"
    return f"version: 1\ndestination: webhook\n{environments}\nactions: [{{do: send}}]\n"


GOOD = _file("{project_token: {secret: MIXPANEL_TOKEN}}")
SETTINGS = {
    "E401": Explanation(
        "The destination has no such setting. `actions catalog mixpanel` lists those it has.",
        _file("{project_tokn: {secret: MIXPANEL_TOKEN}}"),
        GOOD,
    ),
    "W401": Explanation(
        "Everyone who reads the file sees the secret. Name it, and give its value as a variable where events "
        "are delivered.",
        _file("{project_token: 0123456789abcdef}"),
        GOOD,
    ),
    "E402": Explanation("A setting without which nothing can be sent is missing.", _file("{}"), GOOD),
    "W402": Explanation(
        "env: is for values that anyone may read. A secret is named by secret:, which is also looked for where secrets "
        "are kept, and never shown.",
        _file("{project_token: {env: MIXPANEL_TOKEN}}"),
        GOOD,
    ),
    "E403": Explanation(
        "The setting is not a secret, so it is shown and cannot be hidden.",
        _file("{project_token: {secret: MIXPANEL_TOKEN}, region: {secret: REGION}}"),
        _file("{project_token: {secret: MIXPANEL_TOKEN}, region: EU}"),
    ),
    "W403": Explanation(
        "The value is personal data and would be sent unhashed, though the tool matches by hashes, or accepts nothing "
        "of the kind.",
        _file(
            "{measurement_id: G-ABC1234567, api_secret: {secret: GA4_SECRET}}",
            "[{do: purchase, map: {params.email: context.traits.email}}]",
            "ga4",
        ),
        _file("{measurement_id: G-ABC1234567, api_secret: {secret: GA4_SECRET}}", "[{do: purchase}]", "ga4"),
    ),
    "E404": Explanation(
        "The destination refuses the value of the setting.",
        _file("{project_token: {secret: MIXPANEL_TOKEN}, region: Europe}"),
        _file("{project_token: {secret: MIXPANEL_TOKEN}, region: EU}"),
    ),
    "W404": Explanation(
        "Deliveries go to public addresses. One on a private network has to be named, so that no event can choose it.",
        _file("{url: 'http://10.1.2.3:9000/in'}", "[{do: send, when: type exists}]", "webhook"),
        _file(
            "{url: 'http://10.1.2.3:9000/in', allow_private: [10.0.0.0/8]}",
            "[{do: send, when: type exists}]",
            "webhook",
        ),
    ),
    "E406": Explanation(
        "With --env, secrets and variables are looked up, and this one is nowhere: nothing could be sent. Set it where "
        "events are delivered, or give a variable a default:.",
        _by_variable("{env: SHOP_URL}"),
        _by_variable("{env: SHOP_URL, default: 'https://hooks.example.com/in'}"),
        Beside.env,
    ),
    "E405": Explanation(
        "A secret or a variable is named: {secret: NAME} or {env: NAME, default: …}. Nothing is filled in inside texts.",
        _file("{project_token: '${MIXPANEL_TOKEN}'}"),
        GOOD,
    ),
}
