"""One finding for each mistake: of two about the same one, the more precise is kept."""

from collections.abc import Sequence

from msgspec.structs import replace

from mappings.findings.diagnostic import Diagnostic
from mappings.findings.place import Place


def without_repeats(found: Sequence[Diagnostic]) -> list[Diagnostic]:
    """The findings without those that repeat another one."""
    # A path or a template under set: is one mistake, whether or not its field would take the text.
    odd = {one.place for one in found if one.code == "W346"}
    # An empty currency is refused, whatever amounts are beside it.
    refused = {one.place for one in found if one.code == "E354"}
    planned = [one.place for one in found if one.code in ("W307", "W310", "W220") and one.place]
    # A blank at an end of a name is why no event has it.
    blank = {one.place for one in found if one.code == "W213"}
    cuts = {(one.place.file, one.place.line): one for one in found if one.code == "W112" and one.place}
    opened = {_line(one) for one in found if _is_open_quote(one)} & cuts.keys()
    return [
        replace(one, hint=cuts[_line(one)].hint) if _is_open_quote(one) and _line(one) in opened else one
        for one in found
        if not (one.code == "E354" and one.place in odd)
        and not (one.code == "W218" and one.place in blank)
        and not (one.code == "W348" and one.place in refused)
        and not _is_planned(one, planned)
        and not (one.code == "W112" and _line(one) in opened)
    ]


def _line(one: Diagnostic) -> tuple[str, int]:
    return (one.place.file, one.place.line) if one.place else ("", 0)


def _is_open_quote(one: Diagnostic) -> bool:
    """Whether a quote has no end: behind ` #` it may be in what is a comment to YAML."""
    return one.code in ("E203", "E302") and one.message.endswith(("is never closed", "is not closed"))


def _is_planned(one: Diagnostic, planned: Sequence[Place]) -> bool:
    """Whether events lack what the tracking plan or the spec lacks as well."""
    return one.code in ("W305", "W218") and any(
        (one.place.file, one.place.line) == (place.file, place.line)
        and one.place.column <= place.column < one.place.end_column
        for place in (planned if one.place else ())
        if one.place
    )
