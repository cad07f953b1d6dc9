"""An expression's tree as a function."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from mappings.budget import Budget
from mappings.expr.compiled.emitter import Emitter, Form
from mappings.expr.compiled.forms.builds import literal, new_list, new_object
from mappings.expr.compiled.forms.calls import call, reference
from mappings.expr.compiled.forms.comparisons import comparison
from mappings.expr.compiled.forms.logic import both, either, negation
from mappings.expr.compiled.forms.loops import each_item, each_match, each_value, flat_list
from mappings.expr.compiled.forms.reads import read_chain, read_field, read_here, read_item, read_slice
from mappings.expr.compiled.load import load
from mappings.expr.tree import Node

FORMS: Final[Mapping[str, Form]] = MappingProxyType(
    {
        "and_expression": both,
        "comparator": comparison,
        "current": read_here,
        "expref": reference,
        "field": read_field,
        "filter_projection": each_match,
        "flatten": flat_list,
        "function_expression": call,
        "identity": read_here,
        "index": read_item,
        "index_expression": read_chain,
        "literal": literal,
        "multi_select_dict": new_object,
        "multi_select_list": new_list,
        "not_expression": negation,
        "or_expression": either,
        "pipe": read_chain,
        "projection": each_item,
        "slice": read_slice,
        "subexpression": read_chain,
        "value_projection": each_value,
    }
)


def compile_tree(tree: Node) -> Callable[[Any, Budget], Any]:
    """A function of a subject and a budget that gives what the tree gives; TooDeepError if it cannot be written.

    It raises where the tree cannot be evaluated, but leaves it to the interpreter to say why.
    """
    emitter = Emitter(FORMS)
    return load(_write(emitter, tree), "expression", emitter.names)


def source_of(tree: Node) -> str:
    """The source of that function."""
    return _write(Emitter(FORMS), tree)


def _write(emitter: Emitter, tree: Node) -> str:
    result = emitter.emit(tree, emitter.subject("subject"))
    return emitter.function("expression", ("subject", "budget"), result)
