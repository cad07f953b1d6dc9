"""What a release is made of, and what stands in its way."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from docs.release.build import build_twice, copy_of_tree, write_hashes
from docs.release.changelog import NotReadyError, cut, unreleased
from docs.release.defaults import Change, changes, defaults_now, released_defaults, unsaid
from docs.release.installs import extras
from docs.release.third_party import PAGE, closure, copyleft_of_core, differences, packages_in
from docs.release.version import is_version

ROOT = Path(__file__).parents[2]
CHANGELOG = (ROOT / "docs" / "changelog.md").read_text(encoding="utf-8")
DAY = date(2026, 3, 1)


@pytest.mark.slow
def test_each_change_of_a_default_since_the_last_release_is_in_the_changelog_by_type_and_field() -> None:
    found = changes(released_defaults(), defaults_now())
    assert [str(one) for one in unsaid(found, unreleased(CHANGELOG))] == []


OLD = {"ga4.purchase": {"when": "a", "value": "b"}, "ga4.event": {"when": "c"}}


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        pytest.param(OLD, [], id="nothing"),
        pytest.param(
            OLD | {"ga4.purchase": {"when": "z", "value": "b"}},
            [Change("ga4.purchase", "when", "a", "z")],
            id="another trigger",
        ),
        pytest.param(
            OLD | {"ga4.purchase": {"when": "a", "value": "b", "tax": "t"}},
            [Change("ga4.purchase", "tax", "", "t")],
            id="a new field",
        ),
        pytest.param(
            {"ga4.event": {"when": "c"}},
            [Change("ga4.purchase", "value", "b", ""), Change("ga4.purchase", "when", "a", "")],
            id="an action type that is gone",
        ),
        pytest.param(OLD | {"ga4.lead": {"when": "l"}}, [Change("ga4.lead", "when", "", "l")], id="a new action type"),
        pytest.param(OLD | {"heap.track": {"when": "h"}}, [], id="a new destination, which nobody's files have"),
    ],
)
def test_what_changed_in_defaults(new: dict[str, dict[str, str]], expected: list[Change]) -> None:
    assert list(changes(OLD, new)) == expected


@pytest.mark.parametrize(
    ("make", "words"),
    [
        pytest.param(lambda: cut("# Changelog\n", "0.2.0", DAY), "no section", id="no section for what is new"),
        pytest.param(
            lambda: cut("## Unreleased\n\nNothing yet.\n\n## 0.1.0 (2026-01-01)\n\n- One.\n", "0.2.0", DAY),
            "nothing to release",
            id="nothing new",
        ),
        pytest.param(
            lambda: cut("## Unreleased\n\n- Two.\n\n## 0.1.0 (2026-01-01)\n\n- One.\n", "0.1.0", DAY),
            "a section 0.1.0 already",
            id="a version that is out",
        ),
    ],
)
def test_a_changelog_that_cannot_be_cut(make: Callable[[], str], words: str) -> None:
    with pytest.raises(NotReadyError, match=words):
        make()


def test_a_changelog_is_cut_once() -> None:
    once = cut("# Changelog\n\n## Unreleased\n\n- Two.\n", "0.2.0", DAY)
    assert once == "# Changelog\n\n## Unreleased\n\nNothing yet.\n\n## 0.2.0 (2026-03-01)\n\n- Two.\n"
    with pytest.raises(NotReadyError):
        cut(once, "0.3.0", DAY)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("0.2.0", True), ("1.0.0rc1", True), ("0.2", False), ("v0.2.0", False), ("0.2.0.dev1", False), ("", False)],
)
def test_what_is_a_version(text: str, expected: bool) -> None:
    assert is_version(text) is expected


def test_every_extra_has_a_line_that_uses_it() -> None:
    assert "serve" in extras()


def test_what_everybody_gets_passes_on_no_licence() -> None:
    here = packages_in()
    assert copyleft_of_core() == []
    assert {"jmespath", "pydantic", "pydantic-core"} <= closure(["jmespath", "pydantic"], here).keys()
    # What an extra of a requirement brings, and only that.
    assert "psycopg-binary" in closure(["psycopg[binary]"], here)
    assert "psycopg-binary" not in closure(["psycopg"], here)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param("", "", [], id="the page as it is"),
        pytest.param("| aiohttp |", "| another |", ["aiohttp is not listed"], id="a requirement of the package"),
        pytest.param("| PyJWT |", "| another |", ["pyjwt is not listed under the extra salesforce"], id="of an extra"),
        pytest.param(
            "extra `nats`",
            "extra `gone`",
            ["nats-py is not listed under the extra nats", "there is no extra gone"],
            id="an extra of another name",
        ),
        pytest.param("| cffi |", "| another |", [], id="what a requirement brings along is not compared"),
    ],
)
def test_how_the_page_of_third_party_packages_differs_from_the_requirements(
    old: str, new: str, expected: list[str]
) -> None:
    page = (ROOT / PAGE).read_text(encoding="utf-8")
    assert old in page
    assert differences(page.replace(old, new)) == expected


@pytest.mark.slow
def test_two_builds_are_the_same_byte_for_byte_and_their_hashes_hold(tmp_path: Path) -> None:
    made = build_twice(copy_of_tree(tmp_path / "tree"), tmp_path / "made", 1_772_323_200)
    assert [one.suffix for one in made] == [".whl", ".gz"]
    assert len(write_hashes(made, tmp_path / "made").read_text().splitlines()) == 2
