"""The event of a sample file that a test of a mapping file names."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from actions.reading.lines import read_lines
from actions.reading.parse_event import Unreadable
from actions.reading.pick import NoSuchEventError, pick_event

# Tests name the same few files again and again.
MOST_KEPT = 256


def read_sample(folder: Path, mapping_file: str, name: str) -> Any:
    """The event of the file `name`, looked for beside the mapping file and in the project's folder.

    `events.ndjson#m-1` is the event with that `messageId`, or on that line, of a file with several. Raises LookupError,
    which says what is wrong, where there is none.
    """
    file, _, wanted = name.partition("#")
    places = [(folder / mapping_file).parent, folder]
    path = next((place / file for place in places if (place / file).is_file()), None)
    if path is None:
        raise LookupError(f"there is no file {file}, neither beside {mapping_file} nor in the project's folder")
    try:
        found = _pick(path, wanted or None)
    except NoSuchEventError as error:
        raise LookupError(f"{name}: {str(error).replace('--event ID', f'{file}#ID')}") from None
    return found


@lru_cache(maxsize=MOST_KEPT)
def _pick(path: Path, wanted: str | None) -> Any:
    value = pick_event(read_lines([path]), wanted).value
    if isinstance(value, Unreadable):
        raise NoSuchEventError(value.diagnostic.message)
    return value
