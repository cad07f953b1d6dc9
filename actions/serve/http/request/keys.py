"""Which source a request is from, by its write key."""

import secrets
from base64 import b64decode
from binascii import Error as NotBase64Error
from collections.abc import Mapping, Sequence
from hashlib import blake2b, sha256

from actions.serve.settings.model import Source

SHOWN = 4
LONGEST_KEY = 512


class KeyTable:
    """The sources by their keys.

    Keys are looked up by a hash whose secret no client knows, so that the time of an answer reveals nothing of them.
    """

    def __init__(self, sources: Sequence[Source]) -> None:
        self._secret = secrets.token_bytes(32)
        self._sources = {self._hash(key.get_secret_value()): one for one in sources for key in one.keys}
        self._by_digest = {digest(key.get_secret_value()): one for one in sources for key in one.keys}

    def find(self, key: str) -> Source | None:
        return self._sources.get(self._hash(key))

    def find_digest(self, digest: str) -> Source | None:
        """The source that has the key of which this is the digest."""
        return self._by_digest.get(digest)

    def _hash(self, key: str) -> bytes:
        return blake2b(key.encode("utf-8", "surrogatepass"), digest_size=16, key=self._secret).digest()


def digest(key: str) -> str:
    """What an unknown key is kept as."""
    return sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def shown(key: str) -> str:
    """The beginning of a key, for people to recognise it; nothing of it that could break a line of a log."""
    begin = key[:SHOWN] if len(key) > 2 * SHOWN else key[:1]
    return "".join(one if one.isascii() and one.isalnum() else "?" for one in begin) + "…"


def key_of_headers(headers: Mapping[str, str], query: Mapping[str, str]) -> str | None:
    """The key that stands outside the body, or None.

    `Authorization: Basic` counts before `X-Write-Key`, and that before `?writeKey=`. A `Bearer` token is not a key.
    """
    said = headers.get("Authorization", "")
    if said[:6].lower() == "basic " and (key := _of_basic(said[6:])):
        return key
    return (headers.get("X-Write-Key") or query.get("writeKey") or None) if query or headers else None


def _of_basic(encoded: str) -> str | None:
    """What stands before the colon; without one, all of it.

    >>> _of_basic("a2V5Og=="), _of_basic("a2V5"), _of_basic("%%%")
    ('key', 'key', None)
    """
    try:
        text = b64decode(encoded.strip(), validate=True).decode("utf-8")
    except (NotBase64Error, ValueError):
        return None
    return text.split(":", 1)[0][:LONGEST_KEY] or None
