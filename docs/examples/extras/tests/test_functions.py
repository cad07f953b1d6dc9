"""What the functions declare is what they do: their examples, and what they refuse."""

import pytest
from acme_extras.functions import FUNCTIONS

from mappings.budget import Budget
from mappings.expr import compile_expression
from mappings.findings.errors import EvaluationError
from mappings.functions.declare import Example, Refusal

EXAMPLES = [one for function in FUNCTIONS for one in function.examples]
REFUSALS = [one for function in FUNCTIONS for one in function.refusals]


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_an_example_holds(example: Example) -> None:
    assert compile_expression(example.expression)(example.subject, Budget()) == example.expected


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda one: one.words)
def test_what_is_refused(refusal: Refusal) -> None:
    with pytest.raises(EvaluationError) as caught:
        compile_expression(refusal.expression)(refusal.subject, Budget())
    assert refusal.words in str(caught.value)
