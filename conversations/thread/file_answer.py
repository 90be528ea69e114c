"""A customer's file as an answer to a browser: shown or downloaded, whole or in part, and never run."""

import re
from typing import IO

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase

from conversations.models import Attachment

# What browsers can show, and with which element; everything else is only ever downloaded.
ELEMENTS = {
    "image/jpeg": "image", "image/png": "image", "image/webp": "image", "image/gif": "image",
    "audio/ogg": "audio", "audio/mpeg": "audio", "audio/mp4": "audio", "audio/aac": "audio", "audio/wav": "audio",
    "video/mp4": "video", "video/webm": "video", "video/quicktime": "video",
}  # fmt: skip
# Whatever the bytes turn out to be, nothing in them runs or asks for anything.
POLICY = "sandbox; default-src 'none'"
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


class Slice:
    """Some bytes of an open file, as a file of its own."""

    def __init__(self, file: IO[bytes], *, first: int, length: int) -> None:
        file.seek(first)
        self._file, self._left = file, length

    def read(self, size: int = -1) -> bytes:
        piece = self._file.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(piece)
        return piece

    def close(self) -> None:
        self._file.close()


def answer_file(attachment: Attachment, *, wanted: str = "") -> HttpResponseBase:
    """The stored file. `wanted` is the request's Range header: players ask for parts, to jump and to save.

    206 with the part, 416 when it lies outside of the file; several ranges at once are answered with the whole.
    """
    size = attachment.file.size
    span = read_range(wanted, size=size)
    if span is not None and span[0] > span[1]:
        response: HttpResponseBase = HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    else:
        response = _answer(attachment, span, size)
    response["Accept-Ranges"] = "bytes"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = POLICY
    return response


def read_range(wanted: str, *, size: int) -> tuple[int, int] | None:
    """The first and the last byte of `bytes=0-99`, `bytes=100-` or `bytes=-100`; None for the whole file.

    Outside of the file the first is larger than the last.
    """
    match = _RANGE.fullmatch(wanted.strip())
    if match is None or not any(match.groups()):
        return None
    first, last = match.groups()
    if not first:
        return max(size - int(last), 0), size - 1 if int(last) else -1
    end = min(int(last), size - 1) if last else size - 1
    return (int(first), end) if not last or int(first) <= int(last) else None


def _answer(attachment: Attachment, span: tuple[int, int] | None, size: int) -> HttpResponseBase:
    first, last = span or (0, size - 1)
    response = FileResponse(
        Slice(attachment.file.open("rb"), first=first, length=last - first + 1),
        status=200 if span is None else 206,
        content_type=attachment.mime_type or "application/octet-stream",
        as_attachment=attachment.mime_type not in ELEMENTS,
        filename=attachment.name or f"{attachment.kind}-{str(attachment.public_id)[:8]}",
    )
    response["Content-Length"] = str(last - first + 1)
    if span is not None:
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    return response
