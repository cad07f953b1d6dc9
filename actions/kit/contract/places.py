"""The place in a plugin's code at which something happens."""

import sys
from pathlib import Path
from types import FrameType

NOT_PLUGINS = ("actions", "mappings", "pydantic", "pydantic_core", "msgspec", "orjson", "pluggy", "")
NOT_DESTINATIONS = ("", "sdk", "delivery", "testing", "registry", "arguments")


def place_of(error: BaseException | None) -> str:
    """Where an error comes from, the file and the line of the plugin, in words; nothing where that is nowhere of it."""
    trace = error.__traceback__ if error else None
    found = ""
    while trace is not None:
        if is_plugins(trace.tb_frame):
            found = f" ({spot_of(trace.tb_frame.f_code.co_filename, trace.tb_lineno)})"
        trace = trace.tb_next
    return found


def is_plugins(frame: FrameType) -> bool:
    """Whether the code is that of a plugin: of no package that this project or Python brings."""
    name = str(frame.f_globals.get("__name__", ""))
    root = name.partition(".")[0]
    if root == "destinations":
        return name.partition(".")[2].partition(".")[0] not in NOT_DESTINATIONS
    return root not in (*NOT_PLUGINS, *sys.stdlib_module_names)


def spot_of(file: str, line: int) -> str:
    """The last two parts of the path, and the line: `toy_destination/__init__.py:43`."""
    return f"{'/'.join(Path(file).parts[-2:])}:{line}"


def module_of(frame: FrameType | None) -> tuple[str, str]:
    """The name of the first module behind the frame that is not of Python itself, and the place in it."""
    while frame is not None:
        name = str(frame.f_globals.get("__name__", ""))
        if name.partition(".")[0] not in sys.stdlib_module_names:
            return name, spot_of(frame.f_code.co_filename, frame.f_lineno)
        frame = frame.f_back
    return "", ""
