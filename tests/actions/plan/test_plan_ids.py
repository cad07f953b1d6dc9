"""Each action of a plan has delivery ids of its own."""

import pytest

from actions import Project
from actions.event.delivery_id import action_part
from actions.project import ProjectError
from tests.actions.small_projects import MakeProject

# Found by trying: two names whose 40 bits are the same.
TWINS = ("a284991", "a1365231")


def actions(*ids: str) -> str:
    return "\n".join(f'- {{name: {one.upper()}, id: {one}, do: send, when: type = "track"}}' for one in ids)


def test_two_actions_that_would_share_ids_are_refused(make_project: MakeProject) -> None:
    assert len({action_part("webhook", one) for one in TWINS}) == 1
    with pytest.raises(ProjectError) as error:
        make_project(webhook=actions(*TWINS))
    [finding] = error.value.report
    assert (finding.code, finding.place and finding.place.line) == ("E115", 6)
    assert finding.message == "webhook.a1365231 would have the delivery ids of webhook.a284991"


def test_the_part_of_an_action_is_its_instances_and_its_own(make_project: MakeProject) -> None:
    project: Project = make_project(webhook=actions("a", "b"), mixpanel="- {do: identify, id: a}")
    parts = {one.key: one.id_part for one in project.plan.actions}
    assert parts == {key: action_part(*key.split(".")) for key in ("mixpanel.a", "webhook.a", "webhook.b")}
