"""Destinations, action types and functions, with examples that can be run."""

from typing import Any

from actions.workbench.catalog import describe_action_type, describe_destination
from destinations.registry import Plugin, PluginError, load_registry
from mappings.budget import Budget
from mappings.expr.expression import compile_expression
from mappings.findings.errors import EvaluationError, ExpressionError
from mappings.functions.declare import Function
from mappings.functions.plugins import all_functions


def plugins() -> list[Plugin]:
    """All destinations that can be loaded, by name."""
    found, registry = [], load_registry()
    for name in registry.names():
        try:
            plugin = registry.find(name)
        except PluginError:
            continue
        if plugin is not None:
            found.append(plugin)
    return found


def destination_facts(name: str) -> dict[str, Any] | None:
    """A destination's settings and action types; None where there is none of this name."""
    plugin = next((one for one in plugins() if one.destination.name == name), None)
    return describe_destination(plugin) if plugin else None


def action_type_facts(name: str, kind: str) -> dict[str, Any] | None:
    """An action type's fields and defaults."""
    plugin = next((one for one in plugins() if one.destination.name == name), None)
    found = plugin.destination.action_type(kind) if plugin else None
    return describe_action_type(plugin, found) if plugin and found else None


def functions() -> list[Function]:
    """All functions that expressions can call."""
    return list(all_functions().values())


def run_example(expression: str, subject: Any) -> Any:
    """What an expression gives for a value; ValueError says why it gives nothing."""
    try:
        return compile_expression(expression)(subject, Budget())
    except (ExpressionError, EvaluationError) as error:
        raise ValueError(str(error)) from None
