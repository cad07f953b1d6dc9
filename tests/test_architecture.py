"""The house keeps its shape: imports point one way, pure rooms stay pure, files and folders stay small."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("actions", "destinations", "mappings", "pysource")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))

# A room may import only what stands here, beside the standard library and what pyproject.toml lists.
MAY_IMPORT = {
    "pysource": ("pysource",),
    "mappings": ("mappings", "pysource"),
    "destinations": ("destinations", "pysource"),
    "actions": ("actions", "mappings", "destinations", "pysource"),
}
NOT_DESTINATIONS = {"sdk", "delivery", "testing"}
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
# The rooms that touch the world, each for the reason in its docstring; all others are pure.
EDGES = (
    "actions/kit/contract/processes/",
    "actions/cli/",
    "actions/project/",
    "actions/run/",
    "actions/serve/",
    "destinations/delivery/",
    "destinations/registry.py",
    "destinations/testing/",
)
# What holds a destination's own connection, a module or a folder; imported when the first rows are there, not before.
WRITER = "writer"
CLOCKS = {"now", "utcnow", "today", "time", "monotonic"}
CLOCK_READERS = {"actions/event/context.py"}
MOST_LINES, MOST_FUNCTION_LINES, MOST_ENTRIES = 400, 60, 12
# Folders that are lists: of destinations, and of the parts of the product that README.md names.
SHELVES = {"actions", "destinations"}
# The only module in which source becomes code: it checks what it is given against a list.
LOADER = "pysource/load.py"


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
    assert {name for name in ours if name.split(".")[0] not in MAY_IMPORT[package]} == set()


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
    assert {name for name in ours if not name.startswith(("destinations.sdk", own))} == set()
    assert not any(name.endswith("stand_in") for name in imports_when_run(path) | ours)
    assert is_writer(path) or not any(WRITER in name.split(".") for name in imports_when_run(path))


@pytest.mark.parametrize("path", STAND_INS, ids=name_of)
def test_a_stand_in_knows_nothing_of_the_destination_that_it_tests(path: Path) -> None:
    assert {name for name in imports(path) if name.split(".")[0] in PACKAGES} == {"destinations.testing.vendor"}


def is_writer(path: Path) -> bool:
    return path in DESTINATION_MODULES and WRITER in (path.stem, path.parent.name)


def is_edge(path: Path) -> bool:
    return name_of(path).startswith(EDGES) or is_writer(path)


@pytest.mark.parametrize("path", [one for one in MODULES if not is_edge(one)], ids=name_of)
def test_pure_rooms_touch_no_world(path: Path) -> None:
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


def test_no_module_is_part_of_an_import_circle() -> None:
    known = {name_of(path).removesuffix(".py").removesuffix("/__init__").replace("/", "."): path for path in MODULES}
    graph = {
        name: {one for one in imports_when_run(path) if one in known and one != name} for name, path in known.items()
    }
    while leaves := [name for name, needs in graph.items() if not needs]:
        for leaf in leaves:
            del graph[leaf]
        graph = {name: needs - set(leaves) for name, needs in graph.items()}
    assert sorted(graph) == []


def imports_when_run(path: Path) -> set[str]:
    """What a module imports when it is loaded: not inside functions, not for type checkers only."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    named = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and node.module:
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
