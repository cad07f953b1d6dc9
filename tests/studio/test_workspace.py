"""The files of a project while they are changed: saved, undone, changed by others, checked as one types."""

from pathlib import Path

import pytest

from actions.project import ProjectError
from actions.studio.model.files.merge import apply_units, merged, region, units
from actions.studio.model.files.workspace import Workspace
from actions.studio.security.places import NotAllowedError, writable

MIXPANEL = "mappings/mixpanel.yaml"
CLICK = 'event = "Button Clicked"'


def test_actions_stand_in_the_order_of_their_files(workspace: Workspace) -> None:
    assert [one.key for one in workspace.actions(MIXPANEL)][:3] == [
        "mixpanel.button-clicks", "mixpanel.people-who-click", "mixpanel.orders",
    ]  # fmt: skip
    assert workspace.find_action("mixpanel.orders")
    assert workspace.find_action("mixpanel.nothing") is None


def test_a_change_is_saved_and_undone(workspace: Workspace) -> None:
    before = workspace.files[MIXPANEL].text
    assert workspace.put(MIXPANEL, before + "# more\n")
    assert workspace.files[MIXPANEL].is_changed
    assert workspace.save(MIXPANEL)
    assert workspace.files[MIXPANEL].path.read_text("utf-8") == before + "# more\n"
    assert workspace.undo(MIXPANEL)
    assert workspace.files[MIXPANEL].text == before
    assert workspace.redo(MIXPANEL)
    assert not workspace.redo(MIXPANEL)


def test_key_presses_that_follow_each_other_are_undone_together(workspace: Workspace) -> None:
    before = workspace.files[MIXPANEL].text
    for number, moment in enumerate((10.0, 10.2, 10.5, 20.0)):
        workspace.put(MIXPANEL, before + "#" * (number + 1), moment)
    assert workspace.undo(MIXPANEL)
    assert workspace.files[MIXPANEL].text == before + "###"
    assert workspace.undo(MIXPANEL)
    assert workspace.files[MIXPANEL].text == before


def test_a_file_changed_outside_is_taken_over_where_nothing_was_changed_here(workspace: Workspace) -> None:
    path = workspace.files[MIXPANEL].path
    path.write_text(path.read_text("utf-8") + "# theirs\n", "utf-8")
    assert workspace.look_at_disk() == [MIXPANEL]
    assert workspace.files[MIXPANEL].text.endswith("# theirs\n")
    assert not workspace.files[MIXPANEL].is_changed
    assert workspace.look_at_disk() == []


@pytest.mark.parametrize("mine", [True, False], ids=["keep mine", "take theirs"])
def test_a_file_changed_here_and_outside_is_shown_as_a_difference_and_not_overwritten(
    workspace: Workspace, mine: bool
) -> None:
    file = workspace.files[MIXPANEL]
    before = file.text
    workspace.put(MIXPANEL, before + "# mine\n")
    file.path.write_text(before + "# theirs\n", "utf-8")
    assert not workspace.save(MIXPANEL)
    assert file.path.read_text("utf-8") == before + "# theirs\n"
    assert "-# theirs" in file.difference()
    assert "+# mine" in file.difference()
    workspace.settle(MIXPANEL, mine=mine)
    assert workspace.save(MIXPANEL)
    assert file.path.read_text("utf-8") == before + ("# mine\n" if mine else "# theirs\n")


def test_a_change_that_is_taken_back_on_disk_is_no_difference_any_more(workspace: Workspace) -> None:
    file = workspace.files[MIXPANEL]
    before = file.text
    workspace.put(MIXPANEL, before + "# mine\n")
    file.path.write_text(before + "# theirs\n", "utf-8")
    assert workspace.look_at_disk() == [MIXPANEL]
    file.path.write_text(before, "utf-8")
    assert workspace.look_at_disk() == [MIXPANEL]
    assert file.theirs is None
    assert workspace.save(MIXPANEL)
    assert file.path.read_text("utf-8") == before + "# mine\n"


def test_a_change_on_disk_is_taken_over_once_nothing_is_changed_here(workspace: Workspace) -> None:
    file = workspace.files[MIXPANEL]
    before = file.text
    workspace.put(MIXPANEL, before + "# mine\n")
    file.path.write_text(before + "# theirs\n", "utf-8")
    workspace.look_at_disk()
    workspace.undo(MIXPANEL)
    assert workspace.look_at_disk() == [MIXPANEL]
    assert (file.theirs, file.text) == (None, before + "# theirs\n")


@pytest.mark.parametrize(
    ("mine", "theirs", "both"),
    [
        ("a: 10\nb: 2\n", "a: 1\nb: 20\n", "a: 10\nb: 20\n"),
        ("a: 1\nb: 2\nc: 3\n", "x: 0\na: 1\nb: 2\n", "x: 0\na: 1\nb: 2\nc: 3\n"),
        ("a: 1\n", "a: 1\nb: 25\n", "a: 1\n5"),
        ("a: 1 mine\nb: 2\n", "a: 1 theirs\nb: 2\n", "a: 1 theirs mine\nb: 2\n"),
        ("a: 1\nb: 2\n", "a: 1\nb: 3\n", "a: 1\nb: 3\n"),
    ],
    ids=[
        "two places", "an end and a start", "what one removed stays removed, what the other wrote stays",
        "one place: both words stay", "nothing here",
    ],
)  # fmt: skip
def test_two_changes_of_one_text_are_both_kept(mine: str, theirs: str, both: str) -> None:
    assert merged("a: 1\nb: 2\n", mine, theirs) == both


@pytest.mark.parametrize("text", ["a: 1\n", "name: 🙂 é\n" * 3], ids=["plain letters", "letters of two units"])
def test_a_region_is_put_in_where_a_browser_counts(text: str) -> None:
    after = text[:7] + "🙃!" + text[8:]
    one = region(text, after)
    place = (units(text, one.start), units(text, one.end), one.words)
    assert one.apply(text) == apply_units(text, [place]) == after


def test_line_ends_of_windows_stay(shop: Path) -> None:
    path = shop / MIXPANEL
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    workspace = Workspace(shop, {})
    workspace.put(MIXPANEL, workspace.files[MIXPANEL].text.replace("Companies", "Firms"))
    workspace.save(MIXPANEL)
    written = path.read_bytes()
    assert b"Firms" in written
    assert written.count(b"\n") == written.count(b"\r\n")


def test_a_typo_is_found_in_its_file_and_its_fix_mends_it(workspace: Workspace) -> None:
    text = workspace.files[MIXPANEL].text
    workspace.put(MIXPANEL, text.replace(CLICK, CLICK.replace("event", "evnt"), 1))
    found = workspace.check_file(MIXPANEL)
    assert [one.code for one in found] == ["E201"]
    assert workspace.apply_fix(found[0])
    assert workspace.files[MIXPANEL].text == text
    assert workspace.check_file(MIXPANEL) == []


def test_an_action_stays_in_sight_while_its_file_cannot_be_read(workspace: Workspace) -> None:
    workspace.compiled(MIXPANEL)
    workspace.put(MIXPANEL, workspace.files[MIXPANEL].text.replace("actions:", "actions: [", 1))
    assert workspace.check_file(MIXPANEL)
    assert workspace.find_action("mixpanel.orders")


def test_what_changes_is_heard_until_it_is_ended(workspace: Workspace) -> None:
    heard: list[str] = []
    end = workspace.listen(heard.append)
    workspace.put(MIXPANEL, workspace.files[MIXPANEL].text + "#\n")
    end()
    workspace.undo(MIXPANEL)
    assert heard == [MIXPANEL]


def test_new_files_come_and_lost_ones_go(workspace: Workspace) -> None:
    (workspace.folder / "mappings" / "ga4.yaml").rename(workspace.folder / "mappings" / "google.yaml")
    assert workspace.look_at_disk() == [""]
    assert "mappings/google.yaml" in workspace.files
    assert "mappings/ga4.yaml" not in workspace.files


def test_a_file_that_is_no_text_is_named(shop: Path) -> None:
    (shop / "mappings" / "odd.yaml").write_bytes(b"\xff\xfe")
    assert "odd.yaml" in next(iter(Workspace(shop, {}).unreadable.values()))


def test_nothing_is_written_by_one_that_only_reads(shop: Path) -> None:
    workspace = Workspace(shop, {}, read_only=True)
    workspace.put(MIXPANEL, "x")
    assert not workspace.save(MIXPANEL)
    assert (shop / MIXPANEL).read_text("utf-8") != "x"


def test_a_folder_without_mapping_files_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="actions init"):
        Workspace(tmp_path, {})


@pytest.mark.parametrize(
    "label",
    ["../outside.yaml", "mappings/../../outside.yaml", "/etc/passwd", ".env", "mappings/x.py", "samples/x.yaml",
     ".actions/outbox.db", "mappings", "samples/../mappings.yaml"],
)  # fmt: skip
def test_only_mapping_files_and_samples_are_written(shop: Path, label: str) -> None:
    with pytest.raises(NotAllowedError):
        writable(shop, label)


def test_a_link_out_of_the_project_is_not_written(shop: Path) -> None:
    outside = shop.parent / "outside.yaml"
    outside.write_text((shop / MIXPANEL).read_text("utf-8"), "utf-8")
    (shop / "mappings" / "linked.yaml").symlink_to(outside)
    workspace = Workspace(shop, {})
    workspace.put("mappings/linked.yaml", "x: 1\n")
    with pytest.raises(NotAllowedError):
        workspace.save("mappings/linked.yaml")
    assert outside.read_text("utf-8") != "x: 1\n"


def test_mapping_files_and_samples_may_be_written(shop: Path) -> None:
    assert writable(shop, MIXPANEL).name == "mixpanel.yaml"
    assert writable(shop, "samples/more.ndjson").name == "more.ndjson"


def test_a_file_that_is_removed_while_it_is_changed_is_said_to_be_gone_and_saved_anew(
    workspace: Workspace, shop: Path
) -> None:
    path = shop / "mappings" / "mixpanel.yaml"
    mode = path.stat().st_mode
    workspace.put(MIXPANEL, workspace.files[MIXPANEL].text + "# more\n")
    path.unlink()
    assert workspace.look_at_disk() == [MIXPANEL]
    assert workspace.files[MIXPANEL].is_gone
    assert workspace.look_at_disk() == []
    assert workspace.save(MIXPANEL)
    assert path.read_text("utf-8").endswith("# more\n")
    assert path.stat().st_mode == mode
    assert not workspace.files[MIXPANEL].is_gone


@pytest.mark.parametrize("mine", ["", "# more\n"], ids=["unchanged", "changed here"])
def test_what_is_no_text_any_more_is_not_written_over_unless_that_is_asked_for(
    workspace: Workspace, shop: Path, mine: str
) -> None:
    path, file = shop / "mappings" / "mixpanel.yaml", workspace.files[MIXPANEL]
    before = file.text + mine
    workspace.put(MIXPANEL, before)
    path.write_bytes(b"\xff\xfe\x00")
    assert workspace.look_at_disk() == [MIXPANEL]
    assert (file.unreadable, file.is_in_conflict) == (f"{MIXPANEL}: this file is UTF-16, not UTF-8", True)
    assert workspace.look_at_disk() == []
    assert not workspace.save(MIXPANEL)
    assert path.read_bytes() == b"\xff\xfe\x00"
    assert workspace.save(MIXPANEL, over=True)
    assert (path.read_text("utf-8"), file.is_in_conflict) == (before, False)


def test_what_becomes_text_again_is_taken_over(workspace: Workspace, shop: Path) -> None:
    path, file = shop / "mappings" / "mixpanel.yaml", workspace.files[MIXPANEL]
    before = file.text
    path.write_bytes(b"\xff\xfe\x00")
    workspace.look_at_disk()
    path.write_text(before + "# theirs\n", "utf-8")
    assert workspace.look_at_disk() == [MIXPANEL]
    assert (file.text, file.is_in_conflict) == (before + "# theirs\n", False)


def test_changes_of_a_file_that_is_gone_can_be_dropped(workspace: Workspace, shop: Path) -> None:
    workspace.put(MIXPANEL, workspace.files[MIXPANEL].text + "# more\n")
    (shop / "mappings" / "mixpanel.yaml").unlink()
    workspace.look_at_disk()
    workspace.drop(MIXPANEL)
    assert MIXPANEL not in workspace.files


def test_what_cannot_be_written_leaves_nothing_beside_it(workspace: Workspace, shop: Path) -> None:
    path = shop / "mappings" / "mixpanel.yaml"
    workspace.put(MIXPANEL, workspace.files[MIXPANEL].text + "# more\n")
    path.unlink()
    path.mkdir()
    with pytest.raises(OSError, match="directory"):
        workspace.save(MIXPANEL, over=True)
    assert sorted(one.name for one in path.parent.iterdir() if one.name.startswith(".")) == []
