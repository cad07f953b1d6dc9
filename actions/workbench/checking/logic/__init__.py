"""Whether conditions can hold, alone and beside each other."""

from actions.workbench.checking.logic.clauses import TYPES_WITH, always_holds, article, conflict, implies, meet

__all__ = ["TYPES_WITH", "always_holds", "article", "conflict", "implies", "meet"]
