"""Codes about fields and expressions."""
# an example is read in one line

from actions.workbench.checking.explanations.conditions import PLAN, SEEN
from actions.workbench.checking.explanations.explanation import Beside, Explanation


def _map(bad: str, good: str, do: str = "track") -> tuple[str, str]:
    return f"- do: {do}\n  map: {{{bad}}}\n", f"- do: {do}\n  map: {{{good}}}\n"


def _set(bad: str, good: str, do: str = "track") -> tuple[str, str]:
    return f"- do: {do}\n  set: {{{bad}}}\n", f"- do: {do}\n  set: {{{good}}}\n"


PRODUCTS = "- do: purchase\n  map:\n    products:\n      each: properties.products\n      map: {%s}\n"
POSTGRES = """version: 1
destination: postgres
settings: {host: db.example.com, database: shop, user: shop, password: {secret: SHOP_PASSWORD}}
actions: [{do: track, map: {columns.%s: properties.plan}}]
"""
SLACK = """version: 1
destination: slack
settings: {url: {secret: SLACK_URL}}
actions:
  - do: message
    when: event = "Signed Up"
    map: {text: {template: 'New here: {{ %s }}'}}
    set: {markup: true}
"""
FIELDS = {
    "E301": Explanation(
        "A path begins with a field that events have. The values of a track event are in its properties.",
        *_map("properties.a: propertis.plan", "properties.a: properties.plan"),
    ),
    "E302": Explanation(
        "The text is not a path. Names with other characters than letters, digits and _ go in double quotes.",
        *_map("properties.a: properties.order-id", "properties.a: 'properties.\"order-id\"'"),
    ),
    "E303": Explanation(
        "Backticks hold JSON. A text in a path goes in single quotes.",
        *_map("properties.a: 'properties.plan || `{a`'", "properties.a: properties.plan || 'free'"),
    ),
    "E304": Explanation(
        "Under map: a map says where the value comes from: from:, template:, each:, map: and so on.",
        *_map("properties.a: {id: userId}", "properties.a: {map: {id: userId}}"),
    ),
    "W305": Explanation(
        "The path found nothing in any of the events that were looked at. It may be misspelt, or of another time.",
        *_map("properties.a: properties.paln", "properties.a: properties.plan"),
        Beside.seen,
        SEEN,
    ),
    "W306": Explanation(
        "In a path, null, true and false without backticks are fields of these names.",
        *_map(
            "properties.a: \"if_(userId == null, 'no', 'yes')\"", "properties.a: \"if_(userId == `null`, 'no', 'yes')\""
        ),
    ),
    "W307": Explanation(
        "The spec has another name at this place, and it looks like this one with a slip in it.",
        *_map("properties.a: context.campain.name", "properties.a: context.campaign.name"),
    ),
    "W308": Explanation(
        "The action fires for events of types that do not have this field, so the path never finds anything.",
        *_map("traits.plan: properties.plan", "traits.plan: traits.plan", do="identify"),
    ),
    "W309": Explanation(
        "properties.products is a list. A name of its items is read by [] for all of them, or [0] for the first.",
        *_map("properties.a: properties.products.name", "properties.a: 'properties.products[].name'"),
    ),
    "E310": Explanation(
        "One field is mapped and set at once, so which of them counts would be a guess.",
        "- do: track\n  map: {properties.a: userId}\n  set: {properties.a: x}\n",
        "- do: track\n  map: {properties.a: userId}\n",
    ),
    "W310": Explanation(
        "By the tracking plan none of the events that fire this action has the property.",
        *_map("properties.a: properties.paln", "properties.a: properties.plan"),
        Beside.plan,
        PLAN,
    ),
    "E320": Explanation(
        "There is no such function. `actions catalog functions` lists them all.",
        *_map("properties.a: lowercase(userId)", "properties.a: lower(userId)"),
    ),
    "E321": Explanation(
        "The function takes other arguments.",
        *_map("properties.a: lower()", "properties.a: lower(userId)"),
    ),
    "E322": Explanation(
        "The path is longer or nested deeper than anybody writes. Split it over several fields.",
        unseen="It takes a path of many thousand characters, or many brackets in each other.",
    ),
    "W323": Explanation(
        "Double quotes in a path make a name. A text goes in single quotes.",
        '- do: track\n  map:\n    properties.a: properties.tags[?@ == "x"]\n',
        "- do: track\n  map:\n    properties.a: properties.tags[?@ == 'x']\n",
    ),
    "E324": Explanation(
        "The field holds a text, and nothing is inside a text.",
        *_map("properties.a: event.total", "properties.a: properties.total"),
    ),
    "W325": Explanation(
        "After | comes a path into the value, not a filter. Functions have what they work on in brackets.",
        *_map("properties.a: userId | lower", "properties.a: lower(userId)"),
    ),
    "W326": Explanation(
        "A path in single quotes is a text: its own letters. So an address is not hashed, but the words of its path.",
        *_map("properties.a: sha256('context.traits.email')", "properties.a: sha256(context.traits.email)"),
    ),
    "E330": Explanation(
        "Under map: write paths. A literal value goes under set:.",
        "- do: track\n  map: {properties.a: 5}\n",
        "- do: track\n  set: {properties.a: 5}\n",
    ),
    "E331": Explanation(
        "A field has one source. To try several paths write them as a list under from:.",
        *_map(
            "properties.a: {from: userId, template: 'x {{ userId }}'}", "properties.a: {from: [userId, anonymousId]}"
        ),
    ),
    "E332": Explanation(
        "The option means something only beside another one.",
        *_map(
            "properties.a: {from: userId, unit: minor}", "properties.a: {from: properties.a, as: money, unit: minor}"
        ),
    ),
    "E340": Explanation(
        "The name of a field cannot be read: names are joined by dots, and those with dots in them go in quotes.",
        *_map("properties..a: userId", "properties.a: userId"),
    ),
    "E341": Explanation(
        "unset: takes out what the action inherits, and this field it does not.",
        "- do: track\n  unset: [evnt]\n",
        "- do: track\n  unset: [ip]\n",
    ),
    "E342": Explanation(
        "The action type has no such field. `actions catalog mixpanel track` lists those it has.",
        *_map("evnt: event", "event: event"),
    ),
    "E343": Explanation(
        "The action type needs a field that nothing maps.",
        "- do: track\n  inherit: false\n  when: type exists\n  map: {time: timestamp, user_id: userId}\n",
        "- do: track\n  inherit: false\n  when: type exists\n  map: {time: timestamp, user_id: userId, event: event}\n",
    ),
    "E344": Explanation(
        "The field holds one value, so nothing goes inside it.",
        *_map("event.name: event", "event: event"),
    ),
    "E345": Explanation(
        "A hole in a template is a path between two braces on each side.",
        *_map("properties.a: {template: 'Hi { userId }'}", "properties.a: {template: 'Hi {{ userId }}'}"),
    ),
    "W346": Explanation(
        "What is under set: goes out as it is written, and this looks like a path or a template.",
        "- do: track\n  set: {properties.a: properties.plan}\n",
        "- do: track\n  map: {properties.a: properties.plan}\n",
    ),
    "W347": Explanation(
        "The field is hashed by the program. Hashed before, the tool would get the hash of a hash, which finds nobody.",
        "version: 1\ndestination: meta_capi\nsettings: {pixel_id: '1234567890', access_token: {secret: META_TOKEN}}\n"
        "actions:\n  - do: purchase\n    map: {email: sha256(context.traits.email)}\n",
        "version: 1\ndestination: meta_capi\nsettings: {pixel_id: '1234567890', access_token: {secret: META_TOKEN}}\n"
        "actions:\n  - do: purchase\n    map: {email: context.traits.email}\n",
    ),
    "W348": Explanation(
        "An amount needs its currency, and here that is set to nothing.",
        *_set("currency: null", "currency: USD", do="purchase"),
    ),
    "E349": Explanation(
        "The object takes parts of any name but this one, which the tool keeps to itself.",
        POSTGRES % "event",
        POSTGRES % "kind",
    ),
    "W350": Explanation(
        "The text is sent as markup, so what an event holds could be markup, too: links, or a call of everybody.",
        SLACK % "properties.name",
        SLACK % "escape_html(properties.name)",
    ),
    "W351": Explanation(
        "only: or except: names a part that is not there.",
        *_map("traits: {from: traits, except: [emial]}", "traits: {from: traits, except: [email]}", do="identify"),
    ),
    "E354": Explanation(
        "The field refuses the value, whatever the event: no event could ever be sent with it.",
        *_set("currency: EURO", "currency: EUR", do="purchase"),
    ),
    "E352": Explanation(
        "A form of times is written with %Y, %m, %d and the like, and a zone is one such as Europe/Berlin.",
        *_map(
            "properties.day: {from: timestamp, as: date, zone: Berlin}",
            "properties.day: {from: timestamp, as: date, zone: Europe/Berlin}",
        ),
    ),
    "W352": Explanation(
        "The table of lookup: has no wildcard. What is not in it is said by default:.",
        *_map(
            "properties.a: {from: properties.plan, lookup: {pro: paid, '*': free}}",
            "properties.a: {from: properties.plan, lookup: {pro: paid}, default: free}",
        ),
    ),
    "E353": Explanation(
        "only: and except: name parts of the value that from: finds. A name that begins at the event finds nothing: "
        "what should stay here would go out.",
        *_map(
            "properties: {from: properties, except: [properties.email]}",
            "properties: {from: properties, except: [email]}",
        ),
    ),
    "W353": Explanation(
        "Inside each: paths start at the item. What is beside the list is read by from_event:.",
        PRODUCTS % "currency: properties.currency",
        PRODUCTS % "currency: {from_event: properties.currency}",
    ),
    "W354": Explanation(
        "Nothing says which currency the amount is in, so that USD is meant.",
        "- do: purchase\n  unset: [currency]\n",
        "- do: purchase\n",
    ),
    "W355": Explanation(
        "Tools drop what they get twice by an id. It must be there, and differ from event to event.",
        "version: 1\ndestination: meta_capi\nsettings: {pixel_id: '1234567890', access_token: {secret: META_TOKEN}}\n"
        "actions:\n  - do: purchase\n    set: {event_id: purchase}\n",
        "version: 1\ndestination: meta_capi\nsettings: {pixel_id: '1234567890', access_token: {secret: META_TOKEN}}\n"
        "actions:\n  - do: purchase\n    map: {event_id: messageId}\n",
    ),
    "W356": Explanation(
        "By the spec the path holds another kind of value than the field takes.",
        *_map("revenue: event", "revenue: properties.revenue", do="purchase"),
    ),
    "W359": Explanation(
        "Under rename: two parts get one name, so that one of them is lost.",
        *_map(
            "properties.a: {from: properties, rename: {total: amount, revenue: amount}}",
            "properties.a: {from: properties, rename: {total: amount, revenue: income}}",
        ),
    ),
    "W358": Explanation(
        "The id of a person is written out, so that what everybody does is told of one person.",
        *_set("user_id: shop", "properties.by: shop"),
    ),
    "W357": Explanation(
        "Where default: is written the field always has a value, so that nothing is left for required: to ask for.",
        *_map(
            "properties.a: {from: properties.plan, default: free, required: true}",
            "properties.a: {from: properties.plan, default: free}",
        ),
    ),
}
