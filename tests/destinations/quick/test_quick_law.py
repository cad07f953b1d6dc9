"""The law of quick forms: a payload from them is pydantic's payload, and what pydantic refuses they never give."""

from typing import Annotated, Any, Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, Field, ValidationError, create_model

from destinations.sdk import Amount, Currency, EpochMillis
from destinations.sdk.quick.validator import quick_validator
from tests.destinations.quick.quick_models import BUILT_IN, MODELS, Everything, fields_of, values

TYPES: list[Any] = [
    *(str, int, float, bool, Any, Amount, Currency, EpochMillis, list[str], list[Any], dict[str, Any], list[list[int]]),
    *(str | int, int | float | None, Literal["a", "b"], Annotated[str, Field(max_length=3)], list[Amount | None]),
    *(Annotated[int, Field(gt=-1)], Annotated[str, Field(pattern="a$")], dict[str, str], tuple[int, ...]),
]
QUICK = {name: quick_validator(model) for name, model in MODELS.items()}


def anatomy(value: Any) -> Any:
    """All that distinguishes values: types, order of fields, and the hidden parts of models."""
    if isinstance(value, BaseModel):
        private = {name: getattr(value, name) for name in type(value).__private_attributes__}
        parts = (value.__dict__, value.__pydantic_extra__, private, value.__pydantic_private__)
        return (type(value), *map(anatomy, parts), {(type(one), one) for one in value.model_fields_set}, repr(value))
    if type(value) is dict:
        return [(anatomy(name), anatomy(one)) for name, one in value.items()]
    if isinstance(value, list | tuple):
        return (type(value), [anatomy(one) for one in value])
    return (type(value), repr(value))


def check_law(model: type[BaseModel], quick: Any, fields: dict[str, Any]) -> bool:
    made = quick(fields)
    try:
        meant = model.model_validate(fields)
    except ValidationError:
        assert made is None
        return False
    if made is None:
        return False
    assert anatomy(made) == anatomy(meant)
    assert repr(made.model_dump()) == repr(meant.model_dump())
    for name, value in fields.items():
        assert (getattr(made, str(name), None) is value) == (getattr(meant, str(name), None) is value)
    return True


@pytest.mark.parametrize("name", MODELS)
def test_what_is_quick_is_what_pydantic_makes(name: str) -> None:
    model, quick, quickly = MODELS[name], QUICK[name], 0

    @settings(max_examples=160, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(fields_of(model))
    def law(fields: dict[str, Any]) -> None:
        nonlocal quickly
        quickly += check_law(model, quick, fields)

    law()
    # Of models with many rules, as GA4's, few made-up payloads are right.
    assert quickly > 0


@pytest.mark.slow
@settings(max_examples=150, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.tuples(st.sampled_from(TYPES), st.booleans()), min_size=1, max_size=4),
    st.sampled_from(["allow", "forbid", "ignore"]),
    st.data(),
)
def test_the_law_holds_for_models_of_any_fields(kinds: list[Any], extra: Any, data: st.DataObject) -> None:
    fields: Any = {f"f{number}": (kind, ... if needed else None) for number, (kind, needed) in enumerate(kinds)}
    model: type[BaseModel] = create_model("Made", __config__={"extra": extra}, **fields)
    quick = quick_validator(model)
    for _ in range(5):
        given_fields = {name: data.draw(values) for name in fields if data.draw(st.integers(0, 4))}
        check_law(model, quick, given_fields)


@pytest.mark.parametrize("name", BUILT_IN)
def test_every_built_in_payload_has_a_quick_form(name: str) -> None:
    assert QUICK[name] is not None


def test_a_default_that_can_be_changed_is_made_anew_for_each() -> None:
    quick: Any = QUICK["loose"]
    first, second = quick({}), quick({})
    first.tags.append("a")
    first.made["a"] = 1
    assert (second.tags, second.made) == ([], {})


def test_what_is_no_object_is_left_to_pydantic() -> None:
    quick: Any = quick_validator(Everything)
    others: list[Any] = [None, [], Everything(name="Ada", data=1), 5]
    assert [quick(one) for one in others] == [None] * 4
