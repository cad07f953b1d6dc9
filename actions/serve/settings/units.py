"""Times, sizes, rates, addresses and networks as `serve.yaml` writes them."""

import re
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Annotated, Any, NamedTuple

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

Network = IPv4Network | IPv6Network
SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
BYTES = {"B": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "TiB": 1 << 40}
QUANTITY = re.compile(r"(\d+(?:\.\d+)?)\s*([A-Za-z]+)")
RATE = re.compile(r"(\d+)\s*/\s*(s|m)")
LISTEN = re.compile(r"(\[[0-9a-fA-F:]+\]|[^\s:/\[\]]+):(\d{1,5})")
# What mappings/findings says of a value of the wrong kind.
WRONG = "E122"


class Listen(NamedTuple):
    """Where a server listens."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def wrong(message: str, hint: str) -> PydanticCustomError:
    """A finding about a value; `{seen}` in the message is the value."""
    return PydanticCustomError(WRONG, "{message}", {"message": message, "hint": hint})


def seconds(value: Any) -> float:
    """A time in seconds.

    >>> seconds("3d"), seconds("1.5 s")
    (259200.0, 1.5)
    """
    return _quantity(value, SECONDS, "a time", "10s, 15m, 24h or 3d")


def size(value: Any) -> int:
    """A size in bytes.

    >>> size("32KiB")
    32768
    """
    return int(_quantity(value, BYTES, "a size", "500B, 32KiB, 4MiB or 1GiB"))


def rate(value: Any) -> float:
    """How many events a second.

    >>> rate("500/s"), rate("60/m")
    (500.0, 1.0)
    """
    found = RATE.fullmatch(value) if isinstance(value, str) else None
    if found is None or int(found[1]) == 0:
        raise wrong("must be a rate, such as 500/s", "write a number of events and /s or /m behind it")
    return int(found[1]) / SECONDS[found[2]]


def listen(value: Any) -> Listen:
    """A host and a port.

    >>> str(listen("[::1]:8080"))
    '[::1]:8080'
    """
    found = LISTEN.fullmatch(value) if isinstance(value, str) else None
    if found is None or int(found[2]) > 65535:  # noqa: PLR2004 - the largest port there is
        raise wrong("must be a host and a port, such as 127.0.0.1:8080", "write host:port, in quotes for [::1]:8080")
    return Listen(found[1].strip("[]"), int(found[2]))


def network(value: Any) -> Network:
    """One address, or a network in the form 10.0.0.0/8."""
    written = value if isinstance(value, str) else ""
    try:
        return ip_network(written)
    except ValueError:
        message = "must be an address or a network, such as 10.0.0.0/8"
        raise wrong(message, _of_network(written)) from None


def _of_network(written: str) -> str:
    """What to write in place of an address with bits behind the length, or of what is none."""
    try:
        return f"bits behind the length must be zero: write {ip_network(written, strict=False)}"
    except ValueError:
        return "write the addresses of your proxies, not their names"


def _quantity(value: Any, units: dict[str, Any], kind: str, examples: str) -> float:
    found = QUANTITY.fullmatch(value) if isinstance(value, str) else None
    if found is None or found[2] not in units:
        raise wrong(f"must be {kind}, such as {examples}", f"write a number and one of {', '.join(units)} behind it")
    return float(found[1]) * float(units[found[2]])


Seconds = Annotated[float, BeforeValidator(seconds)]
Bytes = Annotated[int, BeforeValidator(size)]
Rate = Annotated[float, BeforeValidator(rate)]
ListenAt = Annotated[Listen, BeforeValidator(listen)]
Networks = tuple[Annotated[Network, BeforeValidator(network)], ...]
