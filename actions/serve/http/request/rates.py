"""How many events may come: a bucket for each source, and one for each address that sends unknown keys."""

from collections import OrderedDict

MOST_ADDRESSES = 10_000


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
