"""Which addresses may be reached."""

import pytest

from destinations.delivery.wire.address_guard import is_allowed, read_networks


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("93.184.215.14", id="a public IPv4 address"),
        pytest.param("8.8.8.8", id="another"),
        pytest.param("2606:2800:21f:cb07:6820:80da:af6b:8b2c", id="a public IPv6 address"),
        pytest.param("::ffff:93.184.215.14", id="a public IPv4 address in IPv6"),
    ],
)
def test_the_public_internet_may_be_reached(address: str) -> None:
    assert is_allowed(address, 443)


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("127.0.0.1", id="loopback"),
        pytest.param("127.255.255.254", id="the far end of loopback"),
        pytest.param("::1", id="IPv6 loopback"),
        pytest.param("::ffff:127.0.0.1", id="loopback in IPv6"),
        pytest.param("::ffff:7f00:1", id="loopback in IPv6, in hex"),
        pytest.param("::127.0.0.1", id="IPv4-compatible loopback"),
        pytest.param("64:ff9b::7f00:1", id="NAT64 of loopback"),
        pytest.param("64:ff9b:1::a00:1", id="local NAT64"),
        pytest.param("2002:7f00:1::", id="6to4 of loopback"),
        pytest.param("2001:0:7f00:1::", id="Teredo"),
        pytest.param("0.0.0.0", id="this host"),  # noqa: S104 - nothing is bound
        pytest.param("::", id="this host in IPv6"),
        pytest.param("10.0.0.1", id="private 10"),
        pytest.param("172.16.0.1", id="private 172.16"),
        pytest.param("192.168.1.1", id="private 192.168"),
        pytest.param("100.64.0.1", id="shared by carriers"),
        pytest.param("169.254.169.254", id="cloud metadata"),
        pytest.param("fd00:ec2::254", id="cloud metadata in IPv6"),
        pytest.param("fe80::1%eth0", id="link-local with a zone"),
        pytest.param("fec0::1", id="site-local"),
        pytest.param("224.0.0.1", id="multicast"),
        pytest.param("ff02::1", id="multicast in IPv6"),
        pytest.param("240.0.0.1", id="reserved"),
        pytest.param("255.255.255.255", id="broadcast"),
        pytest.param("192.0.0.8", id="protocol assignments"),
        pytest.param("192.88.99.1", id="6to4 relay"),
        pytest.param("203.0.113.7", id="documentation"),
        pytest.param("2001:db8::1", id="documentation in IPv6"),
        pytest.param("3fff::1", id="the newer documentation block"),
        pytest.param("5f00::1", id="outside what is assigned"),
        pytest.param("localhost", id="a name where an address is due"),
        pytest.param("0x7f.1", id="hex"),
        pytest.param("\uff11\uff12\uff17.0.0.1", id="full-width digits"),
        pytest.param("", id="nothing"),
    ],
)
def test_nothing_else_may_be_reached(address: str) -> None:
    assert not is_allowed(address, 443)


@pytest.mark.parametrize(
    ("port", "allowed"),
    [(80, True), (443, True), (1024, True), (8443, True), (65535, True), (22, False), (25, False), (0, False)],
    ids=lambda value: f"{value}",
)
def test_ports_are_those_of_http(port: int, allowed: bool) -> None:
    assert is_allowed("8.8.8.8", port) is allowed


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        pytest.param("10.1.2.3", True, id="inside the network"),
        pytest.param("::ffff:10.1.2.3", True, id="inside, in IPv6"),
        pytest.param("fd00::5", True, id="inside the IPv6 network"),
        pytest.param("10.2.0.1", False, id="beside the network"),
        pytest.param("127.0.0.1", False, id="loopback all the same"),
        pytest.param("169.254.169.254", False, id="metadata all the same"),
    ],
)
def test_a_private_network_may_be_named(address: str, allowed: bool) -> None:
    assert is_allowed(address, 443, read_networks(["10.1.0.0/16", "fd00::/8"])) is allowed


@pytest.mark.parametrize("block", ["10.0.0.0/33", "everything", "", "10.0.0"])
def test_what_is_no_network_is_an_error(block: str) -> None:
    with pytest.raises(ValueError, match="does not appear"):
        read_networks([block])
