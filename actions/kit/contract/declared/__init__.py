"""What a destination declares: names, texts and limits, `defaults.yaml`, `cases.yaml`."""
