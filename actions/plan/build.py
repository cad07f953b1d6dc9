"""Mapping files and destinations, joined. The one file that knows both."""

from collections.abc import Collection, Sequence
from functools import lru_cache, partial
from hashlib import sha256

import orjson
from msgspec import Struct

from actions.event.delivery_id import action_part
from actions.event.integrations import plain_names
from actions.event.sampling import Sample
from actions.plan.checks.choices import check_choices
from actions.plan.checks.markup import check_markup, escape_markup
from actions.plan.checks.roles import check_roles
from actions.plan.checks.scope import demand_scope
from actions.plan.checks.spellings import Triggered, check_spellings
from actions.plan.checks.tools import tools_meant, type_meant
from actions.plan.compiled.trigger import WritableCondition
from actions.plan.index import Index
from actions.plan.line import line_form
from actions.plan.plan import Plan
from actions.plan.planned import Instance, PlannedAction
from actions.plan.shared import Mapping, Shared, Trigger, When
from actions.settings.settings import InstanceSettings, Lookup, in_environment, read_settings
from actions.trigger.compile import compile_condition
from actions.trigger.condition import in_any_spelling, without_blank
from actions.trigger.facts import Facts
from actions.trigger.structured import parse_condition
from destinations.registry import Plugin, PluginError, Registry
from destinations.sdk.destination import ActionType, Destination
from destinations.sdk.refusal import error_text
from mappings.event_fields import EVENT_FIELDS
from mappings.expr.check import check_expression
from mappings.fields.check_targets import check_targets
from mappings.fields.layers import Layer, layer_entries
from mappings.fields.mapper import compile_mapping
from mappings.file.alike import structure_of
from mappings.file.loader import LoadedDefaults, LoadedFile, LoadedFragment, load_type_defaults
from mappings.file.model import Action, OnError
from mappings.file.readings import read_readings
from mappings.file.shared import used_by
from mappings.findings.diagnostic import Diagnostic, Report
from mappings.findings.suggest import did_you_mean, either, surely
from mappings.lazy_located import LazyLocated
from mappings.located import Located


def build_plan(
    files: Sequence[LoadedFile],
    registry: Registry,
    report: Report,
    lookup: Lookup,
    env: str | None = None,
    broken: list[PlannedAction] | None = None,
) -> Plan:
    """The plan of `files`, for the environment `env`; what is wrong goes to `report`, and its parts are left out.

    Actions in which something is wrong are added to `broken`, with what is right in them: there may be more to find.
    """
    instances: dict[str, Instance] = {}
    actions: list[PlannedAction] = []
    parts: dict[str, PlannedAction] = {}
    shared = Shared()
    types: dict[str, dict[str, LoadedDefaults]] = {}
    broken = [] if broken is None else broken
    for file in files:
        plugin = _plugin(file, registry, report)
        if plugin is None:
            continue
        instance = _instance(file, plugin, instances, report, lookup, env)
        name = plugin.destination.name
        if name not in types:
            types[name], found = _type_defaults(plugin.defaults_text, plugin.defaults_file, plugin.readings)
            report.extend(found)
        triggered: list[Triggered] = []
        for number, action in enumerate(file.model.actions):
            start = len(report)
            spot = file.spot.at("actions", number)
            inputs = _PlanInputs(file, plugin.destination, types[name], action, spot, report, shared)
            planned = _plan_action(inputs, instance)
            report.label(start, f"{file.model.instance}.{action.slug}")
            if report.has_errors_about(start, spot):
                broken += [planned] if planned else []
            elif planned and _has_ids_of_its_own(planned, parts, report):
                actions.append(planned)
                triggered.append(Triggered(planned, _default_facts(inputs)))
        check_spellings(triggered, report)
    return Plan(instances, tuple(actions), Index([one for one in actions if one.enabled]))


# They are the same for each project of a process: for each case of a test, each time that files are loaded again.
@lru_cache(maxsize=64)
def _type_defaults(
    text: str, file: str, readings: tuple[str, str]
) -> tuple[dict[str, LoadedDefaults], tuple[Diagnostic, ...]]:
    report = Report()
    return load_type_defaults(text, file, report, read_readings(*readings)), tuple(report)


class _PlanInputs(Struct, frozen=True):
    """What one action is planned from, and where its findings go."""

    file: LoadedFile
    destination: Destination
    defaults: dict[str, LoadedDefaults]
    action: Action
    spot: Located
    report: Report
    shared: Shared


def _plugin(file: LoadedFile, registry: Registry, report: Report) -> Plugin | None:
    name, spot = file.model.destination, file.spot.at("destination")
    try:
        plugin = registry.find(name)
    except PluginError as error:
        report.add("E114", spot.place, str(error), "mend or uninstall it")
        return None
    if plugin is None:
        meant = tools_meant(name, registry)
        hint = f"did you mean {either(meant)}?" if meant else f"there are {', '.join(registry.names())}"
        hint = (len(meant) == 1 and did_you_mean(name, meant)) or hint
        hint = "one file is for one destination: write a file for each" if "," in name else hint
        fix = meant[0] if len(meant) == 1 else None
        report.add("E110", spot.place, f'there is no destination "{name}"', hint, fix=fix)
    return plugin


def _instance(
    file: LoadedFile,
    plugin: Plugin,
    known: dict[str, Instance],
    report: Report,
    lookup: Lookup,
    env: str | None,
) -> Instance | None:
    name, destination = file.model.instance, plugin.destination
    spot = file.spot.at("name" if file.model.name else "destination")
    if name in known:
        report.add(
            "E112",
            spot.place,
            f'there are two instances called "{name}"',
            "give one of them a name: of its own",
        )
        return None
    try:
        settings = _settings(file, destination, report, lookup, env)
    except (KeyboardInterrupt, GeneratorExit):
        raise
    except BaseException as error:  # noqa: BLE001 - a plugin's own validators
        message = f"the plugin {destination.name} failed at its settings: {error_text(error)}"
        report.add("E114", file.spot.at("destination").place, message, "report this to its author")
        return None
    if settings is None:
        # Nothing runs with a report of errors: this is for those who look at what is wrong with the actions.
        settings = InstanceSettings(destination.settings.model_construct(), {}, (), file.spot)
    names = plain_names((name, destination.name, destination.title, *destination.names))
    known[name] = Instance(name, destination, settings, names, file.model.delivery, plugin.origin)
    return known[name]


def _settings(
    file: LoadedFile, destination: Destination, report: Report, lookup: Lookup, env: str | None
) -> InstanceSettings | None:
    """The settings in `env`; without one, the file's own, or where these are not complete its first environment's.

    Every environment's settings are checked, whichever is asked for.
    """
    written = "settings" in file.model.model_fields_set
    own = file.spot.at("settings") if written else Located({}, file.spot.at("destination").place)
    environments, owner = file.model.environments, file.model.instance
    if not environments:
        return read_settings(own, destination.settings, report, lookup, owner=owner)
    found = {}
    for name, one in environments.items():
        changed = file.spot.at("environments", name, "settings")
        spot = in_environment(own, changed) if one.settings else own
        found[name] = read_settings(spot, destination.settings, report, lookup, owner=owner)
    if env is None:
        return read_settings(own, destination.settings, Report(), lookup, owner=owner) or next(iter(found.values()))
    if env not in environments:
        hint = did_you_mean(env, environments) or f"write {env}: {{}} where the settings above are meant"
        message = f'environments: has no "{env}"; it has {", ".join(environments)}'
        report.add("E130", file.spot.at("environments").key_place, message, hint)
    return found.get(env)


def _plan_action(inputs: _PlanInputs, instance: Instance | None) -> PlannedAction | None:
    """The action, with findings as far as it is right; an instance that could not be made stops no check."""
    action_type = _action_type(inputs)
    if action_type is None:
        return None
    defaults = inputs.defaults.get(action_type.name) if inputs.action.inherit else None
    parts = _when(inputs, defaults)
    trigger = _trigger(inputs, parts)
    mapping = _mapping(inputs, action_type, defaults)
    if instance is None:
        return None
    return PlannedAction(
        instance=instance,
        id=inputs.action.slug,
        name=inputs.action.name,
        action_type=action_type,
        when=tuple(parts),
        condition=trigger.condition,
        matches=trigger.matches,
        facts=trigger.facts,
        entries=mapping.entries,
        mapper=mapping.mapper,
        each=mapping.each,
        exclusive=inputs.action.exclusive,
        sample=_sample(inputs),
        enabled=inputs.action.enabled,
        on_error=_on_error(inputs),
        mapping_hash=_hash(inputs, defaults, mapping),
        id_part=action_part(instance.name, inputs.action.slug),
        line=line_form(instance.name, inputs.action.slug),
        spot=inputs.spot,
        origin=mapping.origin,
    )


def _on_error(inputs: _PlanInputs) -> OnError:
    return inputs.action.on_error or inputs.file.model.defaults.on_error or "leave_out"


def _sample(inputs: _PlanInputs) -> Sample | None:
    written = inputs.action.sample or inputs.file.model.defaults.sample
    return Sample.of(written) if written else None


def _has_ids_of_its_own(action: PlannedAction, known: dict[str, PlannedAction], report: Report) -> bool:
    """Whether no action above has its delivery ids: by chance one in a million million pairs would."""
    other = known.setdefault(action.id_part, action)
    if other is action or other.key == action.key:
        return True
    report.add(
        "E115",
        action.spot.at("id").place,
        f"{action.key} would have the delivery ids of {other.key}",
        "give it another id:",
    )
    return False


def _action_type(inputs: _PlanInputs) -> ActionType | None:
    found = inputs.destination.action_type(inputs.action.do)
    if found is None:
        names = [one.name for one in inputs.destination.action_types]
        meant = type_meant(inputs.action.do, names)
        hint = f"write {meant}" if meant else did_you_mean(inputs.action.do, names) or _event_name_hint(inputs)
        hint = hint or f"it can do {', '.join(names)}"
        message = f'{inputs.destination.name} has no action type "{inputs.action.do}"'
        inputs.report.add("E111", inputs.spot.at("do").place, message, hint, fix=surely(inputs.action.do, names))
    return found


def _event_name_hint(inputs: _PlanInputs) -> str | None:
    """Of a tool that takes events by any name, the name may be what was meant: `do: lead`."""
    track = inputs.destination.action_type("track")
    if track is None or "event_name" not in track.payload.model_fields:
        return None
    name = "".join(part.capitalize() for part in inputs.action.do.split("_"))
    return f"for an event of that name write do: track and set: {{event_name: {name}}}"


def _when(inputs: _PlanInputs, defaults: LoadedDefaults | None) -> list[When]:
    """Where it says when the action fires: the file's `defaults: when:`, then its own or its action type's."""
    said = []
    if inputs.file.model.defaults.when is not None:
        said.append(When(inputs.file.spot.at("defaults", "when")))
    said += [When(one.spot.at("when")) for one in _used(inputs) if one.model.when is not None]
    if inputs.action.has_when:
        said.append(When(inputs.spot.at("when")))
    elif defaults and defaults.model.when is not None:
        said.append(When(defaults.spot.at("when"), any_spelling=True))
    if not said:
        inputs.report.add("E113", inputs.spot.at("do").place, "nothing says when this action fires", "add when:")
    return said


def _default_facts(inputs: _PlanInputs) -> Facts | None:
    """What the default trigger of the action's type asks for, None where it has none."""
    defaults = inputs.defaults.get(inputs.action.do)
    if defaults is None or defaults.model.when is None:
        return None
    found = inputs.shared.trigger([When(defaults.spot.at("when"), any_spelling=True)])
    return found.facts if found else None


def _trigger(inputs: _PlanInputs, parts: Sequence[When]) -> Trigger:
    return (inputs.shared.trigger(parts) if parts else None) or Trigger.of_readable(
        parts, inputs.report, inputs.spot.place
    )


def _mapping(inputs: _PlanInputs, action_type: ActionType, defaults: LoadedDefaults | None) -> Mapping:
    """The action's mapping, that of an action above which says the same, or compiled as far as it can be read."""
    written, file_defaults = inputs.spot.value, inputs.file.model.defaults.map or inputs.file.model.defaults.set
    # An action whose lines can be found again for another: see `Located.moved`.
    can_share = isinstance(inputs.spot, LazyLocated)
    shared = [one.spot.value for one in _used(inputs)]
    beside = orjson.dumps([inputs.file.spot.at("defaults").value, shared]) if file_defaults or shared else b""
    key = b"%b %b\n%b\n%b" % (
        inputs.destination.name.encode(),
        action_type.name.encode(),
        beside,
        structure_of(written),
    )
    if can_share and key in inputs.shared.mappings:
        return inputs.shared.mappings[key]
    before = len(inputs.report)
    mapping = _compile(inputs, action_type, defaults)
    if can_share and len(inputs.report) == before:
        inputs.shared.mappings[key] = mapping
    return mapping


def _compile(inputs: _PlanInputs, action_type: ActionType, defaults: LoadedDefaults | None) -> Mapping:
    before = inputs.report.errors()
    entries = layer_entries(inputs.action, inputs.spot, _layers_between(inputs), _type_layer(defaults), inputs.report)
    entries = demand_scope(entries, action_type.payload)
    label = f"{inputs.destination.name}.{action_type.name}"
    check_targets(entries, action_type.payload, label, inputs.report, lambda: inputs.spot.at("do").place)
    check_choices(entries, action_type.payload, label, inputs.report)
    check_roles(entries, action_type.payload, inputs.report)
    check_markup(entries, action_type.payload, inputs.report)
    each_spot = _each(inputs, defaults)
    roots = None if each_spot else EVENT_FIELDS
    currency = action_type.payload.currencies[:1] or None
    condition = partial(_compile_condition, defaults_file=defaults.spot.file if defaults else None)
    compiled = partial(compile_mapping, compile_condition=condition, roots=roots, currency_target=currency)
    mapper = compiled(entries, inputs.report)
    escaped = escape_markup(entries, action_type.payload)
    if escaped != entries and inputs.report.errors() == before:
        # What there is to say of the paths was said above, at their places in the file.
        again = Report()
        mapper = compiled(escaped, again)
        inputs.report.extend(one for one in again if one.severity == "error")
    each = each_spot and check_expression(each_spot.value, each_spot, 0, inputs.report, roots=EVENT_FIELDS)
    fields = [[one.target, one.field.model_dump(mode="json", exclude_unset=True)] for one in entries]
    return Mapping(entries, mapper, each or None, sha256(orjson.dumps(fields)).hexdigest(), inputs.spot)


def _each(inputs: _PlanInputs, defaults: LoadedDefaults | None) -> Located | None:
    """The path of the list the action goes through: its own, or its action type's."""
    if inputs.action.each is not None:
        return inputs.spot.at("each")
    return defaults.spot.at("each") if defaults and defaults.model.each is not None else None


def _used(inputs: _PlanInputs) -> list[LoadedFragment]:
    """The fragments that the action has: those that its file uses for all, then those it uses itself."""
    return used_by([*inputs.file.model.defaults.use, *inputs.action.use], inputs.file)


def _layers_between(inputs: _PlanInputs) -> list[Layer]:
    """What is laid over the action type's fields, and under the action's own."""
    file, defaults = inputs.file, inputs.file.model.defaults
    return [
        *map(_fragment_layer, used_by(defaults.use, file)),
        Layer(defaults.map, defaults.set, file.spot.at("defaults")),
        *map(_fragment_layer, used_by(inputs.action.use, file)),
    ]


def _fragment_layer(fragment: LoadedFragment) -> Layer:
    return Layer(fragment.model.map, fragment.model.set, fragment.spot)


def _type_layer(defaults: LoadedDefaults | None) -> Layer | None:
    return Layer(defaults.model.map, defaults.model.set, defaults.spot, defaults.model.each) if defaults else None


def _compile_condition(
    spot: Located, report: Report, roots: Collection[str] | None, blank_is_missing: bool, *, defaults_file: str | None
) -> WritableCondition | None:
    condition = parse_condition(spot, report, roots)
    if condition is None:
        return None
    if spot.file == defaults_file:
        condition = in_any_spelling(condition)
    if blank_is_missing:
        condition = without_blank(condition)
    return WritableCondition(condition, compile_condition(condition))


def _hash(inputs: _PlanInputs, defaults: LoadedDefaults | None, mapping: Mapping) -> str:
    """16 hex digits over everything that decides what this action sends."""
    file = inputs.file.model
    inherited = defaults.spot.value.get("when") if defaults else None
    parts = [file.destination, inputs.action.do, inputs.spot.value, file.defaults.when, inherited, mapping.digest]
    parts += [one for one in (file.defaults.on_error, file.defaults.sample) if one]
    if shared := [one.model.when for one in _used(inputs) if one.model.when is not None]:
        parts.append(shared)
    return sha256(orjson.dumps(parts)).hexdigest()[:16]
