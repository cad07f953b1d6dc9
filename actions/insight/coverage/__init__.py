"""What a project makes of many events, counted: fields of payloads, incoming properties, and all of it together."""
