"""What a release is installed with, as a bill of materials."""

import json
import sys
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from jsonschema_rs import Registry, validator_for

from docs.release.changelog import NotReadyError
from docs.release.installs import run

BILL = "sbom.cdx.json"
# Schemas that the schema of a bill refers to, and the address below which it names them.
REFERRED_TO = ("spdx.SNAPSHOT.schema.json", "jsf-0.82.SNAPSHOT.schema.json")
ID_OF_SCHEMAS = "http://cyclonedx.org/schema/"


def write_bill(folder: Path, python: Path) -> Path:
    """A CycloneDX bill, in JSON, of what is installed beside that Python, the same for the same set."""
    path = folder / BILL
    # The tool's own validation compares each component with every other, which takes half a minute; see _check.
    words = ("environment", "--no-validate", "--output-reproducible", "--of", "JSON", "-o", str(path), str(python))
    run(folder, sys.executable, "-m", "cyclonedx_py", *words)
    bill: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    names = {one["name"] for one in bill.get("components", ())}
    if not {"jmespath", "pydantic"} <= names:
        raise NotReadyError(f"{path.name} does not list what the package needs: {', '.join(sorted(names))}")
    _check(bill, path.name)
    return path


def _check(bill: dict[str, Any], name: str) -> None:
    """Check the bill by the schema of CycloneDX that the tool brings with it; nothing is fetched."""
    schemas = files("cyclonedx.schema") / "_res"
    others = ((f"{ID_OF_SCHEMAS}{one}", _read(schemas / one)) for one in REFERRED_TO)
    schema = _read(schemas / f"bom-{bill['specVersion']}.SNAPSHOT.schema.json")
    validator = validator_for(schema, registry=Registry(list(others)))
    if breaches := [f"{'.'.join(map(str, one.instance_path))}: {one.message}" for one in validator.iter_errors(bill)]:
        raise NotReadyError(f"{name} breaks the schema of CycloneDX: {'; '.join(breaches)}")


def _read(file: Traversable) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))
