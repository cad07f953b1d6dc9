"""Settings that still hold a placeholder."""

import re
from collections.abc import Iterator
from typing import Any

from actions.settings.explain_settings import dotted, takes_secret
from destinations.sdk.settings import Settings
from mappings.findings.diagnostic import Report
from mappings.findings.placeholder import Placeholder, find_placeholder
from mappings.located import Located

Path = tuple[str | int, ...]
# A secret is hardly ever a dollar sign and a word.
WHOLE_SECRET = re.compile(r"\$(\w+)")


def check_placeholders(settings: Any, spot: Located, model: type[Settings], report: Report) -> list[Path]:
    """Where values hold `${NAME}` and the like, a finding (E405) for each: nothing is filled in there."""
    found = []
    for path, text in _texts(settings, ()):
        placeholder = find_placeholder(text)
        # Maps of headers and options hold other texts as well.
        is_secret = len(path) == 1 and takes_secret(model, path)
        if placeholder is None and is_secret and (whole := WHOLE_SECRET.fullmatch(text)):
            placeholder = Placeholder(0, len(text), whole[1])
        if placeholder:
            found.append(path)
            at = spot.at(*path)
            written = text[placeholder.start : placeholder.end]
            message = f"nothing is filled in for {written}: the value of {dotted(path)} is the text itself"
            place = at.inside(placeholder.start, placeholder.end)
            report.add("E405", place, message, _hint(path, placeholder.name, model, is_whole=written == text))
    return found


def _hint(path: Path, name: str, model: type[Settings], *, is_whole: bool) -> str:
    # The value itself stays out of the words: it may be half a secret.
    name = name if is_whole else re.sub(r"[^0-9A-Za-z]+", "_", str(path[-1])).upper()
    forms = f"{{secret: {name}}} or {{env: {name}}}" if takes_secret(model, path) else f"{{env: {name}}}"
    return f"write {forms}" if is_whole else f"write {forms} for the whole value, and put all of it into that variable"


def _texts(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        # The names of secrets and variables are looked at for what they are.
        if not (isinstance(value, dict) and key in ("secret", "env")):
            yield from _texts(part, (*path, key))
