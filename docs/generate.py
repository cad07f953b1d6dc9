"""Write the pages that come from the code, those of destinations among them, or with --check say which are stale."""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from actions.codes import render_codes
from destinations.registry import load_registry
from docs.built_in_page import render_built_in
from docs.context_page import render_context
from docs.destination_page import render_page
from docs.release.third_party import PAGE as THIRD_PARTY
from docs.release.third_party import differences
from mappings.functions.reference import render_reference

ROOT = Path(__file__).parents[1]
PAGES = {
    "docs/built-in.md": render_built_in,
    "docs/functions.md": render_reference,
    "docs/codes.md": render_codes,
    "docs/context.md": render_context,
}


def main() -> int:
    """0 when every page is as the code says; 1 with --check and a stale page."""
    pages = PAGES | pages_of_destinations()
    stale = [name for name, render in pages.items() if not _is_fresh(ROOT / name, render())]
    if "--check" in sys.argv:
        for name in stale:
            sys.stderr.write(f"{name} is stale: run make docs\n")
        others = differences((ROOT / THIRD_PARTY).read_text(encoding="utf-8"))
        for one in others:
            sys.stderr.write(f"{THIRD_PARTY} is stale: {one}; run make third-party\n")
        return 1 if stale or others else 0
    for name in stale:
        (ROOT / name).write_text(pages[name](), encoding="utf-8")
        sys.stdout.write(f"wrote {name}\n")
    return 0


def pages_of_destinations() -> dict[str, Callable[[], str]]:
    """A README.md in the folder of each destination, so that a new one touches no other place."""
    registry = load_registry([])
    plugins = {name: registry.find(name) for name in registry.names()}
    return {f"destinations/{name}/README.md": partial(render_page, one) for name, one in plugins.items() if one}


def _is_fresh(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text


if __name__ == "__main__":
    sys.exit(main())
