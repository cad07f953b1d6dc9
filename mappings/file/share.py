"""`sample: 10%` as it is written."""

import re
from decimal import Decimal
from typing import Annotated, Any, Final

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from mappings.findings.show import kind_of, show

WRITTEN: Final = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,6})?)\s*%")
WHOLE: Final = 100


def percent_of(share: str) -> Decimal:
    """The number of a share that was read.

    >>> percent_of("2.5%")
    Decimal('2.5')
    """
    return Decimal(share.removesuffix("%").rstrip())


def _read(written: Any) -> Any:
    """The share where it is one of more than 0% and up to 100%."""
    if written is None:
        return written
    found = WRITTEN.fullmatch(written.strip()) if isinstance(written, str) else None
    if found and 0 < Decimal(found[1]) <= WHOLE:
        return f"{found[1]}%"
    seen = show(written) if isinstance(written, str | int | float) else kind_of(written)
    context = {"seen": seen, "hint": _hint(written, Decimal(found[1]) if found else None)}
    raise PydanticCustomError("E122", "sample: is a share of people, such as 10%, not {seen}", context)


def _hint(written: Any, percent: Decimal | None) -> str:
    if percent == 0 or written in (0, False):
        return "for none write enabled: false"
    if isinstance(written, str) and "/" in written:
        return "write a share in percent: 1/4 is 25%"
    if isinstance(written, int | float) and not isinstance(written, bool):
        if 0 < written < 1:
            return f"write {written * WHOLE:g}%"
        if 1 <= written <= WHOLE:
            return f"write {written:g}%"
    return "write more than 0% and up to 100%, such as 10% or 0.5%"


Share = Annotated[str, BeforeValidator(_read)]
