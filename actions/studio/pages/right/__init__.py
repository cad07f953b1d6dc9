"""The right column: what the action does with the event."""
