"""Deliveries that are not done yet, in memory or on disk.

cursor.py         `Cursor`: how the lane of an instance takes its deliveries, and says what became of them
memory.py         deliveries that live as long as the process
outbox.py         `Outbox`: the file in which they outlive it
entry.py          what the file is given: events with all that was decided about them
disk_cursor.py    a cursor over the rows of one instance
together.py       deliveries that are taken and sent together, of which none is made by itself
settling.py       what became of deliveries since the last commit
stored.py         a payload as bytes, and the same payload from these bytes
file/             SQLite
"""
