"""What somebody types into a field of the form, as a value."""

from typing import Any

from actions.studio.model.editing.write import inline
from mappings.findings.diagnostic import Report
from mappings.yaml_reader import read_yaml


def read_value(typed: str) -> Any:
    """The value that the text means in a mapping file; what is not a value of YAML is a text.

    >>> read_value("10"), read_value("Order Completed"), read_value('"10"'), read_value("[a, 1]"), read_value("a: b")
    (10, 'Order Completed', '10', ['a', 1], 'a: b')
    """
    report = Report()
    found = read_yaml(f"- {typed.strip()}\n", "typed", report)
    if report.has_errors or len(found) != 1 or not isinstance(found[0].value, list) or len(found[0].value) != 1:
        return typed
    value = found[0].value[0]
    return typed if isinstance(value, dict) and not typed.strip().startswith("{") else value


def show_value(value: Any) -> str:
    """The value as it is typed."""
    return "" if value is None else inline(value)
