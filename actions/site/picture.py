"""A picture of lineage: places in events on the left, the fields they go to on the right."""

from collections.abc import Sequence
from html import escape
from typing import Final

from msgspec import Struct

ROW, TOP, WIDTH, BOX, GAP = 22, 8, 900, 330, 14
# Longer names are cut in the picture; the tables have them whole.
LONGEST: Final = 46


class Line(Struct, frozen=True):
    """From a place in events to a field of a group; it may be personal, or only decide."""

    start: str
    group: str
    end: str
    is_personal: bool = False
    decides: bool = False


def picture(lines: Sequence[Line], words: str) -> str:
    """The picture as SVG, with `words` for those who cannot see it; nothing without lines."""
    if not lines:
        return ""
    starts = list(dict.fromkeys(one.start for one in lines))
    groups = {one.group: list(dict.fromkeys(other.end for other in lines if other.group == one.group)) for one in lines}
    right: dict[tuple[str, str], int] = {}
    boxes: list[str] = []
    at = TOP
    for group, ends in groups.items():
        height = ROW * (len(ends) + 1) + 6
        boxes.append(f'<rect x="{WIDTH - BOX}" y="{at}" width="{BOX - 2}" height="{height}" rx="4"/>')
        boxes.append(_text(WIDTH - BOX + 8, at + 16, group, "name"))
        for number, end in enumerate(ends):
            right[group, end] = at + ROW * (number + 1) + 14
            boxes.append(_text(WIDTH - BOX + 16, right[group, end] + 4, end))
        at += height + GAP
    height = max(at, TOP + ROW * len(starts) + GAP)
    space = (height - 2 * TOP) / len(starts)
    left = {start: TOP + space * (number + 0.5) for number, start in enumerate(starts)}
    names = [_text(BOX - 8, left[start] + 4, start, "start") for start in starts]
    curves = [_curve(one, left[one.start], right[one.group, one.end]) for one in dict.fromkeys(lines)]
    parts = "\n".join([*boxes, *names, *curves])
    box = f'viewBox="0 0 {WIDTH} {height}" width="{WIDTH}"'
    return f'<svg role="img" {box}><title>{escape(words)}</title>\n{parts}\n</svg>\n'


def _curve(line: Line, start: float, end: float) -> str:
    kinds = " ".join(filter(None, ("personal" if line.is_personal else "", "decides" if line.decides else "")))
    left, right = BOX, WIDTH - BOX
    middle = (left + right) / 2
    way = f"M{left} {start:.0f}C{middle:.0f} {start:.0f} {middle:.0f} {end:.0f} {right} {end:.0f}"
    return f'<path class="{kinds}" d="{way}"/>' if kinds else f'<path d="{way}"/>'


def _text(x: float, y: float, text: str, kind: str = "") -> str:
    shown = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
    name = f' class="{kind}"' if kind else ""
    return f'<text x="{x}" y="{y:.0f}"{name}>{escape(shown)}</text>'
