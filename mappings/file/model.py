"""What a mapping file may hold: pydantic models, one per kind of map in it.

They read the values of a Located, so texts, numbers and booleans are never turned into one another. What they
refuse becomes a finding in `explain_model`; what needs two places of a file at once is in `check_file`.
"""

import re
import unicodedata
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator
from pydantic import Field as Key
from pydantic_core import PydanticCustomError

from mappings.file.share import Share
from mappings.findings.suggest import nearest

Kind = Literal[
    "text",
    "number",
    "integer",
    "boolean",
    "money",
    "epoch_s",
    "epoch_ms",
    "epoch_us",
    "iso_time",
    "date",
    "email",
    "phone",
    "country",
    "currency",
    "url",
    "json",
    "list",
]
ID_PATTERN = r"^[a-z0-9][a-z0-9_-]*$"
IF_MISSING = ("omit", "null", "fail")
SOURCES = ("from", "template", "each", "map", "set", "value", "counter", "from_event")
TRIED_AS_SOURCES = (*SOURCES, "path", "field", "property", "source", "literal", "const", "constant", "secret", "env")
BESIDE_EACH = ("where", "limit", "wrap")


def _one_or_more(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Text = Annotated[str, Key(min_length=1)]
Texts = Annotated[list[Text], BeforeValidator(_one_or_more), Key(min_length=1)]
# Not Literal[1]: that takes 1.0 and true as well.
Version = Annotated[int, Key(ge=1, le=1)]
Id = Annotated[str, Key(pattern=ID_PATTERN)]
OnError = Literal["leave_out", "skip_field", "skip_action", "stop"]


class Keys(BaseModel):
    """A map of the file: its keys are the fields, all others are refused."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    # Keys after which nothing, or null, says something.
    nullable: ClassVar[frozenset[str]] = frozenset()

    @model_validator(mode="before")
    @classmethod
    def _no_empty_keys(cls, written: Any) -> Any:
        known = {info.alias or name for name, info in cls.model_fields.items()}
        for key, value in written.items() if isinstance(written, dict) else ():
            if value is None and key in known - cls.nullable:
                context = {"key": key, "hint": "write one, or remove the key", "at": key}
                raise PydanticCustomError("E122", "{key}: has no value", context)
        return written


class Field(Keys):
    """One field of a payload: exactly one source, and what happens to its value.

    >>> Field.model_validate("properties.total").from_
    ['properties.total']
    """

    nullable = frozenset({"value", "default", "if_missing"})

    from_: Texts | None = Key(default=None, alias="from")
    template: str | None = None
    each: Text | None = None
    map: Annotated["dict[str, Field]", Key(min_length=1)] = {}
    set: Annotated[dict[str, Any], Key(min_length=1)] = {}
    value: Any = None
    counter: int | None = None
    from_event: Texts | None = None

    where: Any = None
    limit: Annotated[int, Key(gt=0)] | None = None
    wrap: bool = False
    only: Texts | None = None
    except_: Texts | None = Key(default=None, alias="except")
    rename: dict[str, Text] | None = None
    lookup: dict[str, Any] | None = None
    default: Any = None
    as_: Kind | None = Key(default=None, alias="as")
    unit: Literal["minor", "major"] | None = None
    format: Text | None = None
    zone: Text | None = None
    required: bool = False
    if_missing: str | None = None
    only_when: Any = None

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, written: Any) -> Any:
        """`userId` stands for `{from: userId}`; a map must at least try to say a source."""
        if isinstance(written, str):
            return {"from": written}
        if not isinstance(written, dict):
            _refuse_literal(written)
        if not any(key in TRIED_AS_SOURCES or nearest(key, SOURCES) for key in written):
            raise PydanticCustomError("E304", "a map under map: needs from, each or map", {"hint": _path_hint(written)})
        return written

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        written = {"from" if name == "from_" else name for name in self.model_fields_set}
        given = [source for source in SOURCES if source in written]
        if "each" in given and not {"map", "set"} & written:
            hint = "add map: with a path for each field of an item"
            raise PydanticCustomError("E332", "each: needs map: or set: beside it", {"hint": hint, "at": "each"})
        nested = {"map", "set"} | ({"each"} if "each" in given else set())
        if len(given) > 1 and not set(given) <= nested:
            first, second = given[:2] if given[0] != "each" else (given[0], given[-1])
            context = {"first": first, "second": second, "hint": "keep one of them", "at": second}
            raise PydanticCustomError("E331", "this field has two sources, {first}: and {second}:", context)
        return self

    @model_validator(mode="after")
    def _options_belong(self) -> Self:
        written = self.model_fields_set
        for option in BESIDE_EACH:
            if option in written and self.each is None:
                _misplaced(option, "each", "use it beside each:, or remove it")
        if self.unit and self.as_ != "money":
            _misplaced("unit", "as: money", "write as: money beside it")
        for option in ("format", "zone"):
            if option in written and self.as_ != "date":
                _misplaced(option, "as: date", "write as: date beside it")
        if self.only and self.except_:
            _refuse_option("except", "only: and except: cannot both choose", "keep one of them")
        if self.required and "if_missing" in written:
            _refuse_option("if_missing", "required: already says what happens without a value", "keep one of them")
        if self.if_missing is not None and self.template is None and self.if_missing not in IF_MISSING:
            message = f'if_missing: is omit, null or fail, not "{self.if_missing}"'
            _refuse_option("if_missing", message, "for another value write default:")
        return self


class Defaults(Keys):
    """What a file adds to each of its actions."""

    when: Any = None
    map: dict[str, Field] = {}
    set: dict[str, Any] = {}


class FileDefaults(Defaults):
    """What a file says once for all of its actions."""

    use: Texts = []
    sample: Share | None = None
    on_error: OnError | None = None


class Fragment(Keys):
    """Fields that several action types of a `defaults.yaml` share."""

    map: dict[str, Field] = {}
    set: dict[str, Any] = {}


class SharedFragment(Defaults):
    """A condition and fields that actions of several files pull in with `use:`."""

    description: str | None = None


class Environment(Keys):
    """What is other than above where events are delivered with `--env`; a `sandbox` is not a real account."""

    settings: dict[str, Any] = {}
    sandbox: bool = False


class TypeDefaults(Defaults):
    """The default trigger and the default mapping of one action type; `use` names fragments, laid under its own."""

    each: Text | None = None
    use: Texts = []


class Action(Keys):
    """A trigger, an action type and a mapping. Without a name it is called after its action type."""

    name: Text = ""
    id: Id | None = None
    do: Text
    description: str | None = None
    when: Any = None
    use: Texts = []
    map: dict[str, Field] = {}
    set: dict[str, Any] = {}
    unset: Texts = []
    inherit: bool = True
    enabled: bool = True
    exclusive: Text | None = None
    sample: Share | None = None
    on_error: OnError | None = None
    each: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _named(cls, written: Any) -> Any:
        if isinstance(written, dict) and "name" not in written and isinstance(written.get("do"), str):
            return {"name": written["do"], **written}
        return written

    @property
    def has_when(self) -> bool:
        """Whether the action says itself when it fires, rather than leave it to its action type."""
        return "when" in self.model_fields_set

    @property
    def slug(self) -> str:
        """The stable id: `id:` where it is written, else made from the name; empty if no letter is left."""
        return self.id or slug_of(self.name)


class Delivering(Keys):
    """How an instance's deliveries go: in which order, how many may wait, how long for others to travel with.

    `ca_file` has the authorities by which its server is known.
    """

    order: Literal["user"] | None = None
    linger: Annotated[float, Key(ge=0, le=3600)] | None = None
    most_waiting: Annotated[int, Key(ge=1)] | None = None
    most_bytes: Annotated[int, Key(ge=1)] | None = None
    ca_file: Text | None = None


class MappingFile(Keys):
    """One destination instance: what it is, its settings, and the actions that feed it."""

    nullable = frozenset({"tests"})

    version: Version
    destination: Text
    name: Id | None = None
    description: str | None = None
    settings: dict[str, Any] = {}
    environments: dict[Id, Environment] = {}
    include: Texts = []
    delivery: Delivering = Delivering()
    defaults: FileDefaults = FileDefaults()
    actions: list[Action]
    tests: Any = None

    @property
    def instance(self) -> str:
        """What the instance is called: `name:`, else the destination's own name."""
        return self.name or self.destination


class FragmentsFile(Keys):
    """A file in a folder `shared`: fragments that mapping files include."""

    version: Version
    description: str | None = None
    fragments: dict[str, SharedFragment]


class DefaultsFile(Keys):
    """A destination's `defaults.yaml`: what its action types start from."""

    version: Version
    fragments: dict[str, Fragment] = {}
    action_types: dict[str, TypeDefaults]


def slug_of(name: str) -> str:
    """The name in lower-case letters, digits and hyphens; empty where nothing of it is left.

    >>> slug_of("Refunds, whole or part"), slug_of("Café Übersicht"), slug_of("注文")
    ('refunds-whole-or-part', 'cafe-ubersicht', '')
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def _refuse_literal(written: Any) -> None:
    if written is None:
        hint = "write its path, or unset: [name] to drop an inherited field"
        raise PydanticCustomError("E330", "a field under map: needs a path", {"hint": hint})
    if isinstance(written, list) and any(isinstance(one, dict) for one in written):
        hint = "to make the items of a list write each: and map:; for the first one present from: [path, path]"
        raise PydanticCustomError("E330", "a field under map: is a path or a map, not a list", {"hint": hint})
    if isinstance(written, list):
        path = f"'[{', '.join(map(str, written))}]'"
        hint = f"for the first one present write from: [..]; a path that builds a list goes in quotes: {path}"
        raise PydanticCustomError("E330", "a field under map: is a path or a map, not a list", {"hint": hint})
    raise PydanticCustomError("E330", "a literal under map: is not a path", {"hint": "a literal goes under set:"})


def _path_hint(written: dict[str, Any]) -> str:
    names = ", ".join(f"{key}: {value}" for key, value in written.items() if isinstance(value, str))
    return f"for a path use quotes: '{{{names}}}'" if names else "write from: and a path"


def _misplaced(option: str, beside: str, hint: str) -> None:
    _refuse_option(option, f"{option}: means something only beside {beside}", hint)


def _refuse_option(option: str, message: str, hint: str) -> None:
    raise PydanticCustomError("E332", "{message}", {"message": message, "hint": hint, "at": option})
