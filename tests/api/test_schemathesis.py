"""What the OpenAPI document promises holds: schemathesis asks every operation for sense and nonsense."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core import signals
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from articles.api import document
from articles.models import ApiToken
from newsdiffs.wsgi import application
from tests.make import T0, make_article, make_event, make_source

pytestmark = pytest.mark.django_db

OPERATIONS = [(method, address) for address, operations in document()["paths"].items() for method in operations]


@pytest.fixture
def _one_connection() -> Iterator[None]:
    """Requests share the test's transaction, as they do with Django's own test client."""
    for signal in (signals.request_started, signals.request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (signals.request_started, signals.request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def secret() -> str:
    """A token, and something to find under the first ids."""
    first = make_article(["One.\nTwo.", "One.\nThree is here.", "One.\nThree was here."])
    make_article(["北京 😀"], source=make_source("ledger"), state="gone", next_check_at=None)
    make_article(["Never seen."], hidden_at=T0, hidden_reason="a court said so")
    make_event(first, at=T0, kind="moved", detail="to another place")
    return ApiToken.objects.issue("schemathesis", "write")[1]


@pytest.mark.usefixtures("_one_connection")
@pytest.mark.parametrize(("method", "address"), OPERATIONS)
def test_every_operation_keeps_what_the_document_promises(method: str, address: str, secret: str) -> None:
    # The transport hands bodies on as they travelled.
    headers = {"Authorization": f"Bearer {secret}", "Accept-Encoding": "identity"}
    operation = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)[address][method]

    # Which address can be watched, of which source it is, and what is a query, no schema can say: that is a 422 too.
    judged_by_hand = {("post", "/api/v1/articles"), ("get", "/api/v1/search")}
    beyond_a_schema = [positive_data_acceptance] if (method, address) in judged_by_hand else []

    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy())
    def ask(case: Any) -> None:
        case.call_and_validate(headers=headers, excluded_checks=beyond_a_schema)

    ask()
