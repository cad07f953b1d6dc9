"""A payload model as a function."""

from collections.abc import Callable
from typing import Any, TypeVar

from pydantic import BaseModel

from destinations.sdk.quick.codegen import Codegen, NotQuickError
from destinations.sdk.quick.model import FORMS, model_function
from destinations.sdk.quick.schema import schema_of
from mappings.expr.compiled.load import load

Model = TypeVar("Model", bound=BaseModel)

ENTRY = """\
def validate(fields):
    try:
        return {function}(fields)
    except Exception:
        return None
"""


def quick_validator(model: type[Model]) -> Callable[[dict[str, Any]], Model | None] | None:
    """A function of a payload's fields that gives what `model.model_validate` gives, or None to ask that.

    None in its place if the model has no quick form.

    >>> class Sale(BaseModel):
    ...     item: str
    >>> quick = quick_validator(Sale)
    >>> quick({"item": "mug"}), quick({"item": None})
    (Sale(item='mug'), None)
    """
    codegen = Codegen(FORMS)
    source = _write(model, codegen)
    return load(source, "validate", codegen.names, label=f"payload {model.__name__}") if source else None


def source_of(model: type[BaseModel]) -> str | None:
    """The source of that function, None if there is none."""
    return _write(model, Codegen(FORMS))


def _write(model: type[BaseModel], codegen: Codegen) -> str | None:
    try:
        function = model_function(codegen, schema_of(model, codegen))
    except NotQuickError:
        return None
    return "\n\n".join([*codegen.functions, ENTRY.format(function=function)])
