"""Mapping files in place of what Segment's destinations do."""

from typing import Any

from actions.importing.imported import ImportedFile, free_name
from actions.importing.names import ActionNames, Names, find_for_unknown, find_names
from actions.importing.segment.action import import_action
from actions.importing.segment.address import leave_to_settings, settings_from_actions
from actions.importing.segment.read import Source, read_sources
from actions.importing.written.complete import complete_action, not_carried_over, settings_of
from destinations.registry import Registry
from mappings.file.model import slug_of

TABLE = "segment.yaml"
UNNAMED = "no document says which tool it is, so import the destination itself, too, or name it by --destination"


def import_segment(
    documents: list[Any], registry: Registry, slug: str | None = None
) -> tuple[list[ImportedFile], list[str]]:
    """A file for each destination that has subscriptions, and words about subscriptions that are left out.

    `slug` is Segment's name of those destinations that nothing names.
    """
    taken: set[str] = set()
    sources, left = read_sources(documents, slug)
    return [_file(one, registry, taken) for one in sources], left


def _file(source: Source, registry: Registry, taken: set[str]) -> ImportedFile:
    found = find_names(source.slug, registry, TABLE)
    plugin, unknown = find_for_unknown(registry, TABLE)
    plugin, names = found or (plugin, Names(()))
    destination = plugin.destination.name
    wanted = destination if found else slug_of(source.slug.removeprefix("actions-")) or destination
    if wanted in taken and source.name:
        wanted = slug_of(source.name) or wanted
    instance = free_name(wanted, taken)
    given = {**source.settings, **settings_from_actions(source, names.address)}
    settings, todo = settings_of(plugin, names, given, instance)
    todo += not_carried_over(names, given)
    if not found:
        why = f"there is no destination for {source.slug} here" if source.is_named else UNNAMED
        todo.insert(0, f"{why}: its payloads go to a webhook, as they were")
    file = ImportedFile(
        instance, destination, f"Imported from Segment: {source.name or source.slug}.", settings, [], todo=todo
    )
    _add_actions(file, source, None if found else unknown, names)
    for one in file.actions:
        leave_to_settings(one, settings, names.address)
        complete_action(one, plugin)
    return file


def _add_actions(file: ImportedFile, source: Source, unknown: ActionNames | None, names: Names) -> None:
    taken: set[str] = set()
    for one in source.subscriptions:
        action_names = unknown or names.action(source.actions.get(one.action, one.action))
        name = free_name(one.name, taken)
        if action_names is None:
            file.todo.append(f"{one.name}: Segment's action {one.action} has no counterpart here; it is left out")
        else:
            file.actions.append(import_action(one, action_names, name))
