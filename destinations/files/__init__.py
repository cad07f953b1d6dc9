"""Files: events as JSON lines or Parquet, in a folder of this machine or a bucket of any cloud.

A file holds the rows of one table and one day: `orders/dt=2026-03-01/4f0c….jsonl`, the day being that of the
event's time in UTC, as Hive, Spark, DuckDB and BigQuery read it. It appears whole or not at all, whoever else
writes there. Its name is worked out from the deliveries in it, so that a batch that is written again takes its own
place; where batches are cut otherwise after a crash, a row may be in two files, with the same `id`.

In Parquet a column has one type in all files of its table. What every row of a kind has is text, the time, and
amounts, which are decimals rounded to nine places; objects and lists are JSON in a text. A column of your own gets
the type that holds all of the first values that come for it: `bool`, `int64`, `decimal(38, 18)` for fractions and
for whole numbers beyond 64 bits with a sign, else text, also where values of several kinds meet. It never is a
float, and no digit is lost.

The types stand in the table's folder, in `_common_metadata`, which is a Parquet schema; readers of a folder leave
it out. A later value that a column's type cannot hold exactly goes into a column beside it: a number into
`plan__decimal`, all else as text into `plan__text`. So no file has to be written anew, every reader reads the
folder as one, and an odd value costs nobody else anything. A row that has a column of that name already is rejected
alone. Map a column whose values are of several kinds as text from the start: `columns.plan: {from: properties.plan,
as: text}`. To see all columns that a table ever had, hand that schema to the reader: in Python
`dataset.dataset(folder, schema=parquet.read_schema(f"{folder}/_common_metadata"), partitioning="hive")`. A reader that
takes every object there is, as BigQuery does, is given `orders/*.parquet`.

Runs on one machine agree about a new column. Elsewhere nothing can be locked: two runs that meet a new column in
the same second may give it two types, so let one run at a time write Parquet into a bucket. Where the bucket may be
written but not read, each file has the types of its own values. Column names that differ only by case are different
columns, which Spark and Athena by themselves do not do. A process that is killed may leave a hidden file that ends in
`.part`; it can be deleted.

- sources: parquet.apache.org (logical types), filesystem-spec.readthedocs.io (storage options)
- `writer`: what goes into a file, and how it gets there; needs `destination-actions[files]`
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from hashlib import sha256
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, SecretStr

from destinations.sdk import Destination, Limits, OpenWriter, Payload, Settings, Write, Writer, hookimpl
from destinations.sdk.families.writers import Row, TableName, own_columns, require_extra, row_types, to_row
from destinations.sdk.refusal import refusal, shown

ENDINGS = {"none": "", "gzip": ".gz", "zstd": ".zst"}
DATE = len("2026-03-01")
KEPT = {"dt": "the day, by which the table's files lie in folders"}


def read_folder(folder: str) -> str:
    """A path or a URL; credentials belong into the options."""
    if not folder.strip() or "\0" in folder:
        raise refusal(f"{shown(folder)} is not a folder; write a path, or a URL such as s3://bucket/events")
    if "@" in folder.partition("://")[2].partition("/")[0]:
        raise refusal("the URL holds a user name or a password; put them into options, as a secret")
    return folder


class FilesSettings(Settings):
    """Where the files are, and what they are."""

    folder: Annotated[str, AfterValidator(read_folder)] = Field(
        description="A path (~/ is the home of who runs it), or a URL such as s3://bucket/events; gs, az, sftp and "
        "others need their fsspec package."
    )
    format: Literal["jsonl", "parquet"] = Field("jsonl", description="JSON, a row in each line, or Parquet.")
    compression: Literal["none", "gzip", "zstd"] = Field("none", description="Of the file; in Parquet, of its pages.")
    options: dict[str, str | bool | int | SecretStr] = Field(
        default={},
        description="How to reach the folder, as fsspec names it: key, secret, endpoint_url; may be secrets.",
    )

    def open_writer(self) -> OpenWriter:
        return opened(self)


class InFolder(Payload):
    """Where a row goes."""

    table: TableName = Field(description="The folder that the table's files are in.")


def file_of(payload: Any) -> tuple[str, str]:
    """What rows must have in common to stand in one file: the table and the day."""
    return payload.table, payload.timestamp[:DATE]


def build_rows(payloads: Sequence[Any], settings: FilesSettings) -> Write:
    """The rows of one file."""
    table, day = file_of(payloads[0])
    ids = sorted(one.delivery_id for one in payloads)
    name = sha256("\n".join(ids).encode()).hexdigest()[:32]
    parquet = settings.format == "parquet"
    ending = ".parquet" if parquet else f".jsonl{ENDINGS[settings.compression]}"
    rows = [to_whole_row(one) if parquet else to_row(one, "table") for one in payloads]
    return Write.of("files", f"{table}/dt={day}/{name}{ending}", rows, own=own_columns(payloads))


def to_whole_row(payload: Row) -> dict[str, Any]:
    """The row with every column that its kind has, so that all files of a table have the same."""
    names = (name for name in type(payload).model_fields if name not in ("table", "columns"))
    return {**dict.fromkeys(names), **to_row(payload, "table")}


@asynccontextmanager
async def opened(settings: FilesSettings) -> AsyncIterator[Writer]:
    """The writer."""
    with require_extra("files"):
        from destinations.files.writer import FilesWriter
    yield FilesWriter(settings)


FILES = Destination(
    name="files",
    title="Files",
    settings=FilesSettings,
    action_types=row_types(InFolder, build_rows, Limits(items=10_000, bytes=16_000_000), file_of, KEPT),
    help="JSON lines or Parquet, in a folder or a bucket.",
    names=("Amazon S3", "AWS S3", "S3", "S3 Data Lake"),
    kind="other",
    without=("a row has the context whole, as JSON."),
)


@hookimpl
def register_destinations() -> list[Destination]:
    """This destination."""
    return [FILES]
