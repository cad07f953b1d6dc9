"""People of whom nothing is taken: their file, and requests in Segment's words."""

import json
from typing import Any

import pytest

from actions.serve.privacy.regulation import MOST_IDS, RegulationError, read_regulation
from actions.serve.privacy.suppressions import hash_of, read_suppressions

LINES = """
{"userId": "u_1"}
{"anonymousId": "a_1"}
"u_2"
{"userId": 7}
"""


def test_a_file_names_people_by_ids_and_hashes() -> None:
    hashed = json.dumps({"sha256": hash_of("u_3").upper()})
    people, problem = read_suppressions(LINES + hashed, "suppressions.ndjson")
    assert problem == ""
    assert [who for who in ("u_1", "a_1", "u_2", "7", "u_3", "u_4", None, 7) if who in people] == [
        *("u_1", "a_1", "u_2", "7", "u_3")
    ]
    assert len(people) == 5
    assert "u_1" not in repr(people)


WRONG = {
    "no JSON": "u_secret",
    "an object that names nobody": '{"email": "u_secret@example.com"}',
    "an empty id": '{"userId": " "}',
    "an id that is not text": '{"userId": ["u_secret"]}',
    "a hash that is none": '{"sha256": "u_secret"}',
    "true": "true",
}


@pytest.mark.parametrize("line", WRONG.values(), ids=WRONG)
def test_a_line_that_names_nobody_is_told_by_its_number_and_all_others_hold(line: str) -> None:
    people, problem = read_suppressions(f'"u_1"\n\n{line}\n"u_2"\n', "people.ndjson")
    assert people.ids == {"u_1", "u_2"}
    assert problem.startswith("people.ndjson:3: ")
    assert "secret" not in problem


REQUESTS = {
    "suppress": ({"type": "suppress", "userIds": ["a"]}, (True, False)),
    "unsuppress": ({"type": "unsuppress", "userIds": ["a"]}, (False, False)),
    "delete": ({"type": "delete", "userIds": ["a"]}, (False, True)),
    "delete with suppress": ({"type": "delete with suppress", "userIds": ["a"]}, (True, True)),
    "Segment's SUPPRESS_ONLY": ({"regulationType": "SUPPRESS_ONLY", "subjectIds": ["a"]}, (True, False)),
    "Segment's SUPPRESS_WITH_DELETE": ({"regulationType": "SUPPRESS_WITH_DELETE", "subjectIds": ["a"]}, (True, True)),
    "hashed ids": ({"type": "suppress", "hashedUserIds": [hash_of("a")]}, (True, False)),
}


@pytest.mark.parametrize(("body", "expected"), REQUESTS.values(), ids=REQUESTS)
def test_a_request_is_in_segments_words(body: dict[str, Any], expected: tuple[bool, bool]) -> None:
    asked = read_regulation(body)
    assert (asked.suppresses, asked.deletes) == expected
    assert len(asked.people) == 1


BAD = {
    "no object": ([], "send an object"),
    "no type": ({"userIds": ["a"]}, "type is missing"),
    "a misspelt type": ({"type": "supress", "userIds": ["a"]}, "suppress"),
    "nobody": ({"type": "delete", "userIds": []}, "names nobody"),
    "a text for a list": ({"type": "delete", "userIds": "a"}, "is a list"),
    "an empty id": ({"type": "delete", "userIds": [""]}, "not empty"),
    "a hash that is none": ({"type": "suppress", "hashedUserIds": ["a"]}, "64 hexadecimal digits"),
    "too many": ({"type": "suppress", "userIds": ["a"] * (MOST_IDS + 1)}, "5,001 ids; 5,000 at most"),
}


@pytest.mark.parametrize(("body", "message"), BAD.values(), ids=BAD)
def test_a_request_that_cannot_be_followed_says_what_to_send(body: Any, message: str) -> None:
    with pytest.raises(RegulationError, match=message):
        read_regulation(body)
