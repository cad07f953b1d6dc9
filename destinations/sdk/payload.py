"""The base of every action type's payload."""

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, PrivateAttr, model_validator

from destinations.sdk.fields.money.settle import NO_MONEY, Money, has_amount, money_of, settled
from destinations.sdk.fields.roles import AmountRole, CurrencyRole, fields_with


class Payload(BaseModel):
    """The fields of one action for one event.

    A currency without an amount beside it is dropped: it would say nothing, and some tools refuse it. An amount may
    be a text with the sign or the code of its currency (`€20`), which must be that of the payload, or chooses it.
    """

    model_config = ConfigDict(extra="forbid", validate_default=False)

    _delivery_id: str = PrivateAttr(default="")
    amounts: ClassVar[tuple[str, ...]] = ()
    currencies: ClassVar[tuple[str, ...]] = ()
    # What a vendor calls fields that have plain names here, for those who know its pages.
    vendor_names: ClassVar[Mapping[str, str]] = {}
    _money: ClassVar[Money] = NO_MONEY

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        cls.amounts = fields_with(cls, AmountRole)
        cls.currencies = fields_with(cls, CurrencyRole)
        cls._money = money_of(cls)

    @property
    def delivery_id(self) -> str:
        """The stable id of this delivery, 35 characters `[0-9a-f-]`: same event and action, same id."""
        return self._delivery_id

    def with_delivery_id(self, delivery_id: str) -> Self:
        """This payload, knowing its delivery id; the engine calls it once."""
        if self.__pydantic_private__ is None:
            self._delivery_id = delivery_id
        else:
            # As `self._delivery_id = ...` does it, after it has looked for what else the name could be.
            self.__pydantic_private__["_delivery_id"] = delivery_id
        return self

    @model_validator(mode="before")
    @classmethod
    def _money_together(cls, fields: Any) -> Any:
        if not cls.amounts or not isinstance(fields, dict):
            return fields
        read = settled(cls._money, fields)
        # An amount inside, such as a product's price, needs the currency, too.
        has_own = any(fields.get(name) is not None for name in cls.amounts)
        if read is not fields or has_own or has_amount(cls._money, fields):
            return read
        # Before validation: a currency that is dropped need not be one.
        return {name: value for name, value in fields.items() if name not in cls.currencies}


def leave_out_blanks(payload: Payload, fields: Mapping[str, Any]) -> None:
    """Count a field as not given where its value turned out to be none: an e-mail of spaces, say.

    `fields` is what the payload was made of: null that stands there was meant, and stays given.

    >>> class Person(Payload):
    ...     name: str | None = None
    >>> person = Person.model_validate({"name": None})
    >>> leave_out_blanks(person, {"name": " "})
    >>> person.model_fields_set
    set()
    """
    given, values = payload.model_fields_set, payload.__dict__
    for name in [one for one in given if values.get(one, one) is None and fields.get(one, one) is not None]:
        given.remove(name)


def payload_values(payload: Payload, only: set[str] | None = None) -> dict[str, Any]:
    """The payload's fields as they are shown and kept: those with a value, and those that are null on purpose.

    All of them, or those of the names in `only`.
    """
    values = payload.model_dump(exclude_none=True, include=only)
    given = payload.model_fields_set if only is None else payload.model_fields_set & only
    nulls = [name for name in given if getattr(payload, name) is None]
    if not nulls:
        return values
    order = dict.fromkeys((*payload.__dict__, *(payload.__pydantic_extra__ or ())))
    return {name: values.get(name) for name in order if name in values or name in nulls} | values
