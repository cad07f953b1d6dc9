"""Destinations of RudderStack: their settings and their filters of events. Fields are those of our defaults."""
