"""Rows that are written already, the requests that are made of them, and both as one `build`."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, overload

from msgspec import Struct

from destinations.sdk.encode import Written, to_json

# One payload and the settings: a row, or several.
ToRow = Callable[[Any, Any], Any]


# No dataclasses: orjson would write their fields.
class Row(Written):
    """One row as JSON; `items` has the position of the payload that it came from, as a Request wants it.

    >>> f"[{Row(b'{}', (0,))}]"
    '[{}]'
    """

    __slots__ = ("items", "text")

    def __init__(self, text: bytes, items: tuple[int, ...]) -> None:
        self.text = text
        self.items = items

    def to_json(self) -> bytes:
        return self.text

    def __str__(self) -> str:
        return self.text.decode()


class Rows(Written, Sequence[Row]):
    """Rows of payloads, each of them JSON already: in a body they stand as a list.

    `items[i]` is the position of the payload that row i came from; a Request whose JSON holds rows takes it from them.
    `first` is the first payload, for what `batch_key` says is the same for all.

    >>> rows = Rows([b'{"a":1}', b'{"a":2}', b'{"a":3}'], [0, 0, 1])
    >>> to_json({"rows": rows, "last": rows[-1]})
    b'{"rows":[{"a":1},{"a":2},{"a":3}],"last":{"a":3}}'
    """

    __slots__ = ("first", "items", "texts")

    def __init__(self, texts: Sequence[bytes], items: Sequence[int], first: Any = None) -> None:
        self.texts = texts
        self.items = items
        self.first = first

    def to_json(self) -> bytes:
        return b"[" + b",".join(self.texts) + b"]"

    def beginning_with(self, members: Mapping[str, Any]) -> "Rows":
        """The rows, which are objects, with these members before their own: a secret that the tool wants in each.

        >>> Rows([b'{"id":"u1"}', b"{}"], [0, 1]).beginning_with({"token": "t"}).to_json()
        b'[{"token":"t","id":"u1"},{"token":"t"}]'
        """
        start = to_json(members)[:-1]
        texts = [start + (b"," + text[1:] if text != b"{}" else b"}") for text in self.texts]
        return Rows(texts, self.items, self.first)

    def __len__(self) -> int:
        return len(self.texts)

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> "Rows": ...
    def __getitem__(self, at: int | slice) -> "Row | Rows":
        if isinstance(at, slice):
            return Rows(self.texts[at], self.items[at], self.first)
        return Row(self.texts[at], (self.items[at],))

    def __iter__(self) -> Iterator[Row]:
        return (Row(text, (item,)) for text, item in zip(self.texts, self.items, strict=True))


def write_rows(to_row: ToRow, payload: Any, settings: Any) -> Sequence[bytes]:
    """The rows of the payload as JSON; ValueError for what is none.

    An object is one row, as is any other value; a list or what a generator gives are several.
    """
    made = to_row(payload, settings)
    if type(made) is not dict and isinstance(made, list | tuple | Iterator):
        return [to_json(one) for one in made]
    return (to_json(made),)


def all_rows(to_row: ToRow, payloads: Sequence[Any], settings: Any) -> Rows:
    """The rows of all payloads, in order."""
    texts: list[bytes] = []
    items: list[int] = []
    for position, payload in enumerate(payloads):
        own = write_rows(to_row, payload, settings)
        texts += own
        items += [position] * len(own)
    return Rows(texts, items, payloads[0] if payloads else None)


class BuildOfRows(Struct, frozen=True):
    """A `build` that makes the rows of each payload, then the request of all of them."""

    rows: ToRow
    request: Callable[[Rows, Any], Any]

    def __call__(self, payloads: Sequence[Any], settings: Any) -> Any:
        return self.request(all_rows(self.rows, payloads, settings), settings)


def items_in(json: Any) -> Iterable[int]:
    """Which payloads the JSON of a body is about: those of the rows in it, else one for each member of a list.

    >>> rows = Rows([b"1", b"2"], [4, 5])
    >>> items_in({"data": {"type": "job", "rows": rows}}), items_in([{}, {}]), items_in({"of": "one"})
    ([4, 5], range(0, 2), (0,))
    """
    found = _written_in(json)
    if found is not None:
        return found.items
    return range(len(json)) if isinstance(json, list) else (0,)


def _written_in(json: Any) -> Row | Rows | None:
    if isinstance(json, Row | Rows):
        return json
    if isinstance(json, dict):
        return next((one for part in json.values() if (one := _written_in(part)) is not None), None)
    return None
