"""Tools for authors of plugins; nothing here is needed to run a project.

- `cases/`: reads `cases.yaml` of a destination, and runs the cases
- `contract/`: the plugin contract: what every destination must do, checked
- `new/`: the package template of `actions new destination`
- `pytest_plugin.py`: the contract as tests
- `secret_providers.py`: secrets from other sources than the environment
"""
