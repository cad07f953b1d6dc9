"""The bytes of a request's body: within its size, within its time, and unpacked."""

import asyncio
import zlib

from aiohttp.web import BaseRequest

from actions.serve.http.answers import ProblemError
from actions.serve.settings.model import Limits

GZIP, ZLIB, RAW = 31, 15, -15
GZIP_MAGIC = b"\x1f\x8b"
# A slow line gets a second more for each of these.
BYTES_A_SECOND = 100_000


async def read_body(request: BaseRequest, limits: Limits) -> bytes:
    """All of the body, unpacked; ProblemError where that is too large, too slow, or not packed as it says."""
    length = request.content_length
    if length is not None and length > limits.request:
        raise _too_large(limits)
    if request.headers.get("Expect", "").lower() == "100-continue" and request.transport is not None:
        request.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    content = request.content
    if content.is_eof():
        # All of it came with the head, as most bodies do.
        packed = content.read_nowait() if length or request.can_read_body else b""
    else:
        packed = await _read_slowly(request, limits)
    if len(packed) > limits.request:
        raise _too_large(limits)
    return unpack(packed, request.headers.get("Content-Encoding", ""), limits)


async def _read_slowly(request: BaseRequest, limits: Limits) -> bytes:
    parts, total = [], 0
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(limits.body_time) as deadline:
            begun = loop.time()
            while part := await request.content.readany():
                total += len(part)
                if total > limits.request:
                    raise _too_large(limits)
                parts.append(part)
                deadline.reschedule(begun + limits.body_time + total / BYTES_A_SECOND)
    except TimeoutError:
        raise ProblemError(408, "slow", "the body took too long to arrive", close=True) from None
    return b"".join(parts)


def unpack(data: bytes, encoding: str, limits: Limits) -> bytes:
    """The body as its sender wrote it; a gzipped one is known by its first bytes, too."""
    said = encoding.strip().lower()
    if said in ("", "identity"):
        return _inflate(data, GZIP, limits) if data.startswith(GZIP_MAGIC) else data
    if said in ("gzip", "x-gzip"):
        # Some proxies unpack a body and leave the header.
        return _inflate(data, GZIP, limits) if data.startswith(GZIP_MAGIC) or data[:1] not in b"[{" else data
    if said == "deflate":
        try:
            return _inflate(data, ZLIB, limits)
        except ProblemError as problem:
            if problem.code != "bad_gzip":
                raise
            return _inflate(data, RAW, limits)
    raise ProblemError(415, "encoding", "the body may be packed as gzip or deflate only")


def _inflate(data: bytes, form: int, limits: Limits) -> bytes:
    unpacker = zlib.decompressobj(wbits=form)
    try:
        unpacked = unpacker.decompress(data, limits.request + 1)
    except zlib.error:
        raise ProblemError(400, "bad_gzip", "the body is not packed as its header says") from None
    if len(unpacked) > limits.request:
        raise _too_large(limits)
    if not unpacker.eof or unpacker.unused_data:
        what = "is cut short" if not unpacker.eof else "has more behind its end"
        raise ProblemError(400, "bad_gzip", f"the packed body {what}")
    return unpacked


def _too_large(limits: Limits) -> ProblemError:
    message = f"a request may have {limits.request:,} bytes, unpacked; send fewer events at once"
    return ProblemError(413, "too_large", message, close=True)
