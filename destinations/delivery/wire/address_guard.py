"""Which network addresses requests may reach: the public internet, and what the settings name."""

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Network = IPv4Network | IPv6Network

LOOPBACK = ("127.0.0.0/8", "::1/128")
HTTP_PORTS = (80, 443)
FIRST_FREE_PORT = 1024

# Only here has anybody public IPv6 addresses: RFC 4291 section 2.4 and the IANA registry.
GLOBAL_UNICAST = IPv6Network("2000::/3")
# Public by the letter of `ipaddress`, and yet not: Teredo and 6to4 carry an IPv4 address in their bits, the
# others are for documentation and protocols. (NAT64 and site-local lie outside 2000::/3.)
DECEPTIVE: tuple[Network, ...] = (
    IPv6Network("2001::/32"),
    IPv6Network("2002::/16"),
    IPv6Network("2001:db8::/32"),
    IPv6Network("3fff::/20"),
    IPv4Network("192.0.0.0/24"),
    IPv4Network("192.88.99.0/24"),
)


def read_networks(blocks: Iterable[str]) -> tuple[Network, ...]:
    """The networks of CIDR blocks such as `10.1.0.0/16`; ValueError for anything else."""
    return tuple(ip_network(block, strict=False) for block in blocks)


def is_allowed(address: str, port: int, networks: Sequence[Network] = ()) -> bool:
    """Whether a request may connect to `address`, a numeric one as the operating system is about to use it.

    Public unicast addresses are allowed, and those in `networks`; ports are 80, 443 and from 1024 on, as the
    others speak no HTTP. Asked at the moment of connecting, so a name that changes its address gains nothing.

    >>> is_allowed("93.184.215.14", 443), is_allowed("127.0.0.1", 443), is_allowed("::ffff:10.0.0.1", 443)
    (True, False, False)
    >>> is_allowed("10.0.0.1", 443, read_networks(["10.0.0.0/8"]))
    True
    """
    try:
        number = _unwrapped(ip_address(address))
    except ValueError:
        return False
    if port not in HTTP_PORTS and port < FIRST_FREE_PORT:
        return False
    return any(number in network for network in networks) or _is_public(number)


def _unwrapped(number: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    if isinstance(number, IPv6Address) and number.ipv4_mapped:
        return number.ipv4_mapped
    return number


def _is_public(number: IPv4Address | IPv6Address) -> bool:
    if isinstance(number, IPv6Address) and number not in GLOBAL_UNICAST:
        return False
    deceptive = any(number in network for network in DECEPTIVE)
    return number.is_global and not number.is_multicast and not deceptive
