"""The API put together: its routers, its addresses behind the door, and its description."""

from __future__ import annotations

import logging
import re
from copy import deepcopy
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import path
from django.urls.resolvers import URLPattern
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.operation import Operation
from pydantic_core import to_json

from articles.api import reading, searching, writing  # noqa: F401  (the latter two add operations to the same router)
from articles.api.door import may_read, through
from articles.api.problems import CONTENT_TYPE, Problem, unprocessable
from articles.api.schemas import ProblemOut

logger = logging.getLogger(__name__)

PREFIX = "api/v1/"
ABOUT = (
    "What newsrooms rewrote after publishing: sources, articles, every version, and comparisons of any two. "
    "Times are UTC. Lists are paged by key: follow “next” until it is null."
)


class Api(NinjaAPI):
    """django-ninja's, with short names."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The name of the function."""
        return operation.view_func.__name__


api = Api(
    title="NewsDiffs", version="1", description=ABOUT, urls_namespace="api-v1", openapi_url=None, docs_url=None,
    auth=may_read,
)  # fmt: skip
api.add_router("", reading.router)


# Errors


@api.exception_handler(Problem)
def _problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    return problem.response()


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return unprocessable(error.errors).response()


@api.exception_handler(HttpError)
def _refused(request: HttpRequest, error: HttpError) -> HttpResponse:
    return Problem(error.status_code, str(error)).response()


@api.exception_handler(Exception)
def _bug(request: HttpRequest, error: Exception) -> HttpResponse:
    logger.error("%s %s failed", request.method, request.path, exc_info=error)
    return Problem(500, "This is our own error, and it is on record. Ask again later.").response()


# The description


def document() -> dict[str, Any]:
    """The API in OpenAPI 3.1: what django-ninja says of each operation, and what is true of all of them."""
    return _document(settings.SITE_URL, settings.API_READING)


@cache
def _document(site: str, reading: str) -> dict[str, Any]:
    said: dict[str, Any] = deepcopy(dict(api.get_openapi_schema(path_prefix=PREFIX)))
    said["servers"] = [{"url": site}]
    said["components"]["schemas"]["ProblemOut"] = ProblemOut.model_json_schema()
    said["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    for address, operations in said["paths"].items():
        for method, operation in operations.items():
            open_to_all = method == "get" and reading == "OPEN"
            operation["security"] = [*([{}] if open_to_all else []), {"token": []}]
            for status, reason in _other_answers(address, method).items():
                content = {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemOut"}}}
                answer = {"description": reason} | ({"content": content} if status >= 400 else {})
                operation["responses"].setdefault(status, answer)
    return said


def _other_answers(address: str, method: str) -> dict[int, str]:
    found = {401: "This token is not known.", 422: "The request cannot be understood.", 429: "Too many requests.",
             500: "Our own error."}  # fmt: skip
    if method == "get":
        found[304] = "It is as you have it."
    else:
        found |= {400: "The body is not JSON.", 403: "This token does not allow it."}
    if "{" in address or "/changes" in address or address.endswith("/lookup"):
        found[404] = "There is none."
    if "/articles" in address or address.endswith("/lookup"):
        found[410] = "It was withdrawn from the public."
    if address.endswith("/check"):
        found[409] = "An editor paused it."
    return dict(sorted(found.items()))


def _parameters(request: HttpRequest) -> frozenset[str] | None:
    """The query parameters that the description gives for this address."""
    match = request.resolver_match
    address = "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", match.route) if match else ""
    method = "get" if request.method in ("GET", "HEAD") else (request.method or "").lower()
    operation = document()["paths"].get(address, {}).get(method)
    if operation is None:
        return None
    return frozenset(one["name"] for one in operation["parameters"] if one["in"] == "query")


# Addresses


def _openapi(request: HttpRequest) -> HttpResponse:
    if request.method != "GET":
        return HttpResponseNotAllowed(["GET"])
    return HttpResponse(to_json(document()), content_type="application/json")


def _nowhere(request: HttpRequest, rest: str = "") -> HttpResponse:
    raise Problem(404, "There is nothing at this address. /api/docs says what there is.")


def _addresses() -> list[URLPattern]:
    found: list[URLPattern] = [path("openapi.json", through(_openapi, lambda _: frozenset()), name="openapi")]
    for pattern in api.urls[0]:
        if isinstance(pattern, URLPattern) and pattern.name != "api-root":
            pattern.callback = through(pattern.callback, _parameters)
            found.append(pattern)
    nowhere = through(_nowhere, lambda _: None)
    return [*found, path("", nowhere), path("<path:rest>", nowhere)]


urlpatterns = _addresses()
