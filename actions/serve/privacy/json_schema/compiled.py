"""From a schema to a function that checks values."""

from collections.abc import Iterator, Mapping
from typing import Any

from actions.serve.privacy.json_schema.keywords import CHECKS, REMARKS
from actions.serve.privacy.json_schema.violation import Check, SchemaError, Violation
from mappings.findings.suggest import did_you_mean

MOST_DEPTH = 64


def compile_schema(schema: Any) -> Check:
    """The check of a schema; SchemaError where it cannot be used.

    >>> check = compile_schema({"type": "object", "required": ["total"], "properties": {"total": {"type": "number"}}})
    >>> [one.field for one in check({"total": "1"}, "properties")], [one.kind for one in check({}, "properties")]
    (['properties.total'], ['Required'])
    """
    return _Compiler(schema).check("#")


class _Compiler:
    """Compiles one document; a schema that is referred to is compiled once, also where it refers to itself."""

    def __init__(self, root: Any) -> None:
        self._root = root
        self._made: dict[str, Check] = {}
        self._under_way: set[str] = set()

    def check(self, reference: str) -> Check:
        """The check of the schema that a reference means."""
        if reference not in self._made and reference not in self._under_way:
            self._under_way.add(reference)
            self._made[reference] = self.compile(self._found(reference), reference)
        return self._made.get(reference) or self._later(reference)

    def _later(self, reference: str) -> Check:
        """The check of a schema that refers to itself: it is looked up when a value is there."""

        def check(value: Any, path: str) -> Iterator[Violation]:
            return self._made[reference](value, path)

        return check

    def compile(self, schema: Any, place: str) -> Check:
        """The check of a schema that stands at a place of the document."""
        if place.count("/") > 2 * MOST_DEPTH:
            raise SchemaError(f"{place}: nested too deep")
        if schema is True:
            return _nothing
        if schema is False:
            return _everything
        if not isinstance(schema, Mapping):
            raise SchemaError(f"{place}: a schema is an object, true or false")
        checks = [check for word in schema if (check := self._of_word(word, schema, place)) is not None]
        return _nothing if not checks else checks[0] if len(checks) == 1 else _all_of(tuple(checks))

    def _of_word(self, word: str, schema: Mapping[str, Any], place: str) -> Check | None:
        if word in REMARKS:
            return None
        if word == "$ref":
            return self.check(_reference(schema[word], place))
        make = CHECKS.get(word)
        if make is None:
            hint = did_you_mean(word, list(CHECKS)) or f"known are {', '.join(sorted(CHECKS))}"
            raise SchemaError(f"{place}: {word} is no keyword that is checked; {hint}")
        return make(schema, f"{place}/{word}", self.compile)

    def _found(self, reference: str) -> Any:
        here = self._root
        for part in reference.split("/")[1:]:
            name = part.replace("~1", "/").replace("~0", "~")
            if not isinstance(here, Mapping) or name not in here:
                raise SchemaError(f"$ref {reference} points to nothing in this schema")
            here = here[name]
        return here


def _reference(value: Any, place: str) -> str:
    if not isinstance(value, str) or not (value == "#" or value.startswith("#/")):
        raise SchemaError(f"{place}/$ref: only places of the same schema are followed, such as #/definitions/money")
    return value


def _nothing(_value: Any, _path: str) -> Iterator[Violation]:
    return iter(())


def _everything(_value: Any, path: str) -> Iterator[Violation]:
    yield Violation("Not Allowed", path, f"{path} may not be there")


def _all_of(checks: tuple[Check, ...]) -> Check:
    def check(value: Any, path: str) -> Iterator[Violation]:
        for one in checks:
            yield from one(value, path)

    return check
