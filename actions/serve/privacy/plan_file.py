"""The file of a tracking plan: what it holds, and where in it something stands."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from actions.serve.privacy.tracking_plan import OnViolation, PlanError, SourcePlan, read_source_plan
from mappings.findings.diagnostic import Report
from mappings.located import Located
from mappings.yaml_reader import decode, read_yaml


class PlanFileError(ValueError):
    """A file that holds no plan that can be used: the file, line and column, and why."""


def read_plan_file(path: Path, on_violation: OnViolation) -> SourcePlan:
    """The plan in a file of YAML or JSON; PlanFileError where it cannot be used. The file must be there."""
    data = path.read_bytes()
    report = Report()
    text = decode(data, str(path), report)
    documents = [] if text is None else read_yaml(text, str(path), report)
    spot = documents[0] if documents and not report.has_errors else None
    if path.suffix == ".json":
        # JSON that is not YAML is a plan all the same.
        value = _json(data, path)
    elif spot is None:
        first = next((one for one in report.found if one.severity == "error"), None)
        where = f"{path}:{first.place.line}:{first.place.column}" if first and first.place else str(path)
        raise PlanFileError(f"{where}: {first.message if first else 'the file is empty'}")
    else:
        value = spot.value
    try:
        return read_source_plan(value, path.stem, on_violation)
    except PlanError as error:
        place = None if spot is None or error.event is None else _schema(spot, error.event).at(*error.path).place
        where = f"{path}:{place.line}:{place.column}" if place else str(path)
        raise PlanFileError(f"{where}: {error}") from None


def _json(data: bytes, path: Path) -> Any:
    try:
        return json.loads(data)
    except json.JSONDecodeError as error:
        raise PlanFileError(f"{path}:{error.lineno}:{error.colno}: this is not JSON: {error.msg}") from None
    except (ValueError, RecursionError) as error:
        raise PlanFileError(f"{path}: this is not JSON: {type(error).__name__}") from None


def _schema(spot: Located, event: str) -> Located:
    """Where the schema of the event's properties stands, in whichever form the plan has."""
    value: dict[str, Any] = spot.value
    rules = value.get("rules")
    if isinstance(rules, dict) and isinstance(rules.get("events"), list):
        names = [one.get("name") if isinstance(one, dict) else None for one in rules["events"]]
        return _of_properties(spot.at("rules", "events", names.index(event), "rules"))
    if "properties" in value or "$schema" in value:
        return _of_properties(spot)
    around: Sequence[str] = ("events",) if isinstance(value.get("events"), dict) else ()
    return _of_properties(spot.at(*around, event))


def _of_properties(schema: Located) -> Located:
    """The schema of the properties, where the schema is one of whole events."""
    inner = schema.value.get("properties") if isinstance(schema.value, dict) else None
    whole = inner.get("properties") if isinstance(inner, dict) else None
    is_whole = isinstance(whole, dict) and ("properties" in whole or "type" in whole)
    return schema.at("properties", "properties") if is_whole else schema
