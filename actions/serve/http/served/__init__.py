"""What SDKs and operators fetch: `settings` for SDKs at their start, `health` for load balancers, `openapi`."""
