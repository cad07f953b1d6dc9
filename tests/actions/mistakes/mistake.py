"""A row of the table of mistakes: a file with one mistake, and all that `actions check` should say of it."""

from dataclasses import dataclass
from textwrap import dedent, indent

from tests.actions.small_projects import HEADS

OPEN, CLOSE = "⟦", "⟧"
MORE_HEADS = HEADS | {
    "meta_capi": 'settings: {pixel_id: "1234567890", access_token: {secret: META_TOKEN}}',
    "slack": "settings: {url: {secret: SLACK_URL}}",
}


@dataclass(frozen=True, slots=True)
class Mistake:
    """`text` is the list of actions of a file for `to`, or a whole file; the finding's place stands in ⟦ ⟧ in it.

    `says` are words of the message and the hint, in their order. `fix` is what the finding offers to put in the place;
    put there it must leave a file without findings, or with those of `then`: a second mistake of the same line.
    """

    name: str
    text: str
    code: str
    says: tuple[str, ...]
    fix: str | None = None
    then: tuple[str, ...] = ()
    to: str = "mixpanel"

    @property
    def marked(self) -> str:
        return whole_file(self.text, self.to)

    @property
    def file(self) -> str:
        return self.marked.replace(OPEN, "").replace(CLOSE, "")

    @property
    def place(self) -> tuple[int, int]:
        """Line and column of the mark."""
        before, _, _ = self.marked.partition(OPEN)
        return before.count("\n") + 1, len(before) - before.rfind("\n")

    @property
    def span(self) -> str:
        """What stands in the mark."""
        return self.marked.partition(OPEN)[2].partition(CLOSE)[0]

    @property
    def fixed(self) -> str:
        """The file with the fix in the place of the mark."""
        before, _, rest = self.marked.partition(OPEN)
        return f"{before}{self.fix}{rest.partition(CLOSE)[2]}"


def whole_file(text: str, to: str = "mixpanel") -> str:
    """The file that a list of actions for `to` stands for; a whole file as it is."""
    text = dedent(text).lstrip("\n")
    if text.replace(OPEN, "").startswith(("version", "#")):
        return text
    return f"version: 1\ndestination: {to}\n{MORE_HEADS[to]}\nactions:\n{indent(text, '  ')}"


def when(condition: str) -> str:
    """An action with this condition on its line, as it stands in a file."""
    return f"- do: track\n  when: {condition}\n"


def mapped(field: str) -> str:
    """An action that maps this field, as it stands in a file."""
    return f"- do: track\n  map: {{{field}}}\n" if field.startswith("{") else f"- do: track\n  map:\n    {field}\n"


def file_of(to: str, settings: str, actions: str) -> str:
    """A whole file with these settings and actions, each on its line."""
    return f"version: 1\ndestination: {to}\nsettings: {settings}\nactions: {actions}\n"
