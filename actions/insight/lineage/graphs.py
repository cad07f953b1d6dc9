"""Lineage as a picture: the text of a graph in the languages of Graphviz (dot) and of Mermaid."""

import json
from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from actions.insight.lineage.ask import Found
from actions.insight.lineage.ways import show_way

ENTITIES: Final = str.maketrans(
    {"#": "#35;", '"': "#quot;", "<": "#lt;", ">": "#gt;", "&": "#amp;", "`": "#96;", "\n": " "}
)


class _Arrow(Struct, frozen=True):
    """From a place in events to a field of an action: what is said beside it, and whether it only decides."""

    start: str
    end: str
    label: str
    is_dashed: bool


class _Graph(Struct, frozen=True):
    """Places in events, and for each action its fields; all by the names of their nodes."""

    places: dict[str, str]
    groups: dict[str, dict[str, str]]
    arrows: list[_Arrow]


def as_dot(found: Iterable[Found]) -> str:
    """A graph for `dot -Tsvg`: events on the left, a box for each action with its fields on the right."""
    graph = _graph(found)
    lines = ["digraph lineage {", "  rankdir=LR;", "  node [shape=box, fontname=Helvetica];"]
    lines += [f"  {node} [label={_quoted(label)}, style=rounded];" for label, node in graph.places.items()]
    for number, (action, fields) in enumerate(graph.groups.items()):
        lines += [f"  subgraph cluster_{number} {{", f"    label={_quoted(action)};"]
        lines += [f"    {node} [label={_quoted(label)}];" for label, node in fields.items()]
        lines.append("  }")
    for arrow in graph.arrows:
        style = ", style=dashed" if arrow.is_dashed else ""
        lines.append(f"  {arrow.start} -> {arrow.end} [label={_quoted(arrow.label)}{style}];")
    return "\n".join([*lines, "}", ""])


def as_mermaid(found: Iterable[Found]) -> str:
    """A graph that GitHub and others draw between ```mermaid and ```."""
    graph = _graph(found)
    lines = ["flowchart LR"]
    lines += [f"  {node}([{_entities(label)}])" for label, node in graph.places.items()]
    for number, (action, fields) in enumerate(graph.groups.items()):
        lines.append(f"  subgraph action{number} [{_entities(action)}]")
        lines += [f"    {node}[{_entities(label)}]" for label, node in fields.items()]
        lines.append("  end")
    for arrow in graph.arrows:
        line = "-.->" if arrow.is_dashed else "-->"
        label = f"|{_entities(arrow.label)}|" if arrow.label else ""
        lines.append(f"  {arrow.start} {line}{label} {arrow.end}")
    return "\n".join([*lines, ""])


def _graph(found: Iterable[Found]) -> _Graph:
    graph = _Graph({}, {}, [])
    for one in found:
        edge = one.edge
        if edge.source is None:
            continue
        place = show_way((*edge.source.way, *one.rest))
        start = graph.places.setdefault(place, f"event{len(graph.places)}")
        fields = graph.groups.setdefault(f"{edge.action.instance.name} · {edge.action.name}", {})
        field = show_way(one.target) if one.target else "fires"
        number = len(graph.groups) - 1 if len(fields) == 0 else list(graph.groups.values()).index(fields)
        end = fields.setdefault(field, f"field{number}_{len(fields)}")
        label = ", ".join(filter(None, (*edge.words(one.rest), edge.sent(one.rest))))
        arrow = _Arrow(start, end, label, edge.use != "value")
        if arrow not in graph.arrows:
            graph.arrows.append(arrow)
    return graph


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _entities(text: str) -> str:
    """The text in quotes, with entities as Mermaid writes them for what would end it or be read as markup."""
    return f'"{text.translate(ENTITIES)}"'
