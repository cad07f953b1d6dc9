"""Who sent a request: its address behind the proxies that are trusted, and what of it a source keeps."""

import re
from collections.abc import Mapping, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from actions.serve.settings.units import Network

FORWARDED_FOR = re.compile(r'for="?\[?([0-9A-Fa-f.:]+)\]?(?::\d+)?"?', re.IGNORECASE)
WITH_PORT = re.compile(r"\[?([0-9A-Fa-f.:]*?)\]?(?::\d+)?")
# How a socket for both families writes the address of a client that uses the older one.
MAPPED = "::ffff:"
KEPT_BITS = {4: 24, 6: 48}
Address = IPv4Address | IPv6Address


def client_address(peer: str, headers: Mapping[str, str], trusted: Sequence[Network]) -> str:
    """The client's address: the rightmost of those that proxies named which is not a trusted proxy itself.

    Whatever stands further left, anybody may have written.
    """
    if not trusted:
        return peer.removeprefix(MAPPED)
    here = _address(peer)
    if here is None or not _is_in(here, trusted):
        return str(here or "")
    for one in reversed(_named(headers)):
        address = _address(one)
        if address is None:
            break
        here = address
        if not _is_in(here, trusted):
            break
    return str(here)


def kept_address(address: str, policy: str) -> str:
    """What a source keeps of an address.

    >>> kept_address("203.0.113.77", "truncate"), kept_address("2001:db8:1:2::3", "truncate")
    ('203.0.113.0', '2001:db8:1::')
    """
    if policy == "keep":
        return address
    found = _address(address) if policy == "truncate" else None
    if found is None:
        return ""
    return str(ip_network((found, KEPT_BITS[found.version]), strict=False).network_address)


def _named(headers: Mapping[str, str]) -> list[str]:
    said = headers.get("X-Forwarded-For")
    if said:
        return [one.strip() for one in said.split(",")]
    return FORWARDED_FOR.findall(headers.get("Forwarded", ""))


def _address(text: str) -> Address | None:
    try:
        found = ip_address(text)
    except ValueError:
        bare = WITH_PORT.fullmatch(text)
        if bare is None or bare[1] in ("", text):
            return None
        return _address(bare[1])
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found


def _is_in(address: Address, networks: Sequence[Network]) -> bool:
    return any(address in one for one in networks)
