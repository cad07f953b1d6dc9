"""The page on what of the spec's context and traits each destination gets, made of the destinations' defaults."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from destinations.registry import Plugin, load_registry
from mappings.file.loader import load_type_defaults
from mappings.file.readings import read_readings
from mappings.findings.diagnostic import Report

KINDS: Mapping[str, str] = {
    "analytics": "Analytics",
    "messages": "Messages to people",
    "advertising": "Advertising",
    "other": "Anything else",
}
# Its traits are those of a company, not of a person.
OF_GROUPS = "group"
ROOTS = frozenset({"traits", "context.traits", "context"})
CONTEXT = (
    *("active", "app.name", "app.version", "app.build", "app.namespace"),
    *("campaign.name", "campaign.source", "campaign.medium", "campaign.term", "campaign.content"),
    *("device.id", "device.advertisingId", "device.adTrackingEnabled", "device.manufacturer", "device.model"),
    *("device.name", "device.type", "device.token", "groupId", "ip", "library.name", "library.version", "locale"),
    *("location.city", "location.country", "location.region", "location.latitude", "location.longitude"),
    *("network.bluetooth", "network.carrier", "network.cellular", "network.wifi", "os.name", "os.version"),
    *("page.url", "page.path", "page.title", "page.referrer", "page.search", "referrer.id", "referrer.type"),
    *("screen.width", "screen.height", "screen.density", "timezone", "userAgent", "userAgentData"),
)
TRAITS = (
    *("address.street", "address.city", "address.state", "address.postalCode", "address.country"),
    *("age", "avatar", "birthday", "company.name", "company.id", "company.industry", "company.employee_count"),
    *("company.plan", "createdAt", "description", "email", "firstName", "gender", "id"),
    *("lastName", "name", "phone", "title", "username", "website"),
)
INTRO = """\
# What destinations get of context and people

Which of the spec's context fields and standard traits each built-in destination gets by default, and in which field of
its action types. `all in` stands before a field to which an object is copied whole. Where there is nothing the reason
stands below the table; what a tool has no field for can still be mapped, to its properties say. This page is written
from the destinations' defaults. [Fields and action types](coverage.md) says which case shows each.

* A user agent becomes browser, system and device where the tool reads none of a server's events: Mixpanel, Amplitude,
  PostHog, GA4.
* Of a person, other spellings of these traits are read alike: `first_name`, `phone_number`, `zip`, a company or an
  address that is a text. [Writing a destination](destinations.md) has the list.
* What a person allows is read in Google's and the tools' own words (`ad_user_data`, `opt_out`), also from
  `context.consent.categoryPreferences` and RudderStack's `context.consentManagement`, of which the stricter counts
  where both are there; a denied `ad_storage` alone denies Google `ad_user_data`. Categories of your own are for
  `when:`, as no tool knows what they mean:
  `context.consent.categoryPreferences.Advertising != false`.
* A click's id is found in the page's query or address, in `context.campaign`, in the properties, and where TikTok's
  and Google's libraries for browsers put theirs.
"""


@dataclass(frozen=True, slots=True)
class Source:
    """A path or an expression, the field that takes it, and the names that are left out of what is copied."""

    expression: str
    target: str
    without: frozenset[str] = frozenset()

    def reads(self, path: str) -> bool:
        """Whether it reads that very path, or the object that it is a part of."""
        # Of a company as an object it is the name that fields take.
        parent = "" if ".company." in path and not path.endswith(".name") else path.rpartition(".")[0]
        wanted = {path, parent} - ROOTS - {""}
        return any(_holds(self.expression, one) for one in wanted)

    def copies(self, path: str) -> bool:
        """Whether it copies what that path is in: all traits, the context, or the event."""
        wholes = {one for one in ROOTS if path.startswith(f"{one}.")} | {"@"}
        name = path.rpartition("traits.")[2].partition(".")[0]
        copied = self.expression in wholes or self.expression.startswith("merge_present(")
        return (
            copied
            and name not in self.without
            and (self.expression == "@" or any(_holds(self.expression, one) for one in wholes - {"@"}))
        )


def _holds(expression: str, path: str) -> bool:
    return re.search(rf"(?<![\w.]){re.escape(path)}(?![\w.])", expression) is not None


def render_context() -> str:
    """The page in Markdown."""
    registry = load_registry([])
    plugins = [plugin for name in registry.names() if (plugin := registry.find(name))]
    groups = {kind: [one for one in plugins if one.destination.kind == kind] for kind in KINDS}
    return "\n".join([INTRO, *(_group(KINDS[kind], plugins) for kind, plugins in groups.items())])


def _group(title: str, plugins: Sequence[Plugin]) -> str:
    sources = [list(_sources(one)) for one in plugins]
    names = [one.destination.name for one in plugins]
    rows = [(f"context.{one}", [f"context.{one}"]) for one in CONTEXT]
    rows += [(f"traits.{one}", [f"traits.{one}", f"context.traits.{one}"]) for one in TRAITS]
    lines = [
        "| " + " | ".join([f"`{label}`", *(_cell(each, paths) for each in sources)]) + " |" for label, paths in rows
    ]
    head = ["| field | " + " | ".join(names) + " |", "| --- |" + " --- |" * len(names)]
    why = [f"* {one.destination.name}: {one.destination.without}" for one in plugins if one.destination.without]
    return "\n".join([f"## {title}\n", *head, *lines, "", *why, ""])


def _cell(sources: list[Source], paths: list[str]) -> str:
    """The fields that read one of the paths, else those to which what it is in is copied."""
    own = [f"`{one.target}`" for one in sources if any(one.reads(path) for path in paths)]
    whole = [f"all in `{one.target}`" for one in sources if any(one.copies(path) for path in paths)]
    return ", ".join(dict.fromkeys(own or whole))


def _sources(plugin: Plugin) -> Iterator[Source]:
    """The paths that the defaults read, each with the field that takes it, in the order of the action types."""
    readings = read_readings(*plugin.readings)
    loaded = load_type_defaults(plugin.defaults_text, plugin.defaults_file, Report(), readings)
    for kind in plugin.destination.action_types:
        if kind.name == OF_GROUPS:
            continue
        written = loaded[kind.name].spot.value if kind.name in loaded else {}
        # Paths of a type with each: start at its items, and not at the event.
        for target, source in written.get("map", {}).items():
            yield from _paths(source, target, "from_event" if "each" in written else "from")


def _paths(source: Any, target: str, key: str) -> Iterator[Source]:
    field: dict[str, Any] = {"from": source} if isinstance(source, str) else source
    for name in {key, "from_event"}:
        given = field.get(name, [])
        for one in [given] if isinstance(given, str) else given:
            yield Source(one, target, frozenset(field.get("except", ())))
    if "template" in field:
        yield Source(field["template"], target)
    if "each" not in field:
        for name, inner in field.get("map", {}).items():
            yield from _paths(inner, f"{target}.{name}", key)
