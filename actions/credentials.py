"""What holds a secret by its name or form, and texts without the secrets of headers."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

HEADER: Final = re.compile(
    r"(?i)(?:proxy-)?authorization|cookie|(?:.*[-_])?(?:token|secret|password|api[-_]?key|access[-_]?key|auth)"
)


def holds_secret(header: str) -> bool:
    """Whether a header of this name holds a secret.

    >>> holds_secret("Authorization"), holds_secret("X-Api-Key"), holds_secret("X-Shop")
    (True, True, False)
    """
    return HEADER.fullmatch(header) is not None


def holds_password(text: str) -> bool:
    """Whether the text is a URL with a password in it.

    >>> holds_password("https://shop:a@b.example/"), holds_password("https://b.example/?at=a@b:c")
    (True, False)
    """
    try:
        return "://" in text and urlsplit(text).password is not None
    except ValueError:
        return False


def secrets_of(payload: Any) -> Iterator[str]:
    """The secrets that a mapping file writes out among the headers of a payload."""
    headers = getattr(payload, "headers", None)
    if isinstance(headers, Mapping):
        for name, value in headers.items():
            if holds_secret(str(name)) and isinstance(value, str) and value:
                yield value


def without_secrets(value: Any, secrets: Collection[str]) -> Any:
    """The value with HIDDEN for each text that is one of the secrets.

    >>> without_secrets({"headers": {"Authorization": "Bearer a"}}, {"Bearer a"})
    {'headers': {'Authorization': '•••'}}
    """
    # To load a project asks for names of headers only, and needs nothing of delivery.
    from destinations.delivery.redaction.people import HIDDEN

    if not secrets:
        return value
    if isinstance(value, str):
        return HIDDEN if value in secrets else value
    if isinstance(value, Mapping):
        return {name: without_secrets(part, secrets) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [without_secrets(part, secrets) for part in value]
    return value
