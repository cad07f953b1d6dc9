"""Secrets from a folder of files, as Docker and Kubernetes mount them: the file's name is the secret's."""

import os
from pathlib import Path

from actions.kit.secret_providers import SecretProvider, hookimpl

FOLDER = "/run/secrets"


def read_file(name: str) -> str | None:
    """The text of the file without the line break at its end; None where there is no such file.

    SECRETS_FOLDER names another folder than `/run/secrets`.
    """
    path = Path(os.environ.get("SECRETS_FOLDER", FOLDER)) / name
    # A name such as ../shadow leads out of the folder.
    if Path(name).name != name or not path.is_file():
        return None
    return path.read_text(encoding="utf-8").rstrip("\r\n")


@hookimpl
def register_secret_providers() -> list[SecretProvider]:
    """The folder."""
    return [SecretProvider("files", read_file)]
