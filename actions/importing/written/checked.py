"""Files as `actions check` takes them: what it refuses stays in them as a comment.

A file of which nothing is left has another ending, so that no project reads it.
"""

from actions.importing.imported import ImportedFile
from actions.importing.written.mapping_file import file_text
from actions.project import check_texts
from actions.system.file_names import file_stem
from actions.workbench.checking.find import find_all
from mappings.findings.diagnostic import Diagnostic

MOST_ROUNDS = 8
STARTS = "  - name:"
YAML, TODO = ".yaml", ".yaml.todo"


def checked_file(file: ImportedFile) -> tuple[str, str]:
    """The name of the file and its text, without errors; actions that have some are in it as comments."""
    text = checked_text(file)
    if any(not one.refused for one in file.actions):
        return f"{file_stem(file.name)}{YAML}", text
    why = "none of its actions can be used as it is" if file.actions else "it has no actions"
    file.todo.insert(0, f"{why}: this file is not read until it is called {file_stem(file.name)}{YAML}")
    return f"{file_stem(file.name)}{TODO}", file_text(file)


def checked_text(file: ImportedFile) -> str:
    """The text of the file, without errors; actions that have some are marked as refused, with the reason."""
    for _ in range(MOST_ROUNDS):
        text = file_text(file)
        used = [one for one in file.actions if not one.refused]
        errors = _errors(file, text) if used else []
        if not errors:
            return text
        for error in errors:
            action = _number_of_action(text, error.place.line if error.place else 0)
            if action is None or action >= len(used):
                # Something about the file as a whole: none of its actions can be used.
                for one in used:
                    one.refused = one.refused or error.message
            else:
                used[action].refused = (
                    used[action].refused or f"{error.message}{f'; {error.hint}' if error.hint else ''}"
                )
    return file_text(file)


def _errors(file: ImportedFile, text: str) -> list[Diagnostic]:
    checked = check_texts({f"{file.name}.yaml": text}, {})
    return [one for one in find_all(checked) if one.severity == "error"]


def _number_of_action(text: str, line: int) -> int | None:
    """Which of the actions in use the line belongs to."""
    above = text.splitlines()[:line]
    starts = sum(one.startswith(STARTS) for one in above)
    return starts - 1 if starts else None
