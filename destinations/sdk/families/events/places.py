"""The parts of an address, for tools that keep them as they are written."""

from typing import Annotated

from pydantic import BeforeValidator

from destinations.sdk.fields.identity import plain_name
from destinations.sdk.fields.roles import Personal

Street = Annotated[str | None, BeforeValidator(plain_name), Personal("street", sent="plain")]
City = Annotated[str | None, BeforeValidator(plain_name), Personal("city", sent="plain")]
State = Annotated[str | None, BeforeValidator(plain_name), Personal("state", sent="plain")]
PostalCode = Annotated[str | None, BeforeValidator(plain_name), Personal("postal code", sent="plain")]
Country = Annotated[str | None, BeforeValidator(plain_name), Personal("country", sent="plain")]
