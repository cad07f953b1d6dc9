"""Segment's published package on the same events, with its own default mappings; each request is answered at once."""

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile
from types import MappingProxyType
from typing import Any, Final

HERE = Path(__file__).parent
PACKAGES: Final = ("@segment/action-destinations@3.497.0", "@segment/actions-core@3.170.0")
# The pairs that it has as well: its folder, its action, settings. What its defaults leave open is in `MAPPINGS`.
SAME: Final[Mapping[str, tuple[str, str, Mapping[str, Any]]]] = MappingProxyType(
    {
        "mixpanel track": ("mixpanel", "trackEvent", {"projectToken": "t", "apiSecret": "s", "apiRegion": "US"}),
        "mixpanel purchase": ("mixpanel", "trackPurchase", {"projectToken": "t", "apiSecret": "s", "apiRegion": "US"}),
        "mixpanel identify": ("mixpanel", "identifyUser", {"projectToken": "t", "apiSecret": "s", "apiRegion": "US"}),
        "ga4 purchase": ("google-analytics-4", "purchase", {"apiSecret": "s", "measurementId": "G-1"}),
        "ga4 add_to_cart": ("google-analytics-4", "addToCart", {"apiSecret": "s", "measurementId": "G-1"}),
        "ga4 event": ("google-analytics-4", "customEvent", {"apiSecret": "s", "measurementId": "G-1"}),
        "amplitude track": ("amplitude", "logEventV2", {"apiKey": "k", "secretKey": "s", "endpoint": "north_america"}),
        "amplitude purchase": (
            "amplitude",
            "logPurchase",
            {"apiKey": "k", "secretKey": "s", "endpoint": "north_america"},
        ),
        "amplitude identify": (
            "amplitude",
            "identifyUser",
            {"apiKey": "k", "secretKey": "s", "endpoint": "north_america"},
        ),
        "braze track": ("braze", "trackEvent", {"api_key": "k", "endpoint": "https://rest.iad-01.braze.com"}),
        "braze purchase": ("braze", "trackPurchase", {"api_key": "k", "endpoint": "https://rest.iad-01.braze.com"}),
        "braze identify": ("braze", "updateUserProfile", {"api_key": "k", "endpoint": "https://rest.iad-01.braze.com"}),
        "meta_capi purchase": ("facebook-conversions-api", "purchase", {"pixelId": "1", "token": "t"}),
        "tiktok_events purchase": ("tiktok-conversions", "reportWebEvent", {"accessToken": "t", "pixelCode": "p"}),
        "pinterest_capi purchase": (
            "pinterest-conversions",
            "reportConversionEvent",
            {"ad_account_id": "1", "conversion_token": "t"},
        ),
        "customerio track": ("customerio", "trackEvent", {"siteId": "s", "apiKey": "k", "accountRegion": "US"}),
        "customerio identify": (
            "customerio",
            "createUpdatePerson",
            {"siteId": "s", "apiKey": "k", "accountRegion": "US"},
        ),
        "klaviyo track": ("klaviyo", "trackEvent", {"api_key": "k"}),
        "klaviyo purchase": ("klaviyo", "orderCompleted", {"api_key": "k"}),
        "intercom track": ("intercom", "trackEvent", {}),
        "webhook send": ("webhook", "send", {}),
    }
)
MAPPINGS: Final[Mapping[str, Mapping[str, Any]]] = MappingProxyType(
    {
        "tiktok_events purchase": {"event": "CompletePayment"},
        "pinterest_capi purchase": {
            "event_name": "checkout",
            "action_source": "web",
            "app_id": "1",
            "app_name": "shop",
            "app_version": "1",
        },
        "klaviyo track": {"profile": {"email": {"@path": "$.context.traits.email"}}},
        "klaviyo purchase": {"profile": {"email": {"@path": "$.context.traits.email"}}},
        "meta_capi purchase": {"action_source": "website"},
        "webhook send": {"url": "https://hooks.example.com/in", "method": "POST", "data": {"@path": "$."}},
    }
)


def measure(lines: Mapping[str, Sequence[bytes]], seconds: float, node_modules: str) -> dict[str, Any]:
    """Events per second from a line to a request by the name of the pair; `{"error": …}` where none is made."""
    jobs = [
        {
            "name": name,
            "destination": SAME[name][0],
            "action": SAME[name][1],
            "settings": dict(SAME[name][2]),
            "mapping": dict(MAPPINGS.get(name, {})),
            "lines": [line.decode() for line in found],
        }
        for name, found in lines.items()
        if name in SAME
    ]
    with NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(jobs, file)
        file.flush()
        command = ["node", str(HERE / "segment.js"), file.name, str(seconds)]
        environment = os.environ | {"NODE_PATH": node_modules}
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found
