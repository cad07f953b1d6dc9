"""All mapping files of a project while they are changed, and what is found in them."""

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from actions.plan.planned import PlannedAction
from actions.project.check import Checked, NoEnvironmentError, ProjectError, check_texts
from actions.project.files import find_mapping_files, find_shared_files, project_folder
from actions.reading.lines import NoEventsError
from actions.reading.recorded import WORD, find_events, has_recorded
from actions.reading.values import read_values
from actions.studio.model.editing.reading import readable_documents
from actions.studio.model.files.file import EditedFile, UnreadableFileError
from actions.studio.security.places import SAMPLES, writable
from actions.workbench.checking.against.evidence import Evidence
from actions.workbench.checking.find import find_all
from actions.workbench.checking.fixing.paste import paste
from mappings.file.shared import is_shared
from mappings.findings.diagnostic import Diagnostic, Report

Listener = Callable[[str], None]


class Workspace:
    """The files of the project at `folder`, what they make, and the windows that look at them.

    Each file is compiled on its own, together with the fragments, when its text has changed: that is quick while
    somebody writes. What files say about each other is found by `check`.
    """

    def __init__(
        self, folder: Path, environ: Mapping[str, str] | None = None, env: str | None = None, *, read_only: bool = False
    ) -> None:
        self.folder = project_folder(folder).resolve()
        self.environ, self.env, self.read_only = environ, env, read_only
        self.files: dict[str, EditedFile] = {}
        self.unreadable: dict[str, str] = {}
        self.revision = 0
        self._listeners: list[Listener] = []
        self._given = folder
        self._evidence: Evidence | None = None
        # Of each file what it was made of and what came of it, and with which revision that was looked at.
        self._compiled: dict[str, tuple[int, tuple[str, ...], Checked]] = {}
        self._actions: dict[str, tuple[Checked, list[PlannedAction]]] = {}
        self._found: dict[str, tuple[Checked, list[Diagnostic]]] = {}
        self._good: dict[str, Checked] = {}
        self._whole: tuple[int, Checked] | None = None
        self._by_key: tuple[int, dict[str, tuple[str, PlannedAction]]] = (-1, {})
        self.find_files()
        if not self.files:
            where = find_mapping_files(folder)[0]
            raise ProjectError(f"there is no mapping file (*.yaml) in {where}; `actions init` writes one", Report(), {})

    @property
    def texts(self) -> dict[str, str]:
        return {label: one.text for label, one in self.files.items()}

    @property
    def whole(self) -> Checked:
        """All files together, as they are being written."""
        if self._whole is None or self._whole[0] != self.revision:
            self._whole = self.revision, self._check(self.texts)
        return self._whole[1]

    def compiled(self, label: str) -> Checked:
        """The file on its own, as it is being written."""
        kept = self._compiled.get(label)
        if kept is not None and kept[0] == self.revision:
            return kept[2]
        texts = self._with_fragments(label)
        key = tuple(texts.values())
        if kept is not None and kept[1] == key:
            made = kept[2]
        else:
            made = self._check(texts)
            if readable_documents(texts[label]) is not None:
                self._good[label] = made
        self._compiled[label] = self.revision, key, made
        return made

    def compiled_as_saved(self, label: str) -> Checked:
        """The file on its own, as it is on disk."""
        saved = {name: self.files[name].disk for name in self._with_fragments(label)}
        return self._check(saved)

    def as_saved(self) -> Checked:
        """All files together, as they are on disk."""
        return self._check({label: one.disk for label, one in self.files.items()})

    def last_good(self, label: str) -> Checked:
        """The file as it was when it could be read last: of one that cannot be read nothing else is to be shown."""
        now = self.compiled(label)
        return now if readable_documents(self.files[label].text) is not None else self._good.get(label, now)

    def actions(self, label: str) -> list[PlannedAction]:
        """The file's actions in its order, those included in which something is wrong."""
        found, known = self.last_good(label), self._actions.get(label)
        if known is None or known[0] is not found:
            known = found, sorted((*found.plan.actions, *found.broken), key=lambda one: one.spot.place.line)
            self._actions[label] = known
        return known[1]

    def find_action(self, key: str) -> tuple[str, PlannedAction] | None:
        """The action with this key, such as `mixpanel.orders`, and its file."""
        if self._by_key[0] != self.revision:
            found: dict[str, tuple[str, PlannedAction]] = {}
            for label in self.files:
                for one in self.actions(label):
                    found.setdefault(one.key, (label, one))
            self._by_key = self.revision, found
        return self._by_key[1].get(key)

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Have the listener hear the name of each file that changes ("" for all); what comes back ends that."""
        self._listeners.append(listener)

        def end() -> None:
            with suppress(ValueError):
                self._listeners.remove(listener)

        return end

    def find_files(self) -> bool:
        """Look which files there are; true if some came or went. A file with changes stays."""
        root, names = find_mapping_files(self._given)
        paths = {Path(os.path.relpath(one, root)).as_posix(): one for one in [*names, *find_shared_files(self._given)]}
        gone = [label for label, one in self.files.items() if label not in paths and not one.is_changed]
        for label in gone:
            del self.files[label]
        came = [label for label in paths if label not in self.files]
        self.unreadable = {}
        for label in came:
            try:
                self.files[label] = EditedFile.read(label, paths[label])
            except UnreadableFileError as error:
                self.unreadable[label] = str(error)
        self.files = {label: self.files[label] for label in [*paths, *self.files] if label in self.files}
        return bool(gone or set(came) - self.unreadable.keys())

    def look_at_disk(self) -> list[str]:
        """The files that somebody else changed since the last look."""
        has_others = self.find_files()
        changed = [label for label, one in self.files.items() if one.look()]
        if has_others:
            changed.append("")
        if changed:
            self._changed(changed[0] if len(changed) == 1 else "")
        return changed

    def put(self, label: str, text: str, now: float | None = None) -> bool:
        """Make the file this text; what is found in it is known afterwards, about other files after `check`."""
        if not self.files[label].put(text, now):
            return False
        self._changed(label)
        return True

    def undo(self, label: str) -> bool:
        """Take back the last change of the file."""
        return self._stepped(label, self.files[label].undo())

    def redo(self, label: str) -> bool:
        """Make the change that was taken back last."""
        return self._stepped(label, self.files[label].redo())

    def save(self, label: str, *, over: bool = False) -> bool:
        """Write the file; false where it was changed on disk meanwhile, and nothing is written.

        With `over` it is also written over what is no text any more.

        OSError or NotAllowedError says why it cannot be written.
        """
        if self.read_only:
            return False
        file = self.files[label]
        writable(self.folder, str(file.path.absolute()))
        done = file.save(over=over)
        self._tell(label)
        return done

    def settle(self, label: str, *, mine: bool) -> None:
        """Where a file was changed here and on disk: go on with what is here, or with what is there."""
        file = self.files[label]
        if mine:
            file.keep_mine()
        else:
            file.take_theirs()
        self._changed(label)

    def drop(self, label: str) -> None:
        """Forget a file that is not on disk any more, and what was changed in it."""
        if self.files[label].is_gone:
            del self.files[label]
            self._changed(label)

    def apply_fix(self, finding: Diagnostic) -> bool:
        """Put the finding's fix into its file; false where it has none."""
        if finding.place is None or finding.fix is None or finding.place.file not in self.files:
            return False
        label = finding.place.file
        return self.put(label, paste(self.files[label].text, finding))

    def check_file(self, label: str) -> list[Diagnostic]:
        """What is found in one file and the fragments it may include: quick, while somebody writes."""
        checked, known = self.compiled(label), self._found.get(label)
        if known is None or known[0] is not checked:
            report = find_all(checked, self._evidence, environ=self.environ)
            known = checked, [one for one in report if one.place is None or one.place.file == label]
            self._found[label] = known
        return known[1]

    def check(self) -> Report:
        """What is found in all files."""
        return find_all(self.whole, self._evidence, environ=self.environ)

    def known_findings(self, label: str) -> list[Diagnostic]:
        """What was found in the file when it was looked at last; nothing before the first look."""
        known = self._found.get(label)
        return known[1] if known is not None else []

    def read_evidence(self) -> None:
        """Read the events that `check` holds mappings against: what was recorded, or samples."""
        is_recorded = has_recorded(self.folder)
        evidence = Evidence(is_record=is_recorded)
        with suppress(NoEventsError):
            name = WORD if is_recorded else str(self.folder / SAMPLES)
            source = find_events(name, self.folder, datetime.now(UTC))
            for value in read_values(source.files):
                evidence.add(value)
        self._evidence = evidence if evidence.total else None
        self._found.clear()

    def _with_fragments(self, label: str) -> dict[str, str]:
        return {name: one.text for name, one in self.files.items() if name == label or is_shared(name)}

    def _check(self, texts: Mapping[str, str]) -> Checked:
        try:
            return check_texts(texts, self.environ, env=self.env)
        except NoEnvironmentError:
            # Another file may well have it.
            return check_texts(texts, self.environ)

    def _stepped(self, label: str, done: bool) -> bool:
        if done:
            self._changed(label)
        return done

    def _changed(self, label: str) -> None:
        self._tell(label)

    def _tell(self, label: str) -> None:
        self.revision += 1
        for one in list(self._listeners):
            one(label)
