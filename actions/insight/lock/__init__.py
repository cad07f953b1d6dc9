"""What a project was when it was deployed: its files, what they came to, and with which plugins."""
