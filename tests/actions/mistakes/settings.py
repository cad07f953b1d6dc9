"""Mistakes in settings, environments and tests."""

from tests.actions.mistakes.mistake import Mistake, file_of

HEAD = "version: 1\ndestination: mixpanel\nsettings: {project_token: {secret: MIXPANEL_TOKEN}}\n"
ACTIONS = 'actions: [{do: track, when: event = "A"}]\n'
GIVEN = "{type: track, event: A, userId: u}"


def settings(written: str) -> str:
    return file_of("mixpanel", written, "[{do: track}]")


def with_test(written: str) -> str:
    return f"{HEAD}{ACTIONS}tests: [{{name: a, {written}}}]\n"


SETTINGS = (
    Mistake("a setting by the last word of its name", settings("{⟦token⟧: {secret: A_B}}"), "E401", ("project_token",)),
    Mistake(
        "config: for settings:",
        "version: 1\ndestination: mixpanel\n⟦config⟧: {project_token: {secret: A_B}}\nactions: [{do: track}]\n",
        "E120",
        ("write settings:",),
        "settings",
    ),
    Mistake(
        "a variable as other tools name it",
        settings("{project_token: ⟦env:MIXPANEL_TOKEN⟧}"),
        "E405",
        ("nothing is filled in", "{secret: MIXPANEL_TOKEN}"),
    ),
    Mistake(
        "a variable as a program reads it",
        settings("{project_token: ⟦process.env.MIXPANEL_TOKEN⟧}"),
        "E405",
        ("nothing is filled in", "{secret: MIXPANEL_TOKEN}"),
    ),
    Mistake(
        "var: for secret:", settings("{project_token: ⟦{var: MIXPANEL_TOKEN}⟧}"), "E404", ("write {secret: NAME}",)
    ),
    Mistake(
        "a setting right below its environment",
        f"{HEAD}environments: {{sandbox: {{⟦region⟧: EU}}}}\n{ACTIONS}",
        "E120",
        ("settings go under settings:",),
    ),
    Mistake(
        "envs: for environments:",
        f"{HEAD}⟦envs⟧: {{sandbox: {{settings: {{region: EU}}}}}}\n{ACTIONS}",
        "E120",
        ("write environments:",),
        "environments",
    ),
    Mistake(
        "two destinations in one file",
        "version: 1\ndestination: ⟦mixpanel, ga4⟧\nsettings: {}\nactions: [{do: track}]\n",
        "E110",
        ("one file is for one destination",),
    ),
    Mistake("event: in a test", with_test(f"⟦event⟧: {GIVEN}, expect: nothing"), "E140", ("write given:",)),
    Mistake("expected: in a test", with_test(f"given: {GIVEN}, ⟦expected⟧: nothing"), "E140", ("write expect:",)),
    Mistake("none for nothing", with_test(f"given: {GIVEN}, expect: ⟦none⟧"), "E140", ("write nothing",)),
    Mistake(
        "an action's name alone", with_test(f"given: {GIVEN}, expect: [⟦track⟧]"), "E140", ("write - action: track",)
    ),
    Mistake(
        "payload_contains: for payload_has:",
        with_test(f"given: {GIVEN}, expect: [{{action: track, ⟦payload_contains⟧: {{}}}}]"),
        "E140",
        ("write payload_has:",),
    ),
)
