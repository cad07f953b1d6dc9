"""The `integrations` object switches destinations off, in the spec's words."""

from typing import Any

import orjson
import pytest

from actions.event.delivery_id import action_part, delivery_id, event_part
from actions.event.integrations import is_meant_for, plain_names, switched_off
from destinations.registry import load_registry
from tests.actions.small_projects import MakeProject

NAMES = plain_names(["ga4", "Google Analytics 4"])
TITLE = "Google Analytics 4"
OFF = f"integrations.{TITLE} is false"

ROWS: list[tuple[str, Any, str | None]] = [
    ("absent means on", None, None),
    ("empty means on", {}, None),
    ("another destination's switch", {"Mixpanel": False}, None),
    ("its own name", {"ga4": False}, "integrations.ga4 is false"),
    ("its title", {"Google Analytics 4": False}, "integrations.Google Analytics 4 is false"),
    (
        "its title in another spelling",
        {"google-analytics-4": False},
        "integrations.google-analytics-4 is false",
    ),
    ("all off", {"All": False}, "integrations.All is false"),
    ("all off but this one", {"All": False, "GA4": True}, None),
    ("an object means on, with options", {"All": False, "GA4": {"session": "s"}}, None),
    ("null says nothing", {"All": False, "GA4": None}, "integrations.All is false"),
    ("all on, this one off", {"All": True, "GA4": False}, "integrations.GA4 is false"),
    ("not an object", "none", None),
    ("no as a text", {"GA4": "false"}, "integrations.GA4 is false"),
    ("no as a word", {"GA4": " No "}, "integrations.GA4 is false"),
    ("no as PHP writes it", {"GA4": 0}, "integrations.GA4 is false"),
    ("all off, as a text", {"All": "False"}, "integrations.All is false"),
    ("yes as a text", {"All": "false", "GA4": "true"}, None),
    ("an option that is a text", {"GA4": "eu"}, None),
    ("nothing as a text", {"GA4": ""}, None),
    ("options that are empty", {"GA4": []}, None),
    ("off by one name and on by another", {"GA4": True, "Google Analytics 4": False}, OFF),
    ("on by one name and off by another", {"Google Analytics 4": False, "GA4": True}, OFF),
    ("all off, off by one name and on by another", {"All": False, "GA4": True, "Google Analytics 4": False}, OFF),
    ("on by one name, nothing by another", {"All": False, "GA4": True, "Google Analytics 4": None}, None),
    ("the word Actions before it", {"Actions Google Analytics 4": False}, f"integrations.Actions {TITLE} is false"),
    ("the word Actions behind it", {"Google Analytics 4 (Actions)": False}, f"integrations.{TITLE} (Actions) is false"),
    ("the word Actions alone", {"Actions": False}, None),
]


@pytest.mark.parametrize(("switches", "expected"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_a_destination_is_on_unless_it_is_switched_off(switches: Any, expected: str | None) -> None:
    assert switched_off(switches, NAMES) == expected
    assert not isinstance(switches, dict) or is_meant_for(switches, NAMES) is (expected is None)


# What the catalogues of Segment and RudderStack call each tool, in `integrations`, in code or as its title.
CATALOGUES = {
    "amplitude": ["Amplitude", "Actions Amplitude", "Amplitude (Actions)", "AM", "AMPLITUDE"],
    "aws": ["AWS SQS", "Amazon Kinesis", "KINESIS", "Amazon EventBridge", "EventBridge"],
    "braze": ["Braze", "Braze Cloud Mode (Actions)", "Actions Braze Cloud", "Appboy", "BRAZE"],
    "clickhouse": ["ClickHouse", "CLICKHOUSE"],
    "customerio": ["Customer.io", "Actions Customerio", "Customer.io Actions", "Customer IO", "CUSTOMERIO"],
    "duckdb": ["DuckDB", "DUCKDB"],
    "files": ["Amazon S3", "AWS S3", "AWS S3 (Actions)", "S3", "S3 Data Lake", "S3_DATALAKE"],
    "ga4": [
        *("Google Analytics 4", "Google Analytics 4 Cloud", "Actions Google Analytic 4", "Actions Google Analytics 4"),
        *("GA4", "Google Analytics 4 (GA4)", "googleAnalytics4", "GA4_V2", "Google Analytics 4 (GA4) V2"),
        "Google Analytics 4 V2",
    ],
    "google_ads": [
        *("Google Ads Conversions", "Google Enhanced Conversions", "Actions Google Enhanced Conversions"),
        *("Google Ads Enhanced Conversions", "GOOGLE_ADWORDS_ENHANCED_CONVERSIONS"),
        *("Google Ads Offline Conversions", "GOOGLE_ADWORDS_OFFLINE_CONVERSIONS", "Google Ads"),
    ],
    "heap": ["Heap", "Heap (Actions)", "Actions Heap Cloud", "HEAP"],
    "hubspot": ["HubSpot", "HubSpot Cloud Mode (Actions)", "Actions Hubspot Cloud", "HS", "HUBSPOT"],
    "intercom": ["Intercom", "Intercom Cloud Mode (Actions)", "Actions Intercom Cloud", "INTERCOM", "Intercom V2"],
    "iterable": ["Iterable", "Iterable (Actions)", "Actions Iterable", "ITERABLE"],
    "kafka": ["Kafka", "Apache Kafka", "KAFKA", "Confluent Cloud", "CONFLUENT_CLOUD"],
    "klaviyo": ["Klaviyo", "Klaviyo (Actions)", "Actions Klaviyo", "KLAVIYO", "Klaviyo Bulk Upload"],
    "linkedin_capi": ["LinkedIn Conversions API", "LinkedIn Conversions", "Linkedin Ads", "LINKEDIN_ADS"],
    "meta_capi": [
        *("Facebook Conversions API (Actions)", "Facebook Conversions API", "Facebook Conversions"),
        *("FACEBOOK_CONVERSIONS", "FB Conversions", "Facebook Pixel", "FACEBOOK_PIXEL", "FB Pixel"),
    ],
    "microsoft_capi": ["Microsoft Bing CAPI (Actions)", "Microsoft Bing CAPI", "Bing Ads", "BING_ADS"],
    "mixpanel": ["Mixpanel", "Mixpanel (Actions)", "Actions Mixpanel", "MP", "Mix Panel"],
    "moengage": ["MoEngage", "MoEngage (Actions)", "Actions Moengage", "MOENGAGE"],
    "nats": ["NATS", "NATS JetStream"],
    "onesignal": ["OneSignal", "One Signal", "ONE_SIGNAL"],
    "pinterest_capi": [
        *("Pinterest Conversions API", "Pinterest Conversions", "Pinterest", "Pinterest Tag", "PINTEREST_TAG"),
        "pinterestConversion",
    ],
    "postgres": ["Postgres", "PostgreSQL", "POSTGRES"],
    "posthog": ["PostHog", "Actions PostHog", "POSTHOG"],
    "reddit_capi": ["Reddit Conversions API", "Reddit", "REDDIT", "Reddit Ads"],
    "salesforce": ["Salesforce", "Salesforce (Actions)", "Actions Salesforce", "SALESFORCE", "SALESFORCE_OAUTH"],
    "segment": ["Segment.io", "Segment"],
    "slack": ["Slack", "Slack (Actions)", "Actions Slack", "SLACK"],
    "snapchat_capi": ["Snap Conversions API", "Snapchat Conversion", "SNAPCHAT_CONVERSION", "Snap Pixel"],
    "tiktok_events": ["TikTok Conversions", "TikTok Ads", "TIKTOK_ADS", "TikTok Ads Offline Events"],
    "webhook": ["Webhooks", "Webhook", "Webhooks (Actions)", "Actions Webhook", "WEBHOOK", "WEBHOOK_V2", "HTTP"],
    "x_ads": ["X Ads", "Twitter Ads", "TWITTER_ADS"],
}


def names_of(name: str) -> frozenset[str]:
    plugin = load_registry([]).find(name)
    assert plugin
    return plain_names((plugin.destination.name, plugin.destination.title, *plugin.destination.names))


@pytest.mark.parametrize(("name", "called"), [(name, one) for name, all_ in CATALOGUES.items() for one in all_])
def test_a_name_of_the_public_catalogues_switches_the_tool(name: str, called: str) -> None:
    assert switched_off({called: False}, names_of(name)) == f"integrations.{called} is false"
    assert switched_off({"All": False, called: True}, names_of(name)) is None


def test_each_built_in_destination_has_its_row_and_no_two_share_a_name() -> None:
    names = load_registry([]).names()
    assert sorted(CATALOGUES) == sorted(names)
    known = [one for name in names for one in names_of(name)]
    assert len(known) == len(set(known))
    assert not {"", "all"} & set(known)


@pytest.mark.parametrize(
    ("switches", "fired"),
    [
        ({"Actions Google Analytic 4": False, "Mixpanel (Actions)": False}, ["webhook"]),
        ({"Google Analytics 4 Cloud": False, "MP": False, "Webhooks (Actions)": False}, []),
        ({"All": False, "Actions Google Analytic 4": True}, ["ga4"]),
        ({"All": False, "Actions Webhook": {}, "Actions Mixpanel": False}, ["webhook"]),
    ],
    ids=str,
)
def test_the_engine_keeps_a_refusal_in_any_name_in_all_its_ways(
    make_project: MakeProject, switches: dict[str, Any], fired: list[str]
) -> None:
    project = make_project(mixpanel="- do: purchase", ga4="- do: purchase", webhook="- do: send")
    event = {"type": "track", "event": "Order Completed", "userId": "u", "messageId": "m", "integrations": switches}
    event |= {"timestamp": "2026-03-01T10:00:00Z", "properties": {"order_id": "A1", "revenue": 10, "currency": "EUR"}}
    line = orjson.dumps(event) + b"\n"
    assert [decision.instance for decision in project.decide(event)] == fired
    assert [one.instance for one in project.explain(event) if one.status == "fired"] == fired
    for strict in (False, True):
        written = [orjson.loads(row) for row in b"".join(project.process_lines(line, strict=strict)).splitlines()]
        assert [row["instance"] for row in written] == fired


def test_delivery_ids_tell_apart_all_that_differs() -> None:
    rows = [
        ("m", "a", "b", None),
        ("m", "a", "b", 0),
        ("m", "a", "b", 1),
        ("m", "b", "a", None),
        ("n", "a", "b", None),
        ("m b", "a", "b", None),
        ("m", "a b", "", None),
        ("m\x1f1", "a", "b", None),
    ]
    ids = {delivery_id(event_part("000000-", name, item), action_part(*action)) for name, *action, item in rows}
    assert len(ids) == len(rows)
    assert all(len(one) == 35 for one in ids)
