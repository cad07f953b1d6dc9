"""Libraries that only one destination needs, and that are not installed unless somebody asks for them."""

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def extra(name: str) -> Iterator[None]:
    """Around imports: a library that is not there is told with the extra that brings it.

    >>> with extra("postgres"):
    ...     import no_such_library
    Traceback (most recent call last):
    ModuleNotFoundError: no_such_library is not installed; run pip install 'destination-actions[postgres]'
    """
    try:
        yield
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            f"{error.name} is not installed; run pip install 'destination-actions[{name}]'", name=error.name
        ) from error
