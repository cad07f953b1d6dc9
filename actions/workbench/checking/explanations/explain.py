"""`actions check --explain CODE`: what a finding is about, and how it looks before and after."""

from textwrap import fill, indent

from actions.codes import CODES
from actions.workbench.checking.explanations.conditions import CONDITIONS
from actions.workbench.checking.explanations.events import EVENTS
from actions.workbench.checking.explanations.explanation import Explanation
from actions.workbench.checking.explanations.fields import FIELDS
from actions.workbench.checking.explanations.layout import LAYOUT
from actions.workbench.checking.explanations.settings import SETTINGS
from mappings.findings.suggest import candidates

EXPLANATIONS: dict[str, Explanation] = {**LAYOUT, **CONDITIONS, **FIELDS, **SETTINGS, **EVENTS}
WIDTH = 78
BAD, GOOD = "This has it:", "This is right:"


def explain_code(code: str) -> str | None:
    """What there is to say of a code, for people; None where no finding has it."""
    name = code.strip().upper()
    explanation = EXPLANATIONS.get(name)
    if explanation is None:
        return None
    parts = [f"{name}: {CODES[name]}", fill(explanation.cause, WIDTH)]
    if explanation.unseen:
        parts.append(fill(f"There is no example. {explanation.unseen}", WIDTH))
    for title, example in (
        (explanation.beside.value, explanation.other),
        (BAD if explanation.bad else "", explanation.bad),
        (GOOD if explanation.good else "", explanation.good),
    ):
        parts += [title] if title else []
        parts += [indent(example.rstrip(), "    ")] if example else []
    return "\n\n".join(parts) + "\n"


def codes_like(code: str) -> list[str]:
    """The codes that may be meant by one that is none: `210`, `e21`."""
    digits = "".join(letter for letter in code if letter.isdigit())
    same = [one for one in CODES if digits and one[1:] == digits]
    return same or candidates(code.upper(), list(CODES))
