"""Changes to a table that are not tried: the settings forbid them, or the server has refused them before."""

from dataclasses import dataclass, field

from destinations.postgres.writer.table import Columns

MAY_NOT, FULL = "42501", "54011"


@dataclass(slots=True)
class Learned:
    """Why changes of a table have failed, so that none is tried twice."""

    columns: dict[str, str] = field(default_factory=dict)
    additions: str = ""
    anything: str = ""

    def take(self, name: str, state: str | None, reason: str, *, is_new: bool) -> None:
        """Take note that this column could not be made (`is_new`) or widened."""
        if state == MAY_NOT:
            # Who may not change the table may not change any column of it.
            self.anything = reason
        elif state == FULL and is_new:
            self.additions = reason
        else:
            self.columns[name] = reason


@dataclass(frozen=True, slots=True)
class Bounds:
    """`makes` and `widens` are what settings allow; `own` are the columns that senders named."""

    own: frozenset[str]
    makes: bool
    widens: bool
    learned: Learned

    def why_not(self, name: str, columns: Columns) -> str | None:
        """Why the column, which rows need, cannot be made or widened; None where that is to be tried.

        What all rows of a kind have is not refused by settings and rights, which are for a person to mend.
        """
        is_there, is_own, learned = name in columns, name in self.own, self.learned
        if is_there and not self.widens:
            return "create_tables or widen_columns is off"
        if is_own and not self.makes:
            return "create_tables is off"
        rights = learned.anything if is_own else ""
        return rights or ("" if is_there else learned.additions) or learned.columns.get(name)
