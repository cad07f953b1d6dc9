from mappings.findings.diagnostic import Report
from mappings.yaml_reader.source import Source

WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")


def decode(data: bytes, file: str, report: Report) -> str | None:
    """The text of a file of UTF-8 bytes; None, and a finding at the first byte that is none, otherwise."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = Source(file, data[: error.start].decode("utf-8"))
        end = len(before.text)
        place = before.place(end, end)
        if data.startswith(WIDE_MARKS):
            report.add("E108", place, "this file is UTF-16, not UTF-8", "save it as UTF-8")
        else:
            found = f"the byte 0x{data[error.start]:02x} is not UTF-8"
            report.add("E108", place, found, "save the file as UTF-8")
        return None
