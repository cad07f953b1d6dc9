"""The source of quick forms: readable, made of nothing but what is allowed, and none where it would be a guess."""

import linecache
from typing import Annotated, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo, create_model, field_validator
from pydantic import model_validator as model_validator_of

from destinations.sdk import Amount, Currency, Payload
from destinations.sdk.quick.checks import emit_checks
from destinations.sdk.quick.given import Given
from destinations.sdk.quick.validator import quick_validator, source_of
from mappings.expr.compiled.load import load
from tests.destinations.quick.quick_models import MODELS, Everything


class Sale(Payload):
    item: str = Field(max_length=40)
    price: Amount | None = None
    currency: Currency | None = None
    count: Annotated[int, Field(ge=1)] = 1


MISSING = object()
SOURCE = """\
def validate_1(fields):
    if type(fields) is not dict:
        return None
    fields = before_1(fields)
    if type(fields) is not dict:
        return None
    values = BLANK_1.copy()
    given = {'item'}
    p1 = fields['item']
    if not (type(p1) is str and len(p1) <= 40 and is_unicode(p1)):
        return None
    values['item'] = p1
    if 'price' in fields:
        p2 = fields['price']
        if p2 is not None:
            p2 = read_amount(p2)
            if type(p2) is not Decimal:
                return None
        values['price'] = p2
        given.add('price')
    if 'currency' in fields:
        p3 = fields['currency']
        if p3 is not None:
            p3 = read_currency(p3)
            if type(p3) is not str:
                return None
        values['currency'] = p3
        given.add('currency')
    if 'count' in fields:
        p4 = fields['count']
        if not (type(p4) is int and p4 >= 1):
            return None
        values['count'] = p4
        given.add('count')
    if len(given) != len(fields):
        return None
    made = new(Model_1)
    put_values(made, values)
    put_given(made, given)
    put_extra(made, None)
    put_private(made, {'_delivery_id': ''})
    return made


def validate(fields):
    try:
        return validate_1(fields)
    except Exception:
        return None
"""


def test_the_source_is_what_a_person_would_write() -> None:
    assert source_of(Sale) == SOURCE


@pytest.mark.parametrize("name", MODELS)
def test_the_source_is_ascii_and_shown_by_tracebacks(name: str) -> None:
    source, quick = source_of(MODELS[name]), quick_validator(MODELS[name])
    assert source
    assert source.isascii()
    assert quick is not None
    assert "".join(linecache.getlines(quick.__code__.co_filename)) == source


HOSTILE = ["a'b", 'a"b', "a\nb", "a\\", "{a}", "__class__", "import os", "a\u2028b", "None", "p1", "given"]


@settings(max_examples=60, deadline=None, database=None)
@given(st.sampled_from(HOSTILE) | st.text(st.characters(codec="utf-8"), min_size=1, max_size=8))
def test_names_of_fields_are_data(name: str) -> None:
    fields: Any = {name.lstrip("_") or "x": (str, ...)}
    if next(iter(fields)).startswith("model_"):
        return
    model: type[BaseModel] = create_model('It\'s\n"one"', **fields)
    quick = quick_validator(model)
    values = dict.fromkeys(fields, "seen")
    assert quick is not None
    assert quick(values) == model.model_validate(values)


class Reads(BaseModel):
    first: int
    second: int

    @field_validator("second")
    @classmethod
    def _after_first(cls, value: int, info: ValidationInfo) -> int:
        return value + int(info.data["first"])


class Strips(BaseModel):
    model_config = ConfigDict(str_strip_whitespace=True)
    name: str


class Aliased(BaseModel):
    name: str = Field(alias="its name")


class Tree(BaseModel):
    parts: "list[Tree]" = []


class Wraps(BaseModel):
    name: str

    @model_validator_of(mode="wrap")
    @classmethod
    def _around(cls, value: Any, handler: Any) -> Any:
        return handler({"name": "wrapped"} if value == {} else value)


class Makes(BaseModel):
    name: str

    def __init__(self, **values: Any) -> None:
        super().__init__(name=values["name"] + "!")


class Holds(Payload):
    data: dict[str, Any] = Field(default_factory=dict)
    anything: Any


class Checked(Payload):
    name: str

    @model_validator_of(mode="after")
    def _loud(self) -> "Checked":
        self.name += "!"
        return self


class Ready(Payload):
    name: str

    def model_post_init(self, context: Any) -> None:
        super().model_post_init(context)
        self.name += "!"


class Counted(Payload):
    name: str

    @model_validator_of(mode="before")
    @classmethod
    def _renamed(cls, fields: Any) -> Any:
        return fields | {"name": "counted"}


class Asks(BaseModel):
    name: str

    @classmethod
    def model_validate(cls, *_: Any, **__: Any) -> "Asks":
        return cls(name="asked")


@pytest.mark.parametrize("model", [Reads, Strips, Aliased, Tree, Wraps, Makes, Asks], ids=lambda one: one.__name__)
def test_a_model_that_cannot_be_taken_apart_has_no_quick_form(model: type[BaseModel]) -> None:
    assert quick_validator(model) is None


@pytest.mark.parametrize(
    ("source", "why"),
    [
        pytest.param("import os", "no Import", id="an import"),
        pytest.param("def validate(fields):\n    return fields.__class__", "not name __class__", id="an attribute"),
        pytest.param("def validate(fields):\n    return open(fields)", "not name open", id="a name"),
        pytest.param("def validate(fields):\n    return lambda: 1", "no Lambda", id="a function of its own"),
    ],
)
def test_what_is_never_generated_is_not_loaded(source: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        load(source, "validate", {}, label="payload Sale")


def spliced(model: type[BaseModel], names: list[str]) -> Any:
    """A function of a list of values, made of the statements for variables; it gives the fields."""
    tests = {name: f"p{90 + at} is not None" for at, name in enumerate(names)}
    checks = emit_checks(model, {name: Given(test.split()[0], test) for name, test in tests.items()})
    assert checks is not None
    reads = [f"p{90 + at} = values[{at}]" for at in range(len(names))]
    given = ", ".join(f"{name!r}: {one.code} if {one.test or True} else MISSING" for name, one in checks.values.items())
    body = "".join(f"    {line}\n" for line in (*reads, *checks.lines))
    namespace = {**checks.names, "MISSING": MISSING}
    exec(f"def action(values):\n{body}    return {{{given}}}\n", namespace)  # noqa: S102  # it is a test's own
    return namespace["action"]


@pytest.mark.parametrize(
    "values",
    [
        pytest.param(["mug", 9.5, "USD"], id="all"),
        pytest.param(["mug", None, "USD"], id="a currency without an amount"),
        pytest.param(["mug", "9.50", None], id="an amount without a currency"),
        pytest.param(["mug", None, "no code"], id="a currency that is dropped need not be one"),
    ],
)
def test_checks_written_as_statements_give_the_same_fields_as_the_model(values: list[Any]) -> None:
    names = ["item", "price", "currency"]
    made = spliced(Sale, names)(values)
    meant = Sale.model_validate({name: one for name, one in zip(names, values, strict=True) if one is not None})
    fields = {name: one for name, one in made.items() if one is not MISSING}
    assert fields == {name: getattr(meant, name) for name in meant.model_fields_set}


def test_checks_written_as_statements_refuse_a_missing_required_field() -> None:
    assert spliced(Sale, ["item"])([None]) is None
    assert spliced(Sale, ["item"])(["x" * 41]) is None


def test_what_is_sure_is_not_checked() -> None:
    made = Given("fields1", "fields1", is_made=True)
    checks = emit_checks(Holds, {"anything": Given("v1"), "data": made})
    assert checks is not None
    assert (checks.lines, checks.values) == ((), {"data": made, "anything": Given("v1")})


def test_names_that_are_taken_are_left_alone() -> None:
    checks = emit_checks(Sale, {"item": Given("v1"), "price": Given("v2")}, taken={"read_amount", "p1"})
    assert checks is not None
    assert checks.values["item"].code == "p2"
    assert {"read_amount_", "Decimal", "is_unicode"} <= checks.names.keys()
    assert "read_amount" not in checks.names


@pytest.mark.parametrize(
    "names",
    [
        pytest.param(["price"], id="a required one is missing"),
        pytest.param(["item", "own"], id="one that is not the model's"),
    ],
)
def test_statements_for_fields_that_never_fit_are_not_written(names: list[str]) -> None:
    assert emit_checks(Sale, {name: Given("v1") for name in names}) is None


@pytest.mark.parametrize("model", [Checked, Ready, Counted], ids=lambda one: one.__name__)
def test_a_model_that_does_more_than_check_values_has_no_statements(model: type[BaseModel]) -> None:
    assert quick_validator(model) is not None
    assert emit_checks(model, {"name": Given("v1")}) is None


def test_a_part_that_is_not_known_is_pydantics_own() -> None:
    source = source_of(Everything)
    assert source
    assert "check_1(" in source


def test_a_validator_that_fails_leaves_it_to_pydantic() -> None:
    def broken(_: str) -> str:
        raise RuntimeError

    fields: Any = {"name": (Annotated[str, AfterValidator(broken)], ...)}
    quick = quick_validator(create_model("Broken", **fields))
    assert quick is not None
    assert quick({"name": "Ada"}) is None
