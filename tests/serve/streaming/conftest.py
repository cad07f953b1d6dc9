from tests.actions.stream.conftest import nats_address

__all__ = ["nats_address"]
