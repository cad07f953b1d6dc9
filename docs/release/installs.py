"""The wheel in clean environments: without and with each extra, at the lowest and the newest versions allowed."""

import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from docs.release.build import ROOT
from docs.release.changelog import NotReadyError

# The interpreters that are looked for: 3.11 is what the package needs, the last is the newest that it is tried with.
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
RESOLUTIONS = ("lowest-direct", "highest")
# What a user of the package does first, in an empty folder.
FIRST = (
    ("actions", "--version"),
    ("actions", "init", "shop"),
    ("actions", "check", "-C", "shop"),
    ("actions", "test", "-C", "shop"),
    ("actions", "run", "shop/samples", "-C", "shop"),
    ("actions", "demo", "demo"),
)
# What each extra is for, as the shortest Python that needs all of it. Extras for work on the package are left out.
USES = {
    "arrow": "import actions.arrow",
    "duckdb": "import duckdb; import destinations.duckdb.writer",
    "files": "import pyarrow.parquet, fsspec; import destinations.files.writer",
    "kafka": "import confluent_kafka; import destinations.kafka",
    "nats": "import actions.stream.nats.connection",
    "postgres": "import psycopg; import destinations.postgres.writer",
    "salesforce": "import jwt, cryptography; import destinations.salesforce.assertion",
    "serve": "import jsonschema_rs, uvloop; import actions.serve",
    "spark": "import pyspark, pyarrow; import actions.spark",
    "studio": "import nicegui; import actions.studio.serve",
    "telemetry": "import opentelemetry.metrics; import actions.deliver.observability",
}
FOR_WORK = {"dev", "clusters", "release"}
# What is published as source alone, by the extra that needs it: its wheel is built once, not in each environment.
BUILT_ONCE = {"spark": "pyspark"}


class Environment(NamedTuple):
    """One of the environments that the wheel is tried in."""

    python: str
    extra: str
    resolution: str

    def __str__(self) -> str:
        return f"Python {self.python}, {self.extra or 'no extra'}, {self.resolution} versions"


def extras() -> list[str]:
    """The extras that users install; NotReadyError where one has no row in `USES`."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found = [name for name in project["optional-dependencies"] if name not in FOR_WORK]
    if missing := set(found) ^ USES.keys():
        raise NotReadyError(f"docs/release/installs.py: USES says nothing of the extra {', '.join(sorted(missing))}")
    return found


def environments() -> Iterator[Environment]:
    """All extras at both ends with this Python, and the bare package with each other that is on this machine."""
    this = f"{sys.version_info.major}.{sys.version_info.minor}"
    for resolution in RESOLUTIONS:
        for extra in ("", *extras()):
            yield Environment(this, extra, resolution)
    for python in PYTHONS:
        if python != this and interpreter(python):
            yield Environment(python, "", "highest")


def build_wheels(house: Path) -> None:
    """Build in the folder the newest wheel of each package that is published as source alone."""
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    for extra, name in BUILT_ONCE.items():
        [requirement] = (one for one in wanted[extra] if one.startswith(name))
        with TemporaryDirectory(dir=house) as folder:
            # pip keeps wheels that it has built, also from the installation of this environment.
            run(house, sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", folder, requirement)
            for built in Path(folder).iterdir():
                built.replace(house / built.name)


@contextmanager
def installed(wheel: Path, where: Environment, house: Path) -> Iterator[Path]:
    """The Python of a new environment that has the wheel, in a folder that goes with it; `house` may have others."""
    with TemporaryDirectory() as folder:
        home = Path(folder)
        python = home / "env" / "bin" / "python"
        chosen = interpreter(where.python) or where.python
        run(home, "uv", "venv", "--quiet", "--no-python-downloads", "--python", chosen, str(home / "env"))
        wanted = f"{wheel}[{where.extra}]" if where.extra else str(wheel)
        install = ("uv", "pip", "install", "--quiet", "--python", str(python), "--resolution", where.resolution)
        run(home, *install, "--find-links", str(house), wanted)
        yield python


def try_wheel(wheel: Path, where: Environment, house: Path) -> None:
    """Do there what a user does first, or use what the extra is for; NotReadyError with the command where one fails."""
    with installed(wheel, where, house) as python:
        for command, *words in FIRST[:1] if where.extra else FIRST:
            run(python.parents[2], str(python.with_name(command)), *words)
        if where.extra:
            run(python.parents[2], str(python), "-c", USES[where.extra])


def with_all_extras() -> Environment:
    """The environment that has everything a user may install, in its newest versions."""
    return Environment(f"{sys.version_info.major}.{sys.version_info.minor}", ",".join(extras()), "highest")


def interpreter(python: str) -> str | None:
    """The path of an interpreter of that version which starts, on the path or of pyenv; None where there is none."""
    of_pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found = [shutil.which(f"python{python}"), *map(str, sorted(of_pyenv.glob(f"{python}.*/bin/python")))]
    return next((one for one in found if one and _starts(one)), None)


def _starts(program: str) -> bool:
    # What pyenv puts on the path for each version ends with an error where the version is not chosen.
    return subprocess.run((program, "-c", ""), capture_output=True, check=False).returncode == 0


def run(folder: Path, *command: str) -> str:
    """What the command prints, begun in the folder; NotReadyError where it fails."""
    done = subprocess.run(command, cwd=folder, env=_environment(), capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotReadyError(f"{' '.join(command)}: ended with {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def _environment() -> dict[str, str]:
    """What a user has: our tree is not on the path, and code is kept compiled. `uv` is that of this environment."""
    ours = {"PYTHONPATH", "VIRTUAL_ENV", "PYTHONHOME", "PYTHONDONTWRITEBYTECODE"}
    kept = {key: value for key, value in os.environ.items() if key not in ours}
    return kept | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
