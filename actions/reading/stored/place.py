"""`StoredPlace`: the objects below a URL such as s3://bucket/events/, and what is known of them from earlier runs."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, Any, cast

from actions.reading.lines import SUFFIXES, NoEventsError

URL = re.compile(r"[a-z][a-z0-9+.-]*://")
PARQUET = ".parquet"
ALL_SUFFIXES = (*SUFFIXES, PARQUET)
NOT_INSTALLED = "{} needs fsspec: pip install 'destination-actions[files]'"
# What stores call the mark that changes with an object's content.
TAGS = ("ETag", "etag", "md5Hash", "content_hash")
TIMES = ("LastModified", "last_modified", "mtime", "updated", "created")


@dataclass(frozen=True, slots=True)
class StoredObject:
    """An object: its whole URL, its path as its store knows it, and a tag that changes with its content."""

    name: str
    path: str
    tag: str
    size: int


class StoredPlace:
    """A folder, a prefix that ends as folders do, or one object. NoEventsError where its kind cannot be reached."""

    def __init__(self, url: str) -> None:
        self.url = url
        try:
            from fsspec.core import url_to_fs
        except ModuleNotFoundError:
            raise NoEventsError(NOT_INSTALLED.format(url)) from None
        try:
            self._files, self._path = url_to_fs(url)
        except ImportError as error:
            # Its text says which package to install.
            raise NoEventsError(f"{url} cannot be read: {error}") from None
        except Exception as error:  # noqa: BLE001 - each store has its own
            raise NoEventsError(f"{url} cannot be read: {_words(error)}") from None

    def __str__(self) -> str:
        return self.url

    @property
    def start(self) -> str:
        """How the names of its objects begin, however the URL is written: file://inbox has a whole path here."""
        return str(self._files.unstrip_protocol(self._path))

    def objects(self) -> list[StoredObject]:
        """What there is at this moment, in the order of names; OSError where the store does not answer.

        Left out are names that start with a dot or an underscore, which is how unfinished work is named, and those
        that end as no events do. Of a URL of one object, any name will do.
        """
        try:
            # Some stores keep listings: an object that others put there would not be seen.
            self._files.invalidate_cache()
            found = self._files.find(self._path, detail=True)
        except Exception as error:  # noqa: BLE001 - as above; a bucket that is not there is one, too
            raise OSError(_words(error)) from None
        alone = set(found) == {self._path}
        return [self._object(path, about) for path, about in sorted(found.items()) if alone or self._is_meant(path)]

    def open(self, one: StoredObject) -> IO[bytes]:
        """The bytes of an object; an error of the store's where it does not give them."""
        return cast("IO[bytes]", self._files.open(one.path, "rb"))

    def _is_meant(self, path: str) -> bool:
        below = PurePosixPath(path.removeprefix(self._path).lstrip("/"))
        hidden = any(part.startswith((".", "_")) for part in below.parts)
        return not hidden and path.removesuffix(".gz").endswith(ALL_SUFFIXES)

    def _object(self, path: str, about: Mapping[str, Any]) -> StoredObject:
        size = int(about.get("size") or 0)
        tag = next((str(about[name]) for name in TAGS if about.get(name)), None)
        changed = next((str(about[name]) for name in TIMES if about.get(name)), "")
        return StoredObject(self._files.unstrip_protocol(path), path, tag or f"{size} {changed}", size)


def is_url(name: str) -> bool:
    """Whether the name of an input is the URL of objects.

    >>> is_url("s3://bucket/events/"), is_url("events/one.ndjson"), is_url("C:/events")
    (True, False, False)
    """
    return URL.match(name) is not None


def _words(error: Exception) -> str:
    return str(error) or type(error).__name__
