"""Addresses and browsers of devices: what proxies and libraries write around them, and what says nothing."""

import re
from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from destinations.sdk import IpAddress, PageUrl, UserAgent
from destinations.sdk.fields.people.devices import USUAL, _address, _is_public, read_ip

ADDRESSES = {
    "as it is": ("203.0.113.7", "203.0.113.7"),
    "of IPv6": ("2001:db8::1", "2001:db8::1"),
    "of IPv6 in full": ("2001:0db8:85a3:0000:0000:8a2e:0370:7334", "2001:0db8:85a3:0000:0000:8a2e:0370:7334"),
    "space around": (" 203.0.113.7 ", "203.0.113.7"),
    "the first of those that proxies add": ("203.0.113.7, 10.0.0.1", "203.0.113.7"),
    "the first that is public": ("10.0.0.1,203.0.113.7, 198.51.100.2", "203.0.113.7"),
    "after a proxy that does not know": ("unknown, 203.0.113.7", "203.0.113.7"),
    "a port behind it": ("203.0.113.7:4431", "203.0.113.7"),
    "brackets and a port": ("[2001:db8::1]:443", "2001:db8::1"),
    "brackets alone": ("[2001:db8::1]", "2001:db8::1"),
    "a list of several": (["10.0.0.1", "203.0.113.7"], "203.0.113.7"),
    "an empty list": ([], None),
    "a zone behind it": ("2001:db8::1%eth0", "2001:db8::1"),
    "IPv4 in the form of IPv6": ("::ffff:203.0.113.7", "203.0.113.7"),
    "in quotes": ('"203.0.113.7"', "203.0.113.7"),
    "an empty text": ("", None),
    "a blank": (" ", None),
    "nothing": (None, None),
}


@pytest.mark.parametrize(("value", "read"), ADDRESSES.values(), ids=ADDRESSES)
def test_the_public_address_is_taken(value: Any, read: str | None) -> None:
    assert TypeAdapter(IpAddress).validate_python(value) == read


@pytest.mark.parametrize(
    ("value", "words"),
    [
        *(
            (one, "is not a public IP address")
            for one in ("10.0.0.1", "192.168.1.2", "172.16.0.1, 10.1.1.1", "127.0.0.1")
        ),
        *((one, "is not a public IP address") for one in ("::1", "fe80::1%eth0", "fd00::1", "0.0.0.1", "169.254.1.1")),
        *((one, "is not a public IP address") for one in ("255.255.255.255", "100.64.0.1", "::ffff:10.0.0.1", "::")),
        *(
            (one, "is not an IP address")
            for one in ("localhost", "256.1.1.1", "1.2.3", "203.0.113.xxx", "1.2.3.4:999999")
        ),
        *((one, "is not an IP address") for one in (16909060, True, [203], {"v4": "203.0.113.7"}, "203.0.113.07")),
    ],
)
def test_what_says_nothing_of_where_somebody_is_is_refused(value: Any, words: str) -> None:
    with pytest.raises(ValidationError, match=re.escape(words)):
        TypeAdapter(IpAddress).validate_python(value)


@drawn(st.ip_addresses().map(str) | st.ip_addresses(v=6).map(lambda address: address.exploded))
def test_the_usual_addresses_are_public_ones_as_they_are(address: str) -> None:
    found = _address(address)
    assert found is not None
    if USUAL.fullmatch(address):
        assert (_is_public(found[1]), read_ip(address)) == (True, address)


@pytest.mark.parametrize(
    ("value", "read"), [("Mozilla/5.0 (X11)", "Mozilla/5.0 (X11)"), ("", None), (" ", None), (None, None)]
)
def test_a_browser_is_named_as_it_names_itself(value: Any, read: str | None) -> None:
    assert TypeAdapter(UserAgent).validate_python(value) == read


@pytest.mark.parametrize("value", [{"browser": "Firefox"}, True, 5, ["Mozilla/5.0"]])
def test_a_browser_that_is_no_text_is_refused(value: Any) -> None:
    with pytest.raises(ValidationError, match="map what the browser calls itself"):
        TypeAdapter(UserAgent).validate_python(value)


@pytest.mark.parametrize(
    ("value", "read"),
    [
        pytest.param("https://shop.example/thanks?a=1#b", "https://shop.example/thanks?a=1#b", id="as it is"),
        pytest.param(" HTTP://shop.example ", "HTTP://shop.example", id="space around"),
        pytest.param("https://shop.example/a b", "https://shop.example/a b", id="a space in the path"),
        pytest.param("http://[2001:db8::1]:8080/", "http://[2001:db8::1]:8080/", id="an address of IPv6"),
        pytest.param("", None, id="an empty text"),
        pytest.param(" ", None, id="a blank"),
        pytest.param(None, None, id="nothing"),
    ],
)
def test_a_page_is_a_whole_address(value: Any, read: str | None) -> None:
    assert TypeAdapter(PageUrl).validate_python(value) == read


@pytest.mark.parametrize(
    "value",
    [
        "/thanks",
        "//shop.example/a",
        "shop.example/a",
        "about:blank",
        "android-app://com.example",
        "https://",
        "https:///a",
    ],
)
def test_a_part_of_an_address_is_no_page(value: str) -> None:
    with pytest.raises(ValidationError, match="is not a complete URL of a web page"):
        TypeAdapter(PageUrl).validate_python(value)


@pytest.mark.parametrize("value", [True, 5, {"url": "https://shop.example"}, ["https://shop.example"]])
def test_what_is_no_text_is_no_page(value: Any) -> None:
    with pytest.raises(ValidationError, match="is not the URL of a web page"):
        TypeAdapter(PageUrl).validate_python(value)
