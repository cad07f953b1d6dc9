"""From the fields of a payload: the payload without pydantic, and its JSON without the payload."""

from dataclasses import dataclass
from typing import Annotated, Any, Self

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, Json, ValidationError, field_serializer
from typing_extensions import TypedDict

from actions.plan.compiled.payload import validated
from actions.plan.payloads.maker import payload_maker
from actions.plan.payloads.writer import defaults_of, payload_writer
from destinations.sdk import ActionType, Payload
from destinations.sdk.encode import to_json
from destinations.sdk.payload import payload_values
from tests.destinations.quick.quick_models import BUILT_IN, Everything, fields_of

ID = "078322-0fb14b8a4f2264a4476b1ce011d7"


class Shouting(Payload):
    name: str

    @field_serializer("name")
    def _shout(self, name: str) -> str:
        return name.upper()


class Hiding(Payload):
    name: str = Field(exclude=True)


class Open(Payload):
    model_config = ConfigDict(extra="allow")

    name: str


class Fresh(Payload):
    tags: list[str] = Field(default_factory=list)


class NotANumber(Payload):
    ratio: Any


MODELS: dict[str, type[Payload]] = {**BUILT_IN, "everything": Everything}


def given_fields(payload: Payload) -> dict[str, Any]:
    # Turned about: their order is not promised.
    return {name: payload.__dict__[name] for name in reversed(payload.__dict__) if name in payload.model_fields_set}


@pytest.mark.parametrize("name", MODELS)
@settings(max_examples=40, suppress_health_check=[HealthCheck.filter_too_much])
@given(st.data())
def test_the_fields_say_all_that_the_payload_says(name: str, data: st.DataObject) -> None:
    model = MODELS[name]
    try:
        payload = model.model_validate(data.draw(fields_of(model))).with_delivery_id(ID)
        written = to_json(payload_values(payload))
    except (ValidationError, ValueError):
        assume(False)
        raise
    fields = given_fields(payload)
    made = payload_maker(model)(fields, ID)
    assert (made, made.delivery_id, made.model_fields_set) == (payload, ID, payload.model_fields_set)
    assert list(made.__dict__) == list(payload.__dict__)
    write = payload_writer(model)
    assert write is not None
    assert write(fields) == written
    assert write({name: fields[name] for name in model.model_fields if name in fields}) == written


class Part(BaseModel):
    a: str
    b: str | None = None


class More(Part):
    c: int = 5


class Loud(Part):
    def model_dump(self, **_: Any) -> dict[str, Any]:
        return {"loud": True}


class Typed(TypedDict, total=False):
    a: str
    b: str | None


@dataclass
class Data:
    a: str
    b: str | None = None


def _more(part: Part) -> Part:
    return More(a=part.a)


class Swapping(Payload):
    part: Annotated[Part, AfterValidator(_more)]


class Other(Payload):
    part: Part = More(a="x")


class LoudPart(Payload):
    part: Loud


class WithTyped(Payload):
    part: Typed


class WithData(Payload):
    part: Data


class NoNumber(Payload):
    name: str = ""
    number: float = float("nan")


class Late(Payload):
    name: str = ""

    def with_delivery_id(self, delivery_id: str) -> Self:
        made = super().with_delivery_id(delivery_id)
        made.__dict__["name"] = f"id {delivery_id}"
        return made


ODD_MODELS = [Swapping, Other, LoudPart, WithTyped, WithData, NoNumber, Late]


@pytest.mark.parametrize("model", ODD_MODELS, ids=lambda model: model.__name__)
def test_models_that_only_pydantic_can_write_are_left_to_it(model: type[Payload]) -> None:
    assert payload_writer(model) is None
    assert defaults_of(model) is None


def test_a_payload_that_does_more_with_its_id_does_so() -> None:
    assert payload_maker(Late)({}, ID) == Late().with_delivery_id(ID)
    assert payload_maker(Late)({}, ID).__dict__ == {"name": f"id {ID}"}


def test_json_in_a_text_may_hold_what_is_no_number() -> None:
    class Inside(Payload):
        data: Json[Any] = None
        name: str = ""

    assert defaults_of(Inside) is None
    write = payload_writer(Inside)
    assert write is not None
    with pytest.raises(ValueError, match="nan"):
        write({"data": float("nan")})


class OneDefault(Payload):
    count: int = 7


def test_a_model_of_one_field_is_written_with_its_default() -> None:
    write = payload_writer(OneDefault)
    assert write is not None
    assert (write({}), write({"count": 2})) == (b'{"count":7}', b'{"count":2}')


class Required(Payload):
    name: str | None


def test_a_required_value_that_turned_out_to_be_none_is_none() -> None:
    assert payload_maker(Required)({}, ID).name is None  # type: ignore[attr-defined]  # it is a Required


def test_fields_beyond_the_models_are_not_lost() -> None:
    kind = ActionType("open", Open, lambda *_: [], "")
    assert validated({"name": "a", "more": 4}, kind) == {"name": "a", "more": 4}


@pytest.mark.parametrize("model", [Shouting, Hiding, Open, Fresh], ids=lambda model: model.__name__)
def test_a_payload_that_is_written_in_a_way_of_its_own_writes_itself(model: type[Payload]) -> None:
    assert payload_writer(model) is None


@pytest.mark.parametrize("model", [Shouting, Open, Fresh, Everything], ids=lambda model: model.__name__)
def test_no_two_payloads_share_what_may_be_changed(model: type[Payload]) -> None:
    fields = {"name": "a", "data": None} if model is Everything else {} if model is Fresh else {"name": "a"}
    one, other = (payload_maker(model)(fields, ID) for _ in range(2))
    assert one == other == model.model_construct(**fields).with_delivery_id(ID)
    assert one.__dict__ is not other.__dict__
    assert getattr(one, "tags", None) is None or one.__dict__["tags"] is not other.__dict__["tags"]


def test_a_plugins_number_that_is_none_is_refused() -> None:
    write = payload_writer(Everything)
    assert write is not None
    with pytest.raises(ValueError, match="nan is not a number"):
        write({"name": "a", "data": [float("nan")]})
