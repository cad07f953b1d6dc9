"""Secrets from elsewhere: who is asked, in which order, and what is reported when a provider fails."""

from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from actions.kit.secret_providers import GROUP, SecretProviderError, secret_lookup

HEAD = "from actions.kit.secret_providers import SecretProvider, hookimpl\n"
PROVIDER = """
@hookimpl
def register_secret_providers():
    return [SecretProvider("{name}", {find})]
"""


def lookup(folder: Path, patch: pytest.MonkeyPatch, environ: dict[str, str], **finds: str) -> str | None:
    """The secret TOKEN, where the providers' `find` is as given."""
    for name, find in finds.items():
        (folder / f"{name}.py").write_text(HEAD + PROVIDER.format(name=name, find=find))
    patch.syspath_prepend(str(folder))
    points = [EntryPoint(name, name, GROUP) for name in reversed(finds)]
    return secret_lookup(environ.get, points)("TOKEN")


@pytest.mark.parametrize(
    ("environ", "finds", "secret"),
    [
        pytest.param({}, {"keeper_a": "{'TOKEN': 'a'}.get"}, "a", id="a provider has it"),
        pytest.param({"TOKEN": "e"}, {"keeper_b": "{'TOKEN': 'b'}.get"}, "e", id="the environment comes first"),
        pytest.param({"TOKEN": " "}, {"keeper_c": "{'TOKEN': 'c'}.get"}, "c", id="a blank variable is none"),
        pytest.param(
            {}, {"keeper_d": "{}.get", "keeper_e": "{'TOKEN': 'e'}.get"}, "e", id="the second provider has it"
        ),
        pytest.param({}, {"keeper_f": "lambda n: 'f'", "keeper_g": "lambda n: 'g'"}, "f", id="in order of their names"),
        pytest.param({}, {"keeper_h": "lambda n: ''"}, None, id="a blank answer is none"),
        pytest.param({}, {}, None, id="nobody has it"),
    ],
)
def test_who_has_the_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], finds: dict[str, str], secret: str | None
) -> None:
    assert lookup(tmp_path, monkeypatch, environ, **finds) == secret


@pytest.mark.parametrize(
    ("name", "find", "message"),
    [
        pytest.param(
            "keeper_i",
            "lambda n: 1 / 0",
            "the secret provider keeper_i failed for TOKEN: ZeroDivisionError",
            id="it raises",
        ),
        pytest.param(
            "keeper_j",
            "lambda n: b's3cret'",
            "the secret provider keeper_j gave TOKEN as bytes, not a text",
            id="no text",
        ),
        pytest.param(
            "keeper_k",
            "gone",
            "the secret provider keeper_k cannot be loaded: NameError: name 'gone' is not defined",
            id="its hook raises",
        ),
        pytest.param(
            "keeper_l",
            "None), (len",
            "cannot be loaded: ValueError: SecretProvider: find is None; write a plain function",
            id="no provider",
        ),
    ],
)
def test_a_provider_that_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, find: str, message: str
) -> None:
    with pytest.raises(SecretProviderError) as caught:
        lookup(tmp_path, monkeypatch, {}, **{name: find})
    assert message in str(caught.value)


def test_no_provider_is_loaded_for_a_secret_of_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert lookup(tmp_path, monkeypatch, {"TOKEN": "e"}, keeper_m="gone") == "e"


def test_what_a_provider_says_of_its_failure_is_not_repeated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SecretProviderError) as caught:
        lookup(tmp_path, monkeypatch, {}, keeper_n="lambda n: {}['s3cret']")
    assert "s3cret" not in str(caught.value)
