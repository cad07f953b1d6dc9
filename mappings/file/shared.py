"""Fragments that several files share: files in folders `shared`, what includes them, and what uses them."""

import posixpath
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from mappings.file.check_file import check_fields
from mappings.file.loader import Included, LoadedFile, LoadedFragment, load_fragments
from mappings.findings.diagnostic import Report
from mappings.findings.suggest import did_you_mean
from mappings.located import Located

SHARED = "shared"
NOTHING: Final[Included] = MappingProxyType({})


def is_shared(file: str) -> bool:
    """Whether a file by its name holds fragments.

    >>> is_shared("mappings/shared/people.yaml"), is_shared("mappings/shared.yaml")
    (True, False)
    """
    return SHARED in PurePosixPath(file).parts[:-1]


class Includes(Struct, frozen=True):
    """Gives each mapping file the fragments of the files that it includes.

    `texts` are all files of the project by their names, relative to one folder.
    """

    texts: Mapping[str, str]
    report: Report
    read: dict[str, Included | None] = field(default_factory=dict)

    def check(self) -> None:
        """Report what is wrong with any of the shared files, included or not."""
        for name in self.texts:
            if is_shared(name):
                self._fragments(name)

    def into(self, file: LoadedFile) -> LoadedFile:
        """The file with all the fragments it includes; what it uses and does not include is a finding (E128)."""
        model = file.model
        if not (model.include or model.defaults.use or any(one.use for one in model.actions)):
            return file
        found: dict[str, LoadedFragment] = {}
        whole = True
        for number, name in enumerate(file.model.include):
            fragments = self._included(name, file, file.spot.at("include", number))
            whole = whole and fragments is not None
            for key, fragment in (fragments or {}).items():
                other = found.setdefault(key, fragment)
                if other is not fragment:
                    self.report.add(
                        "E131",
                        fragment.spot.key_place,
                        f'there are two fragments called "{key}"',
                        "give one of them another name",
                        related=(other.spot.key_place,),
                    )
        file = replace(file, fragments=found)
        if whole:
            self._check_uses(file)
        return file

    def _included(self, name: str, file: LoadedFile, spot: Located) -> Included | None:
        here = posixpath.dirname(file.file)
        path = posixpath.normpath(posixpath.join(here, name))
        if posixpath.isabs(name) or not is_shared(path):
            hint = f"write shared/{posixpath.basename(name)}, and put it there beside this file"
            self.report.add("E129", spot.place, f"{name} is in no folder called shared", hint)
            return None
        fragments = self._fragments(path)
        if fragments is NOTHING:
            near = [posixpath.relpath(one, here or ".") for one in self.texts if is_shared(one)]
            hint = did_you_mean(name, near) or f"there are {', '.join(near) or 'no files in a folder shared'}"
            self.report.add("E129", spot.place, f"there is no file {name} beside this one", hint)
            return None
        return fragments

    def _fragments(self, path: str) -> Included | None:
        """The fragments of a file; None if it cannot be read, NOTHING if it is not there."""
        if path not in self.read:
            text = self.texts.get(path)
            fragments = NOTHING if text is None else load_fragments(text, path, self.report)
            for fragment in (fragments or {}).values():
                check_fields(fragment.spot, self.report)
            self.read[path] = fragments
        return self.read[path]

    def _check_uses(self, file: LoadedFile) -> None:
        for names, spot in _uses(file):
            targets: dict[str, Located] = {}
            for number, name in enumerate(names):
                fragment = file.fragments.get(name)
                if fragment is None:
                    self._say_unknown(name, file, spot.at(number))
                    continue
                for key in ("map", "set"):
                    for target in getattr(fragment.model, key):
                        here = fragment.spot.at(key, target).key_place
                        other = targets.setdefault(target, fragment.spot.at(key, target)).key_place
                        if other != here:
                            message = f"{target} is in two fragments that are used together here"
                            related = (other, here)
                            hint = "use one of them, or take the field out of one"
                            self.report.add("E310", spot.at(number).place, message, hint, related=related)

    def _say_unknown(self, name: str, file: LoadedFile, spot: Located) -> None:
        elsewhere = sorted(path for path, found in self.read.items() if found and name in found)
        near = did_you_mean(name, file.fragments)
        if elsewhere:
            path = posixpath.relpath(elsewhere[0], posixpath.dirname(file.file) or ".")
            hint = f"write include: [{', '.join([*file.model.include, path])}] at the top"
        elif file.fragments:
            hint = near or f"there are {', '.join(file.fragments)}"
        else:
            hint = "write it below fragments: in shared/fragments.yaml, and include: [shared/fragments.yaml] at the top"
        self.report.add("E128", spot.place, f'there is no fragment "{name}"', hint)


def used_by(names: Iterable[str], file: LoadedFile) -> list[LoadedFragment]:
    """The fragments of those names, those that are there."""
    return [file.fragments[name] for name in names if name in file.fragments]


def _uses(file: LoadedFile) -> list[tuple[list[str], Located]]:
    own = [(one.use, file.spot.at("actions", number, "use")) for number, one in enumerate(file.model.actions)]
    return [(file.model.defaults.use, file.spot.at("defaults", "use")), *own]
