"""The outbox's SQLite file, and the statements that work on it.

schema.py         tables, versions, opening
owner.py          one process owns a file
places.py         where deliveries are, and what is known of lanes
bundle.py         deliveries that were accepted together, as one row
store.py          the statements by which lanes work
bundles.py        those that work on bundles
accept.py         events come in
dead_letters.py   what did not go through
housekeeping.py   what must not grow for ever
commit.py         many changes, one commit
"""
