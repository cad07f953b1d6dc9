"""Looking past an error: what else is wrong with the action that it stands in.

An action with an error is not compiled, so that nobody looks at the rest of it. Here the error is taken out of a copy
of the text, by its fix or by something that says nothing, and what is found on other lines then is reported, too.
"""

from collections.abc import Mapping

from actions.workbench.checking.fixing.apply import Check
from actions.workbench.checking.fixing.paste import paste, scalar_at, span_of
from mappings.findings.diagnostic import Diagnostic, Report

MOST_ROUNDS = 4
# What an unreadable condition or path is read as: it holds for any event, and finds all of it.
ANY_EVENT, ALL_OF_IT = "type exists", "'@'"
# Findings about several actions, or about events: the stand-ins would be to blame.
NOT_ABOUT_STAND_INS = frozenset(
    {"W116", "W117", "W118", "W119", "W216", "W217", "W218", "W219", "W220", "E112", "E343"}
)

Line = tuple[str, int]


def find_past(texts: Mapping[str, str], report: Report, check: Check) -> Report:
    """The findings of `report`, and those that its errors hid, in the order of the lines."""
    found, changed = [*report], dict(texts)
    touched: set[Line] = set()
    latest: list[Diagnostic] = [*report]
    for _ in range(MOST_ROUNDS):
        errors = [one for one in latest if one.severity == "error" and one.place]
        if not errors or not _take_out(errors, changed, touched):
            break
        latest = [one for one in check(changed) if _is_new(one, found, touched)]
        found += latest
    whole = Report()
    whole.extend(sorted(found, key=_order))
    return whole


def _take_out(errors: list[Diagnostic], texts: dict[str, str], touched: set[Line]) -> bool:
    """Whether any of the errors could be taken out of the texts; the lines that changed are noted."""
    done = False
    for one in sorted(errors, key=_order, reverse=True):
        place = one.place
        if place is None or place.file not in texts or place.line != place.end_line:
            continue
        at = (place.file, place.line)
        if at in touched:
            continue
        text = texts[place.file]
        without = paste(text, one) if one.fix is not None else _with_stand_in(text, one)
        if without is not None and without.count("\n") == text.count("\n"):
            texts[place.file] = without
            touched.add(at)
            done = True
    return done


def _with_stand_in(text: str, one: Diagnostic) -> str | None:
    stand_in = ANY_EVENT if one.code.startswith("E2") else ALL_OF_IT if one.code.startswith("E3") else None
    start, end = span_of(text, one)
    scalar = scalar_at(text, start, end)
    if stand_in is None or scalar is None or ":" in text[scalar[1] : scalar[1] + 1]:
        return None
    return text[: scalar[0]] + stand_in + text[scalar[1] :]


def _is_new(one: Diagnostic, found: list[Diagnostic], touched: set[Line]) -> bool:
    if one.place is None or (one.place.file, one.place.line) in touched or one.code in NOT_ABOUT_STAND_INS:
        return False
    return not any(two.code == one.code and two.place == one.place for two in found)


def _order(one: Diagnostic) -> tuple[str, int, int]:
    return (one.place.file, one.place.line, one.place.column) if one.place else ("", 0, 0)
