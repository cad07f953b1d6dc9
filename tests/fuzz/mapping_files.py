"""`python -m tests.fuzz.mapping_files`: files of the table of mistakes, spoilt at random, through check and --fix.

Whatever stands in a file, looking at it ends without an exception, and what was fixed leaves nothing to fix.
"""

import argparse
import random
import sys
import traceback
from collections.abc import Iterator, Mapping

from actions.project import check_texts
from actions.workbench.checking.find import find_all
from actions.workbench.checking.fixing.apply import apply_fixes
from actions.workbench.checking.fixing.past import find_past
from mappings.findings.diagnostic import Report
from tests.actions.mistakes.conditions import CONDITIONS
from tests.actions.mistakes.fields import FIELDS
from tests.actions.mistakes.layout import LAYOUT
from tests.actions.mistakes.mistake import whole_file
from tests.actions.mistakes.more import MORE
from tests.actions.mistakes.odd import ODD

FILE = "mappings/shop.yaml"
CHARACTERS = "\"'{}[]:,#*&!|>%@`= \n\t-.()$é\u2028\U0001f600"


def check(texts: Mapping[str, str]) -> Report:
    return find_all(check_texts(texts, environ={}))


def spoilt(text: str, chance: random.Random) -> str:
    """The text with one to three slips: a character less or more, two lines the other way round, a piece twice."""
    for _ in range(chance.randint(1, 3)):
        at, kind = chance.randrange(len(text)), chance.choice("lmst")
        if kind == "l":
            text = text[:at] + text[at + 1 :]
        elif kind == "m":
            text = text[:at] + chance.choice(CHARACTERS) + text[at:]
        elif kind == "s":
            lines = text.split("\n")
            one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
            lines[one], lines[other] = lines[other], lines[one]
            text = "\n".join(lines)
        else:
            end = at + chance.randint(1, 12)
            text = text[:at] + text[at:end] * 2 + text[end:]
    return text


def files() -> Iterator[str]:
    yield from (row.file for row in (*CONDITIONS, *FIELDS, *LAYOUT, *MORE))
    yield from (whole_file(text) for _, text in ODD)


def main() -> None:
    """Print each file that breaks something, and end with status 1 where there is one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    chance, known, broken = random.Random(options.seed), list(files()), 0  # noqa: S311 - no secrets
    for _ in range(options.files):
        text = spoilt(chance.choice(known), chance)
        try:
            find_past({FILE: text}, check({FILE: text}), check)
            apply_fixes(apply_fixes({FILE: text}, check).texts, check)
        except Exception:  # noqa: BLE001 - whatever it is, it is reported
            broken += 1
            sys.stderr.write(f"{text!r}\n{traceback.format_exc(limit=-4)}\n")
    print(f"{options.files} files, {broken} broke something")
    sys.exit(bool(broken))


if __name__ == "__main__":
    main()
