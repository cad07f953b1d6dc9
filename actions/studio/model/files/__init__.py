"""The mapping files as they are on disk and as they are being changed.

file.py       one file: its text on disk, the text being written, undo and redo
workspace.py  all files of the project, what is found wrong in them, and who wants to hear of changes
events.py     the events to look at: samples, recorded ones, files that were dropped, JSON that was pasted
"""
