"""Projects made of a few lines of YAML."""

from pathlib import Path
from textwrap import dedent, indent
from typing import Protocol

from actions import Project

HEADS = {
    "mixpanel": "settings: {project_token: {secret: MIXPANEL_TOKEN}}",
    "ga4": "settings: {measurement_id: G-ABC1234567, api_secret: {secret: GA4_SECRET}}",
    "intercom": "settings: {access_token: {secret: INTERCOM_TOKEN}}",
    "klaviyo": "settings: {api_key: {secret: KLAVIYO_KEY}}",
    "webhook": "settings: {url: https://hooks.example.com/in}",
    "slack": "settings: {url: {secret: SLACK_URL}}",
    "amplitude": "settings: {api_key: {secret: AMPLITUDE_KEY}}",
    "braze": "settings: {instance: iad-01, api_key: {secret: BRAZE_KEY}}",
}


class MakeProject(Protocol):
    """Makes a project of the `actions:` lists given per destination."""

    def __call__(self, **actions: str) -> Project: ...


def write_project(folder: Path, **actions: str) -> Path:
    """The folder, with a mapping file for each destination whose `actions:` are given as YAML lists."""
    (folder / "mappings").mkdir()
    for name, listed in actions.items():
        text = f"version: 1\ndestination: {name}\n{HEADS[name]}\nactions:\n" + indent(dedent(listed), "  ")
        (folder / "mappings" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder
