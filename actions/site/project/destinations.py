"""The page of a destination: settings, action types, their fields and defaults."""

import json
from html import escape
from typing import Any

from actions.site.page import Page, code, heading, paragraph, table
from actions.system.file_names import file_stem
from actions.workbench.catalog import describe_action_type, describe_destination, describe_source, parts_of
from destinations.registry import Plugin


def destination_page(plugin: Plugin) -> Page:
    """What the destination takes."""
    facts = describe_destination(plugin)
    body = heading(1, facts["title"], "top") + paragraph(facts["help"])
    body += f"<p>In mapping files: <code>destination: {escape(facts['name'])}</code></p>\n"
    settings = [(code(one["name"]), escape(_kind(one)), escape(one["help"])) for one in facts["settings"]]
    body += heading(2, "Settings", "settings") + table(("setting", "type", "what it is"), settings)
    for one in plugin.destination.action_types:
        body += _action_type(describe_action_type(plugin, one), one.name)
    return Page(destination_path(facts["name"]), facts["title"], body, "Destinations")


def destination_path(name: str) -> str:
    """The path of a destination's page in the site."""
    return f"destinations/{file_stem(name)}.html"


def _action_type(facts: dict[str, Any], name: str) -> str:
    body = heading(2, name, name) + paragraph(facts["help"])
    if facts["when"]:
        when = facts["when"] if isinstance(facts["when"], str) else json.dumps(facts["when"], ensure_ascii=False)
        body += f"<p>By default it fires when {code(when)}</p>\n"
    rows = [
        (code(one["name"]), escape(_kind(one)), code(describe_source(one["default"])), escape(one["help"]))
        for one in facts["fields"]
    ]
    body += table(("field", "type", "by default", "what it is"), rows)
    parts = [(code(target), code(describe_source(source))) for target, source in parts_of(facts)]
    return body + table(("part of a field", "by default"), parts)


def _kind(field: dict[str, Any]) -> str:
    return "; ".join([field["type"], *field["roles"], *(["required"] if field["required"] else [])])
