"""How much a lane takes at once, how long it waits, and when it gives up."""

from dataclasses import dataclass

from destinations.delivery.pace.retry import RetryPolicy

# What is tried at once holds all that is behind it: a delivery that fails a second time is handed on, and a tool
# through which nothing gets for five seconds is left alone for a while.
AT_ONCE = RetryPolicy(attempts=2, max_age=2.0, budget=5.0, base=0.5, cap=5.0)


@dataclass(frozen=True, slots=True)
class Pace:
    """All times in seconds.

    `most` events are asked for together, and `heartbeat` is how often the broker hears that they are still worked on.
    Where nothing gets through, a lane stands still, for `stand` seconds at first and `longest_stand` at last; after
    `rounds` of that it hands the portion on and tries the next one, so that events which can never arrive do not stop
    those behind them. `delays` are the times until a delivery comes again; one that came `most_later` times, for some
    three days, is a dead letter. A portion that came `most_tries` times, as whoever worked on it was killed, goes on
    event by event. `drain` is what it has to end when it is stopped. So many partitions are worked on `at_once`.
    """

    most: int = 500
    within: float = 1.0
    heartbeat: float = 3.0
    stand: float = 5.0
    longest_stand: float = 300.0
    rounds: int = 3
    delays: tuple[float, ...] = (10.0, 60.0, 600.0, 3600.0)
    most_later: int = 75
    most_tries: int = 5
    drain: float = 30.0
    at_once: int = 16

    def delay(self, tries: int) -> float:
        """The time until a delivery that was handed on so many times comes again.

        >>> [Pace().delay(tries) for tries in (0, 1, 9)]
        [10.0, 60.0, 3600.0]
        """
        return self.delays[min(tries, len(self.delays) - 1)]

    def standing(self, rounds: int) -> float:
        """The time to stand still after so many rounds in which nothing got through.

        >>> [Pace().standing(rounds) for rounds in (1, 2, 3, 99)]
        [5.0, 10.0, 20.0, 300.0]
        """
        return min(self.longest_stand, self.stand * 2.0 ** min(rounds - 1, 32))
