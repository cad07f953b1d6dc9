"""What a change of a project does to real events: both versions decide, and what they say is compared and counted."""
