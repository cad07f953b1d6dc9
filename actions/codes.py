"""The codes of all findings: those of `mappings`, and those that only `actions` can report."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from mappings.findings.codes import CODES as MAPPING_CODES

FAMILIES = {
    "1": "YAML and layout",
    "2": "Conditions",
    "3": "Fields and expressions",
    "4": "Settings and secrets",
    "5": "Events, and what is built from them",
}

OWN_CODES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "E110": "a destination that is not installed",
        "E111": "an action type that the destination does not have",
        "E112": "two instances with one name",
        "E113": "an action that can never fire",
        "E114": "a plugin that cannot be used",
        "E115": "two actions whose delivery ids cannot be distinguished",
        "W116": "an order's name in another spelling than the default trigger's",
        "E132": "a file that cannot be read",
        "E140": "a test of a mapping file that is incomplete",
        "E141": "a test that names an action which its file does not have",
        "W144": "a tool that would get more than it takes",
        "W143": "orders or refunds of which a tool gets a sample",
        "W142": "a test that does not say what is expected of its event",
        "W117": "two actions that both send an event to one tool",
        "W118": "an action behind one of its exclusive: group that takes all of its events",
        "W119": "a file in which nothing can fire",
        "W213": "a letter of another alphabet in a word, or a space that is none",
        "W214": "a star where it is not a wildcard",
        "W215": "one name that looks like several",
        "W216": "a condition that can never hold",
        "W217": "a condition that always holds",
        "W218": "the name of an event that was never seen",
        "W219": "a comparison with a value that was always of another kind",
        "W220": "the name of an event that the tracking plan does not have",
        "W305": "a path that found nothing in the events seen so far",
        "W307": "a name in context or traits that the spec spells differently",
        "W308": "a field that events of the action's types do not have",
        "W309": "a name inside a list",
        "W310": "a property that the tracking plan does not have",
        "W347": "a hash that goes into a field which is hashed anyway",
        "W348": "an amount whose currency is set to nothing",
        "W350": "a value of the event that is sent as raw markup",
        "E354": "a literal that its field refuses",
        "W352": "a star in lookup:, which has no wildcard",
        "E353": "a name in only: or except: that starts at the event",
        "W353": "a path of the event where paths start at an item",
        "W354": "an amount without a currency",
        "W355": "an id for dropping repeats that is not sent, or is always the same",
        "W356": "a value of another kind than its field takes",
        "W357": "a field that must have a value, beside a default for it",
        "W358": "the id of one person, or of nobody, for every event",
        "W359": "two names that rename: makes one",
        "E401": "an unknown setting",
        "E402": "a missing setting",
        "E403": "a secret where the destination takes none",
        "E404": "a setting that the destination refuses",
        "E405": "a secret or a variable whose name has the wrong form",
        "E406": "a secret or a variable that does not exist",
        "W401": "a secret written out in the file",
        "W402": "a secret that is given as a variable",
        "W403": "personal data, unhashed where it should not be",
        "W404": "an address on a private network that the settings do not name",
        "E502": "a value that the action type refuses",
        "E503": "a field that the action type does not have",
        "E512": "each: over what is not a list",
        "W510": "a field that was left out of a payload, as its value cannot be used",
        "W511": "a part of a copied object that was left out, as the tool cannot take it",
        "W512": "an amount that was left out with its currency, or with the last amount beside it",
        "W513": "a value that cannot be used, in place of which the next path of `from:` was taken",
        "E530": "a value that is not an object, so no event",
        "E531": "an event without a type",
        "E532": "an event of an unknown type",
        "E533": "a track event without a name",
        "E534": "an event without userId and anonymousId",
        "W534": "an event with an id that is not one: instead of a messageId, one made from its content is used",
        "E535": "an event with an impossible time",
        "W535": "an event dated by another clock, as its own time cannot be read",
        "E536": "an event with a value that is not JSON",
        "E537": "an event nested too deep",
        "E538": "an event with an integer beyond 64 bits",
        "E539": "an event with a lone surrogate in a string",
        "E540": "a line that is not JSON",
        "E541": "an event whose properties, traits, context or integrations are not an object",
        "E590": "a plugin that failed while it checked a payload",
        "E591": "a plugin that cannot build a request from a payload",
    }
)

CODES: Final[Mapping[str, str]] = MappingProxyType({**MAPPING_CODES, **OWN_CODES})


def render_codes() -> str:
    """The page `docs/codes.md`: every code with its line, by family."""
    parts = ["# Codes of findings\n\nA code never changes its meaning. `E` is an error, `W` a warning.\n"]
    for digit, title in FAMILIES.items():
        rows = [f"| {code} | {CODES[code]} |" for code in sorted(CODES, key=_order) if code[1] == digit]
        parts.append("\n".join([f"\n## {title}\n", "| code | is about |", "| --- | --- |", *rows]) + "\n")
    return "".join(parts)


def _order(code: str) -> tuple[str, str]:
    return code[1:], code[:1]
