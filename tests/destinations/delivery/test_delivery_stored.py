"""A payload that was written to disk is the same payload when it is read again."""

from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PrivateAttr

from destinations.delivery.outbox.stored import StoredError, read_payload, write_payload
from destinations.sdk import sha256_hex
from destinations.sdk.payload import Payload


class Colour(StrEnum):
    RED = "red"


class Item(BaseModel):
    price: Decimal
    name: str | None = None
    parts: "list[Item] | None" = None


class Order(Payload):
    model_config = ConfigDict(extra="allow")

    who: Annotated[str | None, BeforeValidator(sha256_hex)] = None
    total: Decimal | None = None
    items: list[Item] = Field(default_factory=list)
    free: dict[str, Any] | None = None
    anything: Any = None
    made: list[str] = Field(default_factory=lambda: ["made"])
    _seen: int = PrivateAttr(default=0)


def kept(order: Order) -> Order:
    read = read_payload(Order, "d-1", write_payload(order))
    assert isinstance(read, Order)
    assert read.delivery_id == "d-1"
    return read


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({}, id="nothing was given"),
        pytest.param({"who": "ada@example.com"}, id="a hash is not hashed again"),
        pytest.param({"total": "19.90"}, id="a decimal keeps its zeros"),
        pytest.param({"items": [{"price": "1.5", "parts": [{"price": 2}]}]}, id="models in models"),
        pytest.param({"who": "x", "total": None, "odd": {"a": [None]}}, id="null that was given, fields of any name"),
        pytest.param({"free": {"\x01decimal": "1"}}, id="a key that looks like a mark of ours"),
        pytest.param({"free": {"a": "\x01"}, "total": "1"}, id="a text with the character of a mark"),
        pytest.param({"free": {"a": float("nan"), "b": None}}, id="what is not a number beside null"),
        pytest.param({"free": {"a": 2**70, "b": -0.0, "c": 1e308}}, id="numbers at the ends"),
        pytest.param({"anything": {1: "a", None: "b"}}, id="keys that are not texts"),
        pytest.param({"anything": [b"\xff", {"x"}, date(2026, 3, 1)]}, id="bytes, a set, a day"),
        pytest.param({"anything": datetime(2026, 3, 1, 9, tzinfo=UTC)}, id="a moment"),
    ],
)
def test_a_payload_comes_back_as_it_was(fields: dict[str, Any]) -> None:
    order = Order(**fields).with_delivery_id("d-1")
    order._seen = 3
    again = kept(order)
    assert repr(again) == repr(order)
    assert again.model_fields_set == order.model_fields_set
    assert again._seen == 3
    assert list(again.__dict__) == list(order.__dict__)


def test_a_text_of_a_kind_of_its_own_comes_back_as_text() -> None:
    assert kept(Order(anything=Colour.RED)).anything == "red"


@pytest.mark.parametrize("beside", [None, 2**70])
def test_a_tuple_comes_back_as_a_list(beside: Any) -> None:
    assert kept(Order(anything=((1, beside),))).anything == [[1, beside]]


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text("a\x01é", max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "\x01", "\x01dict", "\x01model"]), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(values)
def test_any_value_comes_back_as_it_was(value: Any) -> None:
    assert repr(kept(Order(free={"v": value})).free) == repr({"v": value})


def test_what_has_no_form_on_disk_is_refused() -> None:
    with pytest.raises(StoredError, match="object has no form on disk"):
        write_payload(Order(anything=object()))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"[]", id="a list"),
        pytest.param(b'{"fields":{"total":{"\\u0001decimal":"x"}}}', id="a decimal that is none"),
        pytest.param(b'{"fields":{"total":{"\\u0001model":["Popen",{}]}}}', id="a model of somebody else"),
        pytest.param(b'{"fields":{"total":{"\\u0001code":"x"}}}', id="a mark that nobody knows"),
    ],
)
def test_bytes_that_are_no_payload_are_refused(text: bytes) -> None:
    with pytest.raises(StoredError, match="is not of the type Order"):
        read_payload(Order, "d-1", text)
