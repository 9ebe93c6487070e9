"""What went wrong, as a value that programs read: problem details, RFC 9457."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from pydantic_core import to_json

CONTENT_TYPE = "application/problem+json"


class Problem(Exception):
    """An answer other than the one that was asked for: its status, and a sentence that says what to do."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        errors: Sequence[Mapping[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.errors = errors
        self.headers = headers or {}

    def response(self) -> HttpResponse:
        """The problem as a response."""
        data: dict[str, Any] = {
            "type": "about:blank",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
        }
        if self.errors:
            data["errors"] = self.errors
        response = HttpResponse(to_json(data), status=self.status, content_type=CONTENT_TYPE)
        for name, value in self.headers.items():
            response[name] = value
        return response


def unprocessable(errors: Sequence[Mapping[str, Any]]) -> Problem:
    """422 for what pydantic found wrong with the parameters or the body."""
    found = []
    for error in errors:
        where = [str(part) for part in error.get("loc", ())]
        place, name = (where[0], where[-1]) if len(where) > 1 else ("request", where[0] if where else "")
        found.append({"in": place, "name": name, "message": str(error.get("msg", "it cannot be understood"))})
    said = "; ".join(f"{one['name']} ({one['in']}): {one['message']}" for one in found)
    return Problem(422, f"The request cannot be understood: {said}.", errors=found)
