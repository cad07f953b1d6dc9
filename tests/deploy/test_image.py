"""The steps of docs/deploy/Dockerfile, done one by one in a copy of this machine's root, and what comes of them run.

No daemon that builds images is needed, only the right to mount: the base image is this machine with an environment of
Python that has nothing in it.
"""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from docs.release.build import copy_of_tree
from tests.actions.cli.sending import project, server, taken
from tests.actions.stream.broker_process import free_port
from tests.deploy.test_compose import DEPLOY, DOCKERFILE
from tests.deploy.test_running import ask, started, until

pytestmark = pytest.mark.cluster
# A root of its own for each stage, of which what is written is in memory and gone with the process.
ROOTS = """
set -e
mount --make-rprivate /
mount -t tmpfs tmpfs "$TOP"
for stage in build final; do
    mkdir -p "$TOP/$stage/upper" "$TOP/$stage/work" "$TOP/$stage/root"
    root="$TOP/$stage/root"
    mount -t overlay overlay -o "lowerdir=/,upperdir=$TOP/$stage/upper,workdir=$TOP/$stage/work" "$root"
    mount --rbind /dev "$root/dev"
    mount -t proc proc "$root/proc"
    for file in /etc/resolv.conf /etc/hosts; do cat "$file" > "$root$file"; done
    # The interpreter may be somebody's own.
    chmod a+x "$root/root"
    rm -rf "$root/base" "$root/wheels" "$root/src" "$root/project" "$root/state"
    mkdir "$root/base" "$root/wheels" "$root/src" "$root/project"
    chroot "$root" "$PYTHON" -m venv /base
done
cp -r "$TREE/." "$TOP/build/root/src"
in_stage() { chroot "$TOP/$1/root" env -i PATH="/base/bin:$PATH" $EXTRA sh -c "$2" >&2; }
in_stage build "cd /src && $BUILD"
mount --bind "$TOP/build/root/wheels" "$TOP/final/root/wheels"
in_stage final "$FINAL"
umount "$TOP/final/root/wheels"
root="$TOP/final/root"
mount --bind "$FOLDER" "$root/project"
mount -o remount,ro,bind "$root/project"
# A new volume has the owner and the rights of the folder in its place.
kept="$(stat -c uid=%u,mode=%a "$root/state")"
mount -t tmpfs -o "$kept" tmpfs "$root/state"
mount -t tmpfs tmpfs "$root/tmp"
mount -o remount,ro "$root"
in_user() { chroot --userspec="$USER_OF:$USER_OF" "$root" "$@"; }
for path in / /base/lib /project /etc; do
    if in_user touch "$path/x" 2>&-; then echo "$path can be written" >&2; exit 9; fi
done
in_user touch /state/x
exec chroot --userspec="$USER_OF:$USER_OF" "$root" env -i PATH="/base/bin:$PATH" WEBSITE_KEY=my-first-key \
    HOOK_SECRET=whsec_Y2FuYXJ5IGNhbmFyeSBjYW5hcnk= sh -c 'cd /project && exec "$@"' sh "$@"
"""
# Where pip finds packages on this machine is no business of the image.
PIP = ("PIP_CERT", "PIP_CONFIG_FILE", "PIP_DEFAULT_TIMEOUT", "PIP_FIND_LINKS", "PIP_INDEX_URL", "HOME")


def steps() -> tuple[list[str], str, list[str]]:
    """The `RUN` of each stage, the user, and the command of the image."""
    text = re.sub(r"\\\n", " ", DOCKERFILE)
    [extras] = set(re.findall(r"^ARG EXTRAS=(\S+)$", text, re.MULTILINE))
    runs = [re.sub(r"--mount=\S+", "", one) for one in re.findall(r"^RUN (.+)$", text, re.MULTILINE)]
    [user] = re.findall(r"^USER (\S+)$", text, re.MULTILINE)
    words = re.findall(r'"([^"]+)"', "".join(re.findall(r"^(?:ENTRYPOINT|CMD) (.+)$", text, re.MULTILINE)))
    return [one.replace("${EXTRAS}", extras) for one in runs], user, words


# What a root of its own takes: some containers allow none of it to anybody.
TRY = """
set -e
mount --make-rprivate /
mount -t tmpfs tmpfs /mnt
mkdir /mnt/upper /mnt/work /mnt/root
mount -t overlay overlay -o lowerdir=/,upperdir=/mnt/upper,workdir=/mnt/work /mnt/root
mount -t proc proc /mnt/root/proc
mount --rbind /dev /mnt/root/dev
chroot /mnt/root true
"""


def may_mount() -> bool:
    command = ("unshare", "--mount", "sh", "-c", TRY)
    try:
        return subprocess.run(command, check=False, capture_output=True).returncode == 0
    except FileNotFoundError:
        return False


def test_the_image_that_the_steps_make_takes_in_an_event_and_delivers_it(tmp_path: Path) -> None:
    if not may_mount():
        # Nothing that could be installed would change it: no failure, wherever that is.
        pytest.skip("nothing may be mounted here: run the tests as root, outside of a container")
    (build, final), user, command = steps()
    tree, top, port = copy_of_tree(tmp_path / "tree"), tmp_path / "top", free_port()
    top.mkdir()
    folder = project(tmp_path, "shop")
    settings = (
        (DEPLOY / "project" / "serve.yaml").read_text(encoding="utf-8").replace("0.0.0.0:8080", f"127.0.0.1:{port}")
    )
    (folder / "serve.yaml").write_text(f"{settings}\nadmin: 127.0.0.1:{free_port()}\n", encoding="utf-8")
    for one in (folder, *folder.rglob("*")):
        one.chmod(0o755 if one.is_dir() else 0o644)
    tmp_path.chmod(0o755)
    given = {"TOP": top, "TREE": tree, "FOLDER": folder, "BUILD": build, "FINAL": final, "USER_OF": user}
    words = [f"{name}={value}" for name, value in given.items()]
    extra = 'EXTRA="$(env | grep -E "^(' + "|".join(PIP) + ')=" | tr "\\n" " ")" '
    script = f"{extra}\n{ROOTS}"
    with server(tmp_path) as (url, ledger), (tmp_path / "log").open("w") as log:
        whole = ["unshare", "--mount", "env", *words, f"PYTHON={sys.executable}", "bash", "-c", script, "bash"]
        with started(*whole, *command, "--divert", url, stderr=log, stdout=log) as service:
            until(lambda: service.poll() is not None or ask(f"http://127.0.0.1:{port}/ready")[0] == 200, "", 600.0)
            assert service.poll() is None, (tmp_path / "log").read_text()[-3000:]
            sent = {"type": "track", "event": "X", "userId": "u1", "messageId": "m1"}
            assert ask(f"http://127.0.0.1:{port}/v1/track", sent)[0] == 200
            until(lambda: ledger.exists() and taken(ledger, "shop") == ["m1"], "it was not delivered")
