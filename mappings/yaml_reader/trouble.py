"""YAML syntax errors, in words of the file."""

import re
from collections.abc import Callable

import yaml

from mappings.findings.choice import CASES, choice_as_tests
from mappings.findings.diagnostic import Report
from mappings.yaml_reader.choices import find_chosen_value
from mappings.yaml_reader.comments import find_hidden_bracket, quoted
from mappings.yaml_reader.entries import value_start
from mappings.yaml_reader.source import Source

# A path between the signs that programs put around names.
MARKED = re.compile(r"(?P<sign>[`%@])(?P<path>(?:properties|traits|context)(?:\.\w+)+|\w+Id)(?P=sign)?")
GLUED = re.compile(r" *(?:- +)*(?:(?P<dash>-)[^\s-].*|[\w.$\"-]+(?P<colon>:)[^\s:/].*)")
# A condition's key, and what stands for a comparison in other languages: `when: event: Signed Up`.
CONDITION = re.compile(r" *(?:- +)*(?:when|only_when|where) *:")
COMPARED = re.compile(r"([A-Za-z_][\w.]*): +([^\s\"'#{\[][^\"'#]*)")
BOUND = re.compile(r"(?P<sign>>=?) *(?P<number>-?[0-9]+(?:\.[0-9]+)?)\s*(?:#.*|[,}].*)?$")
TEST_CHOICE = re.compile(r"([^?]+?) *\? *([^?:]+?) *: +([^?:#]+)")
ITEM_MAP = re.compile(r"\{ *[\w$]+ *$")
WIDE_COLON = "\N{FULLWIDTH COLON}"
BULLET = re.compile(r"\*\s+\w+ *:(?:\s|$)")
MOST_SHOWN = 60


def explain_trouble(error: yaml.MarkedYAMLError, source: Source, report: Report) -> None:
    """One finding for the place where PyYAML stopped: what it met, and what to write instead."""
    problem = error.problem or ""
    at = error.problem_mark.index if error.problem_mark else 0
    opened = error.context_mark.index if error.context_mark else at
    trouble = _Trouble(source, report, problem, min(at, len(source.text)), opened)
    if (error.context or "").startswith("while parsing a flow") and _explain_hidden_bracket(trouble):
        return
    for start, explain in EXPLANATIONS:
        if problem.startswith(start) or (error.context or "").startswith(start):
            explain(trouble)
            return
    trouble.say(
        trouble.at,
        trouble.at + 1,
        "YAML cannot be read from here on",
        "look at the quotes and brackets before it",
    )


def _explain_hidden_bracket(trouble: "_Trouble") -> bool:
    cut = find_hidden_bracket(trouble.source.text, trouble.at)
    if cut is None:
        return False
    fix = quoted(cut.whole)
    hint = f"put the text in single quotes: {fix}" if fix else "put the text in single quotes"
    message = "what follows this `#` is a comment to YAML, and so are the brackets in it"
    trouble.say(cut.start, cut.end, message, hint, "E109")
    return True


class _Trouble:
    """Where reading stopped (`at`), where what was being read began (`opened`), and PyYAML's complaint."""

    def __init__(self, source: Source, report: Report, problem: str, at: int, opened: int) -> None:
        self.source = source
        self.report = report
        self.problem = problem
        self.at = at
        self.opened = opened
        self.line_start, self.line_end = source.line(at)

    def say(self, start: int, end: int, message: str, hint: str, code: str = "E103", *, fix: str | None = None) -> None:
        self.report.add(code, self.source.place(start, end), message, hint, fix=fix)

    def go_back(self) -> None:
        """Point at what was being read rather than at where that stopped."""
        self.at = self.opened
        self.line_start, self.line_end = self.source.line(self.at)

    @property
    def before(self) -> str:
        """What stands on the line before the place."""
        return self.source.text[self.line_start : self.at]

    @property
    def character(self) -> str:
        return self.source.text[self.at : self.at + 1]

    def value_start(self) -> int | None:
        """Where the value of this line's key starts, if that is before the place."""
        inside = value_start(self.source.text[self.line_start : self.line_end])
        start = self.at + 1 if inside is None else self.line_start + inside
        return start if start <= self.at else None

    def follows_value(self) -> bool:
        """Whether something of the same value stands before the place on its line."""
        start = self.value_start()
        return start is not None and bool(self.source.text[start : self.at].strip())

    def quote_hint(self, start: int | None, what: str = "value") -> str:
        """How to write the value that starts at `start`: in single quotes, spelled out where it is short."""
        if start is None:
            return f"put the whole {what} in single quotes"
        text = self.source.text[start : self.source.line(start)[1]]
        text = re.split(r"\s#", text, maxsplit=1)[0].rstrip()
        # `"type = "track""`: the double quotes around it were meant to quote the whole.
        if text.startswith('"') and text.endswith('""') and re.match(r"\w", self.character):
            text = text[1:-1]
        if len(text) > MOST_SHOWN or self.in_flow(start):
            return f"put the whole {what} in single quotes"
        return "put the whole {} in single quotes: '{}'".format(what, text.replace("'", "''"))

    def in_flow(self, start: int) -> bool:
        """Whether braces or brackets are open at `start`."""
        line = self.source.text[self.line_start : start]
        return line.count("{") > line.count("}") or line.count("[") > line.count("]")


def _colon_in_text(trouble: _Trouble) -> None:
    start = trouble.value_start()
    if start is None and (glued := _glued_line_above(trouble)):
        trouble.say(*glued)
        return
    if start is None:
        first = trouble.line_start + len(trouble.before) - len(trouble.before.lstrip())
        message = "this line is indented deeper than the one above, which already has its value"
        trouble.say(first, trouble.at + 1, message, "give both lines the same indentation")
        return
    text = trouble.source.text[start : trouble.at]
    line = trouble.source.text[trouble.line_start : trouble.line_end]
    compared = COMPARED.fullmatch(trouble.source.text[start : trouble.line_end].rstrip())
    if compared and CONDITION.match(line):
        fix = f'{compared[1]} = "{compared[2]}"'
        message = "a condition on one line compares by =, not by a colon"
        trouble.say(start, start + len(compared[0]), message, f"write {fix}", "E109", fix=fix)
        return
    tests = TEST_CHOICE.fullmatch(trouble.source.text[start : trouble.line_end].rstrip())
    if tests and CONDITION.match(line):
        whole = choice_as_tests(*tests.groups())
        message = "there is no `? :` in a condition"
        hint = f"write {whole}" if whole else CASES
        trouble.say(start, start + len(tests[0]), message, hint, "E109", fix=whole)
        return
    if _choice(trouble):
        return
    if text.endswith(" ?"):
        trouble.say(trouble.at - 1, trouble.at + 1, "there is no `?:` in a path", "write ||", "E109", fix="||")
        return
    hint = trouble.quote_hint(start, "path" if ITEM_MAP.search(text) else "value")
    if ITEM_MAP.search(text):
        hint = "for a list of items use each: and map:, or put the whole path in single quotes"
    trouble.say(trouble.at, trouble.at + 1, 'the ": " inside this text starts a second value', hint, "E109")


def _choice(trouble: _Trouble) -> bool:
    """Whether the line's value is a choice as other languages write it, which is then the finding."""
    choice = find_chosen_value(trouble.source.text, trouble.line_start, trouble.line_end)
    if choice is None:
        return False
    trouble.say(choice.start, choice.end, "there is no `? :` in a path", choice.hint, "E109")
    return True


def _glued_line_above(trouble: _Trouble) -> tuple[int, int, str, str] | None:
    """What to say of a line above that is not a key or item because a space is missing: `do:track`, `-name: x`."""
    start, end = trouble.source.line(trouble.line_start - 1) if trouble.line_start else (0, 0)
    found = GLUED.fullmatch(trouble.source.text, start, end)
    if not found:
        return None
    sign, at = (":", found.start("colon")) if found["colon"] else ("-", found.start("dash"))
    return at, at + 1, f"a space is missing after this `{sign}`", f"write `{sign} `, with a space behind it"


# A value as far as it goes inside { } or [ ].
IN_BRACES = re.compile(r"[^,{}\[\]\s]+")


# What may hold brackets that open nothing, and the brackets themselves.
BRACKETS = re.compile(r"""(?m)"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|(?:^|(?<=\s))\#.*|[\[\]{}]""")


def _ends_open(trouble: _Trouble) -> bool:
    """Whether the file ends inside of a bracket; the finding is made then."""
    opened: list[int] = []
    for found in BRACKETS.finditer(trouble.source.text) if not trouble.character else ():
        if found[0] in ("[", "{"):
            opened.append(found.start())
        elif found[0] in ("]", "}") and opened:
            opened.pop()
    if opened:
        bracket = trouble.source.text[opened[-1]]
        closing = "}" if bracket == "{" else "]"
        trouble.say(opened[-1], opened[-1] + 1, f"this `{bracket}` is never closed", f"close it with {closing}")
    return bool(opened)


def _odd_start(trouble: _Trouble) -> None:
    if _comparison(trouble) or _ends_open(trouble):
        return
    if (
        trouble.character in "@%"
        and trouble.in_flow(trouble.at)
        and (value := IN_BRACES.match(trouble.source.text, trouble.at))
    ):
        # Quotes around the braces would make a text of the whole map.
        fix = "'{}'".format(value[0].replace("'", "''"))
        message = f"a value cannot start with `{trouble.character}`"
        trouble.say(value.start(), value.end(), message, f"write {fix}", "E109", fix=fix)
        return
    if trouble.follows_value() or trouble.character == ":":
        _after_value(trouble)
        return
    rest = trouble.source.text[trouble.at : trouble.line_end].strip()
    if rest == "*" and re.search(r"(?:^|[\s-])event *: *$", trouble.before):
        fix = "{exists: true}"
        trouble.say(
            trouble.at, trouble.at + 1, "a value cannot start with `*`", f"for any name write {fix}", "E109", fix=fix
        )
        return
    if BULLET.match(rest) and not trouble.before.strip():
        message = f"{trouble.character} does not begin an item of a list"
        trouble.say(trouble.at, trouble.at + 1, message, "write - and a space in its place", "E109")
        return
    if bare := MARKED.fullmatch(rest):
        signs = "the backticks" if trouble.character == "`" else f"`{trouble.character}`"
        message = f"a path is not written in {signs}"
        path = bare["path"]
        trouble.say(trouble.at, trouble.at + len(rest), message, f"leave {signs} out: {path}", "E109", fix=path)
        return
    sign = "a backtick" if trouble.character == "`" else f"`{trouble.character}`"
    message = f"a value cannot start with {sign}"
    trouble.say(trouble.at, trouble.at + 1, message, trouble.quote_hint(trouble.at), "E109")


def _odd_start_at_opened(trouble: _Trouble) -> None:
    trouble.go_back()
    _odd_start(trouble)


def _block_header(trouble: _Trouble) -> None:
    trouble.go_back()
    if trouble.follows_value():
        _after_value(trouble)
        return
    if _comparison(trouble):
        return
    message = f"`{trouble.character}` at the start of a value begins a text of several lines"
    trouble.say(trouble.at, trouble.at + 1, message, trouble.quote_hint(trouble.at), "E109")


def _comparison(trouble: _Trouble) -> bool:
    """Whether a test of other languages stands where a value should, `> 5`, which is then the finding."""
    bound = BOUND.match(trouble.source.text[trouble.at : trouble.line_end])
    if bound is None or not trouble.before.rstrip(" ").endswith(":"):
        return False
    test = {">": "above", ">=": "at_least"}[bound["sign"]]
    hint = f"in a condition write {{{test}: {bound['number']}}}; for a text {trouble.quote_hint(trouble.at)}"
    trouble.say(trouble.at, trouble.at + 1, "a comparison is not a value", hint, "E109")
    return True


def _open_quote(trouble: _Trouble) -> None:
    quote = trouble.source.text[trouble.opened]
    message = f"this text starts with {quote} and never ends"
    # `{from: join(',', a)}`: the comma ended the value before the quote.
    inside = trouble.source.text[: trouble.opened].rstrip(" ").endswith(",")
    hint = "put the whole value around it in single quotes" if inside else f"close it with {quote}"
    trouble.say(trouble.opened, trouble.opened + 1, message, hint)


def _escape(trouble: _Trouble) -> None:
    start = trouble.source.text.rfind("\\", 0, trouble.at)
    end = max(start + 2, trouble.at + (trouble.problem.startswith("found unknown")))
    message = f"`{trouble.source.text[start:end]}` means nothing inside double quotes"
    trouble.say(start, end, message, "use single quotes, where \\ is an ordinary character")


def _no_colon(trouble: _Trouble) -> None:
    start, end = trouble.opened, trouble.source.line(trouble.opened)[1]
    end = start + len(trouble.source.text[start:end].rstrip())
    wide = trouble.source.text.find(WIDE_COLON, start, end)
    if wide >= 0:
        message = f"{WIDE_COLON} (U+FF1A) only looks like a colon"
        trouble.say(wide, wide + 1, message, "write :", "E108", fix=":")
        return
    trouble.say(start, end, "this line has no `:` that would make it a key with a value", "write key: value")


def _after_value(trouble: _Trouble) -> None:
    """Something stands where the next key or list item should start."""
    start = trouble.value_start()
    if trouble.character in tuple("]},"):
        message, code = f"this `{trouble.character}` closes or separates nothing", "E103"
        trouble.say(trouble.at, trouble.at + 1, message, trouble.quote_hint(start), code)
    elif trouble.character == ":":
        trouble.say(trouble.at, trouble.at + 1, "there is no name before this `:`", "write key: value")
    elif start is not None and (quotes := _quote_inside(trouble, start)):
        trouble.say(*quotes)
    elif trouble.before.strip(" -"):
        message = "the value before this place is already complete"
        trouble.say(trouble.at, trouble.at + 1, message, trouble.quote_hint(start), "E109")
    elif trouble.problem.endswith("'-'"):
        message = "a list item is not allowed here, among the keys of a map"
        trouble.say(trouble.at, trouble.at + 1, message, "indent the `-` under its key")
    else:
        message = "the indentation of this line fits no line above"
        trouble.say(trouble.at, trouble.at + 1, message, "line it up with the keys or items it belongs to")


def _quote_inside(trouble: _Trouble, start: int) -> tuple[int, int, str, str, str] | None:
    """What to say where a text in single quotes has one more inside it: `'It's here'`."""
    text = trouble.source.text[start : trouble.line_end].rstrip()
    inner = text[1:-1]
    if len(text) <= 1 or text[0] != "'" or text[-1] != "'" or not trouble.before.endswith("'"):
        return None
    whole = "'{}'".format(re.sub("'+", "''", inner))
    message = "the text ends at this quote: inside single quotes one is written twice"
    return trouble.at - 1, trouble.at, message, f"write {whole}", "E109"


def _open_bracket(trouble: _Trouble) -> None:
    bracket = trouble.source.text[trouble.opened]
    if trouble.character == "?" and _choice(trouble):
        return
    same_line = trouble.source.line(trouble.opened)[0] == trouble.line_start
    if same_line and "stream end" not in trouble.problem:
        message = f"`{trouble.character}` is not allowed here, inside `{bracket}`"
        hint = f"put the {'value' if bracket == '{' else 'item'} that holds it in single quotes"
        trouble.say(trouble.at, trouble.at + 1, message, hint, "E109")
    else:
        closing = "}" if bracket == "{" else "]"
        trouble.say(
            trouble.opened,
            trouble.opened + 1,
            f"this `{bracket}` is never closed",
            f"close it with {closing}",
        )


def _list_after_key(trouble: _Trouble) -> None:
    message = "a list cannot start on the line of its key"
    trouble.say(trouble.at, trouble.at + 1, message, "start it on the next line, or write it in [ ]")


def _directive(trouble: _Trouble) -> None:
    message = "a line that starts with % is a YAML directive, which mapping files do not use"
    start = trouble.source.text.rfind("\n%", 0, trouble.at + 2) + 1
    trouble.say(start, start + 1, message, "remove it")


def _tag(trouble: _Trouble) -> None:
    trouble.go_back()
    message = "`!` at the start of a value is a YAML tag, which mapping files do not use"
    trouble.say(trouble.at, trouble.at + 1, message, trouble.quote_hint(trouble.at), "E105")


def _second_root(trouble: _Trouble) -> None:
    if trouble.source.text.startswith("%"):
        _directive(trouble)
    elif trouble.before.strip():
        _after_value(trouble)
    else:
        message = "this line belongs to nothing above it"
        trouble.say(trouble.at, trouble.at + 1, message, "a mapping file is one map: write key: value from column 1")


def _no_character(trouble: _Trouble) -> None:
    start = trouble.source.text.rfind("\\", 0, trouble.at + 1)
    message = "this escape names no character"
    trouble.say(start, start + 2, message, "use \\U with a code of at most 0010FFFF")


EXPLANATIONS: tuple[tuple[str, Callable[[_Trouble], None]], ...] = (
    ("mapping values are not allowed here", _colon_in_text),
    ("mapping keys are not allowed here", _odd_start),
    ("sequence entries are not allowed here", _list_after_key),
    ("found character", _odd_start),
    ("expected the node content", _odd_start),
    ("while scanning an a", _odd_start_at_opened),  # alias, anchor
    ("while scanning a block scalar", _block_header),
    ("found unknown escape character", _escape),
    ("expected escape sequence", _escape),
    ("while scanning a quoted scalar", _open_quote),
    ("could not find expected ':'", _no_colon),
    ("while parsing a flow", _open_bracket),
    ("expected <block end>", _after_value),
    ("expected '<document start>'", _second_root),
    ("while scanning a tag", _tag),
    ("while parsing a tag", _tag),
    ("while scanning a directive", _directive),
    ("found duplicate YAML directive", _directive),
    ("found incompatible YAML document", _directive),
    ("duplicate tag handle", _directive),
    ("while parsing a node", _tag),
    ("no such character", _no_character),
)
