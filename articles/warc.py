"""An article's captures as a WARC file, which web archives' tools read (ISO 28500)."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterable
from datetime import UTC
from http import HTTPStatus
from typing import IO
from urllib.parse import urlsplit

from django.conf import settings
from fastwarc.warc import WarcRecord, WarcRecordType

from articles import blobs
from articles.models import Capture

# The body is kept decoded and in one piece; these say how it travelled, and would now be wrong.
_TRAVEL = {"content-encoding", "transfer-encoding", "content-length"}


def write_warc(captures: Iterable[Capture], stream: IO[bytes]) -> int:
    """Write the captures, each with its request, to a gzipped WARC; how many were written."""
    info = WarcRecord()
    info.init_headers(record_type=WarcRecordType.warcinfo)
    info.headers["Content-Type"] = "application/warc-fields"
    info.set_bytes_content(f"software: {settings.USER_AGENT}\r\nformat: WARC File Format 1.1\r\n".encode())
    _write(info, stream)
    count = 0
    for capture in captures:
        response = _record(capture, WarcRecordType.response, _response_bytes(capture))
        request = _record(capture, WarcRecordType.request, _request_bytes(capture))
        request.headers["WARC-Concurrent-To"] = response.headers["WARC-Record-ID"]
        _write(response, stream)
        _write(request, stream)
        count += 1
    return count


def _write(record: WarcRecord, stream: IO[bytes]) -> None:
    """Write a record as a gzip member of its own, so that readers may jump to it."""
    plain = io.BytesIO()
    record.write(plain, checksum_data=True)
    stream.write(gzip.compress(plain.getvalue()))


def _record(capture: Capture, kind: WarcRecordType, content: bytes) -> WarcRecord:
    record = WarcRecord()
    record.init_headers(record_type=kind)
    record.headers["WARC-Target-URI"] = capture.url
    record.headers["WARC-Date"] = capture.fetched_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    msgtype = "response" if kind == WarcRecordType.response else "request"
    record.headers["Content-Type"] = f"application/http; msgtype={msgtype}"
    record.is_http = True
    record.set_bytes_content(content)
    return record


def _response_bytes(capture: Capture) -> bytes:
    body = blobs.get(capture.blob_id)
    status = capture.status or 200
    phrase = HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else ""
    head = io.StringIO()
    head.write(f"HTTP/1.1 {status} {phrase}\r\n")
    for name, value in capture.headers or [["Content-Type", capture.content_type]]:
        head.write(f"{'X-Archive-Orig-' if name.lower() in _TRAVEL else ''}{name}: {value}\r\n")
    head.write(f"Content-Length: {len(body)}\r\n\r\n")
    return head.getvalue().encode("utf-8", "replace") + body


def _request_bytes(capture: Capture) -> bytes:
    parts = urlsplit(capture.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    lines = [f"GET {target} HTTP/1.1", f"Host: {parts.netloc}"]
    lines += [f"{name}: {value}" for name, value in capture.request_headers if name.lower() != "host"]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8", "replace")
