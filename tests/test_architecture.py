"""The structure of the code: imports point one way, pure packages stay pure, files and folders stay small."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("actions", "destinations", "mappings")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))

# What each package may import, beside the standard library and what pyproject.toml lists.
MAY_IMPORT = {
    "mappings": ("mappings",),
    "destinations": ("destinations", "mappings.expr.compiled.load"),
    "actions": ("actions", "mappings", "destinations"),
}
NOT_DESTINATIONS = {"sdk", "delivery", "testing", "system"}
IMPURE = {
    "asyncio",
    "os",
    "random",
    "secrets",
    "socket",
    "sqlite3",
    "subprocess",
    "time",
    "urllib.request",
    "aiohttp",
}
# The packages that have side effects, each for the reason in its docstring; all others are pure.
EDGES = (
    "actions/kit/contract/processes/",
    "actions/cli/",
    "actions/deliver/",
    "actions/doctor/",
    "actions/project/",
    "actions/reading/",
    "actions/run/",
    "actions/serve/",
    "actions/stream/",
    "actions/studio/",
    "actions/system/",
    "destinations/delivery/",
    "destinations/registry.py",
    "destinations/system/",
    "destinations/testing/",
)
# What operating systems do differently, and where it may be used.
SYSTEM = ("destinations.system",)
NOT_EVERYWHERE = re.compile(
    r"\b(fcntl|SIGHUP|SIGKILL|SIGUSR\d|AF_UNIX|start_unix_server|open_unix_connection|fork|fsync|fdatasync|getrlimit"
    r"|setrlimit|sched_getaffinity|O_CLOEXEC|O_DIRECTORY|O_NOFOLLOW|getuid|geteuid|statvfs|uname)\b"
)
MAY_SPEAK_OF_SYSTEMS = ("actions/system/", "destinations/system/")
# A destination's own connection, a module or a folder, which is imported when the first rows are written.
WRITER = "writer"
CLOCKS = {"now", "utcnow", "today", "time", "monotonic"}
CLOCK_READERS = {"actions/event/context.py"}
MOST_LINES, MOST_FUNCTION_LINES, MOST_ENTRIES = 400, 60, 12
# Folders that are lists: of destinations, and of the parts of the product that docs/where-things-are.md names.
SHELVES = {"actions", "destinations"}
# The only module in which source becomes code: it checks what it is given against a list. So the validators of
# payloads, which destinations/sdk/quick writes, become code here too.
LOADER = "mappings/expr/compiled/load.py"


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_point_one_way(path: Path) -> None:
    package = name_of(path).split("/")[0]
    ours = {name for name in imports(path) if name.split(".")[0] in PACKAGES}
    allowed = tuple(f"{one}." for one in MAY_IMPORT[package])
    assert {name for name in ours if not f"{name}.".startswith(allowed)} == set()


DESTINATION_MODULES = [
    path
    for path in MODULES
    if (parts := name_of(path).split("/"))[0] == "destinations" and len(parts) > 2 and parts[1] not in NOT_DESTINATIONS
]


STAND_INS = [path for path in DESTINATION_MODULES if path.stem == "stand_in"]


@pytest.mark.parametrize("path", [one for one in DESTINATION_MODULES if one not in STAND_INS], ids=name_of)
def test_a_destination_knows_the_sdk_and_itself_only(path: Path) -> None:
    own = ".".join(name_of(path).split("/")[:2])
    ours = {name for name in imports(path) if name.split(".")[0] in PACKAGES}
    assert {name for name in ours if not name.startswith(("destinations.sdk", own, *SYSTEM))} == set()
    assert not any(name.endswith("stand_in") for name in imports_when_run(path) | ours)
    assert is_writer(path) or not any(WRITER in name.split(".") for name in imports_when_run(path))


@pytest.mark.parametrize("path", STAND_INS, ids=name_of)
def test_a_stand_in_knows_nothing_of_the_destination_that_it_tests(path: Path) -> None:
    ours = {name for name in imports(path) if name.split(".")[0] in PACKAGES}
    assert {"destinations.testing.vendor"} <= ours <= {"destinations.testing.vendor", "destinations.testing.row_store"}


def is_writer(path: Path) -> bool:
    return path in DESTINATION_MODULES and WRITER in (path.stem, path.parent.name)


def is_edge(path: Path) -> bool:
    return name_of(path).startswith(EDGES) or is_writer(path)


@pytest.mark.parametrize("path", [one for one in MODULES if not is_edge(one)], ids=name_of)
def test_pure_packages_have_no_side_effects(path: Path) -> None:
    assert {name for name in imports(path) if name in IMPURE} == set()
    calls = {
        node.func.attr
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in CLOCKS
        and not node.args
    }
    assert calls == set() or name_of(path) in CLOCK_READERS


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_files_and_functions_are_read_in_one_sitting(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    long = [
        f"{node.name}: {(node.end_lineno or 0) - node.lineno + 1}"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= MOST_FUNCTION_LINES
    ]
    assert long == []
    assert len(text.splitlines()) <= MOST_LINES


@pytest.mark.parametrize("folder", sorted({path.parent for path in MODULES}), ids=name_of)
def test_a_folder_holds_at_most_twelve_entries(folder: Path) -> None:
    entries = [one.name for one in folder.iterdir() if one.name not in ("__pycache__", "__init__.py", "py.typed")]
    assert len(entries) <= MOST_ENTRIES or name_of(folder) in SHELVES


def test_what_not_every_system_has_stands_behind_the_modules_for_it() -> None:
    for path in MODULES:
        if name_of(path).startswith(MAY_SPEAK_OF_SYSTEMS) or not NOT_EVERYWHERE.search(path.read_text("utf-8")):
            continue
        tree = tree_of(path)
        named = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)} | set(imports(path))
        assert {name for name in named if NOT_EVERYWHERE.fullmatch(name)} == set(), path


MODULE_NAMES = {name_of(path).removesuffix(".py").removesuffix("/__init__").replace("/", "."): path for path in MODULES}
# Imports that close a circle, each of them inside a function or for type checkers only, with the reason for it.
CIRCLES = {
    ("destinations.files.writer.files_writer", "destinations.files"): "a type only, of the settings it is opened with",
    ("destinations.kafka.writer", "destinations.kafka"): "a type only, of the settings it is opened with",
    ("destinations.nats.writer", "destinations.nats"): "a type only, of the settings it is opened with",
    ("destinations.postgres.writer.postgres_writer", "destinations.postgres"): "a type only, as for files",
    (
        "destinations.delivery.send",
        "destinations.delivery.redaction.batch_result",
    ): "a type only, of what it reports to",
    ("actions.deliver.deliverer", "actions.project"): "a type only, of the project that decides for it",
    ("actions.deliver.deliverer", "actions.deliver.blocking"): "`blocking()` gives the form without a loop",
    ("actions.deliver.direct", "actions.deliver.blocking"): "`blocking()` gives the form without a loop",
}


def without_leaves(graph: dict[str, set[str]]) -> dict[str, set[str]]:
    """What is left of the graph once what needs nothing is taken away, again and again: circles, and who needs them."""
    while leaves := [name for name, needs in graph.items() if not needs]:
        for leaf in leaves:
            del graph[leaf]
        graph = {name: needs - set(leaves) for name, needs in graph.items()}
    return graph


def test_no_module_is_part_of_an_import_circle() -> None:
    graph = {
        name: {one for one in imports_when_run(path) if one in MODULE_NAMES and one != name}
        for name, path in MODULE_NAMES.items()
    }
    assert sorted(without_leaves(graph)) == []


def test_imports_on_first_use_and_for_types_make_no_circle_but_those_with_a_reason() -> None:
    graph = {
        name: {one for one in imports_from(ast.walk(tree_of(path))) if one in MODULE_NAMES and one != name}
        for name, path in MODULE_NAMES.items()
    }
    for name, needs in CIRCLES:
        assert needs in graph[name], (name, needs)
        assert name in all_needs(graph, needs), f"{name} -> {needs} is part of no circle any more"
    allowed = {name: needs - {one for by, one in CIRCLES if by == name} for name, needs in graph.items()}
    assert {name: sorted(needs) for name, needs in without_leaves(allowed).items()} == {}


def all_needs(graph: dict[str, set[str]], name: str) -> set[str]:
    """All that a module imports, and what that imports in its turn."""
    found, waiting = set[str](), {name}
    while waiting:
        found |= waiting
        waiting = {one for by in waiting for one in graph[by]} - found
    return found


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports_when_run(path: Path) -> set[str]:
    """What a module imports when it is loaded: not inside functions, not for type checkers only."""
    return imports_from(tree_of(path).body)


def imports_from(nodes: Iterable[ast.AST]) -> set[str]:
    """The modules that these statements import, and what they import from modules as if it were one."""
    named = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            named |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            named |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return named


def test_user_text_never_becomes_code() -> None:
    """`yaml.load`, `eval`, `exec`, `pickle` have no place here; generated source becomes code in one place."""
    for path in MODULES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        called = {
            node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        assert called & {"eval", "exec", "compile"} == ({"exec", "compile"} if name_of(path) == LOADER else set()), path
        assert {"pickle", "marshal", "shelve"} & set(imports(path)) == set(), path
        attributes = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        assert not ({"full_load", "unsafe_load", "CSafeLoader", "CLoader"} & attributes), path
