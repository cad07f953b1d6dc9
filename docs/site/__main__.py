"""`python -m docs.site [FOLDER]`: writes the site of this version, and a first page that lists all that are there."""

import re
import shutil
import sys
from pathlib import Path

from docs.release.version import version_of
from docs.site.pages import ROOT, site

VERSION = re.compile(r"\d+\.\d+\.\d+\S*")


def main(folder: Path) -> int:
    """0 when the site is written; 1 where links in it lead nowhere, which are printed."""
    version = version_of()
    made = site(version)
    for page, link in made.broken:
        sys.stderr.write(f"{page}: {link} leads nowhere\n")
    if made.broken:
        return 1
    shutil.rmtree(folder / version, ignore_errors=True)
    for place, content in made.files.items():
        path = folder / version / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (folder / "index.html").write_text(list_of_versions(folder), encoding="utf-8")
    pages = sum(place.endswith(".html") for place in made.files)
    sys.stdout.write(f"wrote {pages} pages of {version}; open {folder / 'index.html'}\n")
    return 0


def list_of_versions(folder: Path) -> str:
    """A page that leads to each version in the folder, the newest first."""
    names = [path.name for path in folder.iterdir() if path.is_dir() and VERSION.fullmatch(path.name)]
    names.sort(key=lambda name: [int(one) for one in re.findall(r"\d+", name)], reverse=True)
    links = "\n".join(f'<li><a href="{name}/index.html">{name}</a></li>' for name in names)
    title = "destination-actions: documentation"
    return (
        f'<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8"><title>{title}</title></head>\n'
        f"<body>\n<h1>{title}</h1>\n<ul>\n{links}\n</ul>\n</body>\n</html>\n"
    )


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "site"))
