"""`condition ? this : that` of other languages, written as a condition of ours."""

import re

# A path that says no comparison: other languages take it for true or false.
BARE = re.compile(r"[A-Za-z_][\w.]*")
COMPARES = re.compile(r"[=<>]|\b(?:exists|in|contains|match|starts_with|ends_with|regex|has)\b")
CASES = "write the tests of both cases, with or between them: (a and b) or (not a and c)"


def choice_as_tests(asked: str, then: str, other: str) -> str | None:
    """The condition that says the same; None where what is chosen between are values and no tests.

    >>> choice_as_tests('type = "track"', "userId exists", "false")
    'type = "track" and userId exists'
    >>> choice_as_tests("properties.trial", "true", "false")
    'properties.trial = true'
    >>> choice_as_tests("properties.trial", "'a'", "'b'") is None
    True
    """
    asked, then, other = (one.strip() for one in (asked, then, other))
    test = f"{asked} = true" if BARE.fullmatch(asked) else asked
    chosen = {one: _test(one) for one in (then, other)}
    if not COMPARES.search(test) or None in chosen.values():
        return None
    parts = []
    if then != "false":
        parts.append(test if then == "true" else f"({test} and {_bracketed(str(chosen[then]))})")
    if other != "false":
        parts.append(f"not ({test})" if other == "true" else f"(not ({test}) and {_bracketed(str(chosen[other]))})")
    alone = len(parts) == 1 and parts[0].startswith("(")
    return parts[0][1:-1] if alone else " or ".join(parts) or None


def _test(text: str) -> str | None:
    """What is chosen, as a test: a bare path is asked for true; None for a value."""
    if text in ("true", "false"):
        return text
    if BARE.fullmatch(text):
        return f"{text} = true"
    return text if COMPARES.search(text) else None


def _bracketed(test: str) -> str:
    return f"({test})" if re.search(r"\bor\b", test) else test
