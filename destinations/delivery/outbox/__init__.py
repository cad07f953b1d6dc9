"""Deliveries that are not done yet, in memory or on disk.

cursor.py         `Cursor`: how the lane of an instance takes its deliveries, and says what became of them
memory.py         deliveries that live as long as the process
stored.py         a payload as bytes, and the same payload from these bytes
"""
