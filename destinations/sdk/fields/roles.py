"""Roles: what the fields of a payload mean beyond their types: money, times, ids, personal data.

A role stands in the field's `Annotated`, as in the types of this package. Nothing is computed from it while events
go by; the catalogue shows it, and the checks of mapping files ask for it.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final, Literal, get_args

from msgspec import Struct
from pydantic import BaseModel

from destinations.arguments import FLAG, WORD, Wanted, check, choice, no_such

# A project has many actions and few models.
MOST_MODELS: Final = 1024
KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {"email": "e-mail", "phone": "phone number", "ip": "IP address", "traits": "profile"}
)


class AmountRole(Struct, frozen=True):
    """An amount of money in major units: 19.99 dollars, not 1999 cents.

    One that `is_beside` the amount of an order, as tax and discounts are, adds nothing to it: the order goes out
    without one that cannot be read.
    """

    is_beside: bool = False

    def __post_init__(self) -> None:
        check("AmountRole", is_beside=(self.is_beside, FLAG))

    @property
    def words(self) -> str:
        return "money"


class CurrencyRole(Struct, frozen=True):
    """The currency of the amounts beside it."""

    @property
    def words(self) -> str:
        return "currency of the money"


class TimeRole(Struct, frozen=True):
    """A moment."""

    @property
    def words(self) -> str:
        return "when"


class PersonRole(Struct, frozen=True):
    """The id of the person: `user` of one who is known, `anonymous` of a device or a browser."""

    known_as: Literal["user", "anonymous"]

    def __post_init__(self) -> None:
        check("PersonRole", known_as=(self.known_as, choice(("user", "anonymous"))))

    @property
    def words(self) -> str:
        return "who" if self.known_as == "user" else "who, not signed in"


class DedupeRole(Struct, frozen=True):
    """The id by which the tool drops what it has seen."""

    @property
    def words(self) -> str:
        return "sent once per value"


class QuantityRole(Struct, frozen=True):
    """How many of a thing."""

    @property
    def words(self) -> str:
        return "how many"


class CodeRole(Struct, frozen=True):
    """The id or code of a thing: a product, an order, a coupon. The number 12345.0 is the code `12345`."""

    @property
    def words(self) -> str:
        return "id or code"


class ConsentRole(Struct, frozen=True):
    """What the person allows or refuses. A value that cannot be read fails the action: left out, it would allow."""

    @property
    def words(self) -> str:
        return "consent"


class ScopeRole(Struct, frozen=True):
    """Narrows what is done, as the list of an unsubscribe does. A value that cannot be read fails the action.

    `must_be_found` is for a field without which more would be done: where it is mapped and the event has no value for
    it, the action fails, unless the mapping has a `default:` or an `if_missing:` of its own.
    """

    must_be_found: bool = False

    def __post_init__(self) -> None:
        check("ScopeRole", must_be_found=(self.must_be_found, FLAG))

    @property
    def words(self) -> str:
        return "narrows what is done"


class MarkupRole(Struct, frozen=True):
    """A text in which `& < >` are markup: what the mapping file writes is, what comes from the event is escaped.

    `raw` names the field of the payload by which a mapping file asks that nothing is escaped.
    """

    raw: str

    def __post_init__(self) -> None:
        check("MarkupRole", raw=(self.raw, WORD))

    @property
    def words(self) -> str:
        return "markup"


class Personal(Struct, frozen=True):
    """What is known of a person: `kind` is email, phone, name, city and the like; `sent` is how it leaves us.

    >>> Personal("email", sent="sha256").words, Personal("ip", sent="plain").words
    ('hashed e-mail (SHA-256)', 'IP address, as it is')
    """

    kind: str
    sent: Literal["plain", "sha256"]

    def __post_init__(self) -> None:
        check("Personal", kind=(self.kind, WORD), sent=(self.sent, choice(("plain", "sha256"))))

    @property
    def words(self) -> str:
        kind = KINDS.get(self.kind, self.kind)
        return f"hashed {kind} (SHA-256)" if self.sent == "sha256" else f"{kind}, as it is"


Role = (
    AmountRole
    | CurrencyRole
    | QuantityRole
    | TimeRole
    | PersonRole
    | DedupeRole
    | CodeRole
    | ConsentRole
    | ScopeRole
    | MarkupRole
    | Personal
)


@lru_cache(maxsize=MOST_MODELS)
def roles_of(model: type[BaseModel]) -> Mapping[str, tuple[Role, ...]]:
    """The roles of each field that has any, by the field's name; those of the items where it is a list."""
    if not isinstance(model, type) or not issubclass(model, BaseModel):
        raise no_such("roles_of", "model", model, Wanted("a class that derives from Payload", (type,)))
    found = {name: tuple(_roles((info.annotation, *info.metadata))) for name, info in model.model_fields.items()}
    return MappingProxyType({name: roles for name, roles in found.items() if roles})


@lru_cache(maxsize=MOST_MODELS)
def fields_with(model: type[BaseModel], role: type) -> tuple[str, ...]:
    """The names of the fields that have a role of this class, be they `Amount` or `Amount | None`."""
    return tuple(name for name, roles in roles_of(model).items() if any(isinstance(one, role) for one in roles))


def _roles(parts: tuple[Any, ...]) -> Iterator[Role]:
    # pydantic keeps the metadata of a field's own Annotated apart, and leaves that inside a union in place.
    for part in parts:
        if isinstance(part, get_args(Role)):
            yield part
        else:
            yield from _roles(get_args(part))
