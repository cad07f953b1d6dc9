"""Variables for the settings: the process's, and those that a file `.env` holds."""

import os
import re
from collections import ChainMap
from collections.abc import Mapping
from pathlib import Path

from actions.project.files import project_folder

ENV_FILE = ".env"
# Where real people's data goes to real accounts, a file that lies in the folder says nothing unless asked.
LIVE = frozenset({"production", "prod", "live"})
LINE = re.compile(r"(?:export\s+)?(?P<name>[A-Za-z_][A-Za-z0-9_]*)\s*=[^\S\n]*(?P<value>.*)")
QUOTED = re.compile(r"""(?P<quote>["'])(?P<text>.*)(?P=quote)\s*(?:#.*)?""")
COMMENT = re.compile(r"(?:^|\s)#.*")
ESCAPES = {"\\n": "\n", "\\r": "\r", "\\t": "\t", '\\"': '"', "\\\\": "\\", "\\$": "$"}


class EnvFileError(ValueError):
    """A file of variables that is not there or cannot be read: which line, and why."""


def read_environ(project: Path, env: str | None = None, env_file: Path | None = None) -> Mapping[str, str]:
    """The variables of the process, and beneath them those of `env_file`, or of `.env` in the project's folder.

    `.env` is not read for the environment `production`. EnvFileError where a file cannot be read.
    """
    own = project_folder(project) / ENV_FILE
    if env_file is None and (env in LIVE or not own.is_file()):
        return os.environ
    return ChainMap(os.environ, read_env_file(env_file or own))


def read_env_file(path: Path) -> dict[str, str]:
    """The variables that the file holds, a line `NAME=value` for each; the last one of a name counts."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise EnvFileError(f"{path}: is not text in UTF-8") from None
    except OSError as error:
        raise EnvFileError(f"{path}: {error.strerror}") from None
    found = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        pair = LINE.fullmatch(line.strip())
        if pair is None:
            # Not the line itself: what it holds may be a secret.
            raise EnvFileError(f"{path}:{number}: is not a line such as NAME=value")
        found[pair["name"]] = _value(pair["value"])
    return found


def _value(written: str) -> str:
    r"""The text that is meant.

    >>> _value('"two\\nlines" # said'), _value("'as $it is'"), _value("plain # said"), _value("a#b")
    ('two\nlines', 'as $it is', 'plain', 'a#b')
    """
    quoted = QUOTED.fullmatch(written)
    if quoted is None:
        return COMMENT.sub("", written).strip()
    if quoted["quote"] == "'":
        return quoted["text"]
    return re.sub(r"\\.", lambda found: ESCAPES.get(found[0], found[0]), quoted["text"])
