"""What a package can bring beside destinations: functions for expressions, and a place where secrets are."""
