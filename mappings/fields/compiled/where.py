"""Where the fields of an object are made: what their paths start at."""

from msgspec import Struct
from msgspec.structs import replace

from mappings.expr.compiled.paths import Path


class Where(Struct, frozen=True):
    """The event, and `here` where paths start.

    `index` and `currency` are Python for an item's number and for the currency of the amounts at hand.
    """

    event: Path
    here: Path
    index: str = ""
    currency: str = "None"

    def at_event(self) -> "Where":
        return replace(self, here=self.event)
