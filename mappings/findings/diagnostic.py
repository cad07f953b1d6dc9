"""What is wrong, where, and what to write instead: one object for every finding."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal, Protocol, Self

from msgspec import Struct, field
from msgspec.structs import replace

from mappings.findings.place import Place

MOST_PER_FILE = 20


class Diagnostic(Struct, frozen=True):
    """One finding. Codes are stable, wording is not.

    Families: 1xx YAML and layout, 2xx conditions, 3xx fields and expressions, 4xx settings and secrets,
    5xx while building a payload, 6xx delivery; `E` is an error, `W` a warning.
    """

    code: str
    message: str
    hint: str | None = None
    place: Place | None = None
    path: str | None = None
    action: str | None = None
    related: tuple[Place, ...] = ()
    fix: str | None = None

    @property
    def severity(self) -> Literal["error", "warning"]:
        return "warning" if self.code.startswith("W") else "error"

    @property
    def order(self) -> tuple[str, int, int]:
        """What findings are sorted by, so that they come as their lines do."""
        return (self.place.file, self.place.line, self.place.column) if self.place else ("", 0, 0)

    @classmethod
    def of_dict(cls, facts: Mapping[str, Any]) -> Self:
        """The finding that `as_dict` wrote, without related places.

        >>> finding = Diagnostic("W520", "left out", path="products[0]", place=Place("a.yaml", 1, 2, 1, 9))
        >>> Diagnostic.of_dict(finding.as_dict()) == finding
        True
        """
        at = [facts[name] for name in ("file", "line", "column", "end_line", "end_column")]
        place = None if at[0] is None else Place(*at)
        return cls(
            facts["code"], facts["message"], facts["hint"], place, facts["path"], facts["action"], (), facts["fix"]
        )

    def as_dict(self) -> dict[str, Any]:
        """The finding as JSON: the same keys whatever is known, null where nothing is."""
        at = self.place
        return {
            "code": self.code,
            "severity": self.severity,
            "message": self.message,
            "hint": self.hint,
            "file": at.file if at else None,
            "line": at.line if at else None,
            "column": at.column if at else None,
            "end_line": at.end_line if at else None,
            "end_column": at.end_column if at else None,
            "path": self.path,
            "action": self.action,
            "related": [{"file": p.file, "line": p.line, "column": p.column} for p in self.related],
            "fix": self.fix,
        }


class HasPlace(Protocol):
    """A part of a file."""

    @property
    def place(self) -> Place:
        """Where it stands."""


class Report(Struct):
    """Collects findings while a project is read, so that one run shows them all.

    A mistake in what several actions share is found once for each of them and reported once.
    """

    found: list[Diagnostic] = field(default_factory=list)
    _unread: set[tuple[str, int]] = field(default_factory=set)
    _known: set[tuple[str, Place | None, str]] = field(default_factory=set)

    def add(
        self,
        code: str,
        place: Place | None,
        message: str,
        hint: str | None = None,
        *,
        related: tuple[Place, ...] = (),
        fix: str | None = None,
    ) -> None:
        self.extend([Diagnostic(code, message, hint, place, related=related, fix=fix)])

    def extend(self, findings: Iterable[Diagnostic]) -> None:
        """Add findings made elsewhere."""
        for one in findings:
            key = (one.code, one.place, one.message)
            if key not in self._known and not self.is_unread(one):
                self._known.add(key)
                self.found.append(one)

    def leave_unread(self, findings: Iterable[Diagnostic]) -> None:
        """Take no more findings about the lines of these: what stands there cannot be read."""
        self._unread |= {(one.place.file, one.place.line) for one in findings if one.place}

    def is_unread(self, finding: Diagnostic) -> bool:
        """Whether the finding is about a line that cannot be read."""
        return (
            bool(self._unread)
            and finding.place is not None
            and ((finding.place.file, finding.place.line) in self._unread)
        )

    @property
    def has_errors(self) -> bool:
        return any(one.severity == "error" for one in self.found)

    def has_errors_about(self, start: int, spot: HasPlace) -> bool:
        """Whether something is wrong with what is read there: among the findings from `start` on, or on its lines."""
        errors = [number for number, one in enumerate(self.found) if one.severity == "error"]
        if not errors or errors[-1] >= start:
            return bool(errors)
        whole = spot.place
        places = (self.found[number].place for number in errors)
        return any(one and one.file == whole.file and whole.line <= one.line <= whole.end_line for one in places)

    def errors(self) -> int:
        return sum(one.severity == "error" for one in self.found)

    def label(self, start: int, action: str) -> None:
        """Name the action on every finding made since there were `start` of them."""
        self.found[start:] = [one if one.action else replace(one, action=action) for one in self.found[start:]]

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(self.found)

    def __len__(self) -> int:
        return len(self.found)
