"""`python -m docs.release VERSION`: makes a release in build/release, and cuts the changelog for it.

python -m docs.release 0.2.0          the release; commit and tag what it changed
python -m docs.release 0.2.0 --dry    the same, but the tree stays as it is
python -m docs.release --audit        asks what is known of weaknesses in what is installed; needs the network
python -m docs.release --third-party  writes docs/third-party.md from what is installed here
"""

import argparse
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from docs.release.bill import write_bill
from docs.release.build import ROOT, build, build_twice, copy_of_tree, write_hashes
from docs.release.changelog import NotReadyError, cut, unreleased
from docs.release.defaults import changes, defaults_now, released_defaults, render_defaults, unsaid
from docs.release.installs import (
    BUILT_ONCE,
    Environment,
    build_wheels,
    environments,
    installed,
    try_wheel,
    with_all_extras,
)
from docs.release.third_party import PAGE as THIRD_PARTY
from docs.release.third_party import copyleft_of_core, differences, packages_in, render_third_party
from docs.release.version import is_version, version_of, write_version
from docs.release.weaknesses import audit

OUTPUT = ROOT / "build" / "release"
CHANGELOG, DEFAULTS = "docs/changelog.md", "docs/release/defaults.json"
# One more than most machines have cores: an installation waits for the network and the disk half of its time.
AT_ONCE = 3

Made = TypeVar("Made")


def main() -> int:
    """0 when the release is made; 1 when something stands in the way, which is printed."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("version", nargs="?", help="that of the release, such as 0.2.0", default=version_of())
    asked.add_argument("--dry", action="store_true", help="change nothing in the tree")
    asked.add_argument("--audit", action="store_true", help="ask for known weaknesses instead")
    asked.add_argument("--third-party", action="store_true", help=f"write {THIRD_PARTY} instead")
    given = asked.parse_args()
    if given.audit:
        return audit()
    try:
        if given.third_party:
            (ROOT / THIRD_PARTY).write_text(third_party(), encoding="utf-8")
        else:
            release(given.version, is_dry=given.dry)
    except NotReadyError as error:
        print(f"no release: {error}", file=sys.stderr)
        return 1
    return 0


def release(version: str, *, is_dry: bool) -> None:
    """Files in build/release; NotReadyError says what stands in the way. Where it is dry the tree is not touched."""
    _check(version, is_dry=is_dry)
    today = datetime.now(UTC).date()
    with TemporaryDirectory() as folder:
        # The release is made of a copy, so that one that fails, or is dry, changes nothing.
        tree = copy_of_tree(Path(folder))
        write_version(tree, version)
        texts = written(version, today)
        for name, text in texts.items():
            (tree / name).write_text(text, encoding="utf-8")
        _make(tree, version, today)
        if not is_dry:
            for name in ("pyproject.toml", THIRD_PARTY, *texts):
                shutil.copyfile(tree / name, ROOT / name)
    print(f"{OUTPUT.relative_to(ROOT)} has the release of {version}", end="")
    print("; the tree is as it was" if is_dry else f"; now: git commit -am 'Release {version}' && git tag v{version}")


def third_party(*folders: str) -> str:
    """The page of third-party packages installed in these folders, or in this environment where none is given.

    NotReadyError where a requirement of the package or of an extra is not installed.
    """
    page = render_third_party(packages_in(*folders))
    if missing := differences(page):
        raise NotReadyError(f"{THIRD_PARTY} needs every extra installed: {'; '.join(missing)}")
    return page


def written(version: str, today: date) -> dict[str, str]:
    """The texts that a release writes, by the names of their files."""
    return {
        CHANGELOG: cut((ROOT / CHANGELOG).read_text(encoding="utf-8"), version, today),
        DEFAULTS: render_defaults(),
    }


def _check(version: str, *, is_dry: bool) -> None:
    """What must hold before anything is written."""
    if not is_version(version):
        raise NotReadyError(f"{version} is not a version of ours; write three numbers, such as 0.2.0, or 0.2.0rc1")
    status = subprocess.run(("git", "status", "--porcelain"), cwd=ROOT, capture_output=True, text=True, check=False)
    if not is_dry and status.stdout.strip():
        raise NotReadyError(f"the tree has changes that are not committed:\n{status.stdout}")
    section = unreleased((ROOT / CHANGELOG).read_text(encoding="utf-8"))
    if missing := unsaid(changes(released_defaults(), defaults_now()), section):
        listed = "\n".join(map(str, missing))
        raise NotReadyError(
            f"docs/changelog.md does not name these changes of defaults, action type and field:\n{listed}"
        )
    if copyleft := copyleft_of_core():
        raise NotReadyError(f"{', '.join(copyleft)} would pass on their licence: make them part of an extra")


def _make(tree: Path, version: str, today: date) -> None:
    shutil.rmtree(OUTPUT, ignore_errors=True)
    OUTPUT.mkdir(parents=True)
    midnight = int(datetime(today.year, today.month, today.day, tzinfo=UTC).timestamp())
    with TemporaryDirectory() as first, TemporaryDirectory() as wheels, ThreadPoolExecutor(AT_ONCE) as pool:
        # It is tried while the bill is made; the sdist has to wait for the page of licences, which it holds.
        [wheel] = build(tree, Path(first), midnight, "wheel")
        if f"-{version}-" not in wheel.name:
            raise NotReadyError(f"{wheel.name} is not of version {version}")
        made = pool.submit(_bill_and_packages, tree, wheel, midnight, Path(wheels))
        tried = {pool.submit(try_wheel, wheel, one, Path(wheels)): one for one in _in_turn(environments())}
        try:
            files = _step("bill of materials, licences; wheel and sdist, twice", made.result)
            for waiting, where in tried.items():
                _step(str(where), waiting.result)
        except NotReadyError:
            pool.shutdown(cancel_futures=True)
            raise
        if (OUTPUT / wheel.name).read_bytes() != wheel.read_bytes():
            raise NotReadyError(f"{wheel.name}: what was tried is not what was built")
    write_hashes(files, OUTPUT)


def _bill_and_packages(tree: Path, wheel: Path, epoch: int, house: Path) -> list[Path]:
    """The files of the release; in the tree, the page of licences. `house` gets the wheels that others use, too."""
    build_wheels(house)
    with installed(wheel, with_all_extras(), house) as python:
        folders = map(str, python.parents[1].glob("lib/python*/site-packages"))
        (tree / THIRD_PARTY).write_text(third_party(*folders), encoding="utf-8")
        bill = write_bill(OUTPUT, python)
    return [*build_twice(tree, OUTPUT, epoch), bill]


def _in_turn(found: Iterable[Environment]) -> list[Environment]:
    """An old version that is published as source alone first: it is built there, longer than all else takes.

    The newest last: its wheel is built for the bill meanwhile.
    """

    def turn(one: Environment) -> int:
        return 1 if one.extra not in BUILT_ONCE else 2 if one.resolution == "highest" else 0

    return sorted(found, key=turn)


def _step(name: str, do: Callable[[], Made]) -> Made:
    done = do()
    print(f"  {name}: done", flush=True)
    return done


if __name__ == "__main__":
    sys.exit(main())
