"""What a journal raises."""


class JournalError(RuntimeError):
    """A journal that cannot be used: why, and what to do."""


class JournalFullError(JournalError):
    """Nothing was kept of a group; the sender should come again after `wait` seconds. `code` says what is wrong."""

    def __init__(self, code: str, message: str, wait: float) -> None:
        super().__init__(message)
        self.code = code
        self.wait = wait
