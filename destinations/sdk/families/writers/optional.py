"""Optional libraries: each is needed by one destination only, and installed with an extra of the package."""

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def require_extra(name: str) -> Iterator[None]:
    """For imports in its block: the error for a library that is not installed names the extra to install.

    >>> with require_extra("postgres"):
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
