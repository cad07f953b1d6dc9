"""What `actions doctor` finds out, for a report of a fault: a section for each part, and what is wrong.

fact.py        a fact, a section, and paths without the name of a person
versions.py    of the package, Python, SQLite, what they need, extras
machine.py     operating system, encodings, clock and time zone, limits
project.py     the project's folders, its mapping files, who may read what is kept, free disk
formats.py     formats of the outbox and the journal
plugins.py     destinations of other packages
streams.py     a stream that workers read
"""
