"""How `--help` names the values of options and arguments: in words for people."""

from typing import Any

# The library names types of Python.
WORDS = {"int": "NUMBER", "float": "NUMBER", "str": "TEXT", "Path": "PATH"}


def name_values(command: Any, ctx: Any) -> None:
    """Let the help of the command say NUMBER or PATH for a value, and nothing for a switch or an argument."""
    for one in getattr(command, "commands", {}).values():
        name_values(one, ctx)
    for param in command.get_params(ctx):
        name_value(param)


def name_value(param: Any) -> None:
    if getattr(param, "is_flag", False) or param.param_type_name == "argument":
        vars(param)["display_type_rich"] = _nothing
        if param.param_type_name == "argument" and param.metavar is None:
            param.metavar = param.name.rstrip("_").upper()
    elif param.metavar is None and not param.type_descriptor.is_choice:
        kind = param.bare_type().removeprefix("list[").removesuffix("]")
        param.metavar = WORDS.get(kind, kind.upper())


def _nothing(ctx: Any) -> None:  # noqa: ARG001 - the library hands it over
    return None
