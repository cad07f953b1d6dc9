"""A sample of real events that may be kept: `reservoir` chooses them, `masking` takes the people out."""
