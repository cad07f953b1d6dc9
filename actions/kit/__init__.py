"""What authors of plugins work with; nothing here is needed to run a project.

- `cases/`: the table `cases.yaml` in a destination's folder, and its runner
- `contract/`: what every destination must keep to, checked
- `new/`: a package to start from
- `pytest_plugin.py`: the contract as tests
- `secret_providers.py`: secrets from elsewhere than the environment
"""
