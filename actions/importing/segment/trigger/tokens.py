"""The tokens of a trigger, cut where Segment's lexer cuts them."""

from typing import Final

from msgspec import Struct

LETTERS: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
DIGITS: Final = frozenset("0123456789")
NAME: Final = LETTERS | DIGITS | frozenset("_-\\")
BLANK: Final = frozenset(" \t\n")
END: Final = ""
TERMINATORS: Final = BLANK | frozenset(",])") | {END}
AFTER_A_NAME: Final = TERMINATORS | frozenset(".(=!")
SIGNS: Final = {
    ".": "dot",
    "[": "brackleft",
    "]": "brackright",
    ",": "comma",
    "(": "parenleft",
    ")": "parenright",
}
WORDS: Final = {"a": ("and", "conditional"), "o": ("or", "conditional"), "n": ("null", "null")}


class Token(Struct, frozen=True):
    """A piece of a trigger: `ident`, `operator`, `conditional`, `string` with its quotes, `number` and so on."""

    kind: str
    value: str


class UnreadableError(ValueError):
    """Segment cannot read the trigger: its parser gives up, and the action never fires."""


def tokens_of(text: str) -> list[Token]:
    """The tokens of a trigger, names with dots in one piece, and an `eos` at the end.

    >>> [token.value for token in tokens_of('type = "track" and !contains(context.page.url, "a")')]
    ['type', '=', '"track"', 'and', '!', 'contains', '(', 'context.page.url', ',', '"a"', ')', 'eos']
    """
    joined: list[Token] = []
    found = [*_Lexer(text).tokens(), Token("eos", "eos")]
    while found:
        one = found.pop(0)
        is_dot = bool(joined) and joined[-1].kind == "ident" and one.kind == "dot"
        if is_dot and found and found[0].kind == "ident":
            joined[-1] = Token("ident", f"{joined[-1].value}.{found.pop(0).value}")
        else:
            joined.append(one)
    return joined


class _Lexer:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def tokens(self) -> list[Token]:
        found: list[Token] = []
        while (sign := self._next()) != END:
            if sign not in BLANK:
                found.append(self._token(sign))
        return found

    def _token(self, sign: str) -> Token:
        if sign == "!" and (self._peek() in LETTERS or self._peek() == "("):
            return Token("operator", "!")
        if sign in LETTERS or sign in "!=<>\\_":
            return self._word(sign)
        if sign in DIGITS or sign in "-+":
            return self._number(sign)
        if sign in "\"'":
            return self._string(sign)
        if sign in SIGNS:
            return Token(SIGNS[sign], sign)
        raise UnreadableError(f"it cannot read the character {sign}")

    def _word(self, sign: str) -> Token:
        if sign == "=":
            return Token("operator", "=")
        if sign == "!":
            if self._accept("="):
                return Token("operator", "!=")
            raise UnreadableError("behind != it needs a space")
        if sign in "<>":
            return Token("operator", f"{sign}=" if self._accept("=") else sign)
        if sign in WORDS:
            word, kind = WORDS[sign]
            if self._accept(word[1:]):
                return Token(kind, word)
        return self._name(sign)

    def _name(self, sign: str) -> Token:
        name = ""
        while True:
            if sign == "\\":
                if self._peek() == END:
                    raise UnreadableError("there is a backslash at the end")
                sign = self._next()
            name += sign
            if self._peek() not in NAME or self._peek() == END:
                break
            sign = self._next()
        if self._peek() not in AFTER_A_NAME:
            raise UnreadableError(f"behind the name {name} it cannot read {self._peek()}")
        return Token("ident", name)

    def _number(self, sign: str) -> Token:
        digits, has_point = sign, False
        while self._peek() != END and (self._peek() in DIGITS or self._peek() == "."):
            one = self._next()
            digits += one
            if one == ".":
                if has_point or self._peek() in TERMINATORS:
                    raise UnreadableError(f"{digits} is not a number")
                has_point = True
        return Token("number", digits)

    def _string(self, quote: str) -> Token:
        end = self.text.find(quote, self.at)
        if end < 0:
            raise UnreadableError("a text has no closing quote")
        value = self.text[self.at - 1 : end + 1]
        self.at = end + 1
        return Token("string", value)

    def _accept(self, rest: str) -> bool:
        """Whether the word goes on so and ends there. At the end of the text, what was looked at is lost."""
        start = self.at
        for _ in rest:
            sign = self._next()
            if sign == END:
                return False
            if sign in TERMINATORS:
                break
        if self.text[start : self.at] == rest and self._peek() in TERMINATORS:
            return True
        self.at = start
        return False

    def _peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def _next(self) -> str:
        sign = self._peek()
        self.at += len(sign)
        return sign
