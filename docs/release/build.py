"""Wheel and sdist, built twice and the same byte for byte, with their hashes."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from docs.release.changelog import NotReadyError

ROOT = Path(__file__).parents[2]
HASHES = "SHA256SUMS"


def copy_of_tree(folder: Path) -> Path:
    """All that git knows of the tree, as it is now, in a folder of its own."""
    listed = subprocess.run(("git", "ls-files", "-z"), cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, folder / name)
    return folder


def build_twice(tree: Path, folder: Path, epoch: int) -> list[Path]:
    """The sdist and the wheel in `folder`; `epoch` (seconds) is the time that files in them have.

    NotReadyError where a second build, in another folder at another time, makes other bytes.
    """
    with TemporaryDirectory() as other:
        first, second = build(tree, folder, epoch), build(tree, Path(other), epoch)
        for one, again in zip(first, second, strict=True):
            if one.read_bytes() != again.read_bytes():
                raise NotReadyError(f"{one.name}: a second build made other bytes")
    return first


def write_hashes(files: list[Path], folder: Path) -> Path:
    """A file that `sha256sum --check` reads."""
    path = folder / HASHES
    lines = [f"{hashlib.sha256(one.read_bytes()).hexdigest()}  {one.name}\n" for one in sorted(files)]
    path.write_text("".join(lines), encoding="utf-8")
    return path


def build(tree: Path, folder: Path, epoch: int, *targets: str) -> list[Path]:
    """The sdist and the wheel of the tree in `folder`, or that of `targets`; NotReadyError with what hatchling says."""
    # hatchling itself: what `build` would call, without an environment that has to be fetched.
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(folder)]
    for target in targets:
        command += ("-t", target)
    environment = os.environ | {"SOURCE_DATE_EPOCH": str(epoch)}
    done = subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotReadyError(f"hatchling cannot build the package:\n{done.stderr}")
    return sorted([*folder.glob("*.tar.gz"), *folder.glob("*.whl")])
