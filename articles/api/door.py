"""What every request to the API passes on its way in and out: token, rate, parameters, errors, validators, CORS."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers

from articles.api.problems import Problem
from articles.api.rates import client_address, spend
from articles.models import ApiToken

View = Callable[..., HttpResponse]
Known = Callable[[HttpRequest], "frozenset[str] | None"]

_EXPOSED = "ETag, Link, Location, Retry-After, RateLimit, RateLimit-Policy"


class ApiRequest(HttpRequest):
    """A request that has passed the door."""

    token: ApiToken | None
    tag: str  # the validator of the answer, where the view knows it before the answer is made


def through(view: View, known: Known) -> View:
    """The view behind the door. ``known`` names the query parameters that the request's address takes."""

    @wraps(view)
    def behind(request: ApiRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        headers: dict[str, str] = {}
        method = request.method
        try:
            if method == "OPTIONS":
                return _finish(request, _preflight(view(request, *args, **kwargs)))
            request.token = token = _read_token(request, headers)
            if token is None:
                _count(f"address {client_address(request)}", settings.API_RATE_LIMIT, headers)
            _refuse_unknown(request, known(request))
            if method == "HEAD":
                request.method = "GET"  # the body is dropped on the way out
            response = view(request, *args, **kwargs)
            if isinstance(response, HttpResponseNotAllowed):
                raise _not_allowed(method, response)
        except Problem as problem:
            response = problem.response()
        finally:
            request.method = method
        for name, value in headers.items():
            response[name] = value
        return _finish(request, response)

    behind.csrf_exempt = True  # type: ignore[attr-defined]  # no cookie is believed here, so there is nothing to forge
    return behind


def _read_token(request: HttpRequest, headers: dict[str, str]) -> ApiToken | None:
    """The token that came with the request, counted; None where none came. Raises Problem for one that is none."""
    said = request.headers.get("Authorization", "")
    if not said:
        return None
    scheme, _, secret = said.partition(" ")
    now = timezone.now()
    token = ApiToken.objects.find(secret.strip(), now) if scheme.lower() == "bearer" else None
    if token is None:
        _count(f"address {client_address(request)}", settings.API_RATE_LIMIT, headers)
        raise unauthorized("This token is not known, or has expired. Send “Authorization: Bearer nd_…”.")
    _count(f"token {token.pk}", settings.API_TOKEN_RATE_LIMIT, headers)
    token.note_use(now)
    return token


def unauthorized(detail: str) -> Problem:
    """401, which asks for a token."""
    return Problem(401, detail, headers={"WWW-Authenticate": 'Bearer realm="NewsDiffs API"'})


def may_read(request: ApiRequest) -> object:
    """Who reads. Raises Problem where reading needs a token and none came."""
    if request.token is None and settings.API_READING == "TOKEN":
        raise unauthorized("Reading here needs a token. Send “Authorization: Bearer nd_…”.")
    return request.token or "anybody"


def may_write(request: ApiRequest) -> object:
    """Who writes. Raises Problem for one who may not."""
    if request.token is None:
        raise unauthorized("This needs a token with the scope “write”. Send “Authorization: Bearer nd_…”.")
    if not request.token.may_write:
        raise Problem(403, "This token may only read; this needs one with the scope “write”.")
    return request.token


def _count(client: str, limit: int, headers: dict[str, str]) -> None:
    allowance = spend(client, limit, now=time.time())
    headers.update(allowance.headers())
    if allowance.exhausted:
        raise Problem(429, f"You may ask {limit} times a minute. Ask again in {allowance.reset} seconds.")


def _refuse_unknown(request: HttpRequest, known: frozenset[str] | None) -> None:
    """A misspelt filter must not silently give everything."""
    unknown = sorted(set(request.GET) - known) if known is not None else []
    if unknown and known is not None:
        have = f"it takes {', '.join(sorted(known))}" if known else "it takes none"
        errors = [{"in": "query", "name": name, "message": "there is no such parameter"} for name in unknown]
        raise Problem(422, f"There is no parameter {', '.join(unknown)} here; {have}.", errors=errors)


def _not_allowed(method: str | None, response: HttpResponse) -> Problem:
    allow = _allowed(response)
    return Problem(405, f"{method} does nothing here. Use {allow}.", headers={"Allow": allow})


def _allowed(response: HttpResponse) -> str:
    methods = {name.strip() for name in response.headers.get("Allow", "").split(",") if name.strip()} | {"OPTIONS"}
    return ", ".join(sorted(methods | ({"HEAD"} if "GET" in methods else set())))


def _preflight(refused: HttpResponse) -> HttpResponse:
    """What may be done here; a browser's script of another site may read."""
    response = HttpResponse(status=204, headers={"Allow": _allowed(refused)})
    response["Access-Control-Allow-Methods"] = "GET, HEAD"
    response["Access-Control-Allow-Headers"] = "Authorization, If-None-Match"
    response["Access-Control-Max-Age"] = "86400"
    return response


def _finish(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Validators, and what browsers and caches are to know."""
    if request.method in ("GET", "HEAD") and response.status_code in (200, 304):
        response = _with_validator(request, response)
    response["Access-Control-Allow-Origin"] = "*"  # no cookie is believed here, so nothing is lent to other sites
    response["Access-Control-Expose-Headers"] = _EXPOSED
    if not response.has_header("Cache-Control") or request.headers.get("Authorization"):
        response["Cache-Control"] = "private, no-cache" if request.headers.get("Authorization") else "no-cache"
    patch_vary_headers(response, ["Authorization"])
    return response


def _with_validator(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The response with its ETag, or 304 with the same headers where the client has it."""
    # Weak, for compression changes the bytes.
    tag = getattr(request, "tag", None) or f'W/"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response["ETag"] = tag
    known = get_conditional_response(request, etag=tag)
    if known is None:
        return response
    known.headers = response.headers
    del known["Content-Type"]
    return known
