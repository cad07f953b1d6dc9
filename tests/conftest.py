"""What holds for all tests."""

from hypothesis import settings

# Machines are shared and noisy: how long one example takes says nothing about the code.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
