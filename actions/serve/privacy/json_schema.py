"""What is wrong with a value by a JSON Schema, without the value, which may be personal."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, TypeAlias

KINDS = {"required": "Required", "type": "Invalid Type"}
UNEXPECTED = ("additionalProperties", "unevaluatedProperties")
THE_VALUE = "the value"
INSTALL = "tracking plans need pip install 'destination-actions[serve]'"


class Violation(NamedTuple):
    """One thing that is wrong: the kind of it, where, and in words."""

    kind: str
    field: str
    description: str

    def as_dict(self) -> dict[str, str]:
        """As Segment writes it into `context.protocols.violations`."""
        return {"type": self.kind, "field": self.field, "description": self.description}


class SchemaError(ValueError):
    """A schema that cannot be used: why, and where in it, as the keys and numbers on the way."""

    def __init__(self, message: str, path: Sequence[str | int] = ()) -> None:
        super().__init__(message)
        self.path = tuple(path)


Check: TypeAlias = Callable[[Any], Iterator[Violation]]


def compile_schema(schema: Any, around: str) -> Check:
    """A function that says what is wrong with a value, whose name in the event is `around`.

    SchemaError where the schema is none, refers to another document, or has a pattern that would take more than linear
    time. ModuleNotFoundError where the library that checks is not installed.

    >>> check = compile_schema({"required": ["total"], "properties": {"total": {"type": "number"}}}, "properties")
    >>> [one.kind for one in check({})], [one.field for one in check({"total": "5"})]
    (['Required'], ['properties.total'])
    """
    # It is only there where something is served, and few sources have a plan.
    try:
        import jsonschema_rs
    except ModuleNotFoundError:
        raise ModuleNotFoundError(INSTALL) from None
    try:
        validator = jsonschema_rs.validator_for(
            schema,
            mask=THE_VALUE,
            offline=True,
            validate_formats=True,
            pattern_options=jsonschema_rs.RegexOptions(),
        )
    except (ValueError, jsonschema_rs.ReferencingError) as error:
        path = tuple(getattr(error, "instance_path", ()))
        raise SchemaError(f"{_spelled('#', path, '/{}', '/{}')}: {str(error).splitlines()[0]}", path) from None

    def check(value: Any) -> Iterator[Violation]:
        try:
            for error in validator.iter_errors(value):
                yield from _violations(error, around)
        except (TypeError, ValueError, OverflowError):
            yield Violation("Invalid Value", around, f"{around} holds a value that cannot be checked")

    return check


def _violations(error: Any, around: str) -> Iterator[Violation]:
    field = _spelled(around, error.instance_path, ".{}", "[{}]")
    kind = error.kind.name
    if kind == "required":
        missing = f"{field}.{error.kind.property}"
        yield Violation("Required", missing, f"{missing} is missing")
    elif kind in UNEXPECTED:
        for name in error.kind.unexpected:
            yield Violation("Not Allowed", f"{field}.{name}", f"{field}.{name} is not in the plan")
    else:
        yield Violation(KINDS.get(kind, "Invalid Value"), field, f"{field}: {error.message}")


def _spelled(start: str, path: Any, name: str, number: str) -> str:
    return start + "".join((number if isinstance(one, int) else name).format(one) for one in path)
