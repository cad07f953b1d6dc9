"""What is wrong with a command line, in our words: the library that reads it has its own."""

import re
from typing import Any

from mappings.findings.suggest import candidates, either

# How the library speaks of values, and how we do.
VALUES = tuple(
    (re.compile(words), ours)
    for words, ours in (
        (r"Value error, '(.*)' is not one of '(.*)'\.?", r'"\1" is not one of "\2"'),
        (r"(?<=\w)', '(?=\w)", '", "'),
        ("Input should be a valid number, .*", "write a number"),
        ("Input should be a valid integer, .*", "write a whole number"),
        (r"Input should be greater than or equal to (\S+)", r"write \1 or more"),
        (r"Input should be less than or equal to (\S+)", r"write \1 or less"),
    )
)
NO_COMMAND = re.compile(r"No such command '(.*?)'\.")
TOO_MUCH = re.compile(r"Got unexpected extra argument(?:\(s\)|s)? \((.*)\)")
NEEDS_VALUE = "requires an argument"
NO_VALUE = re.compile(r"Option '(.*)' does not take a value\.?")


def usage_text(error: Any, command: Any, name: str) -> str:
    """The text for an error of the library that reads command lines, met by the command of this name."""
    if hasattr(error, "possibilities"):
        return _no_option(error.option_name, command, name)
    if hasattr(error, "param_type"):
        return _nothing_given(error.param, command, name)
    if hasattr(error, "param"):
        return _wrong_value(error)
    return _other(error, command, name)


def _other(error: Any, command: Any, name: str) -> str:
    """The same for errors that only their message tells apart."""
    text = str(error.message)
    if NEEDS_VALUE in text:
        text = _no_value(error.option_name, command)
    elif found := NO_COMMAND.search(text):
        text = _no_command(found[1], command, name)
    elif found := NO_VALUE.match(text):
        text = f"{found[1]} takes no value: write it alone"
    elif found := TOO_MUCH.match(text):
        first = found[1].split()[0]
        text = f'`{name}` takes nothing more, and there is "{first}"; `{name} --help` shows what it takes'
    return text


def _options(command: Any) -> dict[str, Any]:
    """The options of the command, by each way to write them."""
    return {way: one for one in command.params for way in one.opts if way.startswith("-")}


def _no_option(option: str, command: Any, name: str) -> str:
    near = candidates(option, ["--help", *(way for way in _options(command) if way.startswith("--"))])
    hint = f"did you mean {' or '.join(near)}?" if near else f"`{name} --help` lists them all"
    return f"`{name}` has no option {option}; {hint}"


def _nothing_given(param: Any, command: Any, name: str) -> str:
    is_option = param.param_type_name == "option"
    needed = max(param.opts, key=len) if is_option else (param.metavar or param.name).strip("[]{}.").upper()
    example = (command.epilog or "").removeprefix("Example: ")
    return f"`{name}` needs {needed}" + (f", such as `{example}`" if example else "")


def _wrong_value(error: Any) -> str:
    message = error.message
    for words, ours in VALUES:
        message = words.sub(ours, message)
    option = max(error.param.opts, key=len) if error.param else ""
    return f"{option}: {message}" if option else str(message)


def _no_value(option: str, command: Any) -> str:
    param = _options(command).get(option)
    metavar, text = getattr(param, "metavar", None) or "…", getattr(param, "help", None)
    return f"{option} needs a value: {option} {metavar}" + (f" ({text.rstrip('.')})" if text else "")


def _no_command(typed: str, command: Any, name: str) -> str:
    names = list(command.commands)
    near = candidates(typed, names)
    hint = f"did you mean {either(near)}?" if near else f"there {'are' if len(names) > 1 else 'is'} {', '.join(names)}"
    return f'there is no command "{" ".join((*name.split()[1:], typed))}"; {hint}'
