"""The base class of destinations' settings."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ConfigDict, SecretStr

from destinations.sdk.write import OpenWriter


class Settings(BaseModel):
    """Base of a destination's settings; secrets are `SecretStr` fields and print as stars everywhere.

    While nothing is sent, a secret's value is its name, so that a dry run shows `MIXPANEL_TOKEN` where the
    token would stand and needs no secret at all.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    def private_networks(self) -> tuple[str, ...]:
        """CIDR blocks that requests may reach although they are not public; none by default."""
        return ()

    def open_writer(self) -> OpenWriter | None:
        """The writer of a tool without an HTTP API; None for all others.

        It is opened for the first rows, and imports its library then. Report a library that is not installed
        with `raise ModuleNotFoundError("what to install")`.
        """
        return None

    def secrets(self) -> Iterator[tuple[str, str]]:
        """(setting's name, secret value) of every secret, also of those inside lists and maps."""
        for name in type(self).model_fields:
            yield from _secrets(name, getattr(self, name))


def _secrets(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, SecretStr):
        yield name, value.get_secret_value()
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _secrets(f"{name}.{key}", part)
    elif isinstance(value, list | tuple):
        for number, part in enumerate(value):
            yield from _secrets(f"{name}[{number}]", part)
