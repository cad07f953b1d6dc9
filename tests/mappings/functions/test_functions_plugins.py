"""Functions of other packages: what can be used, and the error for what cannot."""

import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from mappings.budget import Budget
from mappings.findings.errors import EvaluationError
from mappings.functions.plugins import GROUP, all_functions, installed_functions, read_functions

HEAD = "from mappings.functions.declare import declare\nfrom mappings.functions.plugins import hookimpl\n"
SOUND = """
def twice(number):
    return {result}

@hookimpl
def register_functions():
    return [declare("{name}(number: number) -> number", "Two times.", twice)]
"""


def read(
    folder: Path, patch: pytest.MonkeyPatch, module: str, text: str, points: int = 1
) -> tuple[list[str], list[str]]:
    (folder / f"{module}.py").write_text(HEAD + text)
    patch.syspath_prepend(str(folder))
    found = read_functions([EntryPoint("toy", module, GROUP)] * points)
    return list(found.functions), list(found.troubles)


def test_a_sound_function_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = SOUND.format(name="toy_twice", result="2 * number")
    assert read(tmp_path, monkeypatch, "toy_sound", text) == (["toy_twice"], [])


@pytest.mark.parametrize(
    ("module", "text", "message"),
    [
        pytest.param(
            "toy_prefix",
            SOUND.format(name="twice", result="2"),
            "twice() is not the plugin's own; call it toy_twice",
            id="no prefix",
        ),
        pytest.param(
            "toy_known",
            SOUND.format(name="round", result="2"),
            "round() is not the plugin's own; call it toy_round",
            id="a name of ours",
        ),
        pytest.param("toy_raises", "raise RuntimeError('boom')", "RuntimeError: boom", id="it cannot be imported"),
        pytest.param("toy_exits", "raise SystemExit(3)", "SystemExit: 3", id="it ends the program"),
        pytest.param(
            "toy_kind",
            "@hookimpl\ndef register_functions():\n    return [len]",
            "register_functions returned builtin_function_or_method; make functions with declare(…)",
            id="no declaration",
        ),
        pytest.param(
            "toy_sign",
            SOUND.format(name="toy twice", result="2"),
            "is not written as name(parameter: kind) -> kind",
            id="no signature",
        ),
        pytest.param(
            "toy_hook",
            "@hookimpl\ndef register_function():\n    return []",
            "unknown hook 'register_function'",
            id="a misspelt hook",
        ),
    ],
)
def test_what_cannot_be_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str, text: str, message: str
) -> None:
    functions, [trouble] = read(tmp_path, monkeypatch, module, text)
    assert (functions, message in trouble) == ([], True), trouble
    assert trouble.startswith(f"the functions of toy ({module}) cannot be used: ")


def test_two_packages_of_one_prefix_are_both_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = SOUND.format(name="toy_twice", result="2 * number")
    functions, troubles = read(tmp_path, monkeypatch, "toy_double", text, points=2)
    assert functions == []
    assert "two packages bring functions that begin with toy_; uninstall one of them" in troubles[0]


@pytest.mark.parametrize(
    ("module", "result", "message"),
    [
        pytest.param("toy_error", "number / 0", "the function itself failed: ZeroDivisionError", id="it raises"),
        pytest.param(
            "toy_set", "{number}", "the function gave a set, which is not a JSON value", id="it gives no JSON"
        ),
    ],
)
def test_a_function_that_fails_costs_its_field(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str, result: str, message: str
) -> None:
    (tmp_path / f"{module}.py").write_text(HEAD + SOUND.format(name="toy_twice", result=result))
    monkeypatch.syspath_prepend(str(tmp_path))
    function = read_functions([EntryPoint("toy", module, GROUP)]).functions["toy_twice"]
    with pytest.raises(EvaluationError, match=message):
        function.run([4], Budget())


PROGRAM = """
from mappings.budget import Budget
from mappings.expr import compile_expression
from mappings.expr.interpret import interpret
from mappings.expr.parse import parse
from mappings.findings.errors import ExpressionError

one = compile_expression("toy_twice(a) | [@, toy_twice(@)]")
print(one({"a": 4}, Budget()), interpret(parse("toy_twice(a)").tree, {"a": 4}, Budget()))
try:
    compile_expression("toy_thrice(a)")
except ExpressionError as error:
    print(error.problem.hint)
"""


def test_expressions_call_it_compiled_and_interpreted(tmp_path: Path) -> None:
    (tmp_path / "toy_whole.py").write_text(HEAD + SOUND.format(name="toy_twice", result="2 * number"))
    about = tmp_path / "toy-0.1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: toy\nVersion: 0.1\n")
    (about / "entry_points.txt").write_text("[mappings]\ntoy = toy_whole\n")
    root = Path(__file__).parents[3]
    answer = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={"PYTHONPATH": f"{root}:{tmp_path}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.stdout.splitlines() == ["[8, 16] 8", 'did you mean "toy_twice"?'], answer.stderr


def test_without_plugins_there_are_the_functions_of_the_catalog() -> None:
    assert installed_functions().functions == {}
    assert "round" in all_functions()
