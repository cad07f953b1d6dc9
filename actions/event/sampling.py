"""Which people are in a sample: always the same, on every machine and in every run."""

from hashlib import sha256
from typing import Any, Final

from msgspec import Struct

from actions.event.shape import whole_text
from mappings.file.share import WHOLE, percent_of

# A person's place is the first four bytes of a hash.
BYTES: Final = 4
PLACES: Final = 1 << (8 * BYTES)


class Sample(Struct, frozen=True):
    """A share of all people, as `written`: those whose place is below `most`.

    Shares are nested: who is among 10% is among 20%, too, whatever action, file or tool asks.
    """

    written: str
    most: int

    @classmethod
    def of(cls, written: str) -> "Sample":
        """The sample of a share such as 10%.

        >>> sample = Sample.of("25%")
        >>> sum(sample.takes(f"user {number}") for number in range(1000))
        246
        """
        return cls(written, int(percent_of(written) * PLACES / WHOLE))

    def takes(self, user: Any, anonymous: Any = None) -> bool:
        """Whether the person of these ids is in it: that of `userId`, else of `anonymousId`."""
        return place_of(user, anonymous) < self.most


def place_of(user: Any, anonymous: Any) -> int:
    """The person's place, from 0 to 2**32 - 1: the first eight hexadecimal digits of the id's SHA-256.

    >>> f"{place_of('u_42', None):08x}" == sha256(b"u_42").hexdigest()[:8]
    True
    >>> place_of(" 42 ", None) == place_of(42, "a") == place_of("", 42.0)
    True
    """
    who = _text(user) or _text(anonymous)
    return int.from_bytes(sha256(who.encode()).digest()[:BYTES], "big")


def _text(value: Any) -> str:
    """The id as a text, also where an event has it as a number."""
    if isinstance(value, str):
        return whole_text(value).strip()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(int(value)) if value == value // 1 else str(value)
    return ""
