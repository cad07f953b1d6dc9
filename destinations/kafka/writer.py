"""Records into Kafka by confluent-kafka: an idempotent producer that waits for all replicas."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Self

from confluent_kafka import KafkaError, KafkaException, Producer

from destinations.sdk import Outcome, Rejected, Retry, Sent, Write, to_json

if TYPE_CHECKING:
    from destinations.kafka import KafkaSettings

# Seconds within which a record is written or given up; the delivery's own time limit lies above.
PATIENCE = 20.0
# What the library does not take for a time: 0 stands for now, and -1 for none.
NEAREST = {0: 1, -1: -2}
UNTOLD = Retry("Kafka said nothing about this record; it may have arrived all the same")
OF_THE_ROW = frozenset(
    {
        *(KafkaError.MSG_SIZE_TOO_LARGE, KafkaError.INVALID_MSG_SIZE, KafkaError.INVALID_TIMESTAMP),
        *(KafkaError.INVALID_RECORD, KafkaError._INVALID_ARG),  # noqa: SLF001 - librdkafka's own codes are named so
    }
)
OF_THE_SET_UP = frozenset(
    {
        *(KafkaError.TOPIC_AUTHORIZATION_FAILED, KafkaError.CLUSTER_AUTHORIZATION_FAILED),
        *(KafkaError.SASL_AUTHENTICATION_FAILED, KafkaError.UNSUPPORTED_SASL_MECHANISM),
        *(KafkaError.UNKNOWN_TOPIC_OR_PART, KafkaError.TOPIC_EXCEPTION, KafkaError.POLICY_VIOLATION),
        *(KafkaError._UNKNOWN_TOPIC, KafkaError._AUTHENTICATION, KafkaError._SSL),  # noqa: SLF001 - librdkafka's own code
    }
)


class KafkaWriter:
    """One producer; `async with` closes it."""

    def __init__(self, settings: "KafkaSettings", patience: float = PATIENCE) -> None:
        self._patience = patience
        self._trouble: KafkaError | None = None
        self._producer = Producer({**config_of(settings), **self._own_config()})

    def _own_config(self) -> dict[str, Any]:
        return {"delivery.timeout.ms": int(self._patience * 1000), "error_cb": self._note}

    def _note(self, error: KafkaError) -> None:
        # Connection errors are reported here and not with the records, which only time out then. What a person must
        # mend is not forgotten for the sake of what follows from it, and that all are down says not why.
        known = self._trouble
        lasts = known is not None and (known.fatal() or known.code() in OF_THE_SET_UP)
        if not lasts and error.code() != KafkaError._ALL_BROKERS_DOWN:  # noqa: SLF001 - librdkafka's own code
            self._trouble = error

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self._producer.purge()
        await asyncio.to_thread(self._producer.flush, 1.0)

    async def write(self, write: Write) -> Sequence[Outcome]:
        """Sent for the records that all replicas have."""
        if self._trouble and self._trouble.fatal():
            # The order of records is in doubt, and only a new producer may write any.
            raise KafkaException(self._trouble)
        self._trouble = None
        return await asyncio.to_thread(self._write, write)

    def _write(self, write: Write) -> list[Outcome]:
        outcomes: list[Outcome] = [UNTOLD] * len(write.rows)
        for number, row in enumerate(write.rows):
            report = partial(self._report, outcomes, number)
            try:
                self._produce(write.target, row, report)
            except KafkaException as error:
                report(error.args[0], None)
            except BufferError as error:
                outcomes[number] = Retry(f"Kafka: {error}")
            except (ValueError, TypeError, OverflowError) as error:
                # Those before it are on their way.
                outcomes[number] = Rejected(f"Kafka: the record cannot be written: {error}")
        self._producer.flush(self._patience + 1)
        return outcomes

    def _produce(self, topic: str, row: Any, report: Callable[[KafkaError | None, Any], None]) -> None:
        self._producer.produce(
            topic,
            key=row.get("key"),
            value=to_json(row["value"]),
            headers=[(name, value.encode()) for name, value in row["headers"].items()],
            timestamp=NEAREST.get(row["timestamp"], row["timestamp"]),
            on_delivery=report,
        )

    def _report(self, outcomes: list[Outcome], number: int, error: KafkaError | None, _: Any) -> None:
        if error is not None and error.code() == KafkaError._MSG_TIMED_OUT:  # noqa: SLF001 - librdkafka's own code
            error = self._trouble or error
        outcomes[number] = Sent() if error is None else judged(error)


def config_of(settings: "KafkaSettings") -> dict[str, Any]:
    """The producer's settings, as librdkafka names them."""
    signs_in = settings.mechanism != "none"
    config = {
        "bootstrap.servers": settings.brokers,
        "client.id": settings.client_id,
        "enable.idempotence": True,
        "partitioner": "murmur2_random",
        "compression.type": settings.compression,
        "security.protocol": ("SASL_" if signs_in else "") + ("SSL" if settings.tls else "PLAINTEXT"),
        "sasl.mechanism": settings.mechanism.upper() if signs_in else None,
        "sasl.username": settings.username,
        "sasl.password": settings.password and settings.password.get_secret_value(),
        "ssl.ca.location": settings.tls_ca_file,
        "ssl.certificate.location": settings.tls_cert_file,
        "ssl.key.location": settings.tls_key_file,
        "ssl.key.password": settings.tls_key_password and settings.tls_key_password.get_secret_value(),
        "log_level": 0,
    }
    return {name: value for name, value in config.items() if value is not None}


def judged(error: KafkaError) -> Outcome:
    """What a failure means.

    >>> judged(KafkaError(KafkaError.INVALID_RECORD, "no such schema"))
    Rejected(reason='Kafka: no such schema (INVALID_RECORD)', batch=False)
    """
    reason = f"Kafka: {error.str()} ({error.name()})"
    if error.code() in OF_THE_ROW:
        return Rejected(reason)
    if error.code() in OF_THE_SET_UP:
        return Retry(reason, counts=False, pause=True)
    return Retry(reason)
