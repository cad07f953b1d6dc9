"""Triggers of Segment: tokens, the condition that its parser makes of them, and the `when:` that says the same."""
