"""Writes rows into files; imported with the first rows, as pyarrow and fsspec are an extra.

- `files_writer.py`: the writer
- `table.py`: the types of a table's columns, which its folder keeps
- `sheet.py`, `types.py`: rows as columns of these types, without a digit lost
- `placing.py`: a file whole under its name, or not at all
"""

from destinations.files.writer.files_writer import FilesWriter

__all__ = ["FilesWriter"]
