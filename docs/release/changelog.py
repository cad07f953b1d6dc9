"""The changelog: its newest section, and what becomes of it when a release is cut."""

import re
from datetime import date

UNRELEASED = "## Unreleased\n"
NOTHING_YET = "Nothing yet.\n"


class NotReadyError(Exception):
    """A release cannot be made; the text says why and what to do."""


def unreleased(text: str) -> str:
    r"""What stands under `## Unreleased`, without the heading.

    >>> unreleased("# Changelog\n\n## Unreleased\n\n- One.\n\n## 0.1.0 (2026-01-02)\n\n- Zero.\n")
    '- One.'
    """
    _, found, rest = text.partition(UNRELEASED)
    if not found:
        raise NotReadyError("docs/changelog.md has no section `## Unreleased`: write one above the newest release")
    return re.split(r"^## ", rest, maxsplit=1, flags=re.MULTILINE)[0].strip()


def cut(text: str, version: str, day: date) -> str:
    r"""The changelog in which what was unreleased is that version's, below a new section that says `Nothing yet.`.

    >>> print(cut("# Changelog\n\n## Unreleased\n\n- One.\n", "0.2.0", date(2026, 3, 1)))
    # Changelog
    <BLANKLINE>
    ## Unreleased
    <BLANKLINE>
    Nothing yet.
    <BLANKLINE>
    ## 0.2.0 (2026-03-01)
    <BLANKLINE>
    - One.
    <BLANKLINE>
    """
    if unreleased(text) in ("", NOTHING_YET.strip()):
        raise NotReadyError("docs/changelog.md says of nothing that is new: there is nothing to release")
    if re.search(rf"^## {re.escape(version)}\b", text, flags=re.MULTILINE):
        raise NotReadyError(f"docs/changelog.md has a section {version} already: give a version that is newer")
    return text.replace(UNRELEASED, f"{UNRELEASED}\n{NOTHING_YET}\n## {version} ({day.isoformat()})\n", 1)
