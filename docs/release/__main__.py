"""`python -m docs.release VERSION`: makes a release in build/release, and cuts the changelog for it.

python -m docs.release 0.2.0          the release; commit and tag what it changed
python -m docs.release 0.2.0 --dry    the same, but the tree stays as it is
python -m docs.release --audit        asks what is known of weaknesses in what is installed; needs the network
"""

import argparse
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from docs.release.bill import audit, write_bill
from docs.release.build import ROOT, build_twice, write_hashes
from docs.release.changelog import NotReadyError, cut, unreleased
from docs.release.defaults import changes, defaults_now, released_defaults, unsaid, write_defaults
from docs.release.installs import environments, try_wheel
from docs.release.third_party import copyleft_of_core, render_third_party
from docs.release.version import PYPROJECT, is_version, version_of_tree, write_version

OUTPUT = ROOT / "build" / "release"
CHANGELOG = ROOT / "docs" / "changelog.md"
THIRD_PARTY = ROOT / "docs" / "third-party.md"
# Two, as most machines have at least: an installation waits for the disk half of its time.
AT_ONCE = 2

Made = TypeVar("Made")


def main() -> int:
    """0 when the release is made; 1 when something stands in the way, which is printed."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("version", nargs="?", help="that of the release, such as 0.2.0", default=version_of_tree())
    asked.add_argument("--dry", action="store_true", help="change nothing in the tree")
    asked.add_argument("--audit", action="store_true", help="ask for known weaknesses instead")
    given = asked.parse_args()
    if given.audit:
        return audit()
    try:
        release(given.version, is_dry=given.dry)
    except NotReadyError as error:
        print(f"no release: {error}", file=sys.stderr)
        return 1
    return 0


def release(version: str, *, is_dry: bool) -> None:
    """Files in build/release; NotReadyError says what stands in the way. Where it is dry the tree is as it was."""
    changed = (PYPROJECT, CHANGELOG, THIRD_PARTY)
    before = {path: path.read_bytes() for path in changed if path.exists()}
    _check(version, is_dry=is_dry)
    today = datetime.now(UTC).date()
    try:
        write_version(version)
        _step("changelog", partial(_cut_changelog, version, today))
        _step("third-party licences", _write_third_party)
        _make(version, today)
    except BaseException:
        _restore(before)
        raise
    if is_dry:
        _restore(before)
        print(f"a dry release of {version} is in {OUTPUT.relative_to(ROOT)}; the tree is as it was")
        return
    write_defaults()
    print(f"{OUTPUT.relative_to(ROOT)} has the release; now: git commit -am 'Release {version}' && git tag v{version}")


def _check(version: str, *, is_dry: bool) -> None:
    """What must hold before anything is written."""
    if not is_version(version):
        raise NotReadyError(f"{version} is no version of ours; write three numbers, such as 0.2.0, or 0.2.0rc1")
    status = subprocess.run(("git", "status", "--porcelain"), cwd=ROOT, capture_output=True, text=True, check=False)
    if not is_dry and status.stdout.strip():
        raise NotReadyError(f"the tree has changes that are not committed:\n{status.stdout}")
    section = unreleased(CHANGELOG.read_text(encoding="utf-8"))
    if missing := unsaid(changes(released_defaults(), defaults_now()), section):
        listed = "\n".join(map(str, missing))
        raise NotReadyError(
            f"docs/changelog.md does not name these changes of defaults, action type and field:\n{listed}"
        )
    if copyleft := copyleft_of_core():
        raise NotReadyError(f"{', '.join(copyleft)} would pass on their licence: make them part of an extra")


def _make(version: str, today: date) -> None:
    shutil.rmtree(OUTPUT, ignore_errors=True)
    OUTPUT.mkdir(parents=True)
    midnight = int(datetime(today.year, today.month, today.day, tzinfo=UTC).timestamp())
    made = _step("wheel and sdist, twice", partial(build_twice, OUTPUT, midnight))
    [wheel] = (one for one in made if one.suffix == ".whl")
    if f"-{version}-" not in wheel.name:
        raise NotReadyError(f"{wheel.name} is not of version {version}")
    with ThreadPoolExecutor(AT_ONCE) as pool:
        tried = {pool.submit(try_wheel, wheel, one): one for one in environments()}
        try:
            for waiting, where in tried.items():
                _step(str(where), waiting.result)
        except NotReadyError:
            pool.shutdown(cancel_futures=True)
            raise
    bill = _step("bill of materials", partial(write_bill, OUTPUT))
    write_hashes([*made, bill], OUTPUT)


def _step(name: str, do: Callable[[], Made]) -> Made:
    done = do()
    print(f"  {name}: done", flush=True)
    return done


def _cut_changelog(version: str, today: date) -> None:
    CHANGELOG.write_text(cut(CHANGELOG.read_text(encoding="utf-8"), version, today), encoding="utf-8")


def _write_third_party() -> None:
    THIRD_PARTY.write_text(render_third_party(), encoding="utf-8")


def _restore(before: dict[Path, bytes]) -> None:
    for path, data in before.items():
        path.write_bytes(data)


if __name__ == "__main__":
    sys.exit(main())
