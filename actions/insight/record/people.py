"""What earlier events said of the people of later ones: who signs up gives a name, and a note of next week has it."""

from collections import OrderedDict
from collections.abc import Iterator
from typing import Any, Final

from actions.insight.record.whose import Text, texts_of

# So many people, and so many texts of each, are remembered: memory does not grow with the events.
MOST_PEOPLE: Final = 20_000
MOST_TEXTS: Final = 30
LONGEST: Final = 200
IDS: Final = ("userId", "anonymousId")


class People:
    """Remembers by the ids of people the texts that their traits name.

    >>> people = People()
    >>> people.remember({"userId": "u1", "traits": {"firstName": "Ada"}})
    >>> [one.text for one in people.texts({"userId": "u1"})]
    ['Ada']
    """

    def __init__(self) -> None:
        self._texts: OrderedDict[str, dict[Text, None]] = OrderedDict()

    def remember(self, event: dict[str, Any]) -> None:
        """Remember what the event's traits say of its person."""
        context = event.get("context")
        around = context if isinstance(context, dict) else {}
        said = {name: one for name, one in (("traits", event.get("traits")), ("trait", around.get("traits"))) if one}
        texts = [one for one in texts_of(said) if len(one.text) <= LONGEST] if said else []
        for person in _ids(event) if texts else ():
            known = self._texts.setdefault(person, {})
            self._texts.move_to_end(person)
            known |= dict.fromkeys(texts[: MOST_TEXTS - len(known)])
        while len(self._texts) > MOST_PEOPLE:
            self._texts.popitem(last=False)

    def texts(self, event: dict[str, Any]) -> Iterator[Text]:
        """What is known of the event's person."""
        for person in _ids(event):
            yield from self._texts.get(person, ())


def _ids(event: dict[str, Any]) -> list[str]:
    found = (event.get(name) for name in IDS)
    return [str(one) for one in found if isinstance(one, str | int) and one]
