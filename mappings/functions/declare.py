"""What a function is: signature, a line of help, code, and examples that are tests and documentation."""

import json
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from msgspec import Struct

from mappings.budget import Budget, BudgetExceededError
from mappings.findings.errors import EvaluationError
from mappings.findings.show import show

SIGNATURE = re.compile(r"(\w+)\((.*)\) -> [\w |]+")
PARAMETER = re.compile(r"(\w+)(\?|\.\.\.)?: ([\w |]+)")
CHARACTERS_PER_NODE = 1024
ORDINALS = ("1st", "2nd", "3rd")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _all(value: Any, test: Callable[[Any], bool]) -> bool:
    return isinstance(value, list) and all(map(test, value))


# What an argument can be: does a value fit, and how messages name it.
KINDS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "any": (lambda _: True, "anything"),
    "null": (lambda value: value is None, "null"),
    "text": (lambda value: isinstance(value, str), "a text"),
    "boolean": (lambda value: isinstance(value, bool), "true or false"),
    "number": (_is_number, "a number"),
    "integer": (lambda value: _is_number(value) and value % 1 == 0, "a whole number"),
    "amount": (lambda value: _is_number(value) or isinstance(value, str), "a number"),
    "time": (
        lambda value: _is_number(value) or isinstance(value, str),
        "an ISO 8601 time or seconds since 1970",
    ),
    "list": (lambda value: isinstance(value, list), "a list"),
    "object": (lambda value: isinstance(value, dict), "an object"),
    "texts": (lambda value: _all(value, lambda item: isinstance(item, str)), "a list of texts"),
    "numbers": (lambda value: _all(value, _is_number), "a list of numbers"),
    "expression": (lambda value: hasattr(value, "visit"), "an expression after &"),
}

ITEM_REMEDIES = {
    "numbers": "leave it out: list[?type(@) == 'number'], or convert it: map(&to_number(@), list)",
    "texts": "leave it out: list[?type(@) == 'string'], or convert it: map(&to_string(@), list)",
}


class Parameter(Struct, frozen=True):
    """One argument: its name, and the kinds it takes, such as `text` or `list | object`."""

    name: str
    kind: str
    optional: bool = False
    repeats: bool = False

    @property
    def test(self) -> Callable[[Any], bool]:
        """Whether a value is of one of the kinds; made once for each function, as it is asked for each value."""
        first, *others = (KINDS[kind][0] for kind in self.kind.split(" | "))
        return (lambda value: first(value) or any(test(value) for test in others)) if others else first

    def takes(self, value: Any) -> bool:
        return self.test(value)

    @property
    def usage(self) -> str:
        before, after = (
            "&" if self.kind == "expression" else "",
            "…" if self.repeats else "?" if self.optional else "",
        )
        return f"{before}{self.name}{after}"

    @property
    def words(self) -> str:
        return " or ".join(KINDS[kind][1] for kind in self.kind.split(" | "))


class Example(Struct, frozen=True):
    """`expression` on `subject` gives `expected`."""

    expression: str
    subject: Any
    expected: Any

    def __post_init__(self) -> None:
        _check_text("Example", "expression", self.expression)

    def __str__(self) -> str:
        subject, expected = (json.dumps(value, ensure_ascii=False) for value in (self.subject, self.expected))
        return f"{self.expression} on {subject} gives {expected}"


class Refusal(Struct, frozen=True):
    """`expression` on `subject` is an EvaluationError that says `words`."""

    expression: str
    subject: Any
    words: str

    def __post_init__(self) -> None:
        _check_text("Refusal", "expression", self.expression)
        _check_text("Refusal", "words", self.words)


@dataclass(frozen=True, slots=True)
class Function:
    """A function of expressions; make one with `declare`."""

    name: str
    signature: str
    help: str
    body: Callable[..., Any]
    examples: tuple[Example, ...]
    refusals: tuple[Refusal, ...]
    parameters: tuple[Parameter, ...]
    charge: Callable[..., None] | None
    refuses_null: bool
    builds_nothing: bool
    check: Callable[..., None] | None = None
    tests: tuple[Callable[[Any], bool], ...] = field(init=False, repr=False, compare=False)
    _needed: tuple[bool, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "tests", tuple(one.test for one in self.parameters))
        needed = (not (self.refuses_null or one.optional or one.test(None)) for one in self.parameters)
        object.__setattr__(self, "_needed", tuple(needed))

    @property
    def least(self) -> int:
        """How many arguments it needs."""
        return sum(not one.optional for one in self.parameters)

    @property
    def most(self) -> float:
        """How many arguments it takes; infinity where the last one repeats."""
        return math.inf if self.parameters and self.parameters[-1].repeats else len(self.parameters)

    @property
    def usage(self) -> str:
        """How to write a call: `round(number, digits?)`."""
        return f"{self.name}({', '.join(parameter.usage for parameter in self.parameters)})"

    def parameter(self, position: int) -> Parameter:
        """What the argument at `position` is; the last one may repeat."""
        return self.parameters[min(position, len(self.parameters) - 1)]

    def needs(self, position: int) -> bool:
        """Whether the result is null where the argument at `position` is."""
        return self._needed[min(position, len(self._needed) - 1)]

    def run(self, arguments: Sequence[Any], budget: Budget) -> Any:
        """The result for `arguments`, as many as it takes; EvaluationError when one does not fit."""
        if None in arguments and any(one is None and self.needs(position) for position, one in enumerate(arguments)):
            return None
        if not self._fit(arguments):
            self._check(arguments)
        budget.spend(1 if self.builds_nothing else 1 + sum(map(_nodes, arguments)))
        result = self._call(arguments, budget)
        if not (self.charge or self.builds_nothing):
            budget.spend(_nodes(result), len(result) if isinstance(result, str) else 0)
        if isinstance(result, float) and not math.isfinite(result):
            raise EvaluationError(f"{self.name}() goes beyond what a number can hold", "leave out such values")
        return result

    def _fit(self, arguments: Sequence[Any]) -> bool:
        """Whether each argument is of a kind that its parameter takes."""
        tests = self.tests if len(arguments) <= len(self.tests) else map(self._test, range(len(arguments)))
        for test, value in zip(tests, arguments, strict=False):  # noqa: SIM110 - a third of the time of `all`
            if not test(value):
                return False
        return True

    def _test(self, position: int) -> Callable[[Any], bool]:
        return self.tests[min(position, len(self.tests) - 1)]

    def _check(self, arguments: Sequence[Any]) -> None:
        for position, value in enumerate(arguments):
            if not (value is None and self.parameter(position).optional) and (misfit := self.misfit(position, value)):
                raise misfit

    def misfit(self, position: int, value: Any) -> EvaluationError | None:
        """What is wrong with the value as the argument at `position`; None where the function takes it."""
        parameter = self.parameter(position)
        if parameter.takes(value):
            return None
        wanted = f"{parameter.words} as its {_ordinal(position)} argument"
        message = f"{self.name}() takes {wanted}, not {_seen(parameter, value)}"
        return EvaluationError(message, _remedy(parameter, value))

    def _call(self, arguments: Sequence[Any], budget: Budget) -> Any:
        """The result of the code, paid for; what it raises names the function."""
        try:
            if self.charge:
                self.charge(budget, *arguments)
            return self.body(*arguments)
        except BudgetExceededError:
            raise
        except EvaluationError as error:
            if any(parameter.kind == "expression" for parameter in self.parameters):
                raise
            raise EvaluationError(f"{self.name}(): {error}", error.hint, code=error.code) from None
        except UnicodeEncodeError:
            message = f"{self.name}(): this string holds a lone surrogate"
            raise EvaluationError(message, "let the sender write whole characters") from None
        except OverflowError:
            raise EvaluationError(
                f"{self.name}() goes beyond what a number can hold", "leave out such values"
            ) from None


def declare(
    signature: str,
    help: str,  # noqa: A002  # a declaration reads like the documentation it becomes
    body: Callable[..., Any],
    *examples: Example | Refusal,
    charge: Callable[..., None] | None = None,
    refuses_null: bool = False,
    builds_nothing: bool = False,
    check: Callable[..., None] | None = None,
) -> Function:
    """A function as its signature says: `name(a: text, b?: integer, c...: any) -> text`.

    `?` marks an argument that may be left out, `...` one that may be repeated. `charge(budget, *arguments)`
    pays for the result before it is built; without it the result is paid for afterwards. A function that
    `builds_nothing`, and looks at no more than a piece of what it is given, costs one node. `check(*arguments)` raises
    EvaluationError for arguments that no event could mend; those that are not known before an event are None.

    >>> declare("twice(number: number) -> number", "Two times.", lambda n: 2 * n).run([4], Budget())
    8
    """
    for what, value in (("signature", signature), ("help", help)):
        _check_text("declare", what, value)
    for what, function in (("body", body), ("charge", charge), ("check", check)):
        if not callable(function) and (what == "body" or function is not None):
            raise TypeError(f"declare: {what} is of the class {type(function).__name__}; write a function")
    for one in examples:
        if not isinstance(one, Example | Refusal):
            raise TypeError(
                f"declare: an example is of the class {type(one).__name__}; write Example(...) or Refusal(...)"
            )
    match = SIGNATURE.fullmatch(signature)
    if match is None:
        raise ValueError(f"{signature!r} is not written as name(parameter: kind) -> kind")
    parameters = tuple(
        Parameter(name, kind.strip(), optional=mark == "?", repeats=mark == "...")
        for name, mark, kind in PARAMETER.findall(match[2])
    )
    return Function(
        match[1],
        signature,
        help,
        body,
        examples=tuple(one for one in examples if isinstance(one, Example)),
        refusals=tuple(one for one in examples if isinstance(one, Refusal)),
        parameters=parameters,
        charge=charge,
        refuses_null=refuses_null,
        builds_nothing=builds_nothing,
        check=check,
    )


def _check_text(owner: str, what: str, value: object) -> None:
    if not isinstance(value, str):
        raise TypeError(f"{owner}: {what} is of the class {type(value).__name__}; write a text")


def _nodes(value: Any) -> int:
    """What reading or building a value costs: a node per item, or per 1024 characters."""
    if isinstance(value, list | dict):
        return len(value)
    return len(value) // CHARACTERS_PER_NODE if isinstance(value, str) else 0


def _ordinal(position: int) -> str:
    return ORDINALS[position] if position < len(ORDINALS) else f"{position + 1}th"


def _seen(parameter: Parameter, value: Any) -> str:
    """A value as shown, or of a list of numbers or texts the first item that does not fit."""
    wanted = _item_kinds(parameter, value)
    if not wanted:
        return show(value)
    odd = next(number for number, item in enumerate(value) if not any(KINDS[kind][0]([item]) for kind in wanted))
    return f"a list whose item {odd + 1} is {show(value[odd])}"


def _item_kinds(parameter: Parameter, value: Any) -> list[str]:
    """Which lists the value should have been one of; where both would do, its first item chooses."""
    kinds = [kind for kind in parameter.kind.split(" | ") if kind in ITEM_REMEDIES]
    if not kinds or not isinstance(value, list):
        return []
    return [kind for kind in kinds if KINDS[kind][0](value[:1])] or kinds


def _remedy(parameter: Parameter, value: Any) -> str | None:
    """What to write so that such a value fits."""
    kinds = parameter.kind.split(" | ")
    if value is None:
        return f"give it a value where there is none: default({parameter.name}, …)"
    if wanted := _item_kinds(parameter, value):
        return ITEM_REMEDIES[wanted[0]]
    if "text" in kinds and _is_number(value):
        return "write to_string(…) around it"
    if "number" in kinds and isinstance(value, str):
        return "write to_number(…) around it"
    return "write to_array(…) around it" if "list" in kinds or parameter.takes([value]) else None
