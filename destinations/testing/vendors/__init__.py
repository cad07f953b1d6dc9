"""A module per vendor; each has a `VENDOR` and names the published rules it follows."""
