"""The account, and how a call reaches one of its services."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from pydantic import Field, SecretStr

from destinations.aws.signature import Signing, moment_of
from destinations.sdk import Networks, Request, Settings, WebAddress

# What each service's protocol is called, and what its calls begin with.
SERVICES = {
    "sqs": ("1.0", "AmazonSQS"),
    "kinesis": ("1.1", "Kinesis_20131202"),
    "events": ("1.1", "AWSEvents"),
}


class AwsSettings(Settings):
    """An account of AWS, and the queue, stream or bus in it."""

    region: str = Field(pattern=r"^[a-z]{2}(-[a-z]+)+-\d$", description="The region: eu-central-1.")
    access_key_id: str = Field(min_length=1, description="The id of an access key.")
    secret_access_key: SecretStr = Field(description="The key beside it.")
    session_token: SecretStr | None = Field(None, description="The token beside a key that lasts for a while.")
    queue_url: WebAddress | None = Field(None, description="The queue that `sqs` sends to.")
    stream: str = Field("", pattern=r"^[a-zA-Z0-9_.-]{0,128}$", description="The stream that `kinesis` sends to.")
    event_bus: str = Field("default", min_length=1, description="The bus that `eventbridge` sends to.")
    endpoint: WebAddress | None = Field(None, description="Another server that speaks for AWS, in tests.")
    allow_private: Networks = Field((), description="Networks to allow although they are private: 127.0.0.0/8.")

    def private_networks(self) -> tuple[str, ...]:
        return self.allow_private

    def call(self, service: str, action: str, body: Any) -> Request:
        """A call to a service, signed anew whenever it is sent."""
        version, prefix = SERVICES[service]
        url = f"{(self.endpoint or f'https://{service}.{self.region}.amazonaws.com').rstrip('/')}/"
        headers = {"content-type": f"application/x-amz-json-{version}", "x-amz-target": f"{prefix}.{action}"}
        if self.session_token is not None:
            headers["x-amz-security-token"] = self.session_token.get_secret_value()
        signing = Signing(self.region, service, self.access_key_id, self.secret_access_key.get_secret_value())
        signed = {**headers, "host": urlsplit(url).netloc}
        return Request.post(url, json=body, headers=headers, signer=partial(_sign, signing=signing, signed=signed))


def _sign(body: bytes, now: datetime, *, signing: Signing, signed: Mapping[str, str]) -> dict[str, str]:
    return signing.headers("POST", "/", signed, body, moment_of(now))
