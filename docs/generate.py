"""Write the pages of docs/ that come from the code, or with --check say which are stale."""

import sys
from pathlib import Path

from actions.codes import render_codes
from mappings.functions.reference import render_reference

DOCS = Path(__file__).parent
PAGES = {"functions.md": render_reference, "codes.md": render_codes}


def main() -> int:
    """0 when every page is as the code says; 1 with --check and a stale page."""
    stale = [name for name, render in PAGES.items() if not _is_fresh(DOCS / name, render())]
    if "--check" in sys.argv:
        for name in stale:
            sys.stderr.write(f"docs/{name} is stale: run make docs\n")
        return 1 if stale else 0
    for name in stale:
        (DOCS / name).write_text(PAGES[name](), encoding="utf-8")
        sys.stdout.write(f"wrote docs/{name}\n")
    return 0


def _is_fresh(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text


if __name__ == "__main__":
    sys.exit(main())
