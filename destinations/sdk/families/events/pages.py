"""The host and click ids in a page's URL, for tools that read them in browsers only."""

import re
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

# The parameter by which an advertising network knows the click again, and the name that analytics tools have for it.
SAME_NAME: Final = (
    *("gclid", "gbraid", "wbraid", "dclid", "fbclid", "msclkid", "ttclid", "twclid"),
    *("li_fat_id", "rdt_cid", "epik"),
)
CLICKS: Final = {**dict(zip(SAME_NAME, SAME_NAME, strict=True)), "ScCid": "sccid"}


# Most URLs: the host ends where the path begins, and nothing in it has to be read.
USUAL_HOST: Final = re.compile(r"https?://([a-z0-9-]+(?:\.[a-z0-9-]+)*)(?:[/?]|\Z)")
# In a URL of these signs, nothing stands for another one, and no bracket can be out of place.
PLAIN_URL: Final = re.compile(r"[ -$&-*,-Z\\^-~]*")
# A query without any of these has no click; names may be written with percent signs.
MAYBE_CLICK: Final = re.compile(f"%|{'|'.join(CLICKS)}")


def host_of(url: Any) -> str | None:
    """The host of the URL; None where there is none.

    >>> host_of("https://News.example:8080/a"), host_of("/a"), host_of(None)
    ('news.example', None, None)
    """
    usual = USUAL_HOST.match(url) if type(url) is str else None
    if usual:
        return usual[1]
    try:
        return urlsplit(url).hostname if isinstance(url, str) else None
    except ValueError:
        return None


def clicks_in(url: Any) -> dict[str, str]:
    """The ids of clicks in the query of the URL, by the names that analytics tools have for them.

    >>> clicks_in("https://shop.example/?gclid=Cj0&ScCid=s-1&fbclid=&q=tea")
    {'gclid': 'Cj0', 'sccid': 's-1'}
    """
    if type(url) is str and not MAYBE_CLICK.search(url):
        return {}
    if type(url) is str and PLAIN_URL.fullmatch(url):
        parts = (part.partition("=") for part in url.partition("#")[0].partition("?")[2].split("&"))
        return {CLICKS[name]: value for name, _, value in parts if value and name in CLICKS}
    try:
        query = urlsplit(url).query if isinstance(url, str) and "?" in url else ""
        pairs = parse_qsl(query)
    except ValueError:
        return {}
    return {CLICKS[name]: value for name, value in pairs if name in CLICKS}
