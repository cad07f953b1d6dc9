"""Phone numbers without a country, read beside the one that is known."""

from typing import Any

from pydantic import BaseModel

from actions.engine.untidy.located import Part, models_in
from actions.plan.planned import PlannedAction
from destinations.sdk.fields.people.countries import country_code
from destinations.sdk.fields.people.phones import complete_phone
from destinations.sdk.fields.roles import Personal, roles_of
from mappings.fields.target import Steps


def read_phone(value: Any, part: Part, fields: dict[str, Any], action: PlannedAction) -> str | None:
    """The number with its country, for a field of phone numbers that refused it; None where it is not clear.

    Numbers that are hashed are matched, so that the country of the person's address may stand for theirs. A tool
    that writes to people would reach somebody else by a wrong guess: for it the setting `default_country` alone counts.
    """
    role = next((one for one in part.roles if isinstance(one, Personal) and one.kind == "phone"), None)
    if role is None:
        return None
    country = getattr(action.instance.settings.shown, "default_country", None)
    if role.sent == "sha256":
        country = _country_beside(part.path, fields, action.action_type.payload) or country
    number = complete_phone(value, country)
    return None if number == value else number


def _country_beside(path: Steps, fields: Any, model: type[BaseModel]) -> str | None:
    """The country of the person whose number stands at the path, if one can be read."""
    models = [model]
    for step in path[:-1]:
        infos = [one.model_fields[step] for one in models if isinstance(step, str) and step in one.model_fields]
        models = [inner for info in infos for inner in models_in(info.annotation)] if isinstance(step, str) else models
        fields = fields[step]
    names = [name for one in models for name, roles in roles_of(one).items() if _is_country(roles)]
    found = (fields.get(name) for name in names)
    return next((text for text in found if isinstance(text, str) and country_code(text)), None)


def _is_country(roles: tuple[Any, ...]) -> bool:
    return any(isinstance(one, Personal) and one.kind == "country" for one in roles)
