"""The most likely name meant, among those that exist."""

import re
from collections.abc import Callable, Collection, Sequence

MOST_CANDIDATES = 3
SHORT_WORD = 4


def nearest(word: str, choices: Collection[str]) -> str | None:
    """The one choice that `word` clearly means, or None.

    >>> nearest("evnt", ["event", "type", "userId"])
    'event'
    >>> nearest("user_id", ["userId", "anonymousId"])
    'userId'
    >>> nearest("xyz", ["event", "type"]) is None
    True
    """
    found = candidates(word, choices)
    return found[0] if len(found) == 1 else None


def surely(word: str, choices: Collection[str]) -> str | None:
    """The one choice that can be written in the place of `word` unasked: but for its form, one letter is wrong at most.

    >>> surely("evnt", ["event", "type"]), surely("user_id", ["userId"]), surely("event_time", ["event_name"])
    ('event', 'userId', None)
    """
    found = nearest(word, choices)
    if found is None or any(same(word) == same(found) for same in (str.casefold, _singular, _bare)):
        return found
    return found if _distance(word.casefold(), found.casefold(), 1) <= 1 else None


def did_you_mean(word: str, choices: Collection[str]) -> str | None:
    """A hint sentence that names the nearest choice, or up to three that are equally near; None without any.

    >>> did_you_mean("propertis", ["properties", "type"])
    'did you mean "properties"?'
    >>> did_you_mean("tap", ["tax", "tip", "shipping"])
    'did you mean "tax" or "tip"?'
    >>> did_you_mean("d\u043e", ["do"])
    'did you mean "do"? Its "\u043e" here is another letter, U+043E'
    """
    found = candidates(word, choices)
    foreign = look_alike(word, found[0]) if len(found) == 1 else None
    more = f' Its "{foreign}" here is another letter, U+{ord(foreign):04X}' if foreign else ""
    return f"did you mean {either(found)}?{more}" if found else None


def look_alike(word: str, meant: str) -> str | None:
    """The first letter of another alphabet in `word`, if only such letters distinguish it from `meant`.

    >>> look_alike("d\u043e", "do") == "\u043e", look_alike("da", "do")
    (True, None)
    """
    if len(word) != len(meant):
        return None
    other = [a for a, b in zip(word, meant, strict=True) if a != b]
    return other[0] if other and not any(one.isascii() for one in other) else None


def either(choices: Sequence[str]) -> str:
    """The choices in quotes, the last one behind an or.

    >>> either(["tax", "tip"])
    '"tax" or "tip"'
    """
    *most, last = [f'"{choice}"' for choice in choices]
    return f"{', '.join(most)} or {last}" if most else last


def candidates(word: str, choices: Collection[str]) -> list[str]:
    """The choices nearest to `word`, best first, at most three.

    Sameness is tried from strict to loose: letters in another case, singular for plural, camel for snake
    case, then few wrong letters. The first way that finds anything decides.

    >>> candidates("Products", ["product", "products"])
    ['products']
    """
    unlike = [choice for choice in choices if choice != word]
    for same in (str.casefold, _singular, _bare):
        found = _alike(word, unlike, same)
        if found:
            return found[:MOST_CANDIDATES]
    return _close(word, unlike)


def _alike(word: str, choices: Collection[str], same: Callable[[str], str]) -> list[str]:
    wanted = same(word)
    return sorted(choice for choice in choices if same(choice) == wanted)


def _singular(word: str) -> str:
    """The root that singular and plural share: `property` and `properties` both give `propert`.

    Cut from the folded word only: `address` keeps its last `s`, as `ss` ends no English plural.
    """
    return re.sub(r"(?:ies|y|(?<!s)s)$", "", word.casefold())


def _bare(word: str) -> str:
    return re.sub(r"[\W_]", "", word.casefold())


def _close(word: str, choices: Collection[str]) -> list[str]:
    folded = word.casefold()
    allowed = 1 if len(word) <= SHORT_WORD else 2 if len(word) <= 2 * SHORT_WORD else 3
    measured = [(_distance(folded, choice.casefold(), allowed), choice) for choice in choices]
    best = min((far for far, _ in measured), default=allowed + 1)
    if best > allowed:
        return []
    return sorted(choice for far, choice in measured if far == best)[:MOST_CANDIDATES]


def _distance(left: str, right: str, limit: int) -> int:
    """How many letters to add, drop, change or swap with their neighbour; over `limit` is too many."""
    if abs(len(left) - len(right)) > limit or not right or not left:
        return limit + 1
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        above, row = row, [i]
        for j, b in enumerate(right, 1):
            steps = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                steps = min(steps, before[j - 2] + 1)
            row.append(steps)
        before = above
    return row[-1]
