"""The page of a destination, made of its definition: what it takes, when it fires, where each field comes from."""

import inspect
import json
from collections.abc import Iterator
from importlib import import_module
from importlib.resources import files
from typing import Any, get_args

import yaml
from pydantic import SecretStr

from actions.workbench.catalog import describe_action_type, describe_destination, describe_source, parts_of
from destinations.registry import Plugin
from destinations.sdk.settings import Settings


def render_page(plugin: Plugin) -> str:
    """The page in Markdown; it stands as README.md in the destination's folder."""
    facts = describe_destination(plugin)
    types = [describe_action_type(plugin, one) for one in plugin.destination.action_types]
    parts = [
        f"# {facts['title']}\n",
        _about(plugin),
        _names(facts),
        _table(("setting", "type", "what it is"), map(_setting, facts["settings"])),
        _table(("action type", "what it does", "fires by default when"), (_overview(one) for one in types)),
        _example(plugin, [one["name"].partition(".")[2] for one in types if one["when"]][:1]),
        *(_action_type(one) for one in types),
    ]
    return "\n".join(parts)


def _about(plugin: Plugin) -> str:
    """The first paragraphs of the destination's module: those for whoever maps to it."""
    text = inspect.getdoc(import_module(f"destinations.{plugin.destination.name}")) or ""
    paragraphs = [one for one in text.split("\n\n") if not one.startswith("- ")]
    return "\n\n".join(paragraphs) + "\n"


def _names(facts: dict[str, Any]) -> str:
    names = ", ".join(map(_code, (facts["name"], *facts["integrations"])))
    return f"Names that switch it in an event's `integrations`: {names}.\n"


def _setting(facts: dict[str, Any]) -> list[str]:
    return [_code(facts["name"]), _kind(facts), facts["help"]]


def _overview(facts: dict[str, Any]) -> list[str]:
    when = facts["when"] if isinstance(facts["when"], str) else json.dumps(facts["when"], ensure_ascii=False)
    return [
        _code(facts["name"].partition(".")[2]),
        facts["help"],
        _code(when) if facts["when"] else "say it with `when:`",
    ]


def _example(plugin: Plugin, names: list[str]) -> str:
    settings = dict(_settings(plugin))
    file = {"version": 1, "destination": plugin.destination.name, "settings": settings}
    written = {**file, "actions": [{"do": name} for name in names]}
    text = yaml.safe_dump(written, sort_keys=False, allow_unicode=True)
    return f"The smallest mapping file:\n\n<!-- file -->\n```yaml\n{text}```\n"


def _settings(plugin: Plugin) -> Iterator[tuple[str, Any]]:
    """The settings of the destination's cases, with a name where a secret belongs."""
    one = plugin.destination
    cases = yaml.safe_load(files(f"destinations.{one.name}").joinpath("cases.yaml").read_text(encoding="utf-8"))
    for name, value in cases.get("settings", {}).items():
        yield name, {"secret": f"{one.name}_{name}".upper()} if _is_secret(one.settings, name) else value


def _is_secret(settings: type[Settings], name: str) -> bool:
    kind = next((info.annotation for key, info in settings.model_fields.items() if name in (key, info.alias)), None)
    return kind is SecretStr or SecretStr in get_args(kind)


def _action_type(facts: dict[str, Any]) -> str:
    limits = facts["limits"]
    pace = f", {limits['requests_per_second']:g} requests a second" if limits["requests_per_second"] else ""
    rows = (
        [_code(one["name"]), _kind(one), _code(describe_source(one["default"])), one["help"]] for one in facts["fields"]
    )
    parts = [[_code(target), _code(describe_source(source))] for target, source in parts_of(facts)]
    return "\n".join(
        [
            f"## {facts['name'].partition('.')[2]}\n",
            f"{facts['help']} At most {limits['items']} in a request, {limits['bytes']:,} bytes{pace}.\n",
            _table(("field", "type", "by default", "what it is"), rows),
            *([_table(("part of a field", "by default"), parts)] if parts else []),
        ]
    )


def _kind(field: dict[str, Any]) -> str:
    return "; ".join([field["type"], *field["roles"], *(["required"] if field["required"] else [])])


def _table(head: tuple[str, ...], rows: Any) -> str:
    lines = ["| " + " | ".join(head) + " |", "| " + " | ".join("---" for _ in head) + " |"]
    lines += ["| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def _code(text: str) -> str:
    if "`" in text:
        return f"`` {text} ``"
    return f"`{text}`" if text else ""
