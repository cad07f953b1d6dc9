"""Who may talk to the page, and which files it may read and write."""
