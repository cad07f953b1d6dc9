"""Arguments of the wrong kind, refused where they are passed, for callers without a type checker."""

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from inspect import isasyncgenfunction, iscoroutinefunction
from typing import Any

from msgspec import Struct

MOST_SHOWN = 60


class Wanted(Struct, frozen=True):
    """What an argument has to be: of one of the classes `of`, and so that `fits`; `words` say it.

    Where it `may_be_none`, None is right without more ado.
    """

    words: str
    of: tuple[type, ...]
    fits: Callable[[Any], bool] = lambda _: True
    may_be_none: bool = False

    def or_none(self) -> "Wanted":
        """The same, or None."""
        return Wanted(f"{self.words}, or None", self.of, self.fits, may_be_none=True)


def check(owner: str, **arguments: tuple[Any, Wanted]) -> None:
    """Nothing, where each argument is of its kind; else TypeError, or ValueError for one that is out of bounds.

    >>> check("Limits", items=("50", whole(1)))
    Traceback (most recent call last):
        ...
    TypeError: Limits: items is '50', a str; write a whole number from 1
    """
    for name, (value, wanted) in arguments.items():
        if value is None and wanted.may_be_none:
            continue
        # Most are of the very class, which is known in a third of the time of asking `isinstance`.
        if type(value) not in wanted.of and (isinstance(value, bool) or not isinstance(value, wanted.of)):
            raise no_such(owner, name, value, wanted)
        if not wanted.fits(value):
            raise ValueError(f"{owner}: {name} is {seen(value)}; write {wanted.words}")


def no_such(owner: str, name: str, value: Any, wanted: Wanted) -> TypeError:
    """The error for an argument of the wrong class, for functions that are called for each event."""
    return TypeError(f"{owner}: {name} is {seen(value)}; write {wanted.words}")


def seen(value: Any) -> str:
    """The value as Python has it, cut where it is long, and its class.

    >>> seen("50"), seen(None), seen(int)
    ("'50', a str", 'None', 'the class int')
    """
    if value is None:
        return "None"
    if isinstance(value, type):
        return f"the class {value.__name__}"
    name = type(value).__name__
    article = "an" if name[0] in "aeiouAEIOU" else "a"
    if not isinstance(value, str | bytes | int | float | list | tuple | dict | set):
        return f"{article} {name}"
    try:
        text = repr(value)
    except Exception:  # noqa: BLE001 - what lists hold is anybody's
        text = name
    return f"{text if len(text) <= MOST_SHOWN else text[: MOST_SHOWN - 1] + '…'}, {article} {name}"


TEXT = Wanted("a text", (str,))
WORD = Wanted("a text that says something", (str,), lambda one: bool(one.strip()))
BYTES = Wanted("bytes", (bytes,))
FLAG = Wanted("True or False", (bool,))
MAPPING = Wanted("a dict", (dict, Mapping))
FUNCTION = Wanted("a function", (object,), lambda one: callable(one) and not isinstance(one, type))
FUNCTION_OF_TEXT = Wanted("a function from a text to a text, such as str.lower", (object,), callable)
# What delivery calls is not awaited.
PLAIN_FUNCTION = Wanted(
    "a plain function (def, without async)",
    FUNCTION.of,
    lambda one: FUNCTION.fits(one) and not iscoroutinefunction(one) and not isasyncgenfunction(one),
)


def whole(least: float = -math.inf, most: float = math.inf) -> Wanted:
    """A whole number within these bounds."""
    since = f" from {least:g}" if math.isfinite(least) else ""
    to = f" to {most:.0f}" if math.isfinite(most) else ""
    return Wanted(f"a whole number{since}{to}", (int,), lambda one: least <= one <= most)


def number(least: float, *, endless: bool = False) -> Wanted:
    """A number from `least` on; infinity is one where it is `endless`."""
    return Wanted(
        f"a number from {least:g}" + (", or math.inf" if endless else ""),
        (int, float),
        lambda one: one >= least and (endless or math.isfinite(one)),
    )


def of(kind: type) -> Wanted:
    """An instance of the class."""
    return Wanted(f"{'an' if kind.__name__[0] in 'AEIOU' else 'a'} {kind.__name__}", (kind,))


def choice(options: Collection[str]) -> Wanted:
    """One of these texts."""
    return Wanted(f"one of {', '.join(map(repr, options))}", (str,), lambda one: one in options)


def several(kind: type | tuple[type, ...], words: str) -> Wanted:
    """A list or tuple of such; a text is none."""
    return Wanted(
        words,
        (list, tuple, Sequence),
        lambda many: not isinstance(many, str | bytes) and all(isinstance(one, kind) for one in many),
    )


def mapping_of(kind: type | tuple[type, ...], words: str) -> Wanted:
    """A dict from texts to such."""
    return Wanted(
        words, (dict, Mapping), lambda many: all(isinstance(k, str) and isinstance(v, kind) for k, v in many.items())
    )
