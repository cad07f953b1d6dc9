"""How many events may come: a bucket for each source, and one for each address that sends unknown keys."""

import os
from collections import OrderedDict
from contextlib import suppress
from pathlib import Path
from struct import Struct
from weakref import finalize

from destinations.system.locks import lock, unlock

MOST_ADDRESSES = 10_000
# What a bucket has, and when that was: on the machine's steady clock, which is one for all processes.
STATE = Struct("<dd")


class Bucket:
    """`rate` a second; what is saved up is one second's worth.

    >>> bucket = Bucket(2, now=0.0)
    >>> bucket.take(2, now=0.0), bucket.take(1, now=0.0), bucket.take(1, now=0.75)
    (0.0, 0.5, 0.0)
    """

    def __init__(self, rate: float, now: float) -> None:
        self.rate = rate
        self._level = max(rate, 1.0)
        self._then = now

    def take(self, count: int, now: float) -> float:
        """0 if `count` may come now, otherwise the seconds until something may.

        A batch larger than a second's worth is let in once the bucket is full, and has to be made up for.
        """
        burst = max(self.rate, 1.0)
        self._level = min(burst, self._level + max(now - self._then, 0.0) * self.rate)
        self._then = now
        needed = min(float(count), burst)
        if self._level < needed:
            return (needed - self._level) / self.rate
        self._level -= count
        return 0.0


class SharedBucket(Bucket):
    """A bucket that several processes take from: what it has is in a file, which is locked while one takes.

    A file that is new, or was written before the machine was started anew, is a full bucket. Where it cannot be
    written, as on a full disk, each process counts by itself.
    """

    def __init__(self, rate: float, path: Path) -> None:
        super().__init__(rate, 0.0)
        self._file: int | None = None
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            finalize(self, os.close, self._file)

    def take(self, count: int, now: float) -> float:
        if self._file is None:
            return super().take(count, now)
        lock(self._file, wait=True)
        try:
            written = os.pread(self._file, STATE.size, 0)
            if len(written) == STATE.size:
                level, then = STATE.unpack(written)
                self._level, self._then = (level, then) if then <= now else (max(self.rate, 1.0), now)
            wait = super().take(count, now)
            with suppress(OSError):
                os.pwrite(self._file, STATE.pack(self._level, self._then), 0)
        finally:
            unlock(self._file)
        return wait


class Buckets:
    """A bucket for each name, at most so many names: the one that was not asked for longest is forgotten."""

    def __init__(self, rate: float) -> None:
        self._rate = rate
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def take(self, name: str, now: float) -> float:
        bucket = self._buckets.get(name)
        if bucket is None:
            if len(self._buckets) >= MOST_ADDRESSES:
                self._buckets.popitem(last=False)
            bucket = self._buckets[name] = Bucket(self._rate, now)
        else:
            self._buckets.move_to_end(name)
        return bucket.take(1, now)
