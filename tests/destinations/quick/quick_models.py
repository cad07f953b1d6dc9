"""Models of every kind of field, and values for them, hostile ones included."""

from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal, Self

from hypothesis import strategies as st
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PrivateAttr, model_validator

from destinations.registry import load_registry
from destinations.sdk import Amount, Currency, EpochMicros, EpochMillis, EpochSeconds, IsoTime, Payload, refusal

BUILT_IN = {
    f"{name} {one.payload.__name__}": one.payload
    for name in ("mixpanel", "ga4", "webhook")
    if (plugin := load_registry().find(name))
    for one in plugin.destination.action_types
}


class Text(str):
    """A text that is not quite one."""

    __slots__ = ()


class Whole(int):
    """A number that is not quite one."""


class Exact(Decimal):
    """A decimal that is not quite one."""


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


class Line(BaseModel):
    model_config = ConfigDict(extra="allow")

    sku: str | int | None = None
    price: Amount | None = None
    colour: Colour = Colour.RED


def _no_spam(text: str) -> str:
    if "spam" in text:
        raise refusal("spam")
    return text.lower()


class Everything(Payload):
    """A field of every kind, validators of every kind."""

    name: Annotated[str, Field(min_length=1, max_length=5)]
    data: Any
    code: Annotated[str, Field(pattern="^[a-z]+$")] | None = None
    count: Annotated[int, Field(ge=0, lt=100)] = 7
    ratio: Annotated[float, Field(gt=0, le=1)] | None = None
    size: float | None = None
    yes: bool | None = None
    mode: Literal["a", "b"] | None = None
    level: Literal[1, 2] | None = None
    colour: Colour | None = None
    worth: Decimal | None = None
    limited: Annotated[Decimal, Field(ge=0)] | None = None
    revenue: Amount | None = None
    currency: Currency | None = None
    seconds: EpochSeconds | None = None
    millis: EpochMillis | None = None
    micros: EpochMicros | None = None
    iso: IsoTime | None = None
    extra: dict[str, Any] | None = None
    counts: dict[str, int] | None = None
    tags: list[str] | None = Field(None, min_length=1, max_length=3)
    anything: list[Any] | None = None
    lines: list[Line] | None = None
    line: Line | None = None
    clean: Annotated[str, AfterValidator(_no_spam)] | None = None
    shouted: Annotated[str | None, BeforeValidator(lambda value: None if value == "" else value)] = None

    @model_validator(mode="after")
    def _named(self) -> Self:
        if self.name == "bad":
            raise refusal("bad")
        if self.count == 1:
            self.code = "one"
        return self


class Loose(BaseModel):
    """Names of no field are left out; a private attribute is its own."""

    first: int = 1
    tags: list[str] = []
    made: dict[str, Any] = Field(default_factory=dict)
    second: str | int | float | bool | None = None
    _seen: list[int] = PrivateAttr(default_factory=list)


MODELS: dict[str, type[BaseModel]] = {**BUILT_IN, "everything": Everything, "loose": Loose, "line": Line}

ODD: list[Any] = [
    *(True, False, None, 0, 1, -1, 50, 10**15 - 1, 10**15, 10**30, 1772360130, 1772360130250, 1772360130250000),
    *(7258118399999, 7258118400000, 7258118399999999, 7258118400000000, 10**11 - 1, 10**14 - 1, 0.1, 0.5, -0.0, 1e15),
    *(1e-320, 1e300, float("nan"), float("inf"), Decimal("19.990"), Decimal("NaN"), Decimal("1e20"), Exact("1")),
    *(Whole(5), Text("a"), Text("USD"), "", " ", "a", "b", "abc", "bad", "abcdef", "spam", "USD", "usd", "EURO"),
    *("19.99", "-5", "1,5", "1e5", " 7 ", "0" * 15, "9" * 16, "1." + "1" * 31, "\u0661", "red", "blue", Colour.RED),
    *("2026-03-01T10:15:30.250Z", "2026-03-01T10:15:30Z", "2026-03-01T10:15:30.250001Z", "2026-02-30T10:15:30Z"),
    *("2026-03-01", "1899-03-01T10:15:30Z", "2199-12-31T23:59:59.999999Z", "2026-03-01T24:00:00Z", "none", "GRANTED"),
    *("\ud800", "a\udfff", "\u2028", "Zoë", b"a", (), [], {}, [1], ["a", "b"], ["a"] * 4, {"a": 1}, {"a": "1"}),
    *({1: 2}, {Text("k"): 1}, {"\ud800": 1}, [{}], [{"sku": "a", "price": 9.5, "own": 1}], [{"price": "x"}]),
    *([{"item_id": "s1", "price": 9.5, "colour": "red"}], {"sku": Text("x")}, {"colour": "green"}, {"": None}),
    *("€20", "$ 5", "-£7.50", "¥500", "20 kr", "5 EUR", "1.019", "€1.019", "0.125", "KWD", "EUR", [{"price": "€9.50"}]),
    *({"ad_user_data": "granted"}, {"email": "ada@example.com", "phone": "+44 20 7946 0018"}),
]
scalars = st.sampled_from(ODD) | st.text(max_size=4) | st.integers() | st.floats()
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
)
# What a field is for as a rule, so that most examples get past most fields.
LIKELY: dict[str, list[Any]] = {
    "context": [{"$os": "iOS", "utm_source": "mail"}],
    "traits_once": [{"plan": "pro"}],
    "first_seen": [{"plan": "pro"}],
    "increment": [{"visits": 1}],
    "append": [{"tags": "a"}],
    "unset": [["plan"]],
    "subtotal": [9.99, "12.50"],
    "total": [9.99, 12],
    "discount": [1, 0.5],
    "event": ["Order Completed"],
    "time": [1772360130250, "2026-03-01T10:15:30.250Z"],
    "timestamp_micros": ["2026-03-01T10:15:30.250Z", 1772360130250000],
    "items": [[{"item_id": "s1", "price": 9.5, "quantity": 2, "own": 1}] * 2, [{"item_name": 5}]],
    "products": [
        [{"sku": "s1", "price": "9.50", "quantity": 2, "own": 1}],
        [{"sku": "s1", "price": "€9.50", "quantity": "1.500"}],
    ],
    "lines": [[{"sku": "s1", "price": 9}]],
    "line": [{"sku": 5}],
    "consent": [{"ad_user_data": "GRANTED"}],
    "user_data": [{"email": "ada@example.com"}],
    "currency": ["USD", "JPY"],
    "count": [1, 5],
    "name": ["Ada"],
    "level": [1, 2],
    "iso": ["2026-03-01T10:15:30.250Z"],
    "tags": [["a"]],
    "mode": ["a"],
    "colour": ["red", Colour.BLUE],
    "ratio": [0.5],
    "yes": [True],
    "index": [3],
    **{name: [19.99, "5", 7, Decimal("1.50")] for name in ("value", "revenue", "tax", "shipping", "worth", "limited")},
    **{name: ["2026-03-01T10:15:30Z", 1772360130250] for name in ("seconds", "millis", "micros")},
    **{name: [{"plan": 5}, {}] for name in ("properties", "traits", "params", "user_properties", "extra", "counts")},
}


@st.composite
def fields_of(draw: st.DrawFn, model: type[BaseModel]) -> dict[Any, Any]:
    """Fields for the model: likely ones for the most part, one or none that is odd, now and then an odd name."""
    names = list(model.model_fields)
    required = [name for name, field in model.model_fields.items() if field.is_required()]
    ids = [name for name in ("user_id", "client_id", "distinct_id") if name in names]
    chosen = {*required, *ids, *draw(st.lists(st.sampled_from(names), max_size=6))}
    fields: dict[Any, Any] = {name: draw(st.sampled_from(LIKELY.get(name, ["abc"]))) for name in sorted(chosen)}
    match draw(st.integers(0, 5)):
        case 0 | 1:
            fields[draw(st.sampled_from(names))] = draw(values)
        case 2:
            fields.pop(draw(st.sampled_from(names)), None)
        case 3:
            fields[draw(st.sampled_from(["own", Text(names[0]), 5, "\ud800", "_delivery_id"]))] = draw(values)
    return fields
