"""What a drawing is made of: nodes that are written down while somebody draws, and sent to the browser as data."""

from collections.abc import Callable, Iterator
from typing import Any, Self

from actions.event.shape import whole_text

# What a node hears: the value of its input, None where it has none.
Hears = Callable[[Any], Any]
Spec = dict[str, Any]
# The nodes inside which something is drawn at present; drawing takes no pause.
_around: "list[Node]" = []


class Node:
    """An element to be: used with `with`, what is made inside becomes a part of it.

    `key` tells it from its siblings when others come before it: what has the focus keeps it. Half a character (a lone
    surrogate) is replaced, as no message can hold it.
    """

    __slots__ = ("attributes", "hears", "icon", "kept", "key", "parts", "style", "tag", "value", "words")

    def __init__(self, tag: str, style: str = "", words: str = "", key: str | None = None) -> None:
        self.tag, self.style = tag, style
        self.words, self.key = whole_text(words), None if key is None else whole_text(key)
        self.icon = ""
        self.value: str | None = None
        self.attributes: dict[str, str] = {}
        self.hears: dict[str, Hears] = {}
        self.parts: list[Node] = []
        self.kept: Spec | None = None
        if _around:
            _around[-1].parts.append(self)

    def __enter__(self) -> Self:
        _around.append(self)
        return self

    def __exit__(self, *_: object) -> None:
        _around.pop()

    def set(self, **attributes: str | None) -> Self:
        """The same with these attributes; `_` stands for `-`, None leaves one out."""
        for name, value in attributes.items():
            if value is not None:
                self.attributes[name.rstrip("_").replace("_", "-")] = whole_text(value)
        return self

    def on(self, kind: str, hears: Hears) -> Self:
        """The same, and `hears` is called when that happens to it in the browser."""
        self.hears[kind] = hears
        return self

    def find(self, way: list[Any]) -> "Iterator[Node]":
        """The nodes on the way, each step a key or a number; the last is there only if all are."""
        here: Node | None = self
        for step in way:
            if here is None:
                return
            if isinstance(step, int):
                here = here.parts[step] if step < len(here.parts) and here.parts[step].key is None else None
            else:
                here = next((one for one in here.parts if one.key == step), None)
            if here is not None:
                yield here

    def spec(self) -> Spec:
        """What the browser needs of it."""
        if self.kept is not None:
            return self.kept
        made: Spec = {"t": self.tag}
        for name, value in (
            ("c", self.style), ("a", self.attributes), ("w", self.words), ("i", self.icon), ("k", self.key),
            ("e", list(self.hears)),
        ):  # fmt: skip
            if value:
                made[name] = value
        if self.value is not None:
            made["v"] = whole_text(self.value)
        if self.parts:
            made["p"] = self.specs()
        return made

    def specs(self) -> list[Spec]:
        """What the browser needs of its parts, no two of which have the same key."""
        seen: set[str] = set()
        for one in self.parts:
            if one.key is not None:
                while one.key in seen:
                    one.key += "~"
                seen.add(one.key)
        return [one.spec() for one in self.parts]


class Kept:
    """Parts of a drawing that are drawn again only when what they are made of has changed."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[object, Node]] = {}

    def draw(self, key: str, state: object, make: Callable[[], Node]) -> None:
        """The part of that key, made anew if its state is another one than before."""
        known = self._known.get(key)
        if known is not None and known[0] == state:
            _around[-1].parts.append(known[1])
            return
        made = make()
        made.kept = made.spec()
        self._known[key] = state, made


def differences(before: list[Spec], after: list[Spec], around: tuple[int, ...] = ()) -> Iterator[tuple[Any, Any]]:
    """The places at which the two differ, as numbers of parts, and what stands there now.

    >>> list(differences([{"t": "p", "p": [{"t": "b", "w": "1"}]}], [{"t": "p", "p": [{"t": "b", "w": "2"}]}]))
    [((0, 0), {'t': 'b', 'w': '2'})]
    """
    if len(before) != len(after):
        raise ValueError("different numbers of nodes are replaced as a whole")
    for number, (old, new) in enumerate(zip(before, after, strict=True)):
        if old == new:
            continue
        place = (*around, number)
        old_parts, new_parts = old.get("p", ()), new.get("p", ())
        is_same = len(old_parts) == len(new_parts) and all(
            old.get(name) == new.get(name) for name in (*old, *new) if name != "p"
        )
        if is_same:
            yield from differences(old_parts, new_parts, place)
        else:
            yield place, new
