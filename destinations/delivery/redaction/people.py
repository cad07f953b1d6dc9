"""Takes people's details out of a text that nobody needs them in, such as a tool's answer that repeats them."""

import re
from typing import Final

HIDDEN: Final = "•••"
EMAIL: Final = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
# People's details in the query of a URL: `?email=jane%40example.com&phone=%2B4366…`.
IN_QUERY: Final = re.compile(
    r"(?i)([?&;](?:phone|tel|mobile|msisdn|e-?mail|phone[_-]?number|first[_-]?name|last[_-]?name|address)=)"
    r"[^&;#\s\"]+(?: +[0-9]+)*"
)
HASH: Final = re.compile(r"\b[0-9a-fA-F]{64}\b")


def without_addresses(text: str) -> str:
    """The text with HIDDEN in place of e-mail addresses, of all that looks like a hash, and of details in URLs.

    >>> without_addresses("no user ada@example.com in /u?phone=43660&page=2")
    'no user ••• in /u?phone=•••&page=2'
    """
    if "=" in text:
        text = IN_QUERY.sub(rf"\1{HIDDEN}", text)
    return HASH.sub(HIDDEN, EMAIL.sub(HIDDEN, text) if "@" in text else text)
