"""All pages of a project: a first one, its instances, who gets what, what real events fill, and the destinations."""

from collections.abc import Iterable

from actions.insight.coverage.counting import ProjectCoverage
from actions.insight.lineage.edges import Edge, edges_of_all
from actions.plan.plan import Plan
from actions.plan.planned import Instance, PlannedAction
from actions.site.page import Page, code, folded, heading, paragraph, table
from actions.site.project.coverage import action_coverage, coverage_page
from actions.site.project.destinations import destination_page, destination_path
from actions.site.project.lineage import lineage_page, picture_of
from actions.system.file_names import file_stem
from actions.workbench.showing import ShownAction, ShownField, show_action
from destinations.registry import Plugin

YOURS, BY_DEFAULT = "Your mappings", "destination default"


def project_pages(plan: Plan, plugins: Iterable[Plugin], counted: ProjectCoverage | None = None) -> list[Page]:
    """The pages, in the order in which they are listed. With counts of events, also what these fill."""
    edges = edges_of_all(plan.actions)
    used = {one.destination.name for one in plan.instances.values()}
    pages = [
        _first(plan, counted),
        *(_instance(one, plan, edges, counted) for one in plan.instances.values()),
        lineage_page(edges),
        *([coverage_page(counted)] if counted else []),
    ]
    tools = sorted(plugins, key=lambda one: (one.destination.name not in used, one.destination.title.lower()))
    return [*pages, *(destination_page(one) for one in tools)]


def instance_path(name: str) -> str:
    """The path of an instance's page in the site."""
    return f"mappings/{file_stem(name)}.html"


def _first(plan: Plan, counted: ProjectCoverage | None) -> Page:
    rows = [
        (
            f'<a href="{instance_path(one.name)}">{one.name}</a>',
            f'<a href="{destination_path(one.destination.name)}">{one.destination.title}</a>',
            ", ".join(code(action.name) for action in _actions(plan, one)),
        )
        for one in plan.instances.values()
    ]
    events = f" Counts are of {counted.events:,} events." if counted else ""
    body = heading(1, "Where events go", "where-events-go")
    body += paragraph(f"{len(plan.instances)} instances of destinations, with {len(plan.actions)} actions.{events}")
    body += table(("instance", "destination", "actions"), rows)
    return Page("index.html", "Where events go", body, YOURS)


def _actions(plan: Plan, instance: Instance) -> list[PlannedAction]:
    return [one for one in plan.actions if one.instance.name == instance.name]


def _instance(instance: Instance, plan: Plan, edges: list[Edge], counted: ProjectCoverage | None) -> Page:
    own = [one for one in edges if one.action.instance.name == instance.name]
    title = instance.destination.title
    body = heading(1, instance.name, "top")
    body += f'<p>An instance of <a href="../{destination_path(instance.destination.name)}">{title}</a>.</p>\n'
    for one in _actions(plan, instance):
        body += _action(show_action(one))
        body += folded("A picture of what goes where", picture_of([edge for edge in own if edge.action.key == one.key]))
        if counted and one.key in counted.actions:
            body += folded("What events fill", action_coverage(counted.actions[one.key], counted))
    return Page(instance_path(instance.name), instance.name, body, YOURS)


def _action(shown: ShownAction) -> str:
    action = shown.action
    body = heading(2, action.name, action.id)
    where = f'<a href="../{destination_path(action.instance.destination.name)}#{action.action_type.name}">'
    body += f"<p>{where}{action.label}</a>: {action.action_type.help} "
    body += f"{code(f'{action.spot.place.file}:{action.spot.place.line}')}</p>\n"
    if not action.enabled:
        body += "<p>Switched off (<code>enabled: false</code>).</p>\n"
    body += f"<p>It fires when</p>\n<pre>{code(chr(10).join(shown.when))}</pre>\n"
    own = [one for one in shown.fields if one.layer != BY_DEFAULT]
    others = [one for one in shown.fields if one.layer == BY_DEFAULT]
    return body + _fields(own) + folded(f"{len(others)} fields by default", _fields(others))


def _fields(fields: Iterable[ShownField]) -> str:
    rows = [
        (code(one.field), code(one.source), ", ".join(code(each) for each in one.options), one.layer) for one in fields
    ]
    return table(("field", "comes from", "with", "said by"), rows)
