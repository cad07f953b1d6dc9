"""What a release is installed with, as a bill of materials."""

import json
import sys
from pathlib import Path
from typing import Any

from docs.release.changelog import NotReadyError
from docs.release.installs import run

BILL = "sbom.cdx.json"


def write_bill(folder: Path, python: Path) -> Path:
    """A CycloneDX bill, in JSON, of what is installed beside that Python, the same for the same set."""
    path = folder / BILL
    # Asked whether what it wrote is a bill, the tool compares each component with each other: most of its time.
    words = ("environment", "--no-validate", "--output-reproducible", "--of", "JSON", "-o", str(path), str(python))
    run(folder, sys.executable, "-m", "cyclonedx_py", *words)
    bill: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    names = {one["name"] for one in bill.get("components", ())}
    if not {"jmespath", "pydantic"} <= names:
        raise NotReadyError(f"{path.name} does not list what the package needs: {', '.join(sorted(names))}")
    return path
