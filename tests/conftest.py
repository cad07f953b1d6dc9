"""What holds for all tests."""

import os

from hypothesis import settings

# What is folded to a width has the width that its test gives: workers of pytest-xdist bring one of their own.
os.environ.pop("COLUMNS", None)

# Machines are shared and noisy: how long one example takes says nothing about the code.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
