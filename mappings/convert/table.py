"""The conversions by their word after `as:`."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from mappings.convert.money import to_currency
from mappings.convert.numbers import to_boolean, to_integer, to_number
from mappings.convert.texts import to_country, to_email, to_list, to_phone, to_text, to_url
from mappings.convert.times import to_date, to_epoch_ms, to_epoch_s, to_epoch_us, to_iso_time

CONVERSIONS: Final[Mapping[str, Callable[[Any], Any]]] = MappingProxyType(
    {
        "text": to_text,
        "number": to_number,
        "integer": to_integer,
        "boolean": to_boolean,
        "epoch_s": to_epoch_s,
        "epoch_ms": to_epoch_ms,
        "epoch_us": to_epoch_us,
        "iso_time": to_iso_time,
        "date": to_date,
        "email": to_email,
        "phone": to_phone,
        "country": to_country,
        "currency": to_currency,
        "url": to_url,
        "list": to_list,
    }
)
