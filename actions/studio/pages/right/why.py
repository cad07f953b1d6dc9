"""Why the action fires or not: its condition as a tree, what it saw, and what would do."""

from actions.studio.model.asking.answer import Answer, Node
from actions.studio.model.editing.fixes import apply_fix
from actions.studio.pages.drawing.parts import box, button, mark, text
from actions.studio.pages.window import Window
from mappings.findings.show import show


def show_why(window: Window) -> None:
    """The tree, and the ways in which the action would fire."""
    answer = window.answer
    if answer is None:
        return
    if answer.status != "fired" and answer.reason:
        text(answer.hide(answer.reason, reveal=window.reveal), "reason")
    for one in answer.trouble:
        with box(f"finding {one.severity}"), box("finding-words"):
            text(answer.hide(f"{one.code} {one.message}", reveal=window.reveal))
            if one.hint:
                text(one.hint, "dim small")
    if answer.node is not None:
        with box("tree"):
            _node(window, answer, answer.node)
    if answer.never:
        text(f"No event can fire it: {answer.never}", "reason")
    for number, words in enumerate(answer.ways):
        text(f"{'or ' if number else ''}{answer.hide(words, reveal=window.reveal)}", "way")


def _node(window: Window, answer: Answer, node: Node) -> None:
    with box("node"):
        with box("node-row"):
            mark(node.verdict)
            with box("node-words"):
                text(answer.hide(node.words, reveal=window.reveal), "group-words" if node.is_group else "test-words")
                if not node.is_group:
                    seen = "nothing" if node.seen is None else show(answer.hide(node.seen, reveal=window.reveal))
                    text(f"saw {seen}", "seen")
                if node.miss and not node.verdict:
                    _miss(window, answer, node)
            if node.place is not None:
                _place(window, node)
        if node.parts:
            with box("node-parts"):
                for part in node.parts:
                    _node(window, answer, part)


def _miss(window: Window, answer: Answer, node: Node) -> None:
    with box("miss"):
        words = f"{node.miss} → {node.advice}" if node.advice else str(node.miss)
        text(answer.hide(words, reveal=window.reveal))
        leaf, better, action = node.leaf, node.better, window.action
        if leaf is not None and better is not None and action is not None and not window.studio.read_only:
            whole = action.placed_condition()
            button(
                "Use this",
                lambda: window.change(lambda written, way: apply_fix(written, way, whole, leaf, better)),
                style="primary",
                name=f"Use this: {node.advice}",
            )


def _place(window: Window, node: Node) -> None:
    place = node.place
    if node.is_default or place is None or place.file not in window.workspace.files:
        text("default", "dim small")
        return

    def go() -> None:
        window.view, window.line = "text", place.line
        window.publish("file_list")

    button(f"line {place.line}", go, style="place")
