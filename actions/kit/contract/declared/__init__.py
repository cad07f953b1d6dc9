"""What a destination says of itself: names, texts and limits, `defaults.yaml`, `cases.yaml`."""
