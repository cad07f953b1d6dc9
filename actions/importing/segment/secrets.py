"""Mappings without the secrets that are written out in them."""

from typing import Any

from actions.credentials import holds_password, holds_secret


def without_secrets(mapping: Any, todo: list[str], above: str = "") -> Any:
    """The mapping without texts that are secrets by their names, and without addresses that hold a password.

    `todo` gets a line for each, which says where it was and not what it is.

    >>> todo = []
    >>> without_secrets({"headers": {"Authorization": "Bearer a", "X-Shop": "b"}}, todo)
    {'headers': {'X-Shop': 'b'}}
    >>> todo
    ['headers.Authorization: a secret is not copied; name it in the settings, as {secret: NAME}']
    """
    if isinstance(mapping, list):
        return [without_secrets(part, todo, f"{above}[{number}]") for number, part in enumerate(mapping)]
    if not isinstance(mapping, dict):
        return mapping
    kept: dict[str, Any] = {}
    for name, part in mapping.items():
        place = f"{above}.{name}" if above else name
        if isinstance(part, str) and part and (holds_secret(name) or holds_password(part)):
            todo.append(f"{place}: a secret is not copied; name it in the settings, as {{secret: NAME}}")
        else:
            kept[name] = without_secrets(part, todo, place)
    return kept
