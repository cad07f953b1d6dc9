"""Functions of the Acme shop: how it writes product numbers, and how many points an order earns."""

from mappings.findings.errors import EvaluationError
from mappings.functions.declare import Example, Function, Refusal, declare
from mappings.functions.plugins import hookimpl

EURO_PER_POINT = 10
SHORTEST = 3


def sku(text: str) -> str:
    """The number in capitals, with a dash before its last two digits."""
    plain = text.replace("-", "").replace(" ", "").upper()
    if len(plain) < SHORTEST:
        raise EvaluationError(f'"{text}" is not a product number', "map one with three characters or more")
    return f"{plain[:-2]}-{plain[-2:]}"


def points(amount: float) -> int:
    """One point for each ten euro, none for less."""
    return max(0, int(amount // EURO_PER_POINT))


FUNCTIONS = [
    declare(
        "acme_sku(text: text) -> text",
        "The product's number as the shop writes it.",
        sku,
        Example("acme_sku(@)", "4579032", "45790-32"),
        Example("acme_sku(@)", "ab 1-7", "AB-17"),
        Example("acme_sku(@)", None, None),
        Refusal("acme_sku(@)", "7", '"7" is not a product number'),
        Refusal("acme_sku(@)", 4579032, "takes a text as its 1st argument, not 4579032"),
    ),
    declare(
        "acme_points(amount: number) -> number",
        "The points that an order of so many euro earns.",
        points,
        Example("acme_points(@)", 19.99, 1),
        Example("acme_points(@)", -5, 0),
        builds_nothing=True,
    ),
]


@hookimpl
def register_functions() -> list[Function]:
    """The shop's functions."""
    return FUNCTIONS
