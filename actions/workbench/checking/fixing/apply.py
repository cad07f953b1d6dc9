"""`actions check --fix`: what is surely meant, written into the files."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from actions.workbench.checking.fixing.paste import paste, span_of
from mappings.findings.diagnostic import Diagnostic, Report

Check = Callable[[Mapping[str, str]], Report]
# A file with an error decides nothing, so that fixing one changes no decision; of the warnings only these do not.
SAFE_WARNINGS = frozenset({"W204"})
MOST_ROUNDS = 20


@dataclass(frozen=True, slots=True)
class FixedTexts:
    """The texts with their fixes in them, and each finding that was fixed, with what stood in its place."""

    texts: Mapping[str, str]
    done: tuple[tuple[Diagnostic, str], ...]
    report: Report


def is_safe(finding: Diagnostic) -> bool:
    """Whether `--fix` may fix it: it has a fix, and no decision that was right becomes another one."""
    known = finding.place is not None and finding.fix is not None
    return known and (finding.severity == "error" or finding.code in SAFE_WARNINGS)


def apply_fixes(texts: Mapping[str, str], check: Check) -> FixedTexts:
    """The texts as they are when nothing is left that can be fixed safely.

    A fix counts only where its finding is gone afterwards and no error has come in its place.
    """
    texts, done = dict(texts), []
    report = check(texts)
    given_up: set[tuple[str, str, str]] = set()
    for _ in range(MOST_ROUNDS):
        chosen = [one for one in report if is_safe(one) and _name(one) not in given_up]
        if not chosen:
            break
        batch = _apart(chosen, texts)
        tried = _with(texts, batch)
        after = check(tried)
        if not _is_better(report, after, batch):
            # One of them does not do: only the first is tried, and left alone if it is the one.
            batch = batch[:1]
            tried = _with(texts, batch)
            after = check(tried)
            if not _is_better(report, after, batch):
                given_up.update(map(_name, batch))
                continue
        done += [(one, _seen(one, texts)) for one in batch]
        texts, report = tried, after
    return FixedTexts(texts, tuple(done), report)


def _name(one: Diagnostic) -> tuple[str, str, str]:
    return one.place.file if one.place else "", one.code, one.message


def _seen(one: Diagnostic, texts: Mapping[str, str]) -> str:
    text = texts[one.place.file] if one.place else ""
    start, end = span_of(text, one)
    return text[start:end]


def _apart(found: Iterable[Diagnostic], texts: Mapping[str, str]) -> list[Diagnostic]:
    """Those findings that stand on lines of their own, so that each may change its line."""
    taken: set[tuple[str, int]] = set()
    kept = []
    for one in found:
        if one.place is None or one.place.file not in texts:
            continue
        lines = {(one.place.file, line) for line in range(one.place.line, one.place.end_line + 1)}
        if not lines & taken:
            taken |= lines
            kept.append(one)
    return kept


def _with(texts: Mapping[str, str], found: Iterable[Diagnostic]) -> dict[str, str]:
    """The texts with the fixes in them, from the last line to the first: places above stay what they are."""
    changed = dict(texts)
    for one in sorted(found, key=lambda one: one.place.line if one.place else 0, reverse=True):
        if one.place:
            changed[one.place.file] = paste(changed[one.place.file], one)
    return changed


def _is_better(before: Report, after: Report, fixed: Iterable[Diagnostic]) -> bool:
    """Whether what was fixed is gone, and there are no more errors; but for those that an unreadable file hid."""
    fixed = list(fixed)
    left = {(_name(one), one.place) for one in after}
    if any((_name(one), one.place) in left for one in fixed):
        return False
    if after.errors() <= before.errors():
        return True
    known = {_name(one) for one in before}
    new = [one for one in after if one.severity == "error" and _name(one) not in known]
    return not any(_is_in(one, each) for one in new for each in fixed)


def _is_in(error: Diagnostic, fixed: Diagnostic) -> bool:
    """Whether the error is about what was written in place of a mistake: of the rest of its line it hid mistakes."""
    at, there = error.place, fixed.place
    if at is None or there is None or (at.file, at.line) != (there.file, there.line):
        return False
    # The fix, and the quotes that it may have got.
    end = there.column + len(fixed.fix or "") + len("''")
    return at.column < end and (at.end_line > there.line or at.end_column > there.column)
