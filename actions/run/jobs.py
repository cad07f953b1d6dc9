"""A run by several processes: each loads the project, reads ranges of the files and writes its own part."""

import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from multiprocessing import get_context, parent_process
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread, active_count

from actions.project import Project
from actions.project.environment import read_environ
from actions.reading.lines import read_range
from actions.reading.ranges import Range
from actions.run.question import Question
from actions.run.results import Row, dry_answers, is_failure
from actions.run.summary.repeats import Repeats
from actions.run.summary.tally import Tally

LINES_BETWEEN_LOOKS = 256
STOP = "stop"


@dataclass(frozen=True, slots=True)
class Work:
    """What every process has to know: the project, the question, and how a row is shown.

    Rows go to a file; with `most`, the first so many of each range come back as they are instead. With `only_failed`
    the others are left out.
    """

    directory: Path
    question: Question
    show: Callable[[Row], bytes]
    most: int | None
    env: str | None = None
    env_file: Path | None = None
    only_failed: bool = False


@dataclass(slots=True)
class Part:
    """What became of one range: its counts, its events by delivery, and its rows as shown, in a file or at hand.

    `rows` counts them, those included that are neither here nor there. `size` is that of the range.
    """

    tally: Tally
    repeats: Repeats
    path: Path
    shown: list[bytes] = field(default_factory=list)
    rows: int = 0
    size: int = 0


def run_jobs(ranges: Iterable[Range], work: Work, jobs: int) -> Generator[Part, None, None]:
    """The parts in the order of the ranges, each file to be read before the next part is asked for.

    Ends after a part in which an action's `on_error: stop` ended the run. Closing the iterator, or an interrupt,
    ends the other processes within some hundred lines.
    """
    with TemporaryDirectory(prefix="actions-") as name:
        folder, waiting = Path(name), iter(enumerate(ranges))
        pool = ProcessPoolExecutor(jobs, get_context(_prepare(work)), _end_with_parent)
        futures: deque[Future[Part]] = deque()
        try:
            with _interrupts_for_the_parent_only():
                futures.extend(pool.submit(_work, work, *one, folder) for one in islice(waiting, 2 * jobs))
            while futures:
                part = futures.popleft().result()
                yield part
                part.path.unlink()
                if part.tally.stopped:
                    return
                futures.extend(pool.submit(_work, work, *one, folder) for one in islice(waiting, 1))
        finally:
            (folder / STOP).touch()
            pool.shutdown(cancel_futures=True)


def _prepare(work: Work) -> str:
    """How processes start: as copies of this one, with the project loaded, where that is safe; else from nothing.

    To start from nothing takes most of a second, in which many thousand events are decided. A copy has no thread but
    the one that copied, so that locks of others would stay closed in it.
    """
    if sys.platform != "linux" or active_count() > 1:
        return "spawn"
    _project(work.directory, work.env, work.env_file)
    # What is not written yet would be written by each copy.
    sys.stdout.flush()
    sys.stderr.flush()
    return "fork"


def _work(work: Work, number: int, part: Range, folder: Path) -> Part:
    project = _project(work.directory, work.env, work.env_file)
    done = Part(Tally(), Repeats(), folder / str(number), size=part.end - part.start)
    lines = read_range(part.path, part.start, part.end, part.number)
    with done.path.open("wb") as file:
        for count, answer in enumerate(dry_answers(lines, work.question.decider(project), project.plan)):
            if count % LINES_BETWEEN_LOOKS == 0 and (folder / STOP).exists():
                break
            done.repeats.mark(answer)
            done.tally.add(answer)
            for row in answer.rows:
                if work.only_failed and not is_failure(row):
                    continue
                done.rows += 1
                if work.most is None:
                    file.write(work.show(row))
                elif len(done.shown) < work.most:
                    done.shown.append(work.show(row))
    return done


# A process works on many ranges; it loads the project for the first of them.
@lru_cache(maxsize=1)
def _project(directory: Path, env: str | None, env_file: Path | None) -> Project:
    return Project.load(directory, read_environ(directory, env, env_file), env=env)


def _end_with_parent() -> None:
    """See to it that this process does not outlive the one that started it, however that ends."""
    parent = parent_process()
    # A copy has the handlers of the process that it is a copy of.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)

    def watch() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    Thread(target=watch, daemon=True).start()


@contextmanager
def _interrupts_for_the_parent_only() -> Iterator[None]:
    """While inside: processes that start do not hear Ctrl-C, which the terminal sends to all of them."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
