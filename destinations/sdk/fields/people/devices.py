"""A device's IP address and user agent. Neither is ever hashed."""

import re
from ipaddress import IPv4Address, IPv4Network, IPv6Address
from typing import Any

from destinations.sdk.refusal import refusal, shown

PART = r"(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
# The usual addresses: of IPv4 those whose first number stands for public networks alone, of IPv6 those in full.
USUAL = re.compile(
    rf"(?!(?:0|10|100|127|169|172|192|22[4-9]|2[3-5][0-9])\.)(?:{PART}\.){{3}}{PART}"
    r"|[23][0-9a-fA-F]{3}(?::[0-9a-fA-F]{1,4}){7}"
)
WITH_PORT = re.compile(r"(?:([0-9.]+)|\[([^\]]+)\])(?::[0-9]{1,5})?")
# IPv4 addresses within a device, a house or a company, and those of nobody. Networks that are for examples in texts,
# as 203.0.113.0/24, are none of these.
NOT_PUBLIC = tuple(
    IPv4Network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.168.0.0/16", "224.0.0.0/3"),
    )
)
# The public ones of IPv6 begin with these three bits: 2000::/3 (RFC 4291, section 2.4).
GLOBAL_UNICAST = 0b001


def read_ip(value: Any) -> str | None:
    """The IP address; of a list of them, in one string as proxies write it or in several, the first that is public.

    None when blank.

    >>> read_ip("203.0.113.7"), read_ip("10.0.0.1, 203.0.113.7"), read_ip("[2001:db8::1]:443")
    ('203.0.113.7', '203.0.113.7', '2001:db8::1')
    >>> read_ip(["10.0.0.1", "203.0.113.7"])
    '203.0.113.7'
    """
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        value = ",".join(value)
    if value is None:
        return None
    if not isinstance(value, str):
        raise refusal(f"{shown(value)} is not an IP address")
    if USUAL.fullmatch(value):
        return value
    if not value.strip():
        return None
    found = [one for part in value.split(",") if (one := _address(part)) is not None]
    public = next((text for text, address in found if _is_public(address)), None)
    if public is None:
        what = "not a public IP address" if found else "not an IP address"
        raise refusal(f"{shown(value)} is {what}; map that of the person's device, or leave the field out")
    return public


def read_agent(value: Any) -> str | None:
    """The user agent, letter by letter; None when blank.

    >>> read_agent("Mozilla/5.0"), read_agent(" ")
    ('Mozilla/5.0', None)
    """
    if value is not None and not isinstance(value, str):
        raise refusal(f"{shown(value)} is not a text; map what the browser calls itself")
    return value if value and value.strip() else None


def _address(part: str) -> tuple[str, IPv4Address | IPv6Address] | None:
    """The IP address without brackets, port and zone; an IPv4 address written as IPv6 becomes IPv4."""
    text = part.strip().strip('"')
    if found := WITH_PORT.fullmatch(text):
        text = found[1] or found[2]
    text = text.partition("%")[0]
    try:
        address = IPv6Address(text) if ":" in text else IPv4Address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (str(mapped), mapped) if mapped else (text, address)


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv6Address):
        return address.packed[0] >> 5 == GLOBAL_UNICAST
    return not any(address in network for network in NOT_PUBLIC)
