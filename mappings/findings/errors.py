"""What can go wrong with an expression: when it is read, and when it meets an event."""

from msgspec import Struct


class ExpressionProblem(Struct, frozen=True):
    """A finding inside an expression's text; `start` and `end` are offsets of characters in that text."""

    code: str
    message: str
    hint: str | None
    start: int
    end: int
    fix: str | None = None


class ExpressionError(ValueError):
    """The text is not an expression we run; `problem` says where and what to write."""

    def __init__(self, problem: ExpressionProblem) -> None:
        super().__init__(problem.message)
        self.problem = problem

    def __reduce__(self) -> tuple[type["ExpressionError"], tuple[ExpressionProblem]]:
        return type(self), (self.problem,)


class EvaluationError(ValueError):
    """An expression or a conversion cannot work with this event's value; the event's fault, not the file's.

    `hint` says what to write in the mapping so that such an event passes, where that is known.
    """

    def __init__(self, message: str, hint: str | None = None, *, code: str = "E510") -> None:
        super().__init__(message)
        self.hint = hint
        self.code = code
