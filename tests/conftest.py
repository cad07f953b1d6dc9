"""What holds for all tests."""

import os

from hypothesis import HealthCheck, settings

# What is folded to a width has the width that its test gives. Workers of pytest-xdist bring their own, and pytest
# loads readline, which sets it where only programs that a test starts see it.
os.environ.pop("COLUMNS", None)
os.unsetenv("COLUMNS")

# Machines are shared and noisy: how long examples take says nothing about the code. A run tries the examples of the run
# before, so that none fails by chance; `--hypothesis-profile new` tries others, as `make soak` does.
for name, is_same in (("same", True), ("new", False)):
    settings.register_profile(
        name, deadline=None, derandomize=is_same, suppress_health_check=[HealthCheck.too_slow], print_blob=True
    )
settings.load_profile("same")
