"""The recipes of docs/engines.md, each run as a program of its own: what it writes is what `process_lines` says."""

import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from actions import Project
from tests.bulk.engines import decided, expected, expected_failures, failures, make_events, needed, needed_program
from tests.docs_pages import ROOT, read_blocks

pytestmark = pytest.mark.cluster
BLOCKS = list(read_blocks(ROOT / "docs" / "engines.md"))
RECIPES = {block.about: block.text for block in BLOCKS if block.word == "recipe"}
NEEDS = {"spark": ("pyspark", "pandas"), "ray": ("ray", "pandas")}
LINES = make_events(1500)


def test_there_is_a_recipe_for_each_engine() -> None:
    assert list(RECIPES) == ["spark", "ray", "dask", "polars", "duckdb"]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("engine", RECIPES)
def test_a_recipe_decides_what_process_lines_decides(engine: str, tmp_path: Path) -> None:
    if engine == "spark":
        needed_program("java", "apt-get install default-jre-headless")
    for name in NEEDS.get(engine, (engine,)):
        needed(name)
    for block in BLOCKS:
        if block.word == "write":
            (tmp_path / block.about).parent.mkdir(exist_ok=True)
            (tmp_path / block.about).write_text(block.text, encoding="utf-8")
    table = pa.table({"id": range(len(LINES)), "event": [one.decode() for one in LINES]})
    pq.write_table(table, tmp_path / "events.parquet", row_group_size=400)
    (tmp_path / "recipe.py").write_text(RECIPES[engine], encoding="utf-8")
    environ = os.environ | {
        "PYSPARK_PYTHON": sys.executable,
        "RAY_USAGE_STATS_ENABLED": "0",
        "SPARK_LOCAL_IP": "127.0.0.1",
    }
    command = [sys.executable, "recipe.py"]
    done = subprocess.run(command, check=False, cwd=tmp_path, env=environ, capture_output=True, text=True, timeout=400)
    assert done.returncode == 0, done.stderr[-4000:]
    [written] = [one for name in ("decided", "decided.parquet") if (one := tmp_path / name).exists()]
    rows = pq.read_table(written).to_pylist()
    project = Project.load(tmp_path, environ={})
    right = expected(project, LINES)
    assert len(right) > 1000
    assert decided(rows) == right
    assert failures(rows) == expected_failures(project, LINES)
