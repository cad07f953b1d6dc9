"""Rotated refresh tokens, kept on disk: the server may no longer accept the one in the settings."""

import json
import os
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

from destinations.sdk.request import OAuth2
from destinations.system.disk import CLOSE_ON_EXEC, bring_to_disk

FILE_MODE = 0o600


class KeptTokens:
    """The file at `path`, readable for its owner alone.

    A token is kept for the address, the client and the token that is set: whoever sets another one starts anew.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self, oauth: OAuth2) -> str:
        """The refresh token that was kept last; none if the one that is set was never changed."""
        kept = self._all().get(_key(oauth))
        return kept if isinstance(kept, str) else ""

    def keep(self, oauth: OAuth2, token: str) -> None:
        """Keep the token; on disk when this returns. OSError where it cannot be written."""
        text = json.dumps(self._all() | {_key(oauth): token})
        fresh = self._path.with_name(f"{self._path.name}.new")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | CLOSE_ON_EXEC, FILE_MODE)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            bring_to_disk(descriptor)
        fresh.replace(self._path)

    def _all(self) -> dict[str, object]:
        with suppress(OSError, ValueError):
            found = json.loads(self._path.read_text(encoding="utf-8"))
            if isinstance(found, dict):
                return found
        return {}


def _key(oauth: OAuth2) -> str:
    parts = (oauth.token_url, oauth.client_id, oauth.refresh_token)
    return blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
