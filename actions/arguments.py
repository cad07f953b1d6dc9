"""Checks of what callers pass in: an error at once where it is of the wrong type."""

from collections.abc import Callable, Iterable, Mapping
from inspect import iscoroutinefunction
from typing import Any

from actions.decision import Decision
from actions.event.context import Context


def many(events: Iterable[Any]) -> Iterable[Any]:
    """The events; TypeError for one event, a text or bytes, of which the keys or letters would be taken for events."""
    if isinstance(events, dict | str | bytes | bytearray):
        what = {dict: "one event", str: "a text"}.get(type(events), "bytes")
        advice = "[event]" if isinstance(events, dict) else "project.process_lines(data) for lines of JSON"
        raise TypeError(f"many events are wanted, a list or another iterable, not {what}; write {advice}")
    if not isinstance(events, Iterable):
        raise TypeError(f"many events are wanted, a list or another iterable, not {type(events).__name__}")
    return events


def as_bytes(data: Any) -> bytes:
    """The bytes of NDJSON; TypeError for anything else."""
    if isinstance(data, bytes):
        return data
    if isinstance(data, bytearray | memoryview):
        return bytes(data)
    advice = "text.encode()" if isinstance(data, str) else "file.read() of a file that was opened with 'rb'"
    raise TypeError(f"lines of JSON are wanted as bytes, not as {type(data).__name__}; write {advice}")


def context_of(context: Any, event_type: str | None) -> Context:
    """The context, for events of that type where they say none; without a context the clock is read."""
    check_option("type", event_type, str)
    if context is None:
        return Context.current(event_type)
    if not isinstance(context, Context):
        raise TypeError(f"a Context is wanted, not {type(context).__name__}; write Context(moment)")
    return context if event_type is None else Context(context.now, event_type)


def variables(environ: Any) -> None:
    """TypeError unless these are variables by their names, or None."""
    if environ is not None and not isinstance(environ, Mapping):
        raise TypeError(f"environ holds variables by their names, as os.environ does; this is {type(environ).__name__}")


def texts_of(texts: Any) -> dict[str, str]:
    """The texts of mapping files by their names, in the order of these."""
    if not isinstance(texts, Mapping):
        raise TypeError(
            f'texts are given by the names of their files, {{"crm.yaml": text}}, not as {type(texts).__name__}'
        )
    for name, text in texts.items():
        if not isinstance(text, str):
            advice = "; write data.decode()" if isinstance(text, bytes | bytearray) else ""
            raise TypeError(f"the text of {name} is wanted, not {type(text).__name__}{advice}")
    return {str(name): texts[name] for name in sorted(texts, key=str)}


def names_of(instances: Any) -> list[str]:
    """The names of instances; a text is one name."""
    if isinstance(instances, str):
        return [instances]
    if isinstance(instances, bytes | bytearray) or not isinstance(instances, Iterable):
        raise TypeError(f"names of instances are wanted, a list of texts, not {type(instances).__name__}")
    return list(instances)


def decisions_of(given: Any) -> list[Decision]:
    """The decisions; one alone may be given as it is."""
    found = [given] if isinstance(given, Decision) else given
    if isinstance(found, Mapping | str | bytes) or not isinstance(found, Iterable):
        raise no_decision(found)
    found = list(found)
    for one in found:
        if not isinstance(one, Decision):
            raise no_decision(one)
    return found


def no_decision(given: Any) -> TypeError:
    """The error for what is given in the place of a decision."""
    kind = "a list of lists" if isinstance(given, list) else type(given).__name__
    return TypeError(f"decisions are wanted, as project.decide(event) gives them, not {kind}")


def check_option(name: str, value: Any, *kinds: type) -> None:
    """TypeError unless the option is of one of these kinds, or None."""
    if value is not None and not isinstance(value, kinds):
        raise TypeError(f"{name} is a {' or '.join(one.__name__ for one in kinds)}, not {type(value).__name__}")


def check_functions(**options: Callable[..., Any] | None) -> None:
    """TypeError for an option that is there and cannot be called, or would have to be awaited by nobody."""
    for name, value in options.items():
        if name != "transport" and iscoroutinefunction(value):
            raise TypeError(f"{name} is a plain function (def, without async), as nobody awaits what it gives")
        if value is not None and not callable(value):
            raise TypeError(f"{name} is a function, not {type(value).__name__}")
