"""Hosts and clicks in a page's URL: what is read at a glance is what Python's own reader gives."""

from itertools import product
from urllib.parse import parse_qsl, urlsplit

import pytest

from destinations.sdk.families.events import clicks_in, host_of
from destinations.sdk.families.events.pages import CLICKS

STARTS = (
    "https://shop.example",
    "HTTP://Shop.example:80",
    "//shop.example",
    "https://a@shop.example",
    "https://[",
    "/a",
)
ENDS = (
    "",
    "/p?gclid=1",
    "?x=1&gclid=a=b&fbclid=",
    "/?gcl%69d=1&ScCid=a+b",
    "/#?gclid=1",
    "/?q=\t&gclid=a\n",
    "?gclid=[é]",
)


@pytest.mark.parametrize("url", [f"{start}{end}" for start, end in product(STARTS, ENDS)])
def test_a_url_is_read_as_python_reads_it(url: str) -> None:
    try:
        parts = urlsplit(url)
        expected = parts.hostname, {CLICKS[name]: one for name, one in parse_qsl(parts.query) if name in CLICKS}
    except ValueError:
        expected = None, {}
    assert (host_of(url), clicks_in(url)) == expected
