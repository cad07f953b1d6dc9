"""A line of the editor, as somebody chooses it."""

from playwright.sync_api import Page

# The browser tells of scrolling with the next frame.
NEXT_FRAME = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def choose_line(page: Page, words: str) -> None:
    """Put the cursor behind the words in the editor, and see that it is there."""
    line = page.locator(".cm-line", has_text=words).first
    for _ in range(10):
        # A click that comes before the editor has heard that it was scrolled to its top makes it scroll back,
        # and then what is typed goes into another line.
        line.scroll_into_view_if_needed()
        page.evaluate(NEXT_FRAME)
        line.click()
        # The first press may go to where the line is broken on the screen.
        page.keyboard.press("End")
        page.keyboard.press("End")
        if page.locator(".cm-activeLine.cm-line", has_text=words).count():
            return
    raise AssertionError(f"the cursor is not in the line of {words!r}")
