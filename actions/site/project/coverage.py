"""What real events fill, and what of them nobody reads."""

from html import escape

from actions.insight.coverage.counting import ActionCount, ProjectCoverage
from actions.insight.coverage.fields import FieldCount, unmapped_but_sent
from actions.site.page import Page, code, heading, paragraph, table


def action_coverage(one: ActionCount, counted: ProjectCoverage) -> str:
    """How often the fields of an action are filled; personal values are hidden."""
    if not one.matched:
        return paragraph(f"None of {counted.events:,} events is for it.")
    sent = {name: path for name, path, _ in unmapped_but_sent(one.fields, counted.unused)}
    rows = [_row(field, sent) for field in one.fields if field.is_own or field.filled or field.name in sent]
    failed = f", {one.failed:,} not built" if one.failed else ""
    said = paragraph(f"{one.matched:,} of {counted.events:,} events, {one.payloads:,} payloads{failed}:")
    return said + table(("field", "", "mapped", "filled", "example"), rows)


def _row(field: FieldCount, sent: dict[str, str]) -> tuple[str, ...]:
    example = field.example(reveal=False)
    shown = (
        code(f"{example}"[:80])
        if example is not None
        else f"events have {code(sent[field.name])}"
        if field.name in sent
        else ""
    )
    return (
        code(field.name),
        "required" if field.is_required else "",
        "yes" if field.is_mapped else "",
        share(field.filled, field.total) if field.is_mapped or field.filled else "",
        shown,
    )


def coverage_page(counted: ProjectCoverage) -> Page:
    """The page with what no action reads or handles."""
    body = heading(1, "What events fill", "what-events-fill")
    body += paragraph(
        f"{counted.events:,} events were counted. How often each field is filled is shown with its action."
    )
    unused = [(code(path), share(number, counted.incoming.events)) for path, number in counted.unused]
    if unused:
        body += heading(2, "Read by no action", "read-by-no-action") + table(("in events", "in"), unused)
    unhandled = [(code(name), f"{number:,}") for name, number in counted.unhandled.most_common()]
    if unhandled:
        body += heading(2, "Handled by no action", "handled-by-no-action") + table(("event", "times"), unhandled)
    never = [code(one.key) for one in counted.never_fired]
    if never:
        body += heading(2, "Never fired", "never-fired") + f"<p>{', '.join(never)}</p>\n"
    return Page("coverage.html", "What events fill", body, "Your mappings")


def share(part: int, whole: int) -> str:
    """So many of so many in percent; what is not all of it is never 100 %.

    >>> share(999, 1000), share(1, 1000), share(0, 0)
    ('99 %', '&lt;1 %', '')
    """
    if not whole:
        return ""
    percent = 100 * part // whole
    return escape("<1 %") if part and not percent else f"{percent} %"
