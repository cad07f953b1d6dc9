"""How deliveries are seen from outside: `metrics.py` for Prometheus, `telemetry.py` for OpenTelemetry."""
