"""What identifies people is hidden wherever it stands."""

import pytest

from actions.workbench.people import without_texts


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("https://s.example/a?email=jane@example.com&x=1", "https://s.example/a?email=•••&x=1"),
        ("https://s.example/a?x=1&email=jane%40example.com#end", "https://s.example/a?x=1&email=•••#end"),
        ("https://s.example/a?phone=%2B436601234567", "https://s.example/a?phone=•••"),
        ("https://s.example/a?first_name=Ada&last_name=Lovelace", "https://s.example/a?first_name=•••&last_name=•••"),
        ("https://s.example/a?telephone_model=x&page=2", "https://s.example/a?telephone_model=x&page=2"),
    ],
)
def test_the_query_of_a_url_shows_no_details_of_people(written: str, shown: str) -> None:
    assert without_texts({"url": written}, ()) == {"url": shown}
