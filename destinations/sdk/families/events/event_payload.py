"""The payload of tools that take an event much as the event spec has it."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from destinations.sdk.fields.copied import CopiedProperties
from destinations.sdk.fields.money.amounts import Amount, Currency, Quantity
from destinations.sdk.payload import Payload
from destinations.sdk.rows.given import given


class Product(BaseModel):
    """One line of an order; fields of other names are kept as they are."""

    model_config = ConfigDict(extra="allow")

    price: Amount | None = None
    quantity: Quantity | None = None
    currency: Currency | None = None


class EventPayload(Payload):
    """An event's name, its money, and everything else about it."""

    event: str = Field(min_length=1, description="The event's name.")
    revenue: Amount | None = Field(None, description="Money it brought in, in major units.")
    value: Amount | None = Field(None, description="Its worth where no money flowed.")
    currency: Currency | None = Field(None, description="ISO 4217 code of revenue and value.")
    products: list[Product] | None = Field(None, description="An order's lines.")
    properties: CopiedProperties | None = Field(None, description="Everything else about it.")

    def facts(self) -> dict[str, Any]:
        """The properties, with the money as numbers and capitals in the place of properties of that name."""
        return {**(self.properties or {}), **given(self, "revenue", "value", "currency", "products")}
