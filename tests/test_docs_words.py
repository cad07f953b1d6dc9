"""Nothing public is without a word in README.md or docs/, and every link leads somewhere."""

import re
from pathlib import Path
from typing import get_args

import pytest
import typer

from actions.cli import exit_codes
from actions.cli.main import app
from actions.codes import CODES
from actions.trigger.leaf_tests.table import TESTS
from destinations import sdk
from destinations.registry import load_registry
from mappings.event_fields import EVENT_FIELDS
from mappings.file.model import Action, Field, Kind, MappingFile
from mappings.functions.catalog import FUNCTIONS
from tests.docs_pages import PAGES

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
TEXT = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)


def public_words() -> dict[str, str]:
    """Everything that a page must speak of: what it is, and the word to look for."""
    words = {}
    for name, command in typer.main.get_command(app).commands.items():  # type: ignore[attr-defined]  # a group has them
        words[f"command {name}"] = f"actions {name}"
        for verb, part in getattr(command, "commands", {"": command}).items():
            words[f"command {name} {verb}"] = f"actions {name} {verb}".rstrip()
            words |= {f"{name} {option}": option for one in part.params for option in one.opts if option[0] == "-"}
    registry = load_registry()
    for plugin in (found for name in registry.names() if (found := registry.find(name))):
        one = plugin.destination
        words |= {f"{one.name}: {name}": f"`{name}`" for name in one.settings.model_fields}
        words |= {f"{one.name}.{kind.name}": f"`{kind.name}`" for kind in one.action_types}
    words |= {f"key {name}": f"`{name}`" for name in keys_of_a_file()}
    words |= {f"test {name}": name for name in TESTS}
    words |= {f"event field {name}": f"`{name}`" for name in sorted(EVENT_FIELDS)}
    words |= {f"function {name}": name for name in FUNCTIONS}
    words |= {f"sdk {name}": name for name in sdk.__all__}
    words |= {f"exit code {number}": f"| {number} |" for number in vars(exit_codes).values() if type(number) is int}
    return words | {code: code for code in CODES}


def keys_of_a_file() -> list[str]:
    """Every key of the grammar, and every word after `as:`."""
    fields = (model.model_fields for model in (MappingFile, Action, Field))
    return [*(info.alias or name for part in fields for name, info in part.items()), *get_args(Kind)]


WORDS = public_words()


@pytest.mark.parametrize("word", list(WORDS.values()), ids=list(WORDS))
def test_docs_speak_of(word: str) -> None:
    assert re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", TEXT), word


@pytest.mark.parametrize(("name", "least"), [("where-things-are.md", 30), ("security.md", 8)])
def test_the_tables_of_places_name_files_and_folders_that_exist(name: str, least: int) -> None:
    page = next(page for page in PAGES if page.name == name)
    places = re.findall(r"`((?:actions|destinations|mappings)/[\w./]+)`", page.read_text(encoding="utf-8"))
    assert len(places) > least
    assert [place for place in places if not (page.parents[1] / place).exists()] == []


def test_the_first_page_is_short() -> None:
    readme = next(page for page in PAGES if page.name == "README.md")
    assert len(readme.read_text(encoding="utf-8").splitlines()) < 120


def test_every_page_is_reached_from_the_first_one() -> None:
    readme = next(page for page in PAGES if page.name == "README.md")
    linked = set(LINK.findall(readme.read_text(encoding="utf-8")))
    pages = {f"docs/{page.name}" for page in PAGES if page.parent.name == "docs"}
    assert pages - linked == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    lost = [link for link in LINK.findall(text) if not link.startswith("http") and not leads_somewhere(page, link)]
    assert lost == []


def leads_somewhere(page: Path, link: str) -> bool:
    name, _, heading = link.partition("#")
    target = page.parent / name if name else page
    if not target.exists():
        return False
    headings = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.MULTILINE) if heading else []
    return not heading or heading in [re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in headings]
