"""The page that lists the built-in destinations, made of their definitions."""

from collections.abc import Iterator

from actions.workbench.catalog import describe_action_type
from destinations.registry import Plugin, load_registry
from destinations.sdk.destination import ActionType
from docs.context_page import KINDS

INTRO = """\
# Built-in destinations

What each of them is for, and its action types. Those with a * send nothing until an action says `when:`; the others
have a trigger of their own. The page behind a name has the settings, all fields, and a smallest mapping file.
`actions catalog DESTINATION ACTION_TYPE` prints the same. This page is written from the definitions.
"""
END = """\
By default `track` takes every Track event, orders too. Beside `purchase` or `refund`, give it a `when` that leaves
those events out, or they reach the tool twice: `spec_name(event) not in ["Order Completed", "Completed Order"]` leaves
them out in every spelling that the default triggers take.

* [Mixpanel, GA4 and webhooks at length](mixpanel-ga4-webhook.md): what they do with an event, and fuller mapping files.
* [What destinations get of context and people](context.md): where the spec's context fields and traits go.
* [Fields and action types](coverage.md): which row of their cases shows what else they get.
* [Writing a destination](destinations.md): one of your own.
"""


def render_built_in() -> str:
    """The page in Markdown: a table for each kind of tool."""
    registry = load_registry([])
    plugins = [one for name in registry.names() if (one := registry.find(name))]
    tables = "\n".join(_table(kind, heading, plugins) for kind, heading in KINDS.items())
    return f"{INTRO}\n{tables}\n{END}"


def _table(kind: str, heading: str, plugins: list[Plugin]) -> str:
    rows = "".join(f"| {' | '.join(_row(one))} |\n" for one in plugins if one.destination.kind == kind)
    return f"## {heading}\n\n| destination | what it is for | action types |\n| --- | --- | --- |\n{rows}"


def _row(plugin: Plugin) -> Iterator[str]:
    one = plugin.destination
    yield f"[{one.title}](../destinations/{one.name}/README.md), `{one.name}`"
    yield one.help
    yield ", ".join(_name(plugin, kind) for kind in one.action_types)


def _name(plugin: Plugin, kind: ActionType) -> str:
    return f"`{kind.name}`" if describe_action_type(plugin, kind)["when"] else f"`{kind.name}`*"
