"""`--from`: the stream that a command is about, with what goes wrong on the way there in words."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from actions.cli import exit_codes
from actions.cli.exit_codes import complain
from actions.cli.formats import printable

if TYPE_CHECKING:
    from actions.stream.address import Address

StreamAddress = Annotated[
    str | None,
    typer.Option(
        "--from", help="The stream of events: nats://HOST:4222/STREAM or kafka://HOST:9092/TOPIC.", metavar="STREAM"
    ),
]
NOT_INSTALLED = "streams need the client of their broker: pip install 'destination-actions[{}]'"


def read_place(source: str | None, partitions: int | None = None, copies: int = 1) -> "Address":
    """The stream of `--from`; a complaint where there is none in it."""
    from actions.stream.address import EXAMPLE, AddressError, read_address

    if source is None:
        raise complain(f"say from which stream: --from {EXAMPLE}", exit_codes.WRONG_COMMAND_LINE)
    try:
        return read_address(source, partitions, copies)
    except AddressError as error:
        raise complain(printable(f"--from {source}: {error}"), exit_codes.WRONG_COMMAND_LINE) from None


@contextmanager
def broker_errors(place: "Address") -> Iterator[None]:
    """Turns what a broker and its client raise into complaints."""
    from actions.stream import NewerFormatError, SourceGoneError

    try:
        from actions.stream.brokers import errors_of

        momentary = errors_of(place)
    except ModuleNotFoundError:
        raise complain(NOT_INSTALLED.format(place.broker), exit_codes.CANNOT_LOAD) from None
    try:
        yield
    except (SourceGoneError, NewerFormatError) as error:
        raise complain(str(error), exit_codes.NOT_DELIVERED) from None
    except momentary as error:
        text = f"{place} cannot be reached: {error or type(error).__name__}"
        raise complain(printable(text), exit_codes.CANNOT_LOAD) from None
