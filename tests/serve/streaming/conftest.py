from tests.actions.stream.conftest import kafka_servers, nats_address

__all__ = ["kafka_servers", "nats_address"]
