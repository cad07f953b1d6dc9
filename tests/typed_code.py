"""The Python that pages show, as modules that a type checker reads."""

import doctest
import shutil
from pathlib import Path

from tests.docs_pages import PAGES, read_blocks

# What a page's code may take for granted, as its reader does.
STORY = ("run", "")


def write_code_of_pages(folder: Path) -> None:
    """Write a module of each page's code, in the order of the page, and the files of the plugin that a page writes."""
    for page in PAGES:
        story: list[str] = []
        for block in read_blocks(page):
            if block.word == "plugin" and block.about.endswith(".py"):
                target = folder / block.about
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(block.text, encoding="utf-8")
            elif block.language == "python" and block.word in STORY:
                story.append(code_of(block.text))
        if story:
            target = folder / f"page_{page.parent.name}_{page.stem}.py".replace("-", "_").lower()
            target.write_text("\n".join(story), encoding="utf-8")


def copy_package(package: Path, folder: Path) -> None:
    """Copy the Python of a package beside that of others, its tests under a name of their own."""
    for one in package.iterdir():
        if one.is_dir() and any(one.glob("*.py")):
            name = f"{package.name}_tests".replace("-", "_") if one.name == "tests" else one.name
            shutil.copytree(one, folder / name, ignore=shutil.ignore_patterns("__pycache__"))


def code_of(text: str) -> str:
    """The code of a block; of a session in a terminal, what was typed."""
    if ">>>" not in text:
        return text
    return "".join(one.source for one in doctest.DocTestParser().get_examples(text))
