"""A run by several processes: each loads the project, reads ranges of the files and writes its own part."""

from collections.abc import Callable, Generator, Iterable
from contextlib import closing
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory

from actions.project import Project
from actions.project.environment import read_environ
from actions.reading.lines import read_range
from actions.reading.ranges import Range
from actions.run.pool import in_order
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
        folder = Path(name)
        prepare = partial(_project, work.directory, work.env, work.env_file)
        with closing(in_order(partial(_work, work, folder), enumerate(ranges), jobs, prepare)) as parts:
            try:
                for part in parts:
                    yield part
                    part.path.unlink()
                    if part.tally.stopped:
                        return
            finally:
                (folder / STOP).touch()


def _work(work: Work, folder: Path, numbered: tuple[int, Range]) -> Part:
    number, part = numbered
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
