"""The options that select dead letters, the same for each subcommand of `actions dead`."""

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import TYPE_CHECKING, Annotated, Any

import typer

from actions.cli import exit_codes
from actions.cli.exit_codes import complain

if TYPE_CHECKING:
    from destinations.delivery.outbox.file.search import Wanted

UNITS = {"m": "minutes", "h": "hours", "d": "days"}


@dataclass(frozen=True, slots=True)
class Filters:
    """Which dead letters: those for which all that is given here holds."""

    instance: Annotated[str | None, typer.Option(help="Only those of this instance.")] = None
    action: Annotated[str | None, typer.Option(help="Only those of this action.")] = None
    cause: Annotated[
        str | None,
        typer.Option(help="Only with this cause: not_built, refused, rejected, gave_up, full or unreadable."),
    ] = None
    reason: Annotated[str | None, typer.Option(help="Only with this text in the reason.")] = None
    event: Annotated[str | None, typer.Option(help="Only those of events of this name.")] = None
    since: Annotated[str | None, typer.Option(help="Only since then: 90m, 24h, 7d, or a date such as 2026-03-01.")] = (
        None
    )

    def wanted(self, letters: Sequence[int] | None = None) -> "Wanted":
        """These dead letters, or all, as the outbox is asked for them."""
        from destinations.delivery.outbox.file.search import Wanted

        at = None if self.since is None else _time(self.since)
        return Wanted(letters or (), self.instance, self.action, self.cause, self.reason, self.event, at)


ALL = Filters()


def filtered(command: Callable[..., None]) -> Callable[..., None]:
    """The command with an option for each of the filters, in the place of its parameter `filters`."""
    options = [
        inspect.Parameter(one.name, inspect.Parameter.KEYWORD_ONLY, default=one.default, annotation=one.type)
        for one in fields(Filters)
    ]
    names = [one.name for one in options]
    own = inspect.signature(command, eval_str=True).parameters
    at = list(own).index("filters")
    shown = [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in own.values()]

    @wraps(command)
    def run(**given: Any) -> None:
        command(filters=Filters(**{name: given.pop(name) for name in names}), **given)

    together = [*shown[:at], *options, *shown[at + 1 :]]
    run.__signature__ = inspect.Signature(together)  # type: ignore[attr-defined] # what typer looks at
    run.__annotations__ = {one.name: one.annotation for one in together}
    return run


def _time(since: str) -> float:
    """The moment that is meant, in seconds since 1970."""
    try:
        if since[-1:] in UNITS:
            return (datetime.now(UTC) - timedelta(**{UNITS[since[-1]]: float(since[:-1])})).timestamp()
        moment = datetime.fromisoformat(since)
    except (ValueError, OverflowError):
        raise complain(f"--since {since}: write 90m, 24h, 7d or 2026-03-01", exit_codes.WRONG_COMMAND_LINE) from None
    return moment.timestamp() if moment.tzinfo else moment.replace(tzinfo=UTC).timestamp()
