"""`only:` and `except:` that name fields which cannot exist."""

from collections.abc import Iterator, Sequence

from msgspec import Struct
from pydantic import BaseModel

from mappings.event_fields import CONTEXT_NAMES, PROPERTY_NAMES, TRAIT_NAMES
from mappings.expr.expression import compile_expression
from mappings.fields.check_targets import fields_at
from mappings.fields.entry import Entry, read_entries
from mappings.fields.target import parse_target, show_target
from mappings.file.model import Field
from mappings.findings.diagnostic import Report
from mappings.findings.errors import ExpressionError
from mappings.findings.suggest import did_you_mean

Target = tuple[str, ...]
Names = frozenset[str]
# Events may have more than the spec says, so that only a slip in writing one of its names is surely a mistake.
BY_THE_SPEC = {
    **dict.fromkeys(("traits", "context.traits", "merge_present(context.traits, traits)"), TRAIT_NAMES),
    "context": CONTEXT_NAMES,
    "properties": PROPERTY_NAMES,
}
MOST_NAMES = 12


class _Choice(Struct, frozen=True):
    """What is known of the object that an option chooses from.

    `built` are all its fields where the file builds it, `taken` all that the payload takes, `usual` those of the spec.
    """

    built: Names | None
    taken: Names | None
    usual: Names


def check_choices(entries: Sequence[Entry], model: type[BaseModel], label: str, report: Report) -> None:
    """Findings about the names in `only:` and `except:` of `entries` of the payload `model`.

    E353: a name that starts at the event, where the value's own parts are named: what it should leave out goes out.
    W351: the object has no such field, or the name is one of the spec with a slip in it. E342: `only:` keeps a field
    that the payload has no place for.
    """
    for entry, target in _with_inner(entries, ()):
        if not (entry.field.only or entry.field.except_):
            continue
        choice = _Choice(_built(entry.field), fields_at(model, target) if target else None, _usual(entry.field))
        for option, names in (("only", entry.field.only), ("except", entry.field.except_)):
            for number, name in enumerate(names or ()):
                found = (
                    _starred(option, name) or _problem(option, name, entry.field, choice) if _is_target(name) else None
                )
                if found:
                    code, message, hint = found
                    fix = hint.removeprefix("write ") if code == "E353" and hint else None
                    place = entry.spot.at(option, number).place
                    report.add(code, place, message.format(label=label), hint, fix=fix)


def _with_inner(entries: Sequence[Entry], way: Target) -> Iterator[tuple[Entry, Target | None]]:
    """Each entry with its whole target, None inside lists; of objects that are built, their fields, too."""
    for entry in entries:
        target = (*way, *entry.target)
        yield entry, target
        field = entry.field
        if field.model_fields_set & {"map", "set"}:
            # What cannot be read of its targets is reported when the mapping is compiled.
            inner = tuple(read_entries(field.map, field.set, entry.spot, Report()).values())
            for one, deeper in _with_inner(inner, target):
                yield one, None if field.each is not None else deeper


def _built(field: Field) -> Names | None:
    if field.model_fields_set & {"map", "set"} and field.each is None:
        return frozenset(parse_target(name)[0] for name in (*field.map, *field.set) if _is_target(name))
    if isinstance(field.value, dict):
        return frozenset(field.value)
    if field.from_ and len(field.from_) == 1:
        try:
            tree = compile_expression(field.from_[0]).tree
        except ExpressionError:
            return None  # The report says so.
        if tree["type"] == "multi_select_dict":
            return frozenset(child["value"] for child in tree["children"])
    return None


def _usual(field: Field) -> Names:
    return frozenset[str]().union(*(BY_THE_SPEC.get(path, ()) for path in field.from_ or ()))


def _problem(option: str, name: str, field: Field, choice: _Choice) -> tuple[str, str, str | None] | None:
    first, *rest = parse_target(name)
    if rest and (found := _starts_too_early(option, name, field)):
        return found
    if choice.built is not None:
        if first in choice.built:
            return None
        hint = did_you_mean(first, choice.built) or _listed(choice.built)
        return "W351", f"{option}: names {name}, which the object made here does not have", hint
    kept = (field.rename or {}).get(first, first)
    if option == "only" and choice.taken is not None and kept not in choice.taken:
        hint = did_you_mean(kept, choice.taken) or _listed(choice.taken)
        return "E342", f"only: keeps {show_target((kept,))}, for which {{label}} has no field", hint
    slip = next((one for one in sorted(choice.usual) if _is_typo(first, one)), None)
    if slip and first not in choice.usual:
        return "W351", f"{option}: names {name}, which is hardly what events call it", f'did you mean "{slip}"?'
    return None


def _starred(option: str, name: str) -> tuple[str, str, str] | None:
    if "*" not in name:
        return None
    return "W351", f"{option}: names {name}, and `*` is a plain character here", "write each name in full"


def _starts_too_early(option: str, name: str, field: Field) -> tuple[str, str, str] | None:
    """`{from: properties, except: [properties.email]}`, `{from: context.traits, except: [context.traits.email]}`."""
    whole = next((path for path in field.from_ or () if name.startswith(f"{path}.")), None)
    if whole:
        return "E353", f"names in {option}: start inside {whole}", f"write {name.removeprefix(whole)[1:]}"
    first, _, inner = name.partition(".")
    if not any(path.rpartition(".")[2] == first for path in field.from_ or ()):
        return None
    return "E353", f"names in {option}: start inside {first}, where no {first} is", f"write {inner}"


def _listed(names: Names) -> str:
    return f"it has {', '.join(sorted(names)[:MOST_NAMES])}"


def _is_target(name: str) -> bool:
    try:
        parse_target(name)
    except ExpressionError:
        return False
    return True


def _is_typo(word: str, name: str) -> bool:
    """Whether two letters have changed places, or one of two equal ones is missing or too many.

    >>> _is_typo("emial", "email"), _is_typo("adress", "address"), _is_typo("emails", "email")
    (True, True, False)
    """
    if len(word) == len(name):
        apart = [at for at, (one, other) in enumerate(zip(word, name, strict=True)) if one != other]
        swapped = len(apart) == len("ab") and apart[1] == apart[0] + 1
        return swapped and word[apart[0]] == name[apart[1]] and word[apart[1]] == name[apart[0]]
    short, long = sorted((word, name), key=len)
    doubled = (at for at in range(1, len(long)) if long[at] == long[at - 1])
    return any(long[:at] + long[at + 1 :] == short for at in doubled)
