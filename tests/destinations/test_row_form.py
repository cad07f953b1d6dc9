"""Action types made of `rows` and `request`: what they send, what they refuse, and payloads as records."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any, ClassVar

import pytest
from pydantic import BaseModel, ConfigDict, Field

from destinations.sdk import ActionType, Limits, Payload, Request, Rows, Settings, given
from destinations.sdk.destination import BuildError
from destinations.sdk.encode import to_json
from destinations.sdk.rows.record import Record, record_of, record_type


class Line(BaseModel):
    model_config = ConfigDict(extra="allow")

    sku: str
    price: Decimal | None = None


class Order(Payload):
    id: str
    lines: list[Line] = Field([])
    best: Line | None = None
    by_name: dict[str, Line] | None = None
    note: str | None = None
    labels: dict[str, Any] = Field(default_factory=dict)

    unit: ClassVar[str] = "EUR"

    @property
    def skus(self) -> list[str]:
        return [one.sku for one in self.lines]

    def title(self) -> str:
        return f"{self.id} in {self.unit}"


def order(name: str, *skus: str, **more: Any) -> Order:
    fields = {"id": name, "lines": [{"sku": one} for one in skus], **more}
    return Order.model_validate(fields).with_delivery_id(f"d-{name}")


def order_rows(payload: Order, _: Settings) -> Iterator[dict[str, Any]]:
    yield {"id": payload.id, "of": payload.delivery_id}
    yield from ({"sku": one} for one in payload.skus)


def post_rows(rows: Rows, _: Settings) -> Request:
    return Request.post("https://toy.example/rows", json={"key": "k", "rows": rows})


def no_request(_: Rows, __: Settings) -> Any:
    return 5


ORDER = ActionType("order", Order, rows=order_rows, request=post_rows, help="Send an order.", limits=Limits(items=9))
SETTINGS = Settings()


def sent(kind: ActionType, *payloads: Any) -> list[tuple[bytes, tuple[int, ...]]]:
    return [(one.body, tuple(one.items)) for one in kind.requests(payloads, SETTINGS) if isinstance(one, Request)]


def test_the_rows_of_all_payloads_go_into_one_request_that_knows_whose_they_are() -> None:
    body = b'{"key":"k","rows":[{"id":"a","of":"d-a"},{"sku":"x"},{"sku":"y"},{"id":"b","of":"d-b"}]}'
    assert sent(ORDER, order("a", "x", "y"), order("b")) == [(body, (0, 0, 0, 1))]


@pytest.mark.parametrize(
    ("request_of", "expected"),
    [
        pytest.param(lambda rows, _: Request.post("https://t.example", json=rows), [(b'["a","b"]', (0, 1))], id="list"),
        pytest.param(
            lambda rows, _: Request.post("https://t.example", json={"data": {"n": 1, "rows": rows}}),
            [(b'{"data":{"n":1,"rows":["a","b"]}}', (0, 1))],
            id="a list within objects",
        ),
        pytest.param(
            lambda rows, _: [Request.post("https://t.example", json={"row": one}) for one in rows],
            [(b'{"row":"a"}', (0,)), (b'{"row":"b"}', (1,))],
            id="a request for each row",
        ),
        pytest.param(
            lambda rows, _: [Request.post("https://t.example", json=rows[at : at + 1]) for at in range(len(rows))],
            [(b'["a"]', (0,)), (b'["b"]', (1,))],
            id="parts of the rows",
        ),
        pytest.param(
            lambda rows, _: [Request.post("https://t.example", form={"r": str(one)}, items=one.items) for one in rows],
            [(b"r=%22a%22", (0,)), (b"r=%22b%22", (1,))],
            id="a row as text in a form",
        ),
        pytest.param(
            lambda rows, _: Request.post("https://t.example", json={"of": rows.first.note, "rows": rows}),
            [(b'{"of":"n","rows":["a","b"]}', (0, 1))],
            id="what the first payload says for all",
        ),
    ],
)
def test_a_request_takes_its_items_from_the_rows_in_it(request_of: Callable[..., Any], expected: Any) -> None:
    kind = ActionType("one", Order, rows=lambda one, _: one.id, request=request_of, help="Send.")
    assert sent(kind, order("a", note="n"), order("b", note="n")) == expected


def test_members_that_begin_each_row_stand_before_its_own() -> None:
    kind = replace(
        ORDER,
        rows=lambda one, _: {"id": one.id} if one.note else {},
        request=lambda rows, _: Request.post("https://t.example", json=rows.beginning_with({"token": "t"})),
    )
    body = b'[{"token":"t","id":"a"},{"token":"t"}]'
    assert sent(kind, order("a", note="n"), order("b")) == [(body, (0, 1))]


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        pytest.param({"help": "Nothing."}, "needs rows= and request=, or build= alone", id="no function at all"),
        pytest.param({"rows": order_rows}, "needs rows= and request=", id="rows without a request"),
        pytest.param({"request": post_rows}, "needs rows= and request=", id="a request without rows"),
        pytest.param(
            {"build": lambda _, __: [], "rows": order_rows, "request": post_rows}, "or build= alone", id="both forms"
        ),
    ],
)
def test_an_action_type_has_one_of_the_two_forms(parts: dict[str, Any], message: str) -> None:
    with pytest.raises(TypeError, match=message):
        ActionType("order", Order, **parts)


def test_a_copy_with_other_limits_sends_the_same() -> None:
    copy = replace(ORDER, limits=Limits(items=1))
    assert (sent(copy, order("a")), copy.build) == (sent(ORDER, order("a")), ORDER.build)
    assert replace(ORDER, name="order") == ORDER


def test_the_build_of_an_action_type_with_rows_can_be_another_ones() -> None:
    other = ActionType("other", Order, ORDER.build, "The same.")
    assert sent(other, order("a", "x")) == sent(ORDER, order("a", "x"))
    with pytest.raises(BuildError, match="has no rows"):
        other.write_rows(order("a"), SETTINGS)


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        pytest.param(replace(ORDER, rows=lambda _, __: {"n": float("nan")}), "nan is not a number", id="no JSON"),
        pytest.param(replace(ORDER, rows=lambda one, _: one.nothing), "nothing", id="rows that raises"),
        pytest.param(replace(ORDER, request=no_request), "returned int", id="a request that is none"),
    ],
)
def test_what_fails_is_an_error_of_the_payload(kind: ActionType, message: str) -> None:
    with pytest.raises(BuildError, match=message):
        kind.requests([order("a")], SETTINGS)


def test_rows_of_a_record_are_those_of_its_payload_and_make_the_same_request() -> None:
    payloads = [order("a", "x", "y"), order("b")]
    rows = [ORDER.write_rows(record_of(one), SETTINGS) for one in payloads]
    assert rows == [ORDER.write_rows(one, SETTINGS) for one in payloads]
    records = [record_of(one) for one in payloads]
    assert ORDER.requests(records, SETTINGS) == ORDER.requests(payloads, SETTINGS)


RECORDED = [
    pytest.param({}, id="defaults alone"),
    pytest.param({"lines": [{"sku": "x", "price": "9.90", "color": "red", "size": None}]}, id="a list of models"),
    pytest.param({"best": {"sku": "x", "of": {"a": None}}}, id="a model with fields of other names"),
    pytest.param({"by_name": {"x": {"sku": "x"}}, "labels": {"n": None}}, id="models by name, and null in an object"),
]


@pytest.mark.parametrize("more", RECORDED)
def test_a_record_has_the_values_properties_and_methods_of_its_payload(more: dict[str, Any]) -> None:
    payload = order("a", **more)
    record: Any = record_of(payload)
    assert (record.delivery_id, record.skus, record.title(), record.unit) == ("d-a", payload.skus, "a in EUR", "EUR")
    assert all(isinstance(one, Record) for one in (*record.lines, *([record.best] if record.best else [])))


@pytest.mark.parametrize("more", RECORDED)
def test_what_is_given_is_the_same_of_payload_and_record_and_what_pydantic_writes(more: dict[str, Any]) -> None:
    payload = order("a", **more)
    expected = to_json(payload.model_dump(exclude_none=True))
    assert [to_json(given(one)) for one in (payload, record_of(payload))] == [expected, expected]
    assert given(payload, "note", "lines", "id", without=["note"]) == {
        "lines": [one.model_dump(exclude_none=True) for one in payload.lines],
        "id": "a",
    }


def test_each_record_has_a_default_of_its_own() -> None:
    kind: Any = record_type(Order)
    first, second = kind(id="a"), kind(id="b")
    first.lines.append(1)
    first.labels["a"] = 1
    assert (second.lines, second.labels, second.best) == ([], {}, None)
