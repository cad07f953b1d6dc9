"""Conversions: what was done, when, what it was worth, and the products in it."""

import math
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from destinations.sdk.families.ads.pages import CleanPage, clean_text
from destinations.sdk.families.ads.people import Person
from destinations.sdk.fields.identity import Code, DedupeId
from destinations.sdk.fields.money.amounts import Amount, Currency, read_quantity
from destinations.sdk.fields.roles import ConsentRole, QuantityRole
from destinations.sdk.fields.rules import one_of
from destinations.sdk.fields.times import EpochSeconds
from destinations.sdk.refusal import refusal, shown
from destinations.sdk.rows.given import values_of


def read_text(value: Any) -> str:
    """The text; a number as it is written. Blank texts are refused, and so are true and false.

    >>> read_text(42), read_text(7.5)
    ('42', '7.5')
    """
    text = value if type(value) is str else _written(value)
    if not isinstance(text, str) or not text.strip():
        raise refusal(f"{shown(value)} is not a text; map one that says something, or leave the field out")
    return text


def read_whole(value: Any) -> int:
    """The whole number: how many of a thing, of which there are never less than none.

    >>> read_whole("2"), read_whole(3.0)
    (2, 3)
    """
    number = read_quantity(value)
    if number < 0:
        raise refusal(f"{shown(value)} is less than nothing; write how many, such as 1")
    if number != number.to_integral_value():
        raise refusal(f"{shown(value)} is not a whole number")
    return int(number)


Text = Annotated[str, BeforeValidator(read_text)]
CleanText = Annotated[str, BeforeValidator(read_text), AfterValidator(clean_text)]
WholeNumber = Annotated[int, BeforeValidator(read_whole), QuantityRole()]


class Product(BaseModel):
    """One product."""

    model_config = ConfigDict(extra="forbid")

    id: Code | None = Field(None, description="The id that the product has in the tool's catalogue.")
    name: Text | None = Field(None, description="Its name.")
    category: Text | None = Field(None, description="Its category.")
    brand: Text | None = Field(None, description="Its brand.")
    price: Amount | None = Field(None, description="What one of it costs, in major units.")
    quantity: WholeNumber | None = Field(None, description="How many.")

    _requires_known_product = one_of("id", "name", refused="a product without id and name; map its product_id or sku")


class CatalogProduct(Product):
    """One product, for tools that know products by ids alone."""

    id: Code = Field(description="The id that the product has in the tool's catalogue.")


class Conversion(Person):
    """What somebody did that advertising is measured by."""

    event_name: Text = Field(description="The event's name as the tool knows it.")
    time: EpochSeconds = Field(description="When it happened.")
    event_id: DedupeId | None = Field(
        None,
        description="The id that the tool's browser tag sends too, so that it counts once; with each: one per item.",
    )
    url: CleanPage = Field(None, description="The page where it happened.")
    referrer: CleanPage = Field(None, description="The page before.")
    value: Amount | None = Field(None, description="What it was worth, in major units.")
    currency: Currency | None = Field(None, description="ISO 4217 code of all amounts.")
    order_id: Code | None = Field(None, description="The order's id.")
    products: list[Product] | None = Field(None, description="The products in it.")
    content_type: Literal["product", "product_group"] | None = Field(
        None, description="What the products' ids are of: product, or product_group for their groups."
    )
    content_name: CleanText | None = Field(None, description="Name of the page or product.")
    content_category: Text | None = Field(None, description="Category of the page or product.")
    search: CleanText | None = Field(None, description="What was searched for.")
    limited_data_use: Annotated[bool, ConsentRole()] | None = Field(
        None, description="true: measure only, as privacy laws of US states demand of people who opted out."
    )

    @property
    def dedupe_id(self) -> str:
        """The id by which the tool drops what it has seen."""
        return self.event_id or self.delivery_id

    @property
    def product_ids(self) -> list[str]:
        """The ids of the products that have one."""
        return [one.id for one in self.products or () if one.id is not None]

    @property
    def count(self) -> int | None:
        """How many things it was about; a product without a quantity is one. None without products."""
        return sum(1 if one.quantity is None else one.quantity for one in self.products) if self.products else None


def renamed_fields(model: BaseModel, *same: str, **other: str) -> dict[str, Any]:
    """The fields that are set: those that the tool names as we do, and others under the tool's names.

    >>> renamed_fields(Product(id=7, price=19.99), "price", "brand", id="content_id", name="content_name")
    {'price': Decimal('19.99'), 'content_id': '7'}
    """
    names, read = _renaming(same, tuple(other.items()))
    return without_empty(dict(zip(names, read(model), strict=True)))


# As many as stand in the code of row functions.
@lru_cache(maxsize=1024)
def _renaming(
    same: tuple[str, ...], other: tuple[tuple[str, str], ...]
) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:
    """The tool's names, and what reads the values of the fields."""
    return (*same, *(there for _, there in other)), values_of((*same, *(here for here, _ in other)))


def without_empty(parts: Mapping[str, Any]) -> dict[str, Any]:
    """The parts that say something: no None, no empty list or object.

    >>> without_empty({"value": 0, "currency": None, "contents": [], "opt_out": False})
    {'value': 0, 'opt_out': False}
    """
    return {
        name: value
        for name, value in parts.items()
        if value is not None and (value or not isinstance(value, list | dict))
    }


def decimal_text(amount: Decimal | None) -> str | None:
    """The amount in digits, never with an exponent, for tools that take amounts as texts.

    >>> decimal_text(Decimal("0.0000001")), decimal_text(None)
    ('0.0000001', None)
    """
    return None if amount is None else f"{amount:f}"


def _written(value: Any) -> Any:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value) if number and math.isfinite(value) else value
