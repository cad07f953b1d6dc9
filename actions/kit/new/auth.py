"""The code for credentials in a new package, for each kind of authentication."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Auth(StrEnum):
    """The values of `--auth`."""

    bearer = "bearer"
    basic = "basic"
    key = "key"
    oauth2 = "oauth2"
    none = "none"


@dataclass(frozen=True, slots=True)
class Credentials:
    """The settings as (name, whether it is a secret), how a request passes them, and the header that comes of it."""

    settings: tuple[tuple[str, bool], ...] = ()
    passed: str = ""
    header: str = ""
    shown: str = ""


CREDENTIALS: Mapping[Auth, Credentials] = MappingProxyType(
    {
        Auth.bearer: Credentials(
            (("api_token", True),),
            "bearer=settings.api_token.get_secret_value()",
            "authorization",
            "Bearer api_token",
        ),
        Auth.basic: Credentials(
            (("user", False), ("password", True)),
            "basic=(settings.user, settings.password.get_secret_value())",
            "authorization",
            "Basic ada:password",
        ),
        Auth.key: Credentials(
            (("api_key", True),),
            'headers={"x-api-key": settings.api_key.get_secret_value()}',
            "x-api-key",
            "api_key",
        ),
        Auth.oauth2: Credentials(
            (("client_id", False), ("client_secret", True)),
            "oauth=OAuth2(\n"
            '            settings.host.replace("api.", "auth.", 1) + "/token",\n'
            "            settings.client_id,\n"
            "            settings.client_secret.get_secret_value(),\n"
            "        )",
            "authorization",
            "Bearer (a token from https://auth.{dashed}.example/token)",
        ),
        Auth.none: Credentials(),
    }
)


TOKENS = """\
    if call.host.startswith("auth."):
        return Answer.of_json(200, {"access_token": "made-up", "expires_in": 3600})
"""


def words(auth: Auth, name: str, title: str) -> dict[str, str]:
    """What the templates leave open about credentials.

    >>> words(Auth.key, "acme", "Acme")["case_settings"]
    '{api_key: made-up}'
    """
    one = CREDENTIALS[auth]
    fields = [
        f'    {setting}: {"SecretStr" if secret else "str"} = Field(description="Where {title} shows it.")\n'
        for setting, secret in one.settings
    ]
    references = [f"  {setting}: {_reference(name, setting, secret)}\n" for setting, secret in one.settings]
    in_cases = ", ".join(f"{setting}: {'made-up' if secret else 'ada'}" for setting, secret in one.settings)
    secrets = [_variable(name, setting) for setting, secret in one.settings if secret]
    dashed = name.replace("_", "-")
    shown = one.shown.replace("{dashed}", dashed)
    own_header = f', {one.header}: "{shown}"' if one.header else ""
    return {
        "pydantic_more": ", SecretStr" if secrets else "",
        "settings_fields": "".join(fields),
        "credentials": f"        {one.passed},\n" if one.passed else "",
        "case_settings": f"{{{in_cases}}}",
        "case_headers": f"{{content-type: application/json{own_header}}}",
        "stand_in_check": (TOKENS if auth is Auth.oauth2 else "") + _stand_in_check(one.header),
        "token_host": f', "auth.{dashed}.example"' if auth is Auth.oauth2 else ",",
        "mapping_settings": "settings:\n" + "".join(references) if references else "settings: {}\n",
        "export_line": f"export {' '.join(f'{secret}=made-up' for secret in secrets)}\n" if secrets else "",
    }


def _reference(name: str, setting: str, secret: bool) -> str:
    return f"{{secret: {_variable(name, setting)}}}" if secret else "ada"


def _variable(name: str, setting: str) -> str:
    return f"{name}_{setting}".upper()


def _stand_in_check(header: str) -> str:
    if not header:
        return ""
    return (
        f'    if not call.headers.get("{header}"):\n        return Answer.of_json(401, {{"error": "no credentials"}})\n'
    )
