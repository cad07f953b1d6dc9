"""The token that opens the admin port: made when the process starts, in a file that only its owner may read."""

import os
import secrets
from pathlib import Path

NAME = "admin.token"
MODE = 0o600


def make_token(folder: Path) -> str:
    """A new token, in the file `admin.token` of the folder."""
    token = secrets.token_urlsafe(32)
    fresh = folder / f"{NAME}.new"
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, MODE), "w") as file:
        file.write(token)
    fresh.replace(folder / NAME)
    return token


def remove_token(folder: Path) -> None:
    """Remove the token's file, where there is one."""
    (folder / NAME).unlink(missing_ok=True)


def read_token(folder: Path) -> str | None:
    """The token of the process that uses the folder; None where there is none that may be read."""
    try:
        return (folder / NAME).read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return None


def is_token(given: str, token: str) -> bool:
    """Whether an `Authorization` header has the token; it takes as long for any wrong one."""
    kind, _, value = given.partition(" ")
    is_bearer = kind.lower() == "bearer" and bool(token)
    return is_bearer and secrets.compare_digest(value.strip().encode("utf-8", "replace"), token.encode())
