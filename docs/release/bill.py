"""What a release is installed with: a bill of materials, and what is known of weaknesses in it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from docs.release.changelog import NotReadyError

BILL = "sbom.cdx.json"


def write_bill(folder: Path, python: str = sys.executable) -> Path:
    """A CycloneDX bill of what is installed beside that Python, in JSON, the same for the same set."""
    path = folder / BILL
    command = (sys.executable, "-m", "cyclonedx_py", "environment", "--output-reproducible", "--of", "JSON", python)
    done = subprocess.run((*command, "-o", str(path)), capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotReadyError(f"cyclonedx-py cannot list what is installed:\n{done.stderr}")
    bill: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    if not bill.get("components"):
        raise NotReadyError(f"{path.name} lists nothing: is the package installed beside {python}?")
    return path


def audit() -> int:
    """The exit code of an audit of what is installed here against the public list of weaknesses; needs the network."""
    return subprocess.run((sys.executable, "-m", "pip_audit", "--skip-editable"), check=False).returncode
