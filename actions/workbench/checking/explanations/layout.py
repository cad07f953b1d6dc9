"""Codes about YAML and the layout of files."""
# ruff: noqa: E501  # an example is read in one line

from actions.workbench.checking.explanations.explanation import Beside, Explanation

SETTINGS = "settings: {project_token: {secret: MIXPANEL_TOKEN}}"
PEOPLE = "version: 1\nfragments:\n  who: {map: {properties.plan: context.traits.plan}}\n"
INCLUDE = "include: [shared/people.yaml]\n"
CLICKS = 'actions: [{name: Clicks, do: track, when: event = "Click"}]\n'
CLICK, PAGE = "{type: track, event: Click, userId: u1}", "{type: page, userId: u1}"


def _file(rest: str) -> str:
    return f"version: 1\ndestination: mixpanel\n{SETTINGS}\n{rest}"


def _in_two_environments(second: str) -> str:
    head = "version: 1\ndestination: webhook\n"
    settings, actions = "{settings: {url: 'https://hooks.example.com/%s'}}", "actions: [{do: send}]\n"
    one = f"{head}environments: {{production: {settings % 'a'}}}\n{actions}"
    return f"{one}---\n{head}name: archive\nenvironments: {{{second}: {settings % 'b'}}}\n{actions}"


LAYOUT = {
    "E101": Explanation(
        "The file holds nothing that could be a mapping file: it is empty, or all of it is a comment.",
        "# version: 1\n",
        _file("actions: [{do: track}]\n"),
    ),
    "E102": Explanation(
        "A map has each key once. Most readers of YAML keep the last one in silence; here it is a mistake.",
        "- do: track\n  map:\n    event: event\n    event: name\n",
        "- do: track\n  map:\n    event: event\n",
    ),
    "E103": Explanation(
        "YAML cannot be read from here on. Mostly a quote, a bracket or the indentation above is wrong.",
        "- do: track\n  map: {event: event\n",
        "- do: track\n  map: {event: event}\n",
    ),
    "E104": Explanation(
        "YAML indents by spaces. Set the editor to write spaces when you press Tab.",
        "-\tdo: track\n",
        "- do: track\n",
    ),
    "E105": Explanation(
        "Anchors (&a), aliases (*a), merges (<<) and tags (!x) are not used: places in messages would lie. "
        "Write what actions share under defaults:.",
        "- &first\n  do: track\n",
        "- do: track\n",
    ),
    "E106": Explanation(
        "Keys are texts. A number, true or null as a key needs quotes.",
        "- do: track\n  map:\n    [a, b]: event\n",
        "- do: track\n  map:\n    properties.a: event\n",
    ),
    "E107": Explanation(
        "The file is larger, or nested deeper, than any file people write. Split it.",
        unseen="It takes a mebibyte of text, or 64 brackets in each other.",
    ),
    "E108": Explanation(
        "The file holds a character that cannot be read or seen. Save the file as UTF-8 and take the character out.",
        '- do: track\n  set: {properties.a: "\\ud800"}\n',
        '- do: track\n  set: {properties.a: "a"}\n',
    ),
    "E109": Explanation(
        "An unquoted text cannot begin with some signs, nor hold `: ` or ` #`: YAML reads something else. "
        "Put the whole value in single quotes.",
        "- do: track\n  map:\n    properties.a: join(': ', [userId])\n",
        "- do: track\n  map:\n    properties.a: 'join('': '', [userId])'\n",
    ),
    "E110": Explanation(
        "No destination of this name is installed. `actions catalog` lists those that are.",
        "version: 1\ndestination: mixpanle\nsettings: {}\nactions: [{do: track}]\n",
        f"version: 1\ndestination: mixpanel\n{SETTINGS}\nactions: [{{do: track}}]\n",
    ),
    "E111": Explanation(
        "The destination cannot do this. `actions catalog mixpanel` lists its action types.",
        "- do: trakc\n",
        "- do: track\n",
    ),
    "W111": Explanation(
        "YAML reads a number and drops digits of it: 1.20 becomes 1.2. A version or an id needs quotes.",
        "- do: track\n  set: {properties.version: 1.20}\n",
        "- do: track\n  set: {properties.version: '1.20'}\n",
    ),
    "E112": Explanation(
        "Two files configure the same destination, and their deliveries could not be distinguished. Give one a name:.",
        f"version: 1\ndestination: mixpanel\n{SETTINGS}\nactions: [{{do: track}}]\n---\n"
        f"version: 1\ndestination: mixpanel\n{SETTINGS}\nactions: [{{do: track}}]\n",
        f"version: 1\ndestination: mixpanel\n{SETTINGS}\nactions: [{{do: track}}]\n---\n"
        f"version: 1\ndestination: mixpanel\nname: mixpanel-eu\n{SETTINGS}\nactions: [{{do: track}}]\n",
    ),
    "W112": Explanation(
        "Behind a space, # begins a comment, and the value ends before it. If it belongs to the value, quote the value.",
        "- do: track\n  set:\n    properties.plan: Plan #1\n",
        "- do: track\n  set:\n    properties.plan: 'Plan #1'\n",
    ),
    "E113": Explanation(
        "The action has no when:, and its action type has no default trigger either.",
        "- do: delete\n",
        '- do: delete\n  when: type = "track" and event = "Account Deleted"\n',
    ),
    "W113": Explanation(
        "The key has no value. YAML reads null, which clears the field at the tool. If that is meant, write null.",
        "- do: track\n  set:\n    properties.plan:\n",
        "- do: track\n  set:\n    properties.plan: null\n",
    ),
    "E114": Explanation(
        "The destination's plugin cannot be loaded. The message has its own words; update or uninstall it.",
        unseen="It is the package of the destination that is at fault, not a line of a mapping file.",
    ),
    "E115": Explanation(
        "By a rare chance two actions would give deliveries the same ids. Give one of them another id:.",
        unseen="Of many thousands of actions hardly two are such a pair.",
    ),
    "W116": Explanation(
        "A default trigger takes the name of an order in any spelling, an own condition only as it is written. "
        "The event would go out twice, or not at all.",
        '- do: purchase\n  when: type = "track" and event = "order_completed"\n',
        "- do: purchase\n",
    ),
    "W117": Explanation(
        "Two actions of one instance fire for the same event: the tool gets it twice, and counts its money twice. "
        "Keep one, narrow one of them, or give both one exclusive: group, of which the first that matches fires.",
        "- do: purchase\n- do: track\n",
        "- do: purchase\n  exclusive: events\n- do: track\n  exclusive: events\n",
    ),
    "E118": Explanation(
        "JSON and most tools hold integers of 64 bits. A longer number is an id: write it as a text.",
        "- do: track\n  set: {properties.id: 123456789012345678901234567890}\n",
        "- do: track\n  set: {properties.id: '123456789012345678901234567890'}\n",
    ),
    "W118": Explanation(
        "Of a group, the first action that matches fires. The one above takes every event that this one waits for.",
        '- name: All\n  do: track\n  exclusive: a\n- name: Clicks\n  do: track\n  exclusive: a\n  when: event = "Click" and type = "track"\n',
        '- name: Clicks\n  do: track\n  exclusive: a\n  when: event = "Click" and type = "track"\n- name: All\n  do: track\n  exclusive: a\n',
    ),
    "W143": Explanation(
        "What a tool reports of orders and money is then that of the people in the sample, and its bidding learns from it.",
        "- do: purchase\n  sample: 10%\n",
        "- do: purchase\n",
    ),
    "W144": Explanation(
        "actions check --rate counts what the events seen before would become in a second, and compares it with the limits "
        "that each tool declares. Deliveries beyond them wait, and more wait with each second.",
        unseen="It takes more events than an example can hold.",
    ),
    "E119": Explanation(
        "YAML 1.2 reads yes, no, on and off as texts. A switch is true or false.",
        "- do: track\n  enabled: yes\n",
        "- do: track\n  enabled: true\n",
    ),
    "W119": Explanation(
        "Every action of the file is switched off by enabled: false, so nothing ever goes to this tool.",
        "- do: track\n  enabled: false\n",
        "- do: track\n",
    ),
    "E120": Explanation(
        "No map of a mapping file has this key here. The message names the key that is most likely meant.",
        "- do: track\n  wen: event exists\n",
        "- do: track\n  when: event exists\n",
    ),
    "E121": Explanation(
        "A key that must be there is not.",
        "- name: Clicks\n",
        "- name: Clicks\n  do: track\n",
    ),
    "E122": Explanation(
        "The key takes another kind of value: a text, a list, a map, true or false.",
        "- do: track\n  name: 5\n",
        "- do: track\n  name: '5'\n",
    ),
    "E123": Explanation(
        "The key takes one of a few words, and this is none of them.",
        "- do: track\n  map: {properties.a: {from: userId, as: string}}\n",
        "- do: track\n  map: {properties.a: {from: userId, as: text}}\n",
    ),
    "E124": Explanation(
        "The file says that it is written for another version of this program.",
        f"version: 2\ndestination: mixpanel\n{SETTINGS}\nactions: [{{do: track}}]\n",
        f"version: 1\ndestination: mixpanel\n{SETTINGS}\nactions: [{{do: track}}]\n",
    ),
    "E125": Explanation(
        "Each action of a file has a name of its own, by which it is chosen and its deliveries are known.",
        '- do: track\n  when: event = "A"\n- do: track\n  when: event = "B"\n',
        '- name: Clicks\n  do: track\n  when: event = "Click"\n- name: Views\n  do: track\n  when: event = "View"\n',
    ),
    "E126": Explanation(
        "Ids and names of instances are made of a-z, 0-9, - and _, as they are used in command lines and files.",
        "- do: track\n  id: My Id\n",
        "- do: track\n  id: my-id\n",
    ),
    "E128": Explanation(
        "A fragment of this name is in none of the files that are included.",
        _file(f"{INCLUDE}actions: [{{do: track, use: [whom]}}]\n"),
        _file(f"{INCLUDE}actions: [{{do: track, use: [who]}}]\n"),
        Beside.shared,
        PEOPLE,
    ),
    "E129": Explanation(
        "include: names a file that is not there, or not one of fragments. They lie in mappings/shared/.",
        _file("include: [shared/peple.yaml]\nactions: [{do: track}]\n"),
        _file(f"{INCLUDE}actions: [{{do: track}}]\n"),
        Beside.shared,
        PEOPLE,
    ),
    "E130": Explanation(
        "Other mapping files have the environment that --env names, and this one has other environments only.",
        _in_two_environments("sandbox"),
        _in_two_environments("production"),
        Beside.env,
    ),
    "E131": Explanation(
        "Two files that are included have a fragment of the same name. Rename one of them.",
        _file("include: [shared/people.yaml, shared/team.yaml]\nactions: [{do: track, use: [who]}]\n"),
        _file(f"{INCLUDE}actions: [{{do: track, use: [who]}}]\n"),
        Beside.twice,
        PEOPLE,
    ),
    "E132": Explanation(
        "The file cannot be opened: it is a link that leads nowhere, or not for the user who runs the command.",
        unseen="It is about the file itself, not about what is in it.",
    ),
    "E140": Explanation(
        "A test under tests: lacks the event it is about (given:), or says something that no test has.",
        _file("actions: [{do: track}]\ntests: [{name: A click, expect: nothing}]\n"),
        _file(f"actions: [{{do: track}}]\ntests: [{{name: A page, given: {PAGE}, expect: nothing}}]\n"),
    ),
    "E141": Explanation(
        "A test expects an action that its file does not have. Write the action's name or id.",
        _file(f"{CLICKS}tests: [{{name: A click, given: {CLICK}, expect: [{{action: Clics}}]}}]\n"),
        _file(f"{CLICKS}tests: [{{name: A click, given: {CLICK}, expect: [{{action: Clicks}}]}}]\n"),
    ),
    "W142": Explanation(
        "A test without expect: says nothing. `actions test --record` writes what comes of its event.",
        _file(f"{CLICKS}tests: [{{name: A click, given: {CLICK}}}]\n"),
        _file(f"{CLICKS}tests: [{{name: A click, given: {CLICK}, expect: [{{action: Clicks}}]}}]\n"),
    ),
}
